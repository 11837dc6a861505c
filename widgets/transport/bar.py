"""The transport bar: run, pause, step, speed, and what time it is in the network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QToolButton, QVBoxLayout, QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.icons import icon
from widgets.common.keys import ARROWS, keep_keys
from widgets.common.switch import Switch
from widgets.common.texts import NONE, THIN, count, figure, seconds
from widgets.common.theme import font, notifier, px, theme
from widgets.transport.speed import MAX, STEPS, neighbour, position_of, speed_of, speed_text

RUNNING = frozenset({"playing", "starting"})


class _Readout(QWidget):
    """A figure over its name; the figures keep their width."""

    def __init__(self, digits: int) -> None:
        super().__init__()
        self._digits = digits
        self.figure, self.name = QLabel(NONE), QLabel()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.figure)
        column.addWidget(self.name)
        self.name.setProperty("role", "hint")

    def restyle(self) -> None:
        self.figure.setFont(font("base", bold=True))
        self.name.setFont(font("small"))
        digits = self.figure.fontMetrics().horizontalAdvance("0" * self._digits)
        self.setMinimumWidth(max(digits, self.name.fontMetrics().horizontalAdvance(self.name.text())))

    def set(self, value: str, name: str) -> None:
        self.figure.setText(value)
        self.name.setText(name)
        self.setAccessibleName(f"{name}: {value}")


class TransportBar(QFrame):
    """Controls of time.

    Its actions carry the shortcuts; a main window installs them with ``addActions(bar.actions_of_time)``.
    """

    play_requested = Signal()
    pause_requested = Signal()
    restart_requested = Signal()
    step_hop_requested = Signal()
    step_round_requested = Signal()
    next_alarm_requested = Signal()
    speed_changed = Signal(float)
    """Rounds per second; 0 means as fast as possible."""
    protected_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = "paused"
        self._speed = 5.0
        self._snapshot: NetworkSnapshot | None = None
        self._build_actions()
        self._build_speed()
        self.protected = Switch()
        self.protected.toggled.connect(self._protected)
        self._round, self._time, self._phase, self._rate = _Readout(7), _Readout(7), _Readout(8), _Readout(7)
        self._lay_out()
        self._retranslate()
        self.set_state("paused")
        self.set_speed(self._speed)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _action(self, name: str, keys: str, signal: SignalInstance) -> QAction:
        action = QAction(icon(name), "", self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _on: signal.emit())
        return action

    def _build_actions(self) -> None:
        self.restart_action = self._action("skip-backward", "Home", self.restart_requested)
        self.play_action = QAction(icon("play"), "", self)
        self.play_action.setShortcut(QKeySequence("Space"))
        self.play_action.triggered.connect(self._play_or_pause)
        self.hop_action = self._action("debug-step-over", ".", self.step_hop_requested)
        self.round_action = self._action("step-forward", "Right", self.step_round_requested)
        self.alarm_action = self._action("skip-next", "Shift+Right", self.next_alarm_requested)
        self.slower_action = QAction("", self)
        self.slower_action.setShortcut(QKeySequence("["))
        self.slower_action.triggered.connect(lambda: self._change_speed(neighbour(self._speed, -1)))
        self.faster_action = QAction("", self)
        self.faster_action.setShortcut(QKeySequence("]"))
        self.faster_action.triggered.connect(lambda: self._change_speed(neighbour(self._speed, 1)))
        self.actions_of_time = (
            self.play_action,
            self.round_action,
            self.hop_action,
            self.alarm_action,
            self.restart_action,
            self.slower_action,
            self.faster_action,
        )

    def _build_speed(self) -> None:
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS + 1)
        self.slider.setPageStep(20)
        keep_keys(self.slider, *ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
        self.slider.valueChanged.connect(lambda at: self._change_speed(speed_of(at), move=False))
        self._speed_label = QLabel()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout(self)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._buttons = []
        buttons = (
            self.restart_action,
            self.play_action,
            self.hop_action,
            self.round_action,
            self.alarm_action,
        )
        for action in buttons:
            button = QToolButton()
            button.setDefaultAction(action)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            self._buttons.append(button)
            self._row.addWidget(button)
        self._buttons[1].setObjectName("play")
        self._row.addWidget(self._rule())
        self._slow, self._fast = QLabel(), QLabel()
        self._row.addWidget(self._slow)
        self._row.addWidget(self.slider, 8)
        for widget in (self._fast, self._speed_label):
            self._row.addWidget(widget)
        self._row.addWidget(self._rule())
        for readout in (self._round, self._time, self._phase, self._rate):
            self._row.addWidget(readout)
        self._row.addStretch(1)
        self._row.addWidget(self.protected)

    def _rule(self) -> QFrame:
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedWidth(1)
        return rule

    # -- slots -----------------------------------------------------------------------------------------

    def set_state(self, state: str) -> None:
        """Show the state of the engine: starting, paused, playing, ended, failed, or stopped."""
        self._state = state
        running = state in RUNNING
        self.play_action.setIcon(icon("pause" if running else "play", "text"))
        self.play_action.setText(self.tr("Pause") if running else self.tr("Play"))
        self.play_action.setToolTip(self._tip(self.play_action.text(), "Space"))
        live = state not in {"ended", "failed"}
        for action in (self.play_action, self.hop_action, self.round_action, self.alarm_action):
            action.setEnabled(live)
        self._show_clock()

    def set_clock(self, snapshot: NetworkSnapshot) -> None:
        """Show round, time, phase and measured speed."""
        self._snapshot = snapshot
        self._show_clock()

    def set_protected(self, on: bool) -> None:
        """Show whether trust is on; emits nothing."""
        with QSignalBlocker(self.protected):
            self.protected.setChecked(on)
        self._protected_tip()

    def set_speed(self, speed: float) -> None:
        """Show a speed, rounds/s, 0 for max; emits nothing."""
        self._speed = max(MAX, speed)
        with QSignalBlocker(self.slider):
            self.slider.setValue(position_of(speed))
        self._show_speed()

    def speed(self) -> float:
        """Rounds per second asked for; 0 means max."""
        return self._speed

    # -- what the user does ----------------------------------------------------------------------------

    def _play_or_pause(self) -> None:
        (self.pause_requested if self._state in RUNNING else self.play_requested).emit()

    def _change_speed(self, speed: float, *, move: bool = True) -> None:
        if speed == self._speed:
            return
        self._speed = speed
        if move:
            with QSignalBlocker(self.slider):
                self.slider.setValue(position_of(speed))
        self._show_speed()
        self.speed_changed.emit(speed)

    def _protected(self, on: bool) -> None:
        self._protected_tip()
        self.protected_toggled.emit(on)

    # -- look ------------------------------------------------------------------------------------------

    def _show_speed(self) -> None:
        unit = "" if self._speed <= MAX else f"{THIN}{self.tr('rounds/s')}"
        self._speed_label.setText(f"{speed_text(self._speed)}{unit}")
        self.slider.setAccessibleDescription(self._speed_label.text())

    def _phases(self) -> dict[str, str]:
        return {
            "ready": self.tr("ready"),
            "set-up": self.tr("set-up"),
            "steady": self.tr("steady"),
            "between": self.tr("between rounds"),
            "ended": self.tr("ended"),
        }

    def _show_clock(self) -> None:
        s = self._snapshot
        if s is None:
            for readout, name in zip(self._readouts(), self._names(), strict=True):
                readout.set(NONE, name)
            return
        wave = f"{THIN}+{THIN}{s.wave}" if s.wave else ""
        phase = self._phases().get(s.phase, s.phase)
        if self._state == "failed":
            phase = self.tr("failed")
        rate = figure(s.rounds_per_s, 3) if s.rounds_per_s < 1000 else count(s.rounds_per_s)
        values = (f"{count(s.round)}{wave}", seconds(s.time_s), phase, rate if s.rounds_per_s > 0 else NONE)
        for readout, value, name in zip(self._readouts(), values, self._names(), strict=True):
            readout.set(value, name)

    def _readouts(self) -> tuple[_Readout, ...]:
        return self._round, self._time, self._phase, self._rate

    def _names(self) -> tuple[str, ...]:
        wave = self._snapshot is not None and self._snapshot.wave > 0
        first = self.tr("round + hop") if wave else self.tr("round")
        return first, self.tr("time"), self.tr("phase"), self.tr("measured rounds/s")

    def _tip(self, what: str, keys: str) -> str:
        return f"{what} ({keys})"

    def _protected_tip(self) -> None:
        on = self.protected.isChecked()
        self.protected.setToolTip(
            self.tr("Trust is on: routing uses only neighbours with D > P")
            if on
            else self.tr("Trust is off: every neighbour is used, attackers included")
        )

    def _retranslate(self) -> None:
        texts = (
            (self.restart_action, self.tr("Restart from round 0"), "Home"),
            (self.hop_action, self.tr("One hop"), "."),
            (self.round_action, self.tr("One round"), "→"),
            (self.alarm_action, self.tr("Run to the next alarm"), "Shift+→"),
            (self.slower_action, self.tr("Slower"), "["),
            (self.faster_action, self.tr("Faster"), "]"),
        )
        for action, text, keys in texts:
            action.setText(text)
            action.setToolTip(self._tip(text, keys))
        for button in self._buttons:
            button.setAccessibleName(button.defaultAction().text())
        self._slow.setText("0.1")
        self._fast.setText(self.tr("max"))
        self.slider.setAccessibleName(self.tr("Speed"))
        self.slider.setToolTip(self.tr("Speed in rounds per second; slower [  faster ]"))
        self.protected.setAccessibleName(self.tr("Protected: trust on"))
        self.setAccessibleName(self.tr("Transport"))
        self._protected_tip()
        self.set_state(self._state)
        self._show_speed()
        self._make_room()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), px(40))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """On a narrow window what is least needed gives way: the measured speed first, the time last."""
        order = ((self._rate,), (self._slow, self._fast), (self._phase,), (self._time,), (self._speed_label,))
        self._spell(out=True)
        for group in order:
            for widget in group:
                widget.show()
        for group in order:
            if self._fits():
                return
            for widget in group:
                widget.hide()
        self._spell(out=self._fits())

    def _fits(self) -> bool:
        self._row.invalidate()
        return self._row.minimumSize().width() <= self.width()

    def _spell(self, *, out: bool) -> None:
        """Words beside the pictures of *Play* and *Protected*, or the pictures alone."""
        style = Qt.ToolButtonStyle
        self._buttons[1].setToolButtonStyle(style.ToolButtonTextBesideIcon if out else style.ToolButtonIconOnly)
        self._buttons[1].setMinimumWidth(px(92) if out else 0)
        self.protected.setText(self.tr("Protected") if out else "")
        self.protected.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self._row.setContentsMargins(px(8), px(2), px(12), px(2))
        self._row.setSpacing(px(6))
        self.setStyleSheet(
            f"#rule {{ background: {t.line}; }} #play {{ border: 1px solid {t.line}; font-weight: 600; "
            f"background: {t.surface2}; }} #play:hover {{ background: {t.surface3}; }}"
            f"#play:focus {{ border: 2px solid {t.accent}; }}"
        )
        for readout in self._readouts():
            readout.restyle()
        for label in (self._slow, self._fast):
            label.setFont(font("small"))
            label.setEnabled(False)
        self._speed_label.setFont(font("base", bold=True))
        self._speed_label.setMinimumWidth(px(84))
        self.slider.setMinimumWidth(px(72))
        self.slider.setMaximumWidth(px(160))
        self.slider.setFixedHeight(px(28))
        for button in self._buttons:
            button.setIconSize(QSize(px(20), px(20)))
        self._make_room()
