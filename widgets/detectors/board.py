"""The leader board: a line for each method and split, sortable; a tick or a cross says whether it is acceptable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from engine.readmodel.laboratory import LabResult, MethodInfo, ModelScore
from widgets.common.icons import icon
from widgets.common.tables import install_copy
from widgets.common.texts import NONE, count, fixed, quantity, seconds
from widgets.common.theme import font, notifier, px, theme
from widgets.detectors.order import Requirements, good_enough, usual_delay, worst_delay
from widgets.detectors.words import split_tip, split_word

SORT = Qt.ItemDataRole.UserRole
VERDICT, METHOD, SPLIT, F1 = range(4)
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class _Column:
    """How a column is called, shown and sorted."""

    title: str
    tip: str
    text: Callable[[ModelScore], str]
    value: Callable[[ModelScore], float]


def _delay(value: float) -> str:
    return seconds(value) if isfinite(value) else NONE


class BoardModel(QAbstractTableModel):
    """A row a score."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scores: tuple[ModelScore, ...] = ()
        self.best = ""
        self.limits = Requirements()
        self._titles: dict[str, str] = {}
        self._columns = self._made()

    def set_methods(self, methods: tuple[MethodInfo, ...]) -> None:
        """What methods are called."""
        self._titles = {m.name: m.title for m in methods}
        self.refresh()

    def set_result(self, result: LabResult | None) -> None:
        """Another board."""
        self.beginResetModel()
        self.scores, self.best = (result.scores, result.best) if result is not None else ((), "")
        self.endResetModel()

    def set_limits(self, limits: Requirements) -> None:
        """What is required."""
        self.limits = limits
        self.refresh()

    def refresh(self) -> None:
        """Words anew."""
        self._columns = self._made()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._columns) - 1)
        if self.scores:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.scores) - 1, len(self._columns) - 1))

    def title(self, name: str) -> str:
        """A method in words."""
        return self._titles.get(name, name)

    def _made(self) -> tuple[_Column, ...]:
        tr = self.tr
        good = self._good
        return (
            _Column(tr("Verdict"), tr("Whether it meets what is required"), self._verdict, lambda s: float(good(s))),
            _Column(tr("Method"), "", lambda s: self.title(s.name), lambda _: 0.0),
            _Column(tr("Judged on"), tr("Which rows were kept out of training"), lambda s: split_word(s.split),
                    lambda _: 0.0),
            _Column("F1", tr("Macro mean over the classes"), lambda s: fixed(s.macro_f1), lambda s: s.macro_f1),
            _Column(tr("Accuracy"), "", lambda s: fixed(s.accuracy), lambda s: s.accuracy),
            _Column(tr("Precision"), "", lambda s: fixed(s.precision), lambda s: s.precision),
            _Column(tr("Recall"), "", lambda s: fixed(s.recall), lambda s: s.recall),
            _Column(tr("False alarms"), tr("Rows without attack taken for one"), lambda s: count(s.false_positives),
                    lambda s: float(s.false_positives)),
            _Column(tr("Missed"), tr("Incidents that no row raised, of all"), _missed, lambda s: float(s.missed)),
            _Column(tr("Delay"), tr("Median, from the start of an attack to the first row that says so"),
                    lambda s: _delay(usual_delay(s)), usual_delay),
            _Column(tr("Longest"), tr("Longest delay"), lambda s: _delay(worst_delay(s)), worst_delay),
            _Column(tr("Fit"), tr("Time of training"), lambda s: _delay(s.fit_s), lambda s: s.fit_s),
            _Column(tr("Cycles"), tr("Of a node's processor for one verdict"), lambda s: quantity(s.cycles, ""),
                    lambda s: s.cycles),
            _Column(tr("Size"), tr("In the memory of a node"), lambda s: quantity(float(s.size_bytes), "B"),
                    lambda s: float(s.size_bytes)),
        )  # fmt: skip

    def _good(self, score: ModelScore) -> bool:
        return good_enough(score, self.limits)

    def _verdict(self, score: ModelScore) -> str:
        return self.tr("✓ acceptable") if self._good(score) else self.tr("✗ not acceptable")

    def why(self, score: ModelScore) -> str:
        """What a score misses, in words; or that it misses nothing."""
        parts = []
        if not (isfinite(score.macro_f1) and score.macro_f1 >= self.limits.f1):
            text = self.tr("F1 %1 is below %2").replace("%1", fixed(score.macro_f1))
            parts.append(text.replace("%2", fixed(self.limits.f1, 2)))
        late = worst_delay(score)
        if isfinite(late) and late > self.limits.delay_s:
            text = self.tr("one attack was found only after %1, %2 are allowed").replace("%1", seconds(late))
            parts.append(text.replace("%2", seconds(self.limits.delay_s)))
        return "; ".join(parts) or self.tr("meets F1 and delay")

    # -- as Qt asks for it ---------------------------------------------------------------------------------

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.scores)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section < F1 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tip or None
        return column.title if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        score, at = self.scores[index.row()], index.column()
        column = self._columns[at]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(score)
        if role == SORT:
            value = float(column.value(score))  # Qt does not compare numbers of NumPy
            return column.text(score).lower() if at in {METHOD, SPLIT} else value if isfinite(value) else 1e30
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if at < F1 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.FontRole:
            return font("base", bold=at in {VERDICT, F1} or score.name == self.best)
        return self._look(score, at, role)

    def _look(self, score: ModelScore, at: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            tips = {VERDICT: self.why(score), SPLIT: split_tip(score.split), METHOD: _params(score) or score.note}
            return tips.get(at)
        if at == VERDICT and role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme().good if self._good(score) else theme().danger)
        if at == METHOD and role == Qt.ItemDataRole.DecorationRole and score.name == self.best:
            return icon("trophy-outline", "accent")
        return None


def _missed(score: ModelScore) -> str:
    return f"{count(score.missed)} / {count(score.incidents)}" if score.incidents else count(score.missed)


def _params(score: ModelScore) -> str:
    return ", ".join(f"{name} = {value}" for name, value in score.params)


class Board(QTableView):
    """The table; the line in force is shown in detail below."""

    chosen = Signal(object)
    """A `ModelScore`, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.board = BoardModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.board)
        self.sorted.setSortRole(SORT)
        self.setModel(self.sorted)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setHighlightSections(False)
        install_copy(self)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit(self.current()))
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_result(self, result: LabResult | None) -> None:
        """Shows a board, and the line of the best method."""
        self.board.set_result(result)
        self.sortByColumn(F1, Qt.SortOrder.DescendingOrder)
        self.fit()
        rows = [k for k, s in enumerate(self.board.scores) if s.name == self.board.best]
        grouped = [k for k in rows if self.board.scores[k].split == "grouped"]
        self.show_row((grouped or rows or [0])[0])

    def show_row(self, row: int) -> None:
        """Brings the line of a score into force."""
        if 0 <= row < len(self.board.scores):
            self.setCurrentIndex(self.sorted.mapFromSource(self.board.index(row, METHOD)))

    def current(self) -> ModelScore | None:
        """The score of the line in force."""
        index = self.sorted.mapToSource(self.currentIndex())
        return self.board.scores[index.row()] if index.isValid() else None

    def fit(self) -> None:
        """Columns as wide as their words."""
        head = self.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setMinimumSectionSize(px(48))
        self.resizeColumnsToContents()

    def retranslate(self) -> None:
        """New words."""
        self.setAccessibleName(self.tr("Leader board"))
        self.board.refresh()

    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(26))
        self.board.refresh()
        self.fit()
