"""The banner: what happens, who does it, what harm it does; legible from the back row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from widgets.common.icons import draw_icon, icon
from widgets.common.panel import ElidedLabel
from widgets.common.theme import faded, font, notifier, px, theme
from widgets.stage import emblems
from widgets.stage.inks import inks

TONES = {
    "attack": ("skull-crossbones-outline", "danger"),
    "alarm": ("alert", "warn"),
    "detected": ("shield-check", "good"),
    "error": ("alert-octagon-outline", "danger"),
}
"""Kinds of banners: icon and colour of `Theme`."""


class _Sign(QWidget):
    """The large icon."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.tone = TONES["alarm"]
        self.attack = ""
        """Kind of attack whose picture stands in place of the icon."""
        self.manner = (False, False)
        """Whether it exploits roles, and whether outsiders carry it out."""

    def sizeHint(self) -> QSize:
        return QSize(px(34), px(34))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = px(32)
        if self.attack:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(self.width() / 2, self.height() / 2)
            exploiting, outsider = self.manner
            emblems.attack(painter, self.attack, px(15), inks(), exploiting=exploiting, outsider=outsider)
            return
        box = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        draw_icon(painter, box, self.name, QColor(getattr(theme(), self.tone)))


class Banner(QFrame):
    """A message that takes its own row and hides nothing. Escape or the cross puts it away."""

    dismissed = Signal()
    activated = Signal(tuple)
    """Ids of the nodes that the message is about."""
    alarm_activated = Signal(int)
    """The detector's alarm that the message is about: its card is to be shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ids: tuple[int, ...] = ()
        self._alarm = -1
        self._tone = "warn"
        self._sign = _Sign()
        self._what, self._detail = QLabel(), ElidedLabel()
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setTextFormat(Qt.TextFormat.PlainText)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._show = QPushButton()
        self._show.clicked.connect(self._activate)
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.clicked.connect(self.dismiss)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self._what)
        self._row.addWidget(self._detail, 1)
        self._row.addWidget(self._show)
        self._row.addWidget(self._close)
        self.hide()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def show_message(
        self, kind: str, what: str, who: str = "", harm: str = "", ids: tuple[int, ...] = (), attack: str = "",
        manner: tuple[bool, bool] = (False, False), alarm: int = -1,
    ) -> None:  # fmt: skip
        """Show a message.

        Args:
            kind: ``"attack"``, ``"alarm"``, ``"detected"`` or ``"error"``.
            what: What happens, in a few words: ``"Black hole"``.
            who: Who does it: ``"node 17"``.
            harm: What it does: ``"42 % of the traffic is lost"``.
            ids: Nodes to select on *Show*.
            attack: Kind of attack (`attack_kinds.ATTACK_KINDS`) whose picture is shown; empty for the usual icon.
            manner: Whether it exploits roles, and whether outsiders carry it out.
            alarm: Id of the detector's alarm that it tells of, -1: of none.
        """
        self._alarm = alarm
        self._sign.attack, self._sign.manner = attack, manner
        self._sign.name, self._tone = TONES.get(kind, TONES["alarm"])
        self._sign.tone, self._ids = self._tone, ids
        self._what.setText(what)
        self._detail.set_full_text(" · ".join(part for part in (who, harm) if part))
        self._show.setVisible(bool(ids) or alarm >= 0)
        self.setAccessibleName(what)
        self.setAccessibleDescription(self._detail.full_text())
        self._restyle()
        self.show()

    def _activate(self) -> None:
        if self._ids:
            self.activated.emit(self._ids)
        if self._alarm >= 0:
            self.alarm_activated.emit(self._alarm)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on an alarm goes to its card."""
        if self._alarm >= 0 and self.rect().contains(event.position().toPoint()):
            self._activate()
            return
        super().mouseReleaseEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._what.setFont(font("large" if self.width() >= px(600) else "base", bold=True))

    def dismiss(self) -> None:
        """Put the banner away."""
        if not self.isHidden():
            self.hide()
            self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
            return
        super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self._show.setText(self.tr("Show"))
        self._show.setToolTip(self.tr("Select the nodes concerned"))
        self._close.setToolTip(self.tr("Put away (Esc)"))
        self._close.setAccessibleName(self.tr("Put away"))

    def _restyle(self) -> None:
        self._row.setContentsMargins(px(12), px(2), px(6), px(2))
        self._row.setSpacing(px(10))
        self._what.setFont(font("large" if self.width() >= px(600) else "base", bold=True))
        self._detail.setFont(font("base"))
        self._sign.setFixedSize(px(34), px(34))
        self._sign.update()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        tone = getattr(t, self._tone)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface1))
        painter.fillRect(self.rect(), faded(tone, 0.14))
        painter.fillRect(QRect(0, 0, px(4), self.height()), QColor(tone))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), QColor(t.line))
