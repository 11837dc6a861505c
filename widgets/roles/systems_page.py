"""How the subnets of the network stand: systems of an infrastructure, what still works, and on reveal the damage."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from engine.readmodel.organisation import SILENT_AFTER, Organisation
from engine.readmodel.snapshot import GroundTruth
from widgets.common.subnets import draw_subnet
from widgets.common.texts import count, percent
from widgets.common.theme import font, mixed, notifier, px, theme
from widgets.inspector.parts import Heading, Page

_SILENT, _DEAD, _DAMAGED = Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.DiagCrossPattern, Qt.BrushStyle.FDiagPattern


@dataclass(frozen=True, slots=True)
class System:
    """One subnet in figures."""

    index: int
    """Into `Organisation.subnets`."""
    name: str
    members: int
    alive: int
    heard: int
    damaged: int = -1
    """Members infected, dead or not heard of; -1 while it is not to be told."""
    infected: int = 0


def systems(org: Organisation, truth: GroundTruth | None) -> tuple[System, ...]:
    """Subnets that have members; empty where there is but one.

    Args:
        org: How the network organises itself.
        truth: The ground truth, if it may be shown.
    """
    assets = org.assets
    used = [k for k, members in enumerate(assets.members.tolist()) if members]
    if len(used) < 2:
        return ()
    told = truth is not None and len(truth.damaged) == len(assets.members)
    return tuple(
        System(
            k,
            org.subnets[k],
            int(assets.members[k]),
            int(assets.alive[k]),
            int(assets.heard[k]),
            damaged=int(truth.damaged[k]) if told and truth is not None else -1,
            infected=int(truth.ill[k]) if told and truth is not None else 0,
        )
        for k in used
    )


class SystemBars(QWidget):
    """A bar a subnet: heard, silent and dead members; under it, on reveal, the damaged."""

    def __init__(self) -> None:
        super().__init__()
        self._systems: tuple[System, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self.updateGeometry)

    def set_systems(self, shown: tuple[System, ...]) -> None:
        """Show other figures."""
        if shown != self._systems:
            self._systems = shown
            self.setAccessibleDescription(
                "; ".join(f"{s.name}: {', '.join(w for w in self.words(s) if w)}" for s in shown)
            )
            self.updateGeometry()
            self.update()

    def words(self, s: System) -> tuple[str, str]:
        """What stands under a bar: what operators see, and the damage, empty while it is not told."""
        seen = self.tr("{0} of {1} heard").format(count(s.heard), count(s.members))
        if s.alive < s.members:
            seen += " · " + self.tr("{0} dead").format(count(s.members - s.alive))
        if s.alive > s.heard:
            seen += " · " + self.tr("{0} silent").format(count(s.alive - s.heard))
        if s.damaged < 0:
            return seen, ""
        hurt = self.tr("damaged {0}, {1}").format(count(s.damaged), percent(s.damaged / s.members))
        return seen, hurt + (" · " + self.tr("{0} infected").format(count(s.infected)) if s.infected else "")

    def _tall(self, s: System) -> int:
        return px(60) + (px(32) if s.damaged >= 0 else 0)

    def sizeHint(self) -> QSize:
        return QSize(px(200), sum(self._tall(s) for s in self._systems))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = 0
        for s in self._systems:
            self._paint(painter, s, top)
            top += self._tall(s)

    def _paint(self, painter: QPainter, s: System, top: int) -> None:
        t = theme()
        wide = float(self.width())
        draw_subnet(painter, QRectF(1, top + px(3), px(18), px(12)), s.index, dense=3.0)
        self._text(painter, QRectF(px(26), top, wide - px(26), px(18)), s.name or self.tr("no subnet"), bold=True)
        seen, hurt = self.words(s)
        silent, dead = s.alive - s.heard, s.members - s.alive
        parts = ((s.heard, t.good, None), (silent, t.warn, _SILENT), (dead, t.danger, _DEAD))
        self._bar(painter, QRectF(0, top + px(21), wide, px(11)), s.members, parts)
        self._text(painter, QRectF(0, top + px(34), wide, px(16)), seen, muted=True)
        if hurt:
            row = QRectF(0, top + px(54), wide, px(11))
            self._bar(painter, row, s.members, ((s.damaged, t.danger, _DAMAGED),))
            self._text(painter, QRectF(0, top + px(67), wide, px(16)), hurt, muted=True)

    @staticmethod
    def _bar(
        painter: QPainter, track: QRectF, whole: int, parts: tuple[tuple[int, str, Qt.BrushStyle | None], ...]
    ) -> None:
        t = theme()
        painter.fillRect(track, QColor(t.surface3))
        x = track.left()
        for number, tone, pattern in parts:
            part = QRectF(x, track.top(), track.width() * number / whole, track.height())
            painter.fillRect(part, QColor(tone))
            if pattern is not None:
                painter.fillRect(part, QBrush(mixed(QColor(tone), QColor(t.surface1), 0.75), pattern))
            x = part.right()
        painter.setPen(QPen(QColor(t.muted), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(track.adjusted(0.5, 0.5, -0.5, -0.5))

    @staticmethod
    def _text(painter: QPainter, row: QRectF, text: str, *, bold: bool = False, muted: bool = False) -> None:
        painter.setFont(font("base" if bold else "small", bold=bold))
        painter.setPen(QColor(theme().muted if muted else theme().text))
        cut = QFontMetricsF(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), cut)


class SystemsPage(Page):
    """Bars of all subnets."""

    def __init__(self) -> None:
        super().__init__()
        self._org: Organisation | None = None
        self._truth: GroundTruth | None = None
        self._reveal = False
        self.heading, self.note, self.bars = Heading(first=True), QLabel(), SystemBars()
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for widget in (self.heading, self.note, self.bars):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_page)
        self._retranslate()
        self._restyle_page()

    def show_systems(self, org: Organisation, truth: GroundTruth) -> bool:
        """Show another moment; returns whether there are several subnets."""
        self._org, self._truth = org, truth
        shown = systems(org, truth if self._reveal else None)
        self.bars.set_systems(shown)
        return bool(shown)

    def set_reveal(self, reveal: bool) -> None:
        """Whether the damage may be told."""
        self._reveal = reveal
        self._retranslate()
        if self._org is not None and self._truth is not None:
            self.show_systems(self._org, self._truth)

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Systems, by subnet"))
        note = self.tr("Heard: a reading arrived within the last {0} rounds.").format(SILENT_AFTER)
        if self._reveal:
            note += " " + self.tr("Damaged: infected, dead or no longer heard.")
        else:
            note += " " + self.tr("Reveal tells how many are damaged.")
        self.note.setText(note)
        self.bars.setAccessibleName(self.heading.text())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.note.setFont(font("small"))
        self.note.setStyleSheet(f"color: {theme().muted};")
