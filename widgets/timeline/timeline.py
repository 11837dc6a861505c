"""The timeline: what happened in which round."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.readmodel.organisation import network_state_label
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.keys import keep_keys
from widgets.common.states import network_state_words
from widgets.common.texts import NONE, count, numbered
from widgets.common.theme import font, notifier, px, theme
from widgets.stage.attack_kinds import attack_title
from widgets.timeline import paint
from widgets.timeline.gaps import Gap, false_rounds, gaps, paint_brackets, paint_false, paint_gaps
from widgets.timeline.lanes import AttackBar, LaneId, Planned, RunMarks, stacked
from widgets.timeline.paint import Row
from widgets.timeline.states import StateSpans, paint_states
from widgets.timeline.view import View
from widgets.timeline.words import mark_words, row_tip, titles

_ROWS = (
    "axis", "phases", "states", LaneId.MEMBERS, LaneId.ROLES, "attacks", LaneId.DETECTED,
    LaneId.ALARMS, LaneId.DEATHS, LaneId.EXCLUSIONS, LaneId.EDITS,
)  # fmt: skip
_HEIGHTS: dict[str | LaneId, int] = {"axis": 17, "phases": 12}
_BAR, _LANE = 16, 14
_FOLDING = tuple(lane for lane in LaneId if lane is not LaneId.ALARMS)
"""Lanes that take no room while they are empty."""
_HIT = tuple(LaneId)
_MARKED = tuple(lane for lane in LaneId if lane is not LaneId.EXCLUSIONS)
_PACE_MS = 80
"""What a run brings is painted at most so often."""
_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Equal,
    Qt.Key.Key_Minus,
    Qt.Key.Key_0,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


class Timeline(QWidget):
    """Lanes over one round axis. The wheel zooms, Shift+wheel or dragging pans, a double click fits.

    Keys: + and - zoom, 0 fits, Page Up and Page Down pan, Up and Down go from mark to mark, Enter activates.
    """

    mark_activated = Signal(int, tuple)
    """Round and node ids of the mark that was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks, self.states = RunMarks(), StateSpans()
        self.view = View()
        self._bars = stacked(())
        self._names: tuple[str, ...] = ()
        self._now, self._phase = 0, "ready"
        self._reveal = False
        self._gaps: tuple[Gap, ...] = ()
        self._false = false_rounds(None)
        self._pace = QTimer(self, interval=_PACE_MS, singleShot=True)
        self._pace.timeout.connect(self.update)
        self._grip: QPointF | None = None
        self._moved = False
        self._chosen: tuple[LaneId, int] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        keep_keys(self, *_KEYS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    # -- what comes in ---------------------------------------------------------------------------------

    def append(self, records: np.ndarray) -> None:
        """Take in a block of records of the log."""
        before = self.sizeHint()
        self.marks.append(records)
        self.states.append(records)
        if self.sizeHint() != before:
            self.updateGeometry()
        self._grow()

    def set_clock(self, snapshot: NetworkSnapshot) -> None:
        """Move the playhead."""
        if snapshot.detection is not None:
            self._gaps = gaps(snapshot.detection, self.marks.starts)
            self._false = false_rounds(snapshot.detection)
        if (snapshot.round, snapshot.phase) != (self._now, self._phase):
            self._now, self._phase = snapshot.round, snapshot.phase
            self._grow()

    def set_attacks(self, attacks: tuple[Planned, ...]) -> None:
        """Show the schedule: name, first round, round before which it ends or None, which nodes."""
        self._bars = stacked(attacks)
        self.updateGeometry()
        self.update()

    def set_attack_names(self, names: tuple[str, ...]) -> None:
        """The run's attacks, by which its records count them."""
        self._names = names
        self.update()

    def set_reveal(self, reveal: bool) -> None:
        """Show what only the ground truth tells: the attacks, and how long each detection took."""
        self._reveal = reveal
        self.updateGeometry()
        self.update()

    def clear(self) -> None:
        """Forget the run; the schedule stays."""
        self.marks, self.states, self._now, self._chosen = RunMarks(), StateSpans(), 0, None
        self._gaps, self._false = (), false_rounds(None)
        self.updateGeometry()
        self.fit()

    def fit(self) -> None:
        """Show the whole run, and keep doing so."""
        self.view.fit(max(self._now, self.marks.last_round))
        self.update()

    def _grow(self) -> None:
        last = max(self._now, self.marks.last_round)
        if self.view.fitted and last > self.view.end:
            self.view.fit(last)
        if not self._pace.isActive():
            self._pace.start()

    # -- geometry --------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(px(640), sum(self._height(row) for row in _ROWS) + px(4))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), self.sizeHint().height())

    def _open_lanes(self) -> tuple[LaneId, ...]:
        return tuple(lane for lane in _FOLDING if self.marks.lanes[lane].size)

    def _height(self, row: str | LaneId) -> int:
        if row == "attacks":
            bars = 1 + max((bar.row for bar in self._shown_bars()), default=-1)
            return px(_BAR * bars + 4) if bars else 0
        if (row in _FOLDING and row not in self._open_lanes()) or (row == "states" and not len(self.states)):
            return 0
        return px(_HEIGHTS.get(row, _LANE))

    def _shown_bars(self) -> tuple[AttackBar, ...]:
        """The bars, with the nodes that are known to attack."""
        return tuple(replace(bar, who=self._who(k, bar)) for k, bar in enumerate(self._bars)) if self._reveal else ()

    def _who(self, index: int, bar: AttackBar) -> str:
        """Who attacks, and what it feigns: ``"nodes 12, 40; 9 false neighbours"``."""
        nodes = self.marks.nodes_of(index, bar.name, self._names)
        if not nodes:
            return bar.who
        shown = ", ".join(map(str, nodes[:6])) + (" …" if len(nodes) > 6 else "")
        who = numbered(self.tr("node(s) {nodes}"), len(nodes)).format(nodes=shown)
        pairs = sum(n for ends, n in self.marks.false_pairs.items() if ends[0] in nodes)
        false = numbered(self.tr("%n false neighbour(s)", "", pairs), pairs).replace("%n", count(pairs))
        return f"{who}; {false}" if pairs else who

    def _rows(self) -> dict[str | LaneId, Row]:
        rows: dict[str | LaneId, Row] = {}
        top = 0.0
        for row in _ROWS:
            rows[row] = Row(top, self._height(row))
            top += rows[row].height
        return rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._restyle()

    def _restyle(self) -> None:
        names = max(QFontMetricsF(font("small")).horizontalAdvance(text) for text in self._titles.values())
        self.view.left = names + px(12) + px(12)
        self.view.width = max(px(40), self.width() - self.view.left - px(8))
        self.updateGeometry()
        self.update()

    # -- drawing ---------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        t, view, rows = theme(), self.view, self._rows()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(t.surface1))
        bottom = rows[LaneId.EDITS].top + rows[LaneId.EDITS].height
        painter.setClipRect(QRectF(view.left - px(10), 0, view.width + px(12), self.height()))
        paint.axis(painter, view, rows["axis"], bottom)
        paint.ribbon(painter, view, rows["phases"], self._done())
        paint_states(painter, view, rows["states"], self.states, self._done())
        paint.density(painter, view, rows[LaneId.EXCLUSIONS], self.marks.lanes[LaneId.EXCLUSIONS])
        paint.attack_bars(painter, view, rows["attacks"], self._shown_bars(), self._done())
        for lane in _MARKED:
            paint.marks(painter, view, rows[lane], self.marks.lanes[lane], lane)
        if self._reveal:
            found = self.marks.detections(self._bars, self._names)
            paint_brackets(painter, view, rows[LaneId.ALARMS], found)
            marked = self.marks.lanes[LaneId.DETECTED].rounds
            paint_gaps(painter, view, rows[LaneId.DETECTED], self._gaps, rows["attacks"], marked)
            paint_false(painter, view, rows[LaneId.DETECTED], self._false)
        self._paint_chosen(painter, rows)
        paint.playhead(painter, view, 0, bottom, self._done(), count(self._now))
        painter.setClipping(False)
        self._paint_titles(painter, rows)

    def _done(self) -> float:
        return self._now + (0.5 if self._phase in {"set-up", "steady"} else 0.0)

    def _paint_chosen(self, painter: QPainter, rows: dict[str | LaneId, Row]) -> None:
        if self._chosen is None or not self.hasFocus():
            return
        lane, index = self._chosen
        if index < self.marks.lanes[lane].size:
            x = self.view.x(float(self.marks.lanes[lane].rounds[index])) + px(4)
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, rows[lane].middle), px(8), px(8))

    def _paint_titles(self, painter: QPainter, rows: dict[str | LaneId, Row]) -> None:
        t = theme()
        painter.setFont(font("small"))
        for row, title in self._titles.items():
            place = rows[row]
            if not place.height:
                continue
            painter.setPen(QColor(t.muted))
            box = QRectF(px(8), place.top, self.view.left - px(20), place.height)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        painter.setPen(QPen(QColor(t.line), 1))
        painter.drawLine(0, 0, self.width(), 0)
        if self.hasFocus():
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    # -- mouse and keys --------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps, sideways = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or sideways:
            self.view.pan(px(60) * (sideways or steps))
        else:
            self.view.zoom(0.8**steps, event.position().x())
        event.accept()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip, self._moved = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        hit = self._hit(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor)
        if self._grip is None or not event.buttons():
            return
        way = event.position().x() - self._grip.x()
        if self._moved or abs(way) > 3:
            self._moved = True
            self.view.pan(way)
            self._grip = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        hit = None if self._moved else self._hit(event.position())
        if hit is not None:
            self._activate(hit)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        middle = self.view.left + self.view.width / 2
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.view.zoom(0.8, middle)
            case Qt.Key.Key_Minus:
                self.view.zoom(1.25, middle)
            case Qt.Key.Key_0:
                self.fit()
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.view.pan(self.view.width * (0.5 if event.key() == Qt.Key.Key_PageUp else -0.5))
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                self._walk(-1 if event.key() == Qt.Key.Key_Up else 1)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if self._chosen is not None:
                lane, index = self._chosen
                self._activate((lane, index, index + 1))
            case _:
                super().keyPressEvent(event)
        self.update()

    def _walk(self, direction: int) -> None:
        """Choose the next mark in time, over all lanes but the dense one."""
        order = sorted(
            (int(at), lane, i)
            for lane in _MARKED
            for i, at in enumerate(self.marks.lanes[lane].rounds[-5000:], max(0, self.marks.lanes[lane].size - 5000))
        )
        if not order:
            return
        keys = [(lane, i) for _, lane, i in order]
        at = keys.index(self._chosen) + direction if self._chosen in keys else 0
        self._chosen = keys[min(max(at, 0), len(keys) - 1)]
        lane, index = self._chosen
        self.view.reveal(float(self.marks.lanes[lane].rounds[index]))
        self.setAccessibleDescription(self._words((lane, index, index + 1)))

    def _hit(self, at: QPointF) -> tuple[LaneId, int, int] | None:
        """Lane and range of the marks at a pixel."""
        rows = self._rows()
        for lane in _HIT:
            row = rows[lane]
            if not row.top <= at.y() < row.top + row.height:
                continue
            edges, filled = paint.marked_bins(self.marks.lanes[lane], self.view)
            for index in filled:
                if abs(paint.bin_x(int(index), self.view) - at.x()) <= px(6):
                    return lane, int(edges[index]), int(edges[index + 1])
        return None

    def _activate(self, hit: tuple[LaneId, int, int]) -> None:
        lane, first, last = hit
        self._chosen = (lane, first)
        self.mark_activated.emit(int(self.marks.lanes[lane].rounds[first]), self.marks.lanes[lane].between(first, last))

    # -- words -----------------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def _tip(self, at: QPointF) -> str:
        hit = self._hit(at)
        if hit is not None:
            return self._words(hit)
        told = row_tip(next((k for k, r in self._rows().items() if r.top <= at.y() < r.top + r.height), ""))
        if told:
            return told.format(state=self._state_at(at.x()))
        row = self._rows()["attacks"]
        if row.top <= at.y() < row.top + row.height:
            now = self.view.round_at(at.x())
            for bar in self._shown_bars():
                if bar.start <= now < (bar.end if bar.end is not None else now + 1):
                    end = self.tr("to the end") if bar.end is None else self.tr("to {end}").format(end=count(bar.end))
                    who = f" ({bar.who})" if bar.who else ""
                    begin = self.tr("from round {start}").format(start=count(bar.start))
                    return f"{attack_title(bar.name)}{who}: {begin} {end}"
        return ""

    def _state_at(self, x: float) -> str:
        state = self.states.at(self.view.round_at(x))
        return f"{network_state_label(state)}, {network_state_words(state)}" if state >= 0 else NONE

    def _words(self, hit: tuple[LaneId, int, int]) -> str:
        lane, first, last = hit
        rounds = self.marks.lanes[lane].rounds
        begin, end, number = int(rounds[first]), int(rounds[last - 1]), last - first
        when = count(begin) if begin == end else f"{count(begin)}–{count(end)}"
        ids = self.marks.lanes[lane].between(first, last, 9)
        nodes = ", ".join(map(str, ids[:8])) + (" …" if len(ids) > 8 else "")
        what = mark_words(lane, number, nodes=bool(nodes)).format(nodes=nodes)
        return f"{self.tr('Round {when}').format(when=when)}: {what}"

    def _retranslate(self) -> None:
        self._titles = titles()
        self.setAccessibleName(self.tr("Timeline"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._restyle()
        super().changeEvent(event)
