"""Stage 3: which features tell the attacks apart (S2-113), and how many of them are enough."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSortFilterProxyModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.experiment import Figure
from engine.readmodel.laboratory import FeatureInfo, FeatureScores
from widgets.common.panel import EmptyState
from widgets.common.tables import install_copy
from widgets.common.texts import count
from widgets.common.theme import font, notifier, px, theme
from widgets.detectors.curves import plain_series
from widgets.detectors.fields import Whole
from widgets.detectors.foot import Foot
from widgets.detectors.ranking import CLASS, MEAN, NAME, SORT, TYPES, UNIT, BarDelegate, F, FeatureModel
from widgets.experiments.figure import FigureView


class FeaturesStage(QWidget):
    """Features are checked here; training takes those."""

    rank_requested = Signal()
    back_requested = Signal()
    """There is no table yet: go and record one."""
    changed = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._blocked = ""
        self.scores: FeatureScores | None = None
        self.model = FeatureModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(SORT)
        self.table, self.chart, self.text = QTableView(), FigureView(), QLabel()
        self.chart.hide()
        self.every, self.strong, self.take = QPushButton(), QPushButton(), QPushButton()
        self.many = Whole(1, 1, 1)
        self.rank, self.foot, self.empty = QPushButton(), Foot(), EmptyState()
        self.foot.add(self.rank)
        self._set_up_table()
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.sorted)
        table.setSortingEnabled(True)
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._bars = BarDelegate(self.model, table)
        for column in range(F, MEAN + 1):
            table.setItemDelegateForColumn(column, self._bars)
        table.horizontalHeader().setHighlightSections(False)
        install_copy(table)

    def _lay_out(self) -> None:
        self._tools = QHBoxLayout()
        for part in (self.every, self.strong, self.take, self.many):
            self._tools.addWidget(part)
        self._tools.addStretch(1)
        self.text.setWordWrap(True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        upper = QWidget()
        self._upper = QVBoxLayout(upper)
        self._upper.addLayout(self._tools)
        self._upper.addWidget(self.table, 1)
        self._upper.addWidget(self.text)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(upper)
        self.split.addWidget(self.chart)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setChildrenCollapsible(False)
        self.body = QStackedWidget()
        self.body.addWidget(self.empty)
        self.body.addWidget(self.split)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        self.model.picked.connect(self._picked)
        self.empty.triggered.connect(self.back_requested)
        self.rank.clicked.connect(self.rank_requested)
        self.foot.go.clicked.connect(self.finished)
        self.every.clicked.connect(lambda: self.model.pick({f.name for f in self.model.features}))
        self.strong.clicked.connect(self._take_strong)
        self.take.clicked.connect(lambda: self.model.pick(self.model.best(self.many.value())))
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._describe())

    # -- what comes in -------------------------------------------------------------------------------------

    def set_features(self, features: tuple[FeatureInfo, ...]) -> None:
        """The features of another table."""
        self.scores = None
        self.many.setRange(1, max(len(features), 1))
        self.many.setValue(max(1, round(len(features) / 2)))
        self.model.set_features(features)
        self._sort(NAME, Qt.SortOrder.AscendingOrder)
        self.chart.hide()
        self._fit_columns()
        self._tell()

    def set_scores(self, scores: FeatureScores) -> None:
        """The rankings, and what so many features gain."""
        self.scores = scores
        self.model.set_scores(scores)
        self._sort(MEAN, Qt.SortOrder.DescendingOrder)
        if scores.steps:
            self.many.setValue(self._enough())
        self._draw()
        self._tell()

    def set_blocked(self, why: str) -> None:
        """Something goes on: says what."""
        self._blocked = why
        self._tell()

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        self.table.sortByColumn(column, order)
        self.sorted.sort(column, order)  # the view does nothing when its header says so already

    def _enough(self) -> int:
        """The fewest features that come within a hundredth of the best."""
        scores = self.scores
        best = max(scores.gained) if scores else 0.0
        pairs = zip(scores.steps, scores.gained, strict=True) if scores else ()
        return min((n for n, gain in pairs if gain >= best - 0.01), default=1)

    def _draw(self) -> None:
        scores = self.scores
        self.chart.setVisible(scores is not None and bool(scores.steps))
        if scores is None or not scores.steps:
            return
        series = plain_series(self.tr("macro-F1"), scores.steps, scores.gained)
        title = self.tr("What so many of the best features gain")
        figure = Figure("features", title, self.tr("features"), self.tr("macro-F1 by folds"), (series,))
        self.chart.set_figure(figure)

    # -- choosing ------------------------------------------------------------------------------------------

    def chosen(self) -> tuple[str, ...]:
        """Names of the features that are taken; none when all are."""
        names = self.model.chosen()
        return () if len(names) == len(self.model.features) else names

    def fault(self) -> str:
        """What is wrong; empty when it can be trained."""
        if self.model.features and not self.model.on:
            return self.tr("no feature is chosen; check one")
        return ""

    def _take_strong(self) -> None:
        self.model.pick({f.name for f in self.model.features if not self.model.weak(f.name)})

    def _picked(self) -> None:
        self._tell()
        self.changed.emit()

    def _describe(self) -> None:
        index = self.table.currentIndex()
        if not index.isValid():
            self.text.setText("")
            return
        feature = self.model.features[self.sorted.mapToSource(index).row()]
        weak = "  " + self.tr("Weak: the rankings think little of it.") if self.model.weak(feature.name) else ""
        self.text.setText(f"<b>{feature.title}</b>  {feature.text}{weak}")

    # -- words and look ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        some, free = bool(self.model.features), not self._blocked
        self.body.setCurrentWidget(self.split if some else self.empty)
        ranked = self.scores is not None
        for button in (self.strong, self.take, self.many):
            button.setEnabled(ranked)
            button.setToolTip("" if ranked else self.tr("Rank the features first"))
        self.rank.setEnabled(some and free)
        self.rank.setToolTip(self._blocked)
        self.rank.setText(self.tr("Rank anew") if ranked else self.tr("Rank"))
        text = self.tr("%1 of %2 features are taken").replace("%1", count(len(self.model.on)))
        weak = sum(self.model.weak(f.name) for f in self.model.features)
        more = self.tr("%1 of them are weak").replace("%1", count(weak)) if weak else ""
        if not ranked and some:
            more = self.tr("Not ranked yet: F test, mutual information, and loss when a feature is shuffled.")
        text = text.replace("%2", count(len(self.model.features))) if some else self.tr("No table yet")
        self.foot.say(text, self._blocked or more, self.fault())
        self.foot.go.setEnabled(some and not self.fault())
        self._describe()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Features"))
        self.every.setText(self.tr("All"))
        self.strong.setText(self.tr("Without the weak"))
        self.take.setText(self.tr("The best"))
        self.many.setAccessibleName(self.tr("So many of the best features"))
        self.table.setAccessibleName(self.tr("Features; a checked one is taken"))
        self.foot.go.setText(self.tr("Go on to training"))
        self.empty.set_texts(self.tr("There is no table to rank yet."), self.tr("Record or import one"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, MEAN)
        self._draw()
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.table if self.model.features else self.empty

    def _fit_columns(self) -> None:
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        widths = {CLASS: 64, UNIT: 84, TYPES: 132, MEAN: 104}
        for column in range(CLASS, MEAN + 1):
            self.table.setColumnWidth(column, px(widths.get(column, 112)))

    def _restyle(self) -> None:
        self._upper.setContentsMargins(px(20), px(10), px(20), px(6))
        self._upper.setSpacing(px(6))
        self._tools.setSpacing(px(8))
        self.text.setFont(font("small"))
        self.text.setStyleSheet(f"color: {theme().muted};")
        self.text.setMinimumHeight(2 * self.text.fontMetrics().lineSpacing())
        self.table.verticalHeader().setDefaultSectionSize(px(26))
        self._fit_columns()
