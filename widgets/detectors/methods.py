"""What is trained and how it is judged: methods, splits, folds, whether hyper-parameters are tuned (S2-117, S2-141)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from engine.readmodel.laboratory import LabOrder, MethodInfo, SplitName
from widgets.common.theme import notifier, px
from widgets.detectors.fields import Whole
from widgets.detectors.words import split_tip, split_word
from widgets.experiments.parts import Labelled, Section

SPLITS: tuple[SplitName, ...] = ("grouped", "random", "time")


class MethodsForm(QWidget):
    """A check box a method, those of the paper first."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.infos: tuple[MethodInfo, ...] = ()
        self.methods: dict[str, QCheckBox] = {}
        self.splits = {name: QCheckBox() for name in SPLITS}
        self.folds, self.seed, self.tune = Whole(2, 20, 4), Whole(0, 999_999, 1), QCheckBox()
        self._fields = {box: Labelled(box) for box in (self.folds, self.seed)}
        self._what, self._judge = Section(), Section()
        for box in self.splits.values():
            self._judge.body.addWidget(box)
        self.splits["grouped"].setChecked(True)
        self.splits["random"].setChecked(True)
        for part in (*self._fields.values(), self.tune):
            self._judge.body.addWidget(part)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._what)
        self._column.addWidget(self._judge)
        self._column.addStretch(1)
        for box in (*self.splits.values(), self.tune):
            box.toggled.connect(lambda _: self.changed.emit())
        for number in (self.folds, self.seed):
            number.valueChanged.connect(lambda _: self.changed.emit())
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_methods(self, methods: tuple[MethodInfo, ...]) -> None:
        """What is on offer; all are checked at first."""
        before = {name: box.isChecked() for name, box in self.methods.items()}
        for box in self.methods.values():
            box.deleteLater()
        self.infos = tuple(sorted(methods, key=lambda m: not m.paper))
        self.methods = {}
        for info in self.infos:
            box = self.methods[info.name] = QCheckBox()
            box.setChecked(before.get(info.name, True))
            box.toggled.connect(lambda _: self.changed.emit())
            self._what.body.addWidget(box)
        self._retranslate()
        self.changed.emit()

    def set_runs(self, *, known: bool) -> None:
        """Whether the table tells which run a row is from; else only rows can be kept out."""
        grouped = self.splits["grouped"]
        grouped.setEnabled(known)
        grouped.setToolTip(split_tip("grouped") if known else self.tr("The table does not tell runs."))
        if not known:
            self.splits["random"].setChecked(True)
        self.changed.emit()

    def order(self, features: tuple[str, ...]) -> LabOrder:
        """What shall be trained, on these features."""
        return LabOrder(
            methods=tuple(name for name, box in self.methods.items() if box.isChecked()),
            features=features,
            splits=tuple(name for name, box in self.splits.items() if box.isChecked() and box.isEnabled()),
            folds=self.folds.value(),
            tune=self.tune.isChecked(),
            seed=self.seed.value(),
        )

    def fault(self) -> str:
        """What is missing; empty when it can be trained."""
        order = self.order(())
        if not order.methods:
            return self.tr("no method is chosen; check one at the left")
        if not order.splits:
            return self.tr("nothing says how to judge; check a split at the left")
        return ""

    def _retranslate(self) -> None:
        tr = self.tr
        self.setAccessibleName(tr("Methods"))
        self._what.set_texts(tr("Methods"), tr("Those of the paper first."))
        for info in self.infos:
            box = self.methods[info.name]
            box.setText(info.title if info.paper else tr("%1 (ours)").replace("%1", info.title))
            grid = "; ".join(f"{name}: {', '.join(map(str, values))}" for name, values in info.grid)
            box.setToolTip(tr("Tuning tries %1").replace("%1", grid) if grid else "")
        self._judge.set_texts(tr("Judged on"), tr("Rows that were kept out of training."))
        for name, box in self.splits.items():
            box.setText(split_word(name))
            box.setToolTip(split_tip(name))
        self._fields[self.folds].set_label(tr("Folds"), tr("Every row is judged once, by so many trainings"))
        self._fields[self.seed].set_label(tr("Seed"))
        self.tune.setText(tr("Tune hyper-parameters"))
        self.tune.setToolTip(tr("Tries all values of the grids, by folds inside the training part; takes longer"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(20), px(12), px(14), px(10))
        self._column.setSpacing(px(14))
        for section in (self._what, self._judge):
            section.body.setSpacing(px(3))
