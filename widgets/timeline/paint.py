"""How the timeline is drawn: one function per lane, from bins, never from single records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from widgets.common.texts import axis_step, count
from widgets.common.theme import cause_color, faded, font, mixed, px, theme
from widgets.stage import emblems
from widgets.stage.attack_kinds import attack_kind, attack_title
from widgets.stage.inks import Inks, inks
from widgets.timeline.lanes import AttackBar, Detection, Lane, LaneId
from widgets.timeline.view import View

BIN = 8
"""Pixels of a bin of marks."""
SET_UP_SHARE = 0.25
"""How much of a round's width the ribbon gives to set-up."""


@dataclass(frozen=True, slots=True)
class Row:
    """Place of a lane."""

    top: float
    height: float

    @property
    def middle(self) -> float:
        """Half way down."""
        return self.top + self.height / 2


def marked_bins(lane: Lane, view: View) -> tuple[np.ndarray, np.ndarray]:
    """Edges of all bins in sight and indices of those that hold a mark."""
    number = max(1, int(np.ceil(view.width / px(BIN))))
    first = np.floor(view.start / (px(BIN) / view.per_round)) * (px(BIN) / view.per_round)
    bins = lane.bins(first, px(BIN) / view.per_round, number + 1)
    return bins.edges, np.flatnonzero(bins.counts)


def bin_x(index: int, view: View) -> float:
    """Pixel of the middle of a bin."""
    wide = px(BIN) / view.per_round
    first = np.floor(view.start / wide) * wide
    return view.x(first + (index + 0.5) * wide)


def axis(painter: QPainter, view: View, row: Row, bottom: float) -> None:
    """Round numbers and light lines down through the lanes."""
    t = theme()
    painter.setFont(font("small"))
    step = max(1.0, axis_step(view.span, max(2, int(view.width / px(84)))))
    at = np.ceil(view.start / step) * step
    while at <= view.end:
        x = view.x(at)
        painter.setPen(QPen(mixed(t.line, t.surface1, 0.45), 1))
        painter.drawLine(QPointF(x, row.top + row.height), QPointF(x, bottom))
        painter.setPen(QColor(t.muted))
        wide = QFontMetricsF(painter.font()).horizontalAdvance(count(at))
        box = QRectF(x + px(3), row.top, wide + 1, row.height)
        if box.right() <= view.left + view.width:
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), count(at))
        at += step


def ribbon(painter: QPainter, view: View, row: Row, done: float) -> None:
    """Fig. 2 of S3: initialisation, then rounds of set-up and steady state, as far as the run has come."""
    t = theme()
    box = QRectF(view.x(max(0.0, view.start)), row.top + 3, 0, row.height - 6)
    box.setRight(view.x(min(done, view.end)))
    steady, setup = mixed(t.series[0], t.surface1, 0.55), QColor(t.series[1])
    if view.start <= 0:
        start = QRectF(view.x(0) - px(8), box.top(), px(7), box.height())
        painter.fillRect(start, QColor(t.series[4]))
    if box.width() <= 0:
        return
    painter.fillRect(box, steady)
    if view.per_round >= 6:
        wide = max(2.0, view.per_round * SET_UP_SHARE)
        for at in range(int(max(0.0, view.start)), int(min(done, view.end)) + 1):
            if at < done:
                painter.fillRect(QRectF(view.x(at), box.top(), wide, box.height()), setup)
                painter.fillRect(QRectF(view.x(at), box.top(), 1, box.height()), QColor(t.surface1))


def attack_bars(painter: QPainter, view: View, row: Row, bars: tuple[AttackBar, ...], done: float) -> None:
    """Bars with picture, name and attackers; what lies ahead of the present round is pale."""
    t, ink = theme(), inks()
    rows = 1 + max((bar.row for bar in bars), default=0)
    high = (row.height - 4) / rows
    small = font("small")
    painter.setFont(small)
    for bar in bars:
        left, right = view.x(bar.start), view.x(view.end if bar.end is None else bar.end)
        box = QRectF(QPointF(max(view.left, left), row.top + 2 + bar.row * high), QPointF(right, 0))
        box.setRight(min(right, view.left + view.width))
        box.setHeight(high - 1)
        if box.width() <= 0:
            continue
        painter.fillRect(box, faded(t.danger, 0.22))
        now = QRectF(box)
        now.setRight(min(box.right(), view.x(done)))
        if now.width() > 0:
            painter.fillRect(now, faded(t.danger, 0.5))
        painter.fillRect(QRectF(box.left(), box.top(), 2, box.height()), QColor(t.danger))
        if high >= QFontMetricsF(small).ascent():
            _picture(painter, box, bar.name, ink)
            painter.setFont(small)
            painter.setPen(QColor(t.text))
            inner = box.adjusted(box.height() + px(6), 0, -2, 0)
            title = f"{attack_title(bar.name)}: {bar.who}" if bar.who else attack_title(bar.name)
            name = QFontMetricsF(small).elidedText(title, Qt.TextElideMode.ElideRight, max(0.0, inner.width()))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), name)


