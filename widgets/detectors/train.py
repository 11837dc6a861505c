"""Stage 4: methods are trained and judged; the leader board, and each method in detail (S2-117, S2-119, S2-136 …)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from engine.readmodel.laboratory import LabOrder, LabResult, MethodInfo, ModelScore
from widgets.common.panel import EmptyState
from widgets.common.texts import fixed, numbered
from widgets.common.theme import notifier, px, theme
from widgets.detectors.board import Board
from widgets.detectors.detail import Detail
from widgets.detectors.fields import scrolled
from widgets.detectors.foot import Foot
from widgets.detectors.methods import MethodsForm
from widgets.detectors.order import Requirements, good_enough
from widgets.detectors.words import ClassNames


class TrainStage(QWidget):
    """Form at the left, board and detail at the right."""

    train_requested = Signal(object)
    """A `LabOrder`."""
    back_requested = Signal()
    """There is no table yet."""
    judged = Signal()
    """The board, or what is required, is another."""
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: LabResult | None = None
        self._features: tuple[str, ...] = ()
        self._table, self._fault, self._blocked = False, "", ""
        self.form, self.board, self.detail = MethodsForm(), Board(), Detail()
        self.train, self.foot, self.empty = QPushButton(), Foot(), EmptyState()
        self.foot.add(self.train)
        self._rule = QFrame()
        self._lay_out()
        self.form.changed.connect(self._tell)
        self.board.chosen.connect(self._choose)
        self.train.clicked.connect(self._start)
        self.empty.triggered.connect(lambda: self._start() if self._table else self.back_requested.emit())
        self.foot.go.clicked.connect(self.finished)
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._retranslate()

    def _lay_out(self) -> None:
        self._side = scrolled(self.form)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.addWidget(self.board)
        self.split.addWidget(self.detail)
        self.split.setStretchFactor(0, 2)
        self.split.setStretchFactor(1, 3)
        self.split.setChildrenCollapsible(False)
        self.body = QStackedWidget()
        self.body.addWidget(self.empty)
        self.body.addWidget(self.split)
        row = QHBoxLayout()
        row.setSpacing(0)
        for part, stretch in ((self._side, 0), (self._rule, 0), (self.body, 1)):
            row.addWidget(part, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row, 1)
        column.addWidget(self.foot)

    # -- what comes in -------------------------------------------------------------------------------------

    def set_methods(self, methods: tuple[MethodInfo, ...]) -> None:
        """What is on offer."""
        self.form.set_methods(methods)
        self.board.board.set_methods(methods)

    def set_names(self, names: ClassNames) -> None:
        """Words for classes."""
        self.detail.set_names(names)

    def set_table(self, *, runs: bool) -> None:
        """Another table; the board of the one before is gone."""
        self._table = True
        self.form.set_runs(known=runs)
        self.set_result(None)

    def set_features(self, features: tuple[str, ...], fault: str) -> None:
        """Features that are taken (none: all), and what is wrong with them."""
        self._features, self._fault = features, fault
        self._tell()

    def set_limits(self, limits: Requirements) -> None:
        """What is required."""
        self.board.board.set_limits(limits)
        self.detail.set_limits(limits)
        self._tell()
        self.judged.emit()

    def set_result(self, result: LabResult | None) -> None:
        """The leader board."""
        self.result = result
        self.board.set_result(result)
        self._choose(self.board.current())
        self._tell()
        self.judged.emit()

    def set_blocked(self, why: str) -> None:
        """Something goes on: says what."""
        self._blocked = why
        self._tell()

    # -- what is asked -------------------------------------------------------------------------------------

    def order(self) -> LabOrder:
        """What shall be trained."""
        return self.form.order(self._features)

    def best(self) -> ModelScore | None:
        """The score of the best method on runs that were kept out, or else on what there is."""
        scores = [s for s in self.result.scores if s.name == self.result.best] if self.result is not None else []
        return next((s for s in scores if s.split == "grouped"), scores[0] if scores else None)

    def acceptable(self) -> bool | None:
        """Whether the best method meets what is required; None before anything was trained."""
        best = self.best()
        return None if best is None else good_enough(best, self.board.board.limits)

    def _start(self) -> None:
        if not self._why_not():
            self.train_requested.emit(self.order())

    def _why_not(self) -> str:
        if not self._table:
            return self.tr("There is no table to train on yet.")
        return self._blocked or self._fault or self.form.fault()

    def _choose(self, score: ModelScore | None) -> None:
        classes = self.result.card.classes if self.result is not None else ()
        self.detail.set_score(score, classes, self.board.board.title(score.name) if score is not None else "")

    # -- words and look ------------------------------------------------------------------------------------

    def _tell(self) -> None:
        some, why = self.result is not None, self._why_not()
        self.body.setCurrentWidget(self.split if some else self.empty)
        order = self.order()
        methods = numbered(self.tr("%n method(s)", "", len(order.methods)), len(order.methods))
        splits = numbered(self.tr("%n split(s)", "", len(order.splits)), len(order.splits))
        plan = f"{methods} × {splits}".replace("%n", str(len(order.methods)), 1)
        self.train.setEnabled(not why)
        self.train.setToolTip(why)
        self.train.setText(self.tr("Train anew") if some else self.tr("Train"))
        if not self._table:
            self.empty.set_texts(self.tr("There is no table to train on yet."), self.tr("Record or import one"))
        else:
            text = self.tr("%1\n\nEach is trained on a part of the table and judged on the rest.").replace("%1", plan)
            self.empty.set_texts(why or text, "" if why else self.tr("Train"))
        self.foot.say(self._verdict() if some else plan, self._blocked, "" if self._blocked else self._fault_words())
        self.foot.go.setEnabled(some)

    def _fault_words(self) -> str:
        return (self._fault or self.form.fault()) if self._table else ""

    def _verdict(self) -> str:
        best = self.best()
        if best is None:
            return self.tr("Nothing could be judged")
        board = self.board.board
        text = self.tr("✓ %1 is acceptable: F1 %2") if self.acceptable() else self.tr("✗ %1 is not acceptable: %3")
        words = (board.title(best.name), fixed(best.macro_f1), board.why(best))
        for k, word in enumerate(words, start=1):
            text = text.replace(f"%{k}", word)
        return text

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Train"))
        self.foot.go.setText(self.tr("Go on to deployment"))
        self.board.retranslate()
        self._tell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.board if self.result is not None else self.train

    def _restyle(self) -> None:
        self._side.setFixedWidth(px(232))
        self._rule.setFixedWidth(1)
        self._rule.setStyleSheet(f"background: {theme().line};")
        self.empty.setContentsMargins(px(64), 0, px(64), 0)
