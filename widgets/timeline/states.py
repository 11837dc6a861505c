"""The lane of the network's states: when it organised itself, and when roles were handed round."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from engine.readmodel.codes import NetworkState, Rec
from engine.readmodel.organisation import network_state_label
from widgets.common.theme import font, mixed, px, theme
from widgets.timeline.lanes import Lane
from widgets.timeline.paint import Row
from widgets.timeline.view import View

_COLUMN = 2.0
"""Pixels of a column of the lane."""
START, CALM, JOINING, CHANGING = range(4)
_KIND = np.array([START, CALM, *[JOINING] * 5, *[CHANGING] * 6])
"""By `NetworkState`."""


class StateSpans:
    """Rounds in which the state changed and the state since, in order of time."""

    def __init__(self) -> None:
        self._changes = Lane()
        """Its ids are states."""
        self._seen: np.ndarray | None = None

    def __len__(self) -> int:
        return self._changes.size

    def append(self, records: np.ndarray) -> None:
        """Take in a block of records."""
        some = records[records["kind"] == Rec.STATE]
        if len(some):
            self._changes.append(some["round"], some["c"] & 15)
            self._seen = None

    def _counts(self) -> np.ndarray:
        """int64[4, n + 1]: for each kind how many of the first k changes led into it."""
        if self._seen is None:
            kinds = _KIND[self._changes.ids]
            self._seen = np.zeros((4, len(kinds) + 1), np.int64)
            for kind in range(4):
                self._seen[kind, 1:] = np.cumsum(kinds == kind)
        return self._seen

    def at(self, round_: float) -> int:
        """`NetworkState` in a round, -1 before the first."""
        k = int(np.searchsorted(self._changes.rounds, round_, side="right")) - 1
        return int(self._changes.ids[k]) if k >= 0 else -1

    def columns(self, start: float, per_column: float, number: int) -> np.ndarray:
        """int64[number]: what each column of the lane shows; whatever is not calm wins over calm."""
        seen, cut = self._counts(), self._changes.bins(start, per_column, number).edges
        before, after = cut[:-1], cut[1:]
        out = np.full(number, -1)
        has = before > 0
        out[has] = _KIND[self._changes.ids[before[has] - 1]]
        for kind in (START, JOINING, CHANGING):
            out[seen[kind, after] > seen[kind, before]] = kind
        only = (after > before) & (out < 0)
        out[only] = CALM
        return out


def paint_states(painter: QPainter, view: View, row: Row, spans: StateSpans, done: float) -> None:
    """Pale while all is normal; joins low and light, redistributions high and strong, S0 as a gap with a line."""
    if not len(spans) or not row.height:
        return
    t = theme()
    number = max(1, int(view.width / _COLUMN))
    columns = spans.columns(view.start, _COLUMN / view.per_round, number)
    columns[view.start + np.arange(number) * (_COLUMN / view.per_round) > done] = -1
    looks = {
        CALM: (mixed(t.surface1, t.muted, 0.35), 0.25),
        JOINING: (QColor(t.series[2]), 0.6),
        CHANGING: (QColor(t.series[4]), 1.0),
        START: (QColor(t.warn), 1.0),
    }
    base, tall = row.top + row.height - 2, row.height - 4
    painter.setPen(Qt.PenStyle.NoPen)
    for kind, (color, share) in looks.items():
        painter.setBrush(color)
        at = np.flatnonzero(columns == kind)
        high = tall * share
        painter.drawRects([QRectF(view.left + k * _COLUMN, base - high, _COLUMN, high) for k in at.tolist()])
    _labels(painter, view, row, spans, done)


def _labels(painter: QPainter, view: View, row: Row, spans: StateSpans, done: float) -> None:
    """Names of states where there is room for them."""
    if view.per_round < px(26):
        return
    painter.setFont(font("small", bold=True))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QPen(QColor(theme().text), 1))
    for round_ in range(int(max(0.0, view.start)), int(min(done, view.end)) + 1):
        state = spans.at(round_)
        if state < 0:
            continue
        label = network_state_label(NetworkState(state))
        if metrics.horizontalAdvance(label) < view.per_round - 4:
            painter.drawText(QPointF(view.x(round_) + 3, row.top + row.height - 4), label)
