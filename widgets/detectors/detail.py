"""One line of the leader board in detail: confusion, ROC, precision and recall, delays, the papers beside it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from engine.readmodel.laboratory import ModelScore
from widgets.common.theme import font, notifier, px, theme
from widgets.detectors.confusion import Confusion
from widgets.detectors.curves import curves_figure, delays_figure
from widgets.detectors.order import Requirements
from widgets.detectors.papers import PapersView
from widgets.detectors.words import ClassNames, split_word
from widgets.experiments.figure import FigureView

CONFUSION, ROC, PR, DELAYS, PAPERS = range(5)


class Detail(QWidget):
    """Tabs over one score. A figure is drawn when its tab is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.score: ModelScore | None = None
        self._classes: tuple[str, ...] = ()
        self._names, self._limits, self._title = ClassNames(), Requirements(), ""
        self.tabs, self._what = QTabBar(), QLabel()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.confusion, self.chart, self.papers, self._none = Confusion(), FigureView(), PapersView(), QLabel()
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._none.setWordWrap(True)
        self.body = QStackedWidget()
        for page in (self.confusion, self.chart, self.papers, self._none):
            self.body.addWidget(page)
        for _ in range(PAPERS + 1):
            self.tabs.addTab("")
        self._head = QHBoxLayout()
        self._head.addWidget(self.tabs)
        self._head.addStretch(1)
        self._head.addWidget(self._what)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.body, 1)
        self.tabs.currentChanged.connect(lambda _: self._show())
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_names(self, names: ClassNames) -> None:
        """Words for classes."""
        self._names = names
        self._show()

    def set_limits(self, limits: Requirements) -> None:
        """What is required, for the mark among the delays."""
        self._limits = limits
        self._show()

    def set_score(self, score: ModelScore | None, classes: tuple[str, ...], title: str) -> None:
        """The line in force: its score, the classes of its table, what the method is called."""
        self.score, self._classes, self._title = score, classes, title
        self._what.setText(f"{title}, {split_word(score.split)}" if score is not None else "")
        self._show()

    def _show(self) -> None:
        score, at = self.score, self.tabs.currentIndex()
        if at == PAPERS:
            self.papers.set_score(score, self._classes, self._title, self._names)
            self.body.setCurrentWidget(self.papers)
        elif score is None or self._missing(score, at):
            self._none.setText(self.tr("Choose a line of the board.") if score is None else self._missing(score, at))
            self.body.setCurrentWidget(self._none)
        elif at == CONFUSION:
            self.confusion.set_matrix(self._classes, score.confusion, score.per_class_f1, self._names)
            self.body.setCurrentWidget(self.confusion)
        else:
            self.chart.set_figure(
                delays_figure(score, self._limits)
                if at == DELAYS
                else curves_figure(score, self._names, precision=at == PR)
            )
            self.body.setCurrentWidget(self.chart)

    def _missing(self, score: ModelScore, at: int) -> str:
        """Why a tab has nothing to show; empty when it has."""
        if at == DELAYS and not score.delays_s:
            return self.tr("No delays: the table tells no incidents, or none was found.")
        if (at == ROC and not score.roc) or (at == PR and not score.pr):
            return self.tr("This method gives no degree of certainty, so there is no curve.")
        return ""

    def _retranslate(self) -> None:
        words = (
            self.tr("Confusion"),
            self.tr("ROC"),
            self.tr("Precision · recall"),
            self.tr("Delays"),
            self.tr("Papers"),
        )
        for k, text in enumerate(words):
            self.tabs.setTabText(k, text)
        self.tabs.setAccessibleName(self.tr("Detail of the chosen method"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._head.setContentsMargins(px(14), 0, px(20), 0)
        self._what.setFont(font("small"))
        for label in (self._what, self._none):
            label.setStyleSheet(f"color: {theme().muted};")
