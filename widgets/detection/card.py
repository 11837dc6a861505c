"""The card of one alarm: what, how sure, since when, whom it suspects, why; on reveal whether it was right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.detection import Alarm, AlarmTruth, Suspect
from widgets.common.icons import icon
from widgets.common.keys import keep_keys
from widgets.common.texts import count, percent, seconds
from widgets.common.theme import font, mixed, notifier, px, theme
from widgets.detection.bars import DeviationBars
from widgets.detection.votes import VoteTable
from widgets.detection.words import ICONS, class_words
from widgets.inspector.parts import Heading
from widgets.stage.attack_kinds import attack_title

SUSPECTS_MOST = 3


@dataclass(frozen=True, slots=True)
class Truth:
    """What an alarm was about, in words of the scenario."""

    about: AlarmTruth
    attack: str
    """Name of the attack; empty for a false alarm."""


class AlarmCard(QFrame):
    """Shows an alarm; asks for what is to be done and does nothing itself."""

    node_chosen = Signal(int)
    acknowledged = Signal(int)
    """`Alarm.id`."""
    opened = Signal(int, bool)
    """`Alarm.id` of the card that the user opened or shut."""

    def __init__(self, alarm: Alarm) -> None:
        super().__init__()
        self.alarm, self._ack, self._lasts = alarm, False, 0.0
        self._truth: Truth | None = None
        self.sign, self.title, self.sure = QLabel(), QLabel(), QLabel()
        self.what, self.when, self.truth = QLabel(), QLabel(), QLabel()
        for label in (self.title, self.what, self.when, self.truth):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.suspects: list[QPushButton] = []
        self._people = QGridLayout()
        self._people.setColumnStretch(2, 1)
        self.more, self.ack = QToolButton(), QPushButton()
        self.more.setCheckable(True)
        self.more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in (self.more, self.ack):
            keep_keys(button, Qt.Key.Key_Space)
        self.details: _Details | None = None
        self._lay_out()
        self.ack.clicked.connect(lambda: self.acknowledged.emit(self.alarm.id))
        self.more.toggled.connect(self._toggle)
        self.more.clicked.connect(lambda on: self.opened.emit(self.alarm.id, on))
        notifier().changed.connect(self._restyle)
        self._show()
        self._restyle()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        head.addWidget(self.sure, 0, Qt.AlignmentFlag.AlignTop)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addStretch(1)
        foot.addWidget(self.ack)
        self._column = QVBoxLayout(self)
        self._column.addLayout(head)
        for label in (self.what, self.when, self.truth):
            self._column.addWidget(label)
        self._column.addLayout(self._people)
        self._column.addLayout(foot)

    # -- what comes in -------------------------------------------------------------------------------------------

    def set_alarm(self, alarm: Alarm, lasts_s: float, *, acknowledged: bool) -> None:
        """Show how the alarm stands now.

        Args:
            alarm: The same alarm, later.
            lasts_s: How long it lasts or lasted.
            acknowledged: The user has seen it.
        """
        same = alarm == self.alarm and acknowledged == self._ack
        if same and round(10 * lasts_s) == round(10 * self._lasts):
            return
        self.alarm, self._ack, self._lasts = alarm, acknowledged, lasts_s
        self._show()
        if not same:
            self._restyle()

    def set_truth(self, truth: Truth | None) -> None:
        """What the alarm was about; None while that may not be told, or nobody knows."""
        if truth != self._truth:
            self._truth = truth
            self._show_truth()

    def set_open(self, *, on: bool) -> None:
        """Show the reasons, or put them away."""
        if self.more.isChecked() != on:
            self.more.setChecked(on)

    def _toggle(self, on: bool) -> None:
        if on and self.details is None:
            self.details = _Details()
            self._column.addWidget(self.details)
        if self.details is not None:
            self.details.setVisible(on)
            if on:
                self.details.show_alarm(self.alarm)
        self._show_more()

    # -- what is shown -------------------------------------------------------------------------------------------

    def _show(self) -> None:
        alarm = self.alarm
        self.title.setText(alarm.title)
        self.sure.setText(percent(alarm.confidence, 0))
        self.sure.setToolTip(self.tr("How sure the methods are together, at most so far"))
        self.what.setText(class_words(alarm.alarm_class))
        self.when.setText(" · ".join(self._times()))
        self._show_suspects()
        self.ack.setVisible(not self._ack)
        self.ack.setText(self.tr("Acknowledge"))
        self._show_more()
        if self.details is not None and self.more.isChecked():
            self.details.show_alarm(alarm)
        self.setAccessibleName(f"{self.tr('Alarm')}: {alarm.title}, {self.sure.text()}")
        self.setAccessibleDescription(f"{self.what.text()}. {self.when.text()}")

    def _times(self) -> list[str]:
        form = self.tr("lasts {0}") if self.alarm.ended is None else self.tr("lasted {0}")
        raised = self.tr("raised in round {0}").format(count(self.alarm.raised))
        parts = [raised, form.format(seconds(self._lasts))]
        if self._ack:
            parts.append(self.tr("acknowledged"))
        return parts

    def _show_suspects(self) -> None:
        shown = self.alarm.suspects[:SUSPECTS_MOST]
        if len(shown) != len(self.suspects):
            for button in self.suspects:
                button.hide()
                button.deleteLater()
            while self._people.count():
                self._people.takeAt(0)
            self.suspects = [self._suspect(at) for at in range(len(shown))]
        for button, suspect in zip(self.suspects, shown, strict=True):
            self._name(button, suspect)

    def _suspect(self, at: int) -> QPushButton:
        button = QPushButton()
        keep_keys(button, Qt.Key.Key_Space)
        button.clicked.connect(lambda: self.node_chosen.emit(self.alarm.suspects[at].id))
        self._people.addWidget(button, *divmod(at, 2))
        return button

    def _name(self, button: QPushButton, suspect: Suspect) -> None:
        button.setText(f"{suspect.id} · {percent(suspect.score, 0)}")
        tip = self.tr("Select the suspect, node {0}: {1}").format(suspect.id, suspect.reason)
        button.setToolTip(tip)
        button.setAccessibleName(tip)

    def _show_more(self) -> None:
        on = self.more.isChecked()
        self.more.setText(self.tr("Why"))
        self.more.setIcon(icon("chevron-down" if on else "chevron-right"))
        self.more.setToolTip(self.tr("Features that deviate most, and what each method says"))

    def _show_truth(self) -> None:
        self.truth.setVisible(self._truth is not None)
        if self._truth is None:
            return
        t, about = theme(), self._truth.about
        if about.attack < 0:
            self.truth.setText(self.tr("✗ False alarm: nobody attacked"))
        else:
            title = attack_title(self._truth.attack)
            text = self.tr("✓ True: {0}, {1} after it began").format(title, seconds(about.delay_s))
            if self.alarm.suspects:
                right = self.tr("first suspect right") if about.found else self.tr("first suspect wrong")
                text += f" · {right}"
            self.truth.setText(text)
        self.truth.setStyleSheet(f"color: {t.danger if about.attack < 0 else t.good};")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
            self._show_truth()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        lasting, ack = self.alarm.ended is None, self._ack
        edge = t.muted if ack else t.danger if lasting else t.warn
        back = mixed(t.surface1, t.danger, 0.10).name() if lasting and not ack else t.surface1
        self.setObjectName("alarm")
        self.setStyleSheet(
            f"#alarm {{ background: {back}; border: 1px solid {t.line}; border-left: {px(4)}px "
            f"{'solid' if lasting else 'dashed'} {edge}; border-radius: {px(4)}px; }}"
        )
        side = QSize(px(22), px(22))
        tone = "muted" if ack else "danger" if lasting else "warn"
        self.sign.setPixmap(icon(ICONS[self.alarm.alarm_class], tone).pixmap(side))
        self._column.setContentsMargins(px(10), px(6), px(8), px(6))
        self._column.setSpacing(px(3))
        self.title.setFont(font("base", bold=True))
        self.sure.setFont(font("large", bold=True))
        for label in (self.what, self.when, self.truth):
            label.setFont(font("small"))
        for label in (self.what, self.when):
            label.setStyleSheet(f"color: {t.muted};")
        for button in (*self.suspects, self.ack, self.more):
            button.setFont(font("small"))
        self._show_truth()


class _Details(QWidget):
    """Why: features, votes, detectors."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.judged, self.agree = Heading(wraps=True), Heading(wraps=True), QLabel()
        self.bars, self.votes = DeviationBars(), VoteTable()
        self.agree.setWordWrap(True)
        self.agree.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.features, self.bars, self.judged, self.votes, self.agree):
            column.addWidget(widget)

    def show_alarm(self, alarm: Alarm) -> None:
        """Show why it was raised."""
        self.features.setText(self.tr("What deviates most"))
        self.features.setVisible(bool(alarm.deviations))
        self.bars.set_deviations(alarm.deviations)
        self.judged.setText(self.tr("Verdicts as it was raised"))
        self.judged.setVisible(bool(alarm.votes))
        self.votes.set_votes(alarm.votes)
        names = ", ".join(map(str, alarm.detectors))
        self.agree.setText(self.tr("Detectors that agree: {0}").format(names) if names else "")
        self.agree.setVisible(bool(names))
        self.agree.setFont(font("small"))