def _picture(painter: QPainter, box: QRectF, name: str, ink: Inks) -> None:
    """The attack's emblem at the head of its bar."""
    a = box.height() / 2
    if box.width() < 2 * a:
        return
    painter.save()
    painter.translate(box.left() + a + 3, box.center().y())
    emblems.attack_badge(painter, attack_kind(name), a / 1.2, ink, active=True)
    painter.restore()


def marks(painter: QPainter, view: View, row: Row, lane: Lane, kind: LaneId) -> None:
    """One mark per bin that holds any; its shape tells the lane, its size that there are several."""
    edges, filled = marked_bins(lane, view)
    tones = {LaneId.ALARMS: "excluded", LaneId.DEATHS: "dead", LaneId.EDITS: "selection", LaneId.MEMBERS: "head"}
    tones |= {LaneId.ROLES: "service", LaneId.DETECTED: "attack"}
    color = cause_color(tones[kind])
    painter.setBrush(color)
    for index in filled:
        several = edges[index + 1] - edges[index] > 1
        r = px(5.0 if several else 4.0)
        x, y = bin_x(int(index), view), row.middle
        if not view.left <= x <= view.left + view.width:
            continue
        if kind is LaneId.ALARMS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - r), QPointF(x + r, y + r * 0.9), QPointF(x - r, y + r * 0.9)])
            )
        elif kind is LaneId.DETECTED:
            _bell(painter, QPointF(x, y), 1.15 * r)
        elif kind is LaneId.DEATHS:
            painter.setPen(QPen(color, 1.6))
            painter.drawLine(QPointF(x - r * 0.8, y - r * 0.8), QPointF(x + r * 0.8, y + r * 0.8))
            painter.drawLine(QPointF(x - r * 0.8, y + r * 0.8), QPointF(x + r * 0.8, y - r * 0.8))
        elif kind is LaneId.MEMBERS:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawEllipse(QPointF(x, y), 0.85 * r, 0.85 * r)
        elif kind is LaneId.ROLES:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRect(QRectF(x - 0.8 * r, y - 0.8 * r, 1.6 * r, 1.6 * r))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y), QPointF(x, y + r), QPointF(x - r, y)]))


def _bell(painter: QPainter, at: QPointF, r: float) -> None:
    """A detector's alarm."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPie(QRectF(at.x() - 0.75 * r, at.y() - r, 1.5 * r, 1.7 * r), 0, 180 * 16)
    painter.drawRect(QRectF(at.x() - r, at.y() - 0.2 * r, 2 * r, 0.6 * r))
    painter.drawEllipse(QPointF(at.x(), at.y() + 0.75 * r), 0.3 * r, 0.3 * r)


def density(painter: QPainter, view: View, row: Row, lane: Lane) -> None:
    """Exclusions per two pixels as bars, the fullest one reaching to the top of the lane (square root)."""
    wide = 2.0
    counts = lane.bins(view.start, wide / view.per_round, int(view.width / wide)).counts
    most = counts.max(initial=0)
    if not most:
        return
    color = faded(cause_color("excluded"), 0.75)
    high = np.sqrt(counts / most) * (row.height - 4)
    base = row.top + row.height - 1
    filled = np.flatnonzero(counts)
    tall = np.maximum(2.0, high[filled])
    bars = zip((view.left + filled * wide).tolist(), (base - tall).tolist(), tall.tolist(), strict=True)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRects([QRectF(x, y, wide, h) for x, y, h in bars])


def bracket(painter: QPainter, view: View, row: Row, found: Detection, texts: tuple[str, ...], room: float) -> None:
    """From the start of an attack to its first alarm, with the longest text that ends before ``room``."""
    t = theme()
    left, right = view.x(found.start), view.x(found.found)
    if right < view.left or left > view.left + view.width:
        return
    y = row.top + 2
    painter.setPen(QPen(QColor(t.text), 1.4))
    painter.drawLine(QPointF(left, y + px(4)), QPointF(left, y))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.drawLine(QPointF(right, y), QPointF(right, y + px(4)))
    painter.setFont(font("small", bold=True))
    metrics = QFontMetricsF(painter.font())
    for text in texts:
        box = QRectF(right + px(8), row.top, metrics.horizontalAdvance(text) + px(8), row.height - 1)
        if box.right() <= room:
            painter.fillRect(box, faded(t.surface1, 0.85))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
            return


def playhead(painter: QPainter, view: View, top: float, bottom: float, now: float, text: str) -> None:
    """The present round."""
    t = theme()
    x = view.x(now)
    if not view.left - 1 <= x <= view.left + view.width + 1:
        return
    accent = QColor(t.accent)
    painter.setPen(QPen(accent, 1.6))
    painter.drawLine(QPointF(x, top), QPointF(x, bottom))
    painter.setFont(font("small", bold=True))
    wide = QFontMetricsF(painter.font()).horizontalAdvance(text) + px(10)
    box = QRectF(min(x, view.left + view.width - wide), top, wide, px(17))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor("#04121f" if t.dark else "#ffffff"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), text)
