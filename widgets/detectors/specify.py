"""Stage 1: the network, the attacks to learn, what is required, and how much is recorded (S2-114, S2-115)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QPushButton, QRadioButton, QVBoxLayout, QWidget

from engine.readmodel.attack_model import AttackModel
from engine.readmodel.laboratory import Specification
from widgets.common.texts import count, numbered
from widgets.common.theme import notifier, px
from widgets.detectors.attacks import FIRST, AttackTree
from widgets.detectors.fields import Choice, Real, Whole, scrolled
from widgets.detectors.foot import Foot
from widgets.detectors.order import Requirements
from widgets.detectors.words import scope_word
from widgets.experiments.parts import Labelled, Section

TEMPLATE = "template:"
BENCH = "template:detection-bench"
"""The network that is made for recording, when the program has it."""


class SpecifyStage(QWidget):
    """Attacks at the left; network, runs, requirements at the right."""

    changed = Signal()
    finished = Signal()
    """Go on to recording."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = ""
        self._templates: tuple[tuple[str, str], ...] = ()
        self.tree, self.scenario, self.foot = AttackTree(), Choice(), Foot()
        self.paper, self.every, self.none = QPushButton(), QPushButton(), QPushButton()
        self.seeds, self.rounds = Whole(1, 1000, 4), Whole(60, 1_000_000, 600, 60)
        self.bursts, self.burst, self.quiet = Whole(1, 100, 4), Whole(5, 10_000, 60, 10), Whole(0, 100, 1)
        self.f1, self.delay, self.cpu = Real(0, 1, 0.9, 2, 0.01), Whole(1, 3600, 60), Whole(1, 1000, 20)
        self.network, self.node = QRadioButton(), QRadioButton()
        boxes = (self.scenario, self.seeds, self.rounds, self.bursts, self.burst, self.quiet)
        self.fields: dict[QWidget, Labelled] = {box: Labelled(box) for box in (*boxes, self.f1, self.delay, self.cpu)}
        self._attacks, self._where, self._runs = Section(), Section(), Section()
        self._limits, self._scope = Section(), Section()
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        choose = QHBoxLayout()
        for button in (self.paper, self.every, self.none):
            choose.addWidget(button)
        choose.addStretch(1)
        self._attacks.body.addLayout(choose)
        self._attacks.body.addWidget(self.tree, 1)
        self._where.body.addWidget(self.fields[self.scenario])
        self._runs.body.addLayout(self._grid((self.seeds, self.rounds, self.quiet, self.bursts, self.burst)))
        self._limits.body.addLayout(self._grid((self.f1, self.delay, self.cpu)))
        group = QButtonGroup(self)
        for radio in (self.network, self.node):
            group.addButton(radio)
            self._scope.body.addWidget(radio)
        self.network.setChecked(True)
        right = QWidget()
        self._column = QVBoxLayout(right)
        for part in (self._where, self._runs, self._limits, self._scope):
            self._column.addWidget(part)
        self._column.addStretch(1)
        self._sides = QHBoxLayout()
        self._sides.addWidget(self._attacks, 5)
        self._sides.addWidget(scrolled(right), 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._sides, 1)
        column.addWidget(self.foot)

    def _grid(self, boxes: tuple[QWidget, ...]) -> QGridLayout:
        """Fields, three in a row."""
        grid = QGridLayout()
        for k, box in enumerate(boxes):
            grid.addWidget(self.fields[box], k // 3, k % 3, Qt.AlignmentFlag.AlignTop)
        for k in range(3):
            grid.setColumnStretch(k, 1)
        return grid

    def _connect(self) -> None:
        for box in (self.seeds, self.rounds, self.bursts, self.burst, self.quiet, self.f1, self.delay, self.cpu):
            box.valueChanged.connect(lambda _: self._edited())
        self.scenario.currentIndexChanged.connect(lambda _: self._edited())
        self.network.toggled.connect(lambda _: self._edited())
        self.tree.changed.connect(self._edited)
        self.paper.clicked.connect(lambda: self.tree.check(FIRST))
        self.every.clicked.connect(lambda _: self.tree.check_all())
        self.none.clicked.connect(lambda: self.tree.check(()))
        self.foot.go.clicked.connect(self.finished)

    # -- what comes in -------------------------------------------------------------------------------------

    def set_model(self, model: AttackModel) -> None:
        """The catalogue of attacks."""
        self.tree.set_model(model)

    def set_document(self, name: str) -> None:
        """What the open scenario is called."""
        self._document = name
        self._fill_scenarios()

    def set_templates(self, templates: tuple[tuple[str, str], ...]) -> None:
        """(name, title) of networks that may be recorded; at first the bench of the paper is chosen."""
        fresh, self._templates = not self._templates, templates
        self._fill_scenarios()
        at = self.scenario.findData(BENCH)
        if fresh and at >= 0:
            self.scenario.setCurrentIndex(at)

    def _fill_scenarios(self) -> None:
        here = self.tr("This scenario: %1").replace("%1", self._document)
        self.scenario.set_entries((("", here), *((f"{TEMPLATE}{n}", title) for n, title in self._templates)))
        self._edited()

    # -- what is asked for ---------------------------------------------------------------------------------

    def specification(self) -> Specification:
        """What shall be recorded."""
        return Specification(
            scenario=self.scenario.value(),
            attacks=self.tree.checked(),
            seeds=tuple(range(1, self.seeds.value() + 1)),
            rounds=self.rounds.value(),
            bursts=self.bursts.value(),
            burst_rounds=self.burst.value(),
            quiet_runs=self.quiet.value(),
            scope="network" if self.network.isChecked() else "node",
        )

    def requirements(self) -> Requirements:
        """What a method has to meet."""
        return Requirements(self.f1.value(), float(self.delay.value()), self.cpu.value() / 100)

    def fault(self) -> str:
        """What is wrong with the specification; empty when it may be recorded."""
        spec = self.specification()
        if not spec.attacks:
            return self.tr("no attack is chosen; check one at the left")
        if spec.bursts * spec.burst_rounds >= spec.rounds:
            need = count(spec.bursts * spec.burst_rounds + spec.bursts)
            text = self.tr(
                "the attacks leave no time without attack; take more than %1 rounds, or fewer or shorter ones"
            )
            return text.replace("%1", need)
        return ""

    def runs(self) -> int:
        """Runs of the specification."""
        spec = self.specification()
        return len(spec.seeds) * (len(spec.attacks) + spec.quiet_runs)

    def _edited(self) -> None:
        spec, fault = self.specification(), self.fault()
        parts = (
            numbered(self.tr("%n attack(s)", "", len(spec.attacks)), len(spec.attacks)),
            numbered(self.tr("%n quiet run(s)", "", spec.quiet_runs), spec.quiet_runs),
            numbered(self.tr("%n seed(s)", "", len(spec.seeds)), len(spec.seeds)),
        )
        text = self.tr("(%1 + %2) × %3 = %4 runs of %5 rounds")
        numbers = (len(spec.attacks), spec.quiet_runs, len(spec.seeds))
        for k, (words, n) in enumerate(zip(parts, numbers, strict=True), start=1):
            text = text.replace(f"%{k}", words.replace("%n", str(n)))
        text = text.replace("%4", count(self.runs())).replace("%5", count(spec.rounds))
        share = spec.bursts * spec.burst_rounds / max(spec.rounds, 1)
        more = self.tr("Each attack runs %1 times for %2 rounds: %3 % of its run.")
        for k, n in enumerate((spec.bursts, spec.burst_rounds, round(100 * share)), start=1):
            more = more.replace(f"%{k}", count(n))
        self.foot.say(text, "" if fault else more, fault)
        self.foot.go.setEnabled(not fault)
        self.changed.emit()

    # -- words and look ------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Specify"))
        tr = self.tr
        self._attacks.set_texts(tr("Attacks to learn"), tr("By the classes of Table 4, each in its variations."))
        self.paper.setText(tr("As in the paper"))
        self.paper.setToolTip(tr("Sinkhole and hello flood, both variations"))
        self.every.setText(tr("All"))
        self.none.setText(tr("None"))
        self._where.set_texts(tr("Network"))
        self.fields[self.scenario].set_label(tr("Recorded in"))
        self._runs.set_texts(tr("Runs"))
        self._limits.set_texts(tr("Required"), tr("As in section 7 of the paper; a method that misses one is marked."))
        self._scope.set_texts(tr("The module looks at"))
        labels = {
            self.seeds: (tr("Seeds"), tr("Every run is made under seeds 1 to this number")),
            self.rounds: (tr("Rounds of a run"), ""),
            self.quiet: (tr("Quiet runs a seed"), tr("Without attack, with honest joins, leaves and role changes")),
            self.bursts: (tr("Attacks in a run"), tr("With pauses between them")),
            self.burst: (tr("Rounds of an attack"), ""),
            self.f1: (tr("F1 at least"), tr("Macro mean over the classes")),
            self.delay: (tr("Delay at most"), tr("From the start of an attack to its first alarm")),
            self.cpu: (tr("CPU at most"), tr("By how much the load of a detector's processor may grow")),
        }
        for box, (label, tip) in labels.items():
            self.fields[box].set_label(label, tip)
        self.delay.setSuffix(" s")
        self.cpu.setPrefix("+")
        self.cpu.setSuffix(" %")
        self.network.setText(scope_word("network"))
        self.node.setText(scope_word("node"))
        self.foot.go.setText(tr("Go on to recording"))
        self._edited()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._fill_scenarios()
        super().changeEvent(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.tree

    def _restyle(self) -> None:
        self._sides.setContentsMargins(px(20), px(12), 0, px(8))
        self._sides.setSpacing(px(24))
        self._column.setContentsMargins(0, 0, px(20), 0)
        self._column.setSpacing(px(16))
