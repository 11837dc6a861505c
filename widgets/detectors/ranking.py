"""The features as a table: names, class of Table 6, unit, sources, and three rankings side by side as bars."""

from __future__ import annotations

from math import isfinite, nan

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from engine.readmodel.laboratory import FeatureInfo, FeatureScores
from widgets.common.texts import fixed
from widgets.common.theme import faded, font, px, theme

NAME, CLASS, UNIT, TYPES, F, MUTUAL, PERMUTATION, MEAN = range(8)
SORT = Qt.ItemDataRole.UserRole
WEAK = 0.1
"""A feature whose rankings have a mean below this is weak."""
Index = QModelIndex | QPersistentModelIndex


class FeatureModel(QAbstractTableModel):
    """A row a feature; the first column is checked for those that are taken."""

    picked = Signal()
    """Others are checked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.features: tuple[FeatureInfo, ...] = ()
        self.scores: dict[str, tuple[float, float, float]] = {}
        self.on: set[str] = set()

    # -- what comes in -------------------------------------------------------------------------------------

    def set_features(self, features: tuple[FeatureInfo, ...]) -> None:
        """Those of another table; all are taken, none is ranked."""
        self.beginResetModel()
        self.features, self.scores = features, {}
        self.on = {f.name for f in features}
        self.endResetModel()
        self.picked.emit()

    def set_scores(self, scores: FeatureScores | None) -> None:
        """The rankings."""
        found = zip(scores.f_classif, scores.mutual, scores.permutation, strict=True) if scores else ()
        self.scores = dict(zip(scores.features if scores else (), found, strict=True))
        self._refresh()

    def pick(self, names: set[str]) -> None:
        """Takes these features and no others."""
        self.on = {f.name for f in self.features if f.name in names}
        self._refresh()
        self.picked.emit()

    def _refresh(self) -> None:
        if self.features:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.features) - 1, MEAN))

    # -- what is asked -------------------------------------------------------------------------------------

    def chosen(self) -> tuple[str, ...]:
        """Names of the features that are taken, in the order of the table."""
        return tuple(f.name for f in self.features if f.name in self.on)

    def mean(self, name: str) -> float:
        """Mean of the three rankings; NaN before they were made."""
        return sum(self.scores[name]) / 3 if name in self.scores else nan

    def best(self, count: int) -> set[str]:
        """So many features with the highest mean."""
        ranked = sorted(self.scores, key=lambda name: -self.mean(name))
        return set(ranked[:count])

    def weak(self, name: str) -> bool:
        """Whether all rankings together think little of a feature."""
        return isfinite(self.mean(name)) and self.mean(name) < WEAK

    # -- as Qt asks for it ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.features)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else MEAN + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return base | Qt.ItemFlag.ItemIsUserCheckable if index.column() == NAME else base

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        if orientation != Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("Feature"),
            self.tr("Table 6"),
            self.tr("Unit"),
            self.tr("From"),
            self.tr("F test"),
            self.tr("Mutual inf."),
            self.tr("Permutation"),
            self.tr("Mean"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        feature, column = self.features[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(feature, column)
        if role == SORT:
            return self.value(feature, column) if column >= F else self._text(feature, column).lower()
        if role == Qt.ItemDataRole.CheckStateRole and column == NAME:
            return Qt.CheckState.Checked if feature.name in self.on else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            weak = self.tr(" Weak: the rankings think little of it.") if self.weak(feature.name) else ""
            return f"{feature.title} ({feature.name}): {feature.text}{weak}"
        if role == Qt.ItemDataRole.ForegroundRole and self.weak(feature.name):
            return QColor(theme().muted)
        if role == Qt.ItemDataRole.FontRole and self.weak(feature.name):
            slanted = font()
            slanted.setItalic(True)
            return slanted
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != NAME:
            return False
        name = self.features[index.row()].name
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.on.add(name)
        else:
            self.on.discard(name)
        self.dataChanged.emit(index, index)
        self.picked.emit()
        return True

    def value(self, feature: FeatureInfo, column: int) -> float:
        """A ranking; −1 before it was made, so that it sorts last."""
        if feature.name not in self.scores:
            return -1.0
        return float(self.mean(feature.name) if column == MEAN else self.scores[feature.name][column - F])

    def _text(self, feature: FeatureInfo, column: int) -> str:
        if column >= F:
            value = self.value(feature, column)
            return fixed(value, 2) if value >= 0 else ""
        return (
            feature.title,
            ", ".join(map(str, feature.classes)) or self.tr("ours"),
            feature.unit,
            ", ".join(feature.types),
        )[column]


class BarDelegate(QStyledItemDelegate):
    """A ranking as a bar with its number; weak features are pale and hatched."""

    def __init__(self, model: FeatureModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        value = index.data(SORT)
        if value is None or value < 0:
            return
        t = theme()
        name = self._model.features[self._source(index).row()].name
        weak = self._model.weak(name)
        box = QRectF(option.rect).adjusted(px(4), px(4), -px(40), -px(4))
        tone = QColor(t.series[(0, 2, 4, 5)[index.column() - F]])
        bar = QRectF(box.left(), box.top(), max(1.0, box.width() * min(value, 1.0)), box.height())
        painter.save()
        painter.fillRect(box, faded(t.muted, 0.15))
        painter.fillRect(bar, faded(tone, 0.45) if weak else tone)
        if weak:
            painter.fillRect(bar, QBrush(faded(t.surface0, 0.8), Qt.BrushStyle.BDiagPattern))
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted if weak else t.text))
        place = QRectF(option.rect).adjusted(0, 0, -px(5), 0)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), fixed(value, 2))
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    @staticmethod
    def _source(index: Index) -> Index:
        model = index.model()
        return model.mapToSource(index) if hasattr(model, "mapToSource") else index
