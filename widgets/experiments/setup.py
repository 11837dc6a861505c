"""The form of one experiment: what at the left, how at the right, what it comes to and *Start* below."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.experiment import Change, Measure, Plan, Preset
from widgets.common.texts import count, duration, numbered
from widgets.common.theme import font, notifier, px, theme
from widgets.experiments.conduct import ConductEditor
from widgets.experiments.exchange import ExchangeEditor
from widgets.experiments.order import Check, Order
from widgets.experiments.parts import Advice, mark_fault
from widgets.experiments.sweep import SweepEditor

PAUSE_MS = 250
"""An order is checked when nothing was typed for so long."""


def preset_varies(preset: Preset) -> bool:
    """Whether there is something to say of what is run."""
    return preset.free or bool(preset.axes or preset.parameters)


class SetupForm(QWidget):
    """Asks for checks and for the start; makes neither."""

    check_requested = Signal(object)
    """An `Order` to look at."""
    start_requested = Signal(object)
    """An `Order` that was found good."""

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self.what: SweepEditor | ExchangeEditor = SweepEditor() if preset.free else ExchangeEditor(preset)
        self.how = ConductEditor(preset.seeds, preset.rounds)
        self.start = QPushButton()
        self.start.setProperty("main", "true")
        self._sum, self._time, self._advice = QLabel(), QLabel(), Advice()
        self._check: Check | None = None
        self._blocked = ""
        self._pause = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._pause.timeout.connect(self.ask)
        self._lay_out()
        self.what.changed.connect(self._edited)
        self.how.changed.connect(self._edited)
        self.start.clicked.connect(self._start)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        page = QWidget()
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight, page)
        self._sides.addWidget(self.what, 11)
        self._sides.addWidget(self.how, 9)
        self.what.setVisible(preset_varies(self.preset))
        if not preset_varies(self.preset):
            self._sides.addStretch(9)
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rule = QFrame()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._sum)
        words.addWidget(self._time)
        words.addWidget(self._advice)
        self._foot = QHBoxLayout()
        self._foot.addLayout(words, 1)
        self._foot.addWidget(self.start, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._scroll, 1)
        column.addWidget(self._rule)
        column.addLayout(self._foot)

    # -- the order -----------------------------------------------------------------------------------------

    def order(self) -> tuple[Order, tuple[tuple[str, str], ...]]:
        """What the form says, and what is wrong with it at first sight: place and line."""
        how = self.how
        axes, bad = self.what.axes.axes() if isinstance(self.what, SweepEditor) else self.what.axes()
        faults = [(f"axis:{k}", text) for k, text in bad]
        measures: tuple[Measure, ...] = ()
        changes: tuple[Change, ...] = ()
        if isinstance(self.what, SweepEditor):
            measures, bad = self.what.measures.measures()
            faults += [(f"measure:{k}", text) for k, text in bad]
            if not measures:
                faults.append(("", self.tr("nothing is measured; add a column or an expression")))
        else:
            changes = self.what.changes()
        plan = Plan(
            experiment=self.preset.name,
            seeds=how.seed_numbers(),
            rounds=how.round_count.value(),
            axes=axes,
            changes=changes,
            measures=measures,
        )
        order = Order(plan, how.folder.text().strip(), how.worker_count(), how.scheduler())
        return order, (*faults, *how.faults())

    def _edited(self) -> None:
        self._check = None
        self._tell()
        self._pause.start()

    def ask(self) -> None:
        """Has the order looked at, now."""
        self._pause.stop()
        order, faults = self.order()
        if faults:
            self.show_check(Check(order, faults=faults))
        else:
            self.check_requested.emit(order)

    def forget(self) -> None:
        """What was found is of yesterday: runs have been done since."""
        self._check = None
        self._tell()
        if self.isVisible():
            self.ask()

    def show_check(self, check: Check) -> None:
        """Shows what an order comes to; an answer on what the form no longer says is ignored."""
        if check.order != self.order()[0]:
            return
        self._check = check
        notes, faults = dict(check.notes), dict(check.faults)
        for place, line in self.what.lines_by_place().items():
            bad = faults.pop(place, "")
            line.say(bad or notes.get(place, ""), bad=bool(bad))
        self._say_how(faults, check)
        self._advice.say("; ".join(faults.values()), bad=True)
        if check.out:
            self.how.set_chosen_folder(check.out)
        self._tell()

    def _say_how(self, faults: dict[str, str], check: Check) -> None:
        """Advice on the right side; takes what it has told out of ``faults``."""
        how = self.how
        for name, field in (("seeds", how.seeds), ("rounds", how.rounds)):
            field.say(faults.pop(name, ""), bad=True)
        text = faults.pop("scheduler", "")
        how.say_cluster(text, bad=True)
        mark_fault(how.address, on=bool(text))
        text = faults.pop("folder", "")
        mark_fault(how.folder, on=bool(text))
        how.folder_advice.say(text or self._kept(check), bad=bool(text))

    def _kept(self, check: Check) -> str:
        if not check.kept or check.plan is None:
            return ""
        if check.kept >= check.plan.runs:
            text = self.tr("All %1 runs are finished here; figures and claims are made anew from them.")
        else:
            text = self.tr("%2 of %1 runs are finished here; Go on does the rest.")
        return text.replace("%1", count(check.plan.runs)).replace("%2", count(check.kept))

    def set_blocked(self, why: str) -> None:
        """Another experiment goes on: says which, and offers no start. Empty: the way is free."""
        self._blocked = why
        self._tell()

    def ready(self) -> bool:
        """Whether the order was found good and may start."""
        check = self._check
        return check is not None and check.plan is not None and not check.faults and not self._blocked

    def _start(self) -> None:
        if self.ready() and self._check is not None:
            self.start_requested.emit(replace(self._check.order, out=self._check.out))

    # -- words and look ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        check = self._check
        plan = check.plan if check is not None else None
        self.start.setEnabled(self.ready())
        self.start.setText(self._verb(check))
        self.start.setToolTip(self._blocked)
        if check is None:
            self._sum.setText(self.tr("Counting the runs…"))
            self._time.setText("")
            self._advice.say("")
        elif plan is None:
            self._sum.setText(self.tr("Not ready to start"))
            self._time.setText(self.tr("Mend what is marked."))
        else:
            self._sum.setText(self._count(plan))
            self._time.setText(self._blocked or self._estimate(check))
        self._time.setVisible(bool(self._time.text()))

    def _verb(self, check: Check | None) -> str:
        """What the button does."""
        if check is None or check.plan is None or not check.kept:
            return self.tr("Start")
        return self.tr("Conclude") if check.kept >= check.plan.runs else self.tr("Go on")

    def _count(self, plan: Plan) -> str:
        seeds = len(plan.seeds)
        settings = plan.runs // max(seeds, 1)
        words = (
            numbered(self.tr("%n setting(s)", "", settings), settings).replace(str(settings), count(settings)),
            numbered(self.tr("%n seed(s)", "", seeds), seeds).replace(str(seeds), count(seeds)),
        )
        text = self.tr("%1 × %2 = %3 runs of %4 rounds")
        for k, word in enumerate((*words, count(plan.runs), count(plan.rounds)), start=1):
            text = text.replace(f"%{k}", word)
        return text

    def _estimate(self, check: Check) -> str:
        if isnan(check.seconds):
            return ""
        cores = check.order.workers or self.how.workers.maximum()
        where = numbered(self.tr("on %n core(s)", "", cores), cores)
        if check.order.scheduler:
            where = self.tr("on one core; the cluster divides it")
        return self.tr("about %1 %2").replace("%1", duration(check.seconds)).replace("%2", where)

    def _retranslate(self) -> None:
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= px(600)
        way = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        self._sides.setDirection(way)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()  # the scroll area has given its labels the font of the application
        if self._check is None:
            self.ask()

    def first_edit(self) -> QWidget:
        """Where the keyboard begins."""
        found = self.what.findChild(QLineEdit)
        return found if found is not None else self.how.seed_count

    def _restyle(self) -> None:
        t = theme()
        self._sides.setContentsMargins(px(24), px(16), px(24), px(16))
        self._sides.setSpacing(px(32))
        self._foot.setContentsMargins(px(24), px(10), px(24), px(12))
        self._foot.setSpacing(px(16))
        self._rule.setFixedHeight(1)
        self._rule.setStyleSheet(f"background: {t.line};")
        self._sum.setFont(font("base", bold=True))
        self._time.setFont(font("small"))
        self._time.setStyleSheet(f"color: {t.muted};")
        self.start.setMinimumWidth(px(112))
