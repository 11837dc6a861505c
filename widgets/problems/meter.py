"""The connectivity meter: how many nodes have a path to a base station."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.codes import Vertex
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.icons import icon
from widgets.common.panel import ElidedLabel
from widgets.common.texts import numbered
from widgets.common.theme import font, notifier, px, theme

GOOD, FAIR = 0.98, 0.90
"""Shares from which a field counts as connected, and as usable."""


class _Bar(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.share, self.tone = 0.0, "muted"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(120), px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface3))
        painter.fillRect(QRectF(0, 0, self.width() * self.share, self.height()), QColor(getattr(t, self.tone)))
        for mark in (FAIR, GOOD):
            painter.fillRect(QRectF(self.width() * mark, 0, 1, self.height()), QColor(t.surface1))


class ConnectivityMeter(QWidget):
    """How many nodes reach a base station: a sentence, a bar, a verdict, and a way to place anew."""

    reseed_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: tuple[int, int, int] = (0, 0, 0)
        self._sentence, self._verdict, self._bar = QLabel(), ElidedLabel(), _Bar()
        self._button = QPushButton()
        self._button.setIcon(icon("dice-multiple-outline"))
        self._button.clicked.connect(self.reseed_requested)
        self._verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout()
        line.addWidget(self._sentence)
        line.addWidget(self._verdict, 1)
        words = QVBoxLayout()
        words.addLayout(line)
        words.addWidget(self._bar)
        self._row = QHBoxLayout(self)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._button)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Count the live nodes that have a physical path."""
        live = (snapshot.vertex == Vertex.SENSOR) & snapshot.alive
        stations = int((snapshot.vertex == Vertex.STATION).sum())
        counts = (int((live & snapshot.reachable).sum()), int(live.sum()), stations)
        if counts != self._counts:
            self._counts = counts
            self._show()

    def sentence(self) -> str:
        """What the meter says."""
        return self._sentence.text()

    def _show(self) -> None:
        reach, nodes, stations = self._counts
        self._bar.share = reach / nodes if nodes else 0.0
        if not nodes:
            self._sentence.setText(self.tr("No live nodes"))
            tone, verdict = "muted", self.tr("Drag nodes onto the stage, or place them at random")
        elif not stations:
            self._sentence.setText(self.tr("No base station"))
            tone, verdict = "danger", self.tr("Drag a base station onto the stage")
        else:
            text = numbered(self.tr("{reach} of %n node(s) reach a base station", "", nodes), nodes).format(reach=reach)
            self._sentence.setText(text)
            tone, verdict = self._judge(self._bar.share)
        self._button.setText(self.tr("Place anew") if nodes else self.tr("Place 100 at random"))
        self._bar.tone = tone
        self._verdict.set_full_text(verdict)
        self._verdict.setStyleSheet(f"color: {getattr(theme(), tone)};")
        self.setAccessibleName(self.tr("Connectivity"))
        self.setAccessibleDescription(f"{self._sentence.text()}. {verdict}")
        self._bar.update()

    def _judge(self, share: float) -> tuple[str, str]:
        if share >= GOOD:
            return "good", self.tr("Connected")
        if share >= FAIR:
            return "warn", self.tr("Some nodes are cut off: their readings cannot arrive")
        return "danger", self.tr("Badly connected: place anew, or give the radio more range")

    def _retranslate(self) -> None:
        self._button.setToolTip(self.tr("Place the nodes at random with another seed"))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._row.setContentsMargins(px(12), px(4), px(8), px(4))
        self._row.setSpacing(px(12))
        self._sentence.setFont(font("base", bold=True))
        self._verdict.setFont(font("small"))
        self._bar.setFixedHeight(px(6))
        self._show()
