"""The detector panel: alarms, collection, methods, budget, and the switch for it all."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from engine.readmodel.detection import DetectionView
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.panel import ElidedLabel
from widgets.common.switch import Switch
from widgets.common.texts import numbered, percent
from widgets.common.theme import font, notifier, px, theme
from widgets.detection.alarms_page import AlarmsPage
from widgets.detection.budget_page import BudgetPage
from widgets.detection.collection_page import CollectionPage
from widgets.detection.gauges import GaugeHistory
from widgets.detection.methods_page import MethodsPage


class DetectorPanel(QWidget):
    """What detectors do; asks for edits and makes none. Out of sight it rests."""

    enabled_requested = Signal(bool)
    """Detection is to be switched on or off."""
    step_requested = Signal()
    node_chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._snap: NetworkSnapshot | None = None
        self._on = False
        self.history = GaugeHistory()
        self.alarms, self.collection = AlarmsPage(), CollectionPage()
        self.methods, self.budget = MethodsPage(self.history), BudgetPage()
        self.switch, self.status = Switch(), ElidedLabel()
        head = QFrame()
        head.setProperty("panelhead", "true")
        self._head = QHBoxLayout(head)
        self._head.addWidget(self.switch)
        self._head.addWidget(self.status, 1)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setProperty("inner", True)
        self.tabs.tabBar().setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        for page in (self.alarms, self.collection, self.methods, self.budget):
            self.tabs.addTab(page, "")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.tabs, 1)
        self.switch.clicked.connect(self._switched)
        self.tabs.currentChanged.connect(lambda _at: self._show())
        self.alarms.node_chosen.connect(self.node_chosen)
        self.collection.node_chosen.connect(self.node_chosen)
        self.collection.step_requested.connect(self.step_requested)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    # -- what comes in -------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Forget the run."""
        self._snap = None
        self.history.clear()
        self.alarms.clear()

    def set_names(self, names: tuple[str, ...]) -> None:
        """The run's attacks, by which the ground truth counts them."""
        self.alarms.set_names(names)

    def set_enabled(self, *, on: bool) -> None:
        """Whether the document switches detection on."""
        self._on = on
        self.switch.setChecked(on)
        self._show_status()

    def set_reveal(self, reveal: bool) -> None:
        """Whether it may be told what alarms were about."""
        self.alarms.set_reveal(reveal)

    def set_snapshot(self, snap: NetworkSnapshot) -> None:
        """Show another moment."""
        self._snap = snap
        if snap.detection is not None:
            self.history.append(snap.round, snap.detection.gauges)
        self._show()

    def bring(self, alarm: int) -> None:
        """Opens the card of an alarm."""
        self.tabs.setCurrentWidget(self.alarms)
        self._show()
        self.alarms.bring(alarm)

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        """The page in sight; the others wait until they are looked at."""
        if not self.isVisible() or self._snap is None:
            return
        self._show_status()
        snap, view = self._snap, self._snap.detection
        page = self.tabs.currentWidget()
        if page is self.alarms:
            self.alarms.show_view(view, snap.round, snap.time_s / snap.round if snap.round else 1.0)
        elif page is self.collection:
            self.collection.show_collections(view.collections if view is not None else ())
        elif page is self.methods:
            self.methods.show_view(view)
        else:
            self.budget.show_budgets(view.budgets if view is not None else ())

    def _show_status(self) -> None:
        view = self._snap.detection if self._snap is not None else None
        text = self._words(view) if self._on else self.tr("off")
        if text != self.status.full_text():
            self.status.set_full_text(text)

    def _words(self, view: DetectionView | None) -> str:
        if view is None:
            return self.tr("from the next round on")
        number = len(view.collections)
        parts = [numbered(self.tr("%n node(s)", "", number), number).replace("%n", str(number))]
        if view.learning < 1:
            parts.append(self.tr("learning, {0}").format(percent(view.learning, 0)))
        parts.append(view.module.removeprefix("builtin:") or self.tr("no classifiers"))
        return " · ".join(parts)

    def _switched(self) -> None:
        """The document decides; until it has, the switch stays as it was."""
        wanted = self.switch.isChecked()
        self.switch.setChecked(self._on)
        self.enabled_requested.emit(wanted)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _retranslate(self) -> None:
        self.switch.setText(self.tr("Detector"))
        tip = self.tr("Nodes with the detector role collect data and look for attacks; roles are switched on with it")
        self.switch.setToolTip(tip)
        self.switch.setAccessibleName(self.switch.text())
        names = (self.tr("Alarms"), self.tr("Collection"), self.tr("Methods"), self.tr("Budget"))
        tips = (
            self.tr("Alarms of this run, to be acknowledged"),
            self.tr("How data is collected, step by step (S2, Algorithm 1)"),
            self.tr("What each method says of the last window"),
            self.tr("What detection takes of its node, and what it may take"),
        )
        for at, (name, words) in enumerate(zip(names, tips, strict=True)):
            self.tabs.setTabText(at, name)
            self.tabs.setTabToolTip(at, words)
        self.setAccessibleName(self.tr("Detector"))

    def _restyle(self) -> None:
        self.tabs.tabBar().setFont(font("small"))
        self.status.setFont(font("small"))
        self.status.setStyleSheet(f"color: {theme().muted};")
        self._head.setContentsMargins(px(8), px(3), px(12), px(3))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show_status()
        super().changeEvent(event)
