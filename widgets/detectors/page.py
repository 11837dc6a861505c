"""The workspace as a whole: stages at the top, the one in sight, the work that goes on below (S2 Fig. 7)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.readmodel.attack_model import AttackModel
from engine.readmodel.laboratory import (
    DatasetCard,
    FeatureInfo,
    FeatureScores,
    LabProgress,
    LabResult,
    MethodInfo,
    ModuleInfo,
)
from widgets.common.texts import count, fixed
from widgets.detectors.deploy import DeployStage
from widgets.detectors.features import FeaturesStage
from widgets.detectors.record import RecordStage
from widgets.detectors.specify import SpecifyStage
from widgets.detectors.stages import DEPLOY, FEATURES, RECORD, SPECIFY, TRAIN, StageRail
from widgets.detectors.train import TrainStage
from widgets.detectors.words import ClassNames
from widgets.detectors.workbar import WorkBar


class DetectorsPage(QWidget):
    """Takes what the laboratory finds; asks for what is to be done."""

    record_requested = Signal(object)
    """A `Specification`."""
    rank_requested = Signal()
    train_requested = Signal(object)
    """A `LabOrder`."""
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rail, self.workbar = StageRail(), WorkBar()
        self.specify, self.record, self.features = SpecifyStage(), RecordStage(), FeaturesStage()
        self.train, self.deploy = TrainStage(), DeployStage()
        self.stages = (self.specify, self.record, self.features, self.train, self.deploy)
        self.body = QStackedWidget()
        for stage in self.stages:
            self.body.addWidget(stage)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.rail)
        column.addWidget(self.body, 1)
        column.addWidget(self.workbar)
        self._connect()
        self._retranslate()
        self.go(SPECIFY)
        self._specified()

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        self.workbar.cancel_requested.connect(self.cancel_requested)
        self.specify.changed.connect(self._specified)
        self.specify.finished.connect(lambda: self.step(RECORD))
        self.record.record_requested.connect(self._record)
        self.record.finished.connect(lambda: self.step(FEATURES))
        self.features.rank_requested.connect(self.rank_requested)
        self.features.back_requested.connect(lambda: self.step(RECORD))
        self.features.changed.connect(self._picked)
        self.features.finished.connect(lambda: self.step(TRAIN))
        self.train.train_requested.connect(self.train_requested)
        self.train.back_requested.connect(lambda: self.step(RECORD))
        self.train.judged.connect(self._judged)
        self.train.finished.connect(lambda: self.step(DEPLOY))

    # -- stages --------------------------------------------------------------------------------------------

    @property
    def stage(self) -> int:
        """The stage in sight."""
        return self.body.currentIndex()

    def go(self, stage: int) -> None:
        """Brings a stage into sight; the focus stays where it is."""
        self.rail.mark(stage)
        self.body.setCurrentIndex(stage)

    def step(self, stage: int) -> None:
        """Goes on to a stage, the keyboard too."""
        self.go(stage)
        self.first_focus().setFocus()

    def first_focus(self) -> QWidget:
        """Where the keyboard begins in the stage in sight."""
        return self.stages[self.stage].first_focus()

    # -- what comes in -------------------------------------------------------------------------------------

    def set_model(self, model: AttackModel) -> None:
        """The catalogue of attacks."""
        names = ClassNames(model.entries)
        self.specify.set_model(model)
        for stage in (self.record, self.train, self.deploy):
            stage.set_names(names)

    def set_methods(self, methods: tuple[MethodInfo, ...]) -> None:
        """Classifiers on offer."""
        self.train.set_methods(methods)

    def set_table(self, card: DatasetCard, features: tuple[FeatureInfo, ...]) -> None:
        """Another table: what was ranked and trained on the one before is gone."""
        self.record.set_card(card)
        self.features.set_features(features)
        self.train.set_table(runs=card.groups > 0)
        self._note(RECORD, self.tr("%1 rows").replace("%1", count(card.rows)))
        self._picked()

    def set_scores(self, scores: FeatureScores) -> None:
        """Rankings of the features."""
        self.features.set_scores(scores)
        self._picked()

    def set_result(self, result: LabResult) -> None:
        """The leader board."""
        self.train.set_result(result)

    def set_modules(self, modules: tuple[ModuleInfo, ...], chosen: str = "") -> None:
        """Modules that there are, and the one to bring into force."""
        self.deploy.set_modules(modules, chosen)

    def set_document(self, title: str, model: str, detectors: tuple[tuple[str, str], ...]) -> None:
        """The open scenario: its name, the module in force, (id, name) of its detectors."""
        self.specify.set_document(title)
        self.deploy.set_document(title, model, detectors)
        self._note(DEPLOY, self.tr("in this scenario") if model else "", done=bool(model))

    def show_progress(self, progress: LabProgress) -> None:
        """How far the work is that goes on."""
        self.workbar.show_progress(progress)
        why = self.tr("Something is being worked out; cancel it or wait for it.") if self.workbar.going else ""
        for stage in (self.record, self.features, self.train, self.deploy):
            stage.set_blocked(why)

    # -- from stage to stage -------------------------------------------------------------------------------

    def _note(self, stage: int, note: str, *, done: bool = True) -> None:
        self.rail.buttons[stage].set_state(done=done, note=note)

    def _specified(self) -> None:
        spec, fault = self.specify.specification(), self.specify.fault()
        limits = self.specify.requirements()
        self.record.set_plan(self.specify.foot.text(), fault)
        self.train.set_limits(limits)
        self.deploy.set_cpu(limits.cpu)
        text = self.tr("%1 attacks, %2 seeds").replace("%1", count(len(spec.attacks)))
        self._note(SPECIFY, text.replace("%2", count(len(spec.seeds))), done=not fault)

    def _record(self) -> None:
        if not self.specify.fault():
            self.record_requested.emit(self.specify.specification())

    def _picked(self) -> None:
        model = self.features.model
        if not model.features:
            return
        self.train.set_features(self.features.chosen(), self.features.fault())
        text = self.tr("%1 of %2").replace("%1", count(len(model.on))).replace("%2", count(len(model.features)))
        self._note(FEATURES, text, done=self.features.scores is not None and bool(model.on))

    def _judged(self) -> None:
        good, best, result = self.train.acceptable(), self.train.best(), self.train.result
        self.rail.set_loop(on=good is False)
        board = self.train.board.board
        names = dict.fromkeys(s.name for s in result.scores) if result is not None else {}
        self.deploy.set_methods(tuple((n, board.title(n)) for n in names), result.best if result is not None else "")
        if best is None:
            self._note(TRAIN, "", done=False)
            return
        text = "%1, F1 %2" if good else self.tr("✗ %1, F1 %2")
        text = text.replace("%1", board.title(best.name)).replace("%2", fixed(best.macro_f1, 2))
        self._note(TRAIN, text, done=bool(good))

    # -- keys and words ------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Plain keys are for what has the focus here, not for the stage, which is out of sight."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            plain = event.modifiers() in {
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
                Qt.KeyboardModifier.KeypadModifier,
            }
            if plain and not function:
                event.accept()
                return True
        return super().event(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Detectors"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
