"""How the detector judges: votes of the last window, the heuristics' thresholds, the profile, all features."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from engine.readmodel.detection import DetectionView, Vote
from widgets.common.panel import EmptyState
from widgets.common.texts import percent
from widgets.common.theme import font, notifier, theme
from widgets.detection.bars import Bar, Bars
from widgets.detection.features import FeatureTable
from widgets.detection.gauges import GaugeCharts, GaugeHistory
from widgets.detection.votes import VoteTable
from widgets.inspector.parts import Heading, Page


class MethodsPage(Page):
    """The last window as the methods see it."""

    def __init__(self, history: GaugeHistory) -> None:
        super().__init__()
        self._view: DetectionView | None = None
        self._history = history
        self.judged, self.watched, self.usual, self.all = (
            Heading(first=True, wraps=True),
            Heading(wraps=True),
            Heading(wraps=True),
            Heading(wraps=True),
        )
        self.votes, self.charts, self.profile, self.table = VoteTable(), GaugeCharts(history), Bars(), FeatureTable()
        self.note, self.empty = QLabel(), EmptyState()
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._shown = (
            self.judged, self.votes, self.watched, self.charts, self.usual, self.profile, self.note, self.all,
            self.table,
        )  # fmt: skip
        for widget in self._shown:
            self.column.addWidget(widget)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_page)
        self._retranslate()
        self._restyle_page()
        self._show()

    def show_view(self, view: DetectionView | None) -> None:
        """Show another moment; the history has been brought up to it."""
        if view is not self._view:
            self._view = view
            self._show()

    def _show(self) -> None:
        view = self._view
        there = view is not None and bool(view.votes or view.features)
        for widget in self._shown:
            widget.setVisible(there)
        self.empty.setVisible(not there)
        if view is None or not there:
            return
        self.votes.set_votes(view.votes)
        self.watched.setVisible(bool(view.gauges))
        self.charts.setVisible(bool(view.gauges))
        self.charts.refresh()
        self._show_profile(view)
        self.all.setVisible(bool(view.features))
        self.table.setVisible(bool(view.features))
        self.table.set_view(view)

    def _show_profile(self, view: DetectionView) -> None:
        vote = next((v for v in view.votes if v.method == "profile"), None)
        for widget in (self.usual, self.profile, self.note):
            widget.setVisible(vote is not None)
        if vote is not None:
            self.profile.set_bars((self._profile_bar(view, vote),))
            self.note.setText(vote.text)

    def _profile_bar(self, view: DetectionView, vote: Vote) -> Bar:
        if view.learning < 1:
            return Bar(self.tr("Learning what is usual"), percent(view.learning, 0), view.learning)
        strange = vote.verdict not in {"normal", "learning"}
        return Bar(self.tr("How unusual"), percent(vote.confidence, 0), vote.confidence, over=strange)

    def _retranslate(self) -> None:
        self.judged.setText(self.tr("Verdicts on the last window"))
        self.watched.setText(self.tr("Heuristics against their thresholds"))
        self.usual.setText(self.tr("Profile of normal behaviour"))
        self.all.setText(self.tr("Features"))
        self.empty.set_texts(self.tr("No window has been judged yet."))
        self.setAccessibleName(self.tr("Methods"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.note.setFont(font("small"))
        self.note.setStyleSheet(f"color: {theme().muted};")
