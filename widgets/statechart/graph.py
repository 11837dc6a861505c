"""A state graph drawn live: the lit state, how often each arc was taken, and under which guard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from widgets.common.theme import faded, font, mixed, notifier, px, theme
from widgets.statechart.figures import Figure

_STEPS = 24
_REACH_PX = 7.0


class StateGraph(QWidget):
    """Paints a `Figure`. Hover an arc for its guard and action, a state for what it means."""

    hovered = Signal(int)
    """Index of the arc under the pointer, -1 for none."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self._state = -1
        self._visits: Mapping[int, int] = {}
        self._counts: tuple[int, ...] = ()
        self._fresh: tuple[int, ...] = ()
        self._loops = 0
        self._hover = -1
        self._plate: tuple[float, float] | None = None
        self._curves: dict[int, list[QPointF]] = {}
        self._taken: tuple[bool, ...] = ()
        """Which arcs were taken: those, and the size, decide where arcs run."""
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        notifier().changed.connect(self._restyle)
        self._retranslate()

    # -- what comes in --------------------------------------------------------------------------------------------

    def set_values(self, state: int, visits: Mapping[int, int], counts: Sequence[int] = (), loops: int = 0) -> None:
        """Show a moment.

        Args:
            state: The lit state, -1 for none.
            visits: How often each state was entered.
            counts: How often each arc was taken, in the order of the figure's; empty: unknown.
            loops: How often the figure's loop was gone through.
        """
        counts = tuple(counts)
        if len(counts) == len(self._counts) and counts != self._counts:
            self._fresh = tuple(k for k, (a, b) in enumerate(zip(self._counts, counts, strict=True)) if b > a)
        elif len(counts) != len(self._counts):
            self._fresh = ()
        taken = tuple(c > 0 for c in counts)
        if taken != self._taken:
            self._taken, self._curves = taken, {}
        same = (state, dict(visits), counts, loops) == (self._state, dict(self._visits), self._counts, self._loops)
        self._state, self._visits, self._counts, self._loops = state, visits, counts, loops
        if not same:
            self._describe()
            self.update()

    def clear(self) -> None:
        """Forget the run."""
        self._fresh = ()
        self.set_values(-1, {}, ())

    def state(self) -> int:
        """The lit state, -1 for none."""
        return self._state

    def fresh(self) -> tuple[int, ...]:
        """Arcs taken since the moment shown before."""
        return self._fresh

    def arc_words(self, index: int) -> str:
        """Guard and action of an arc, in one sentence."""
        arc, figure = self.figure.arcs[index], self.figure
        text = self.tr("{0} to {1}: when {2}; then {3}.").format(
            figure.label(arc.source), figure.label(arc.target), arc.guard, arc.action
        )
        if self._counts:
            text += " " + self.tr("Taken {0} times.").format(self._counts[index])
        return text if arc.printed else text + " " + self.tr("Not printed in the paper, needed by its text.")

    # -- geometry -------------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(px(280), round(px(280) * self.figure.aspect))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, px(440)) * self.figure.aspect * (1.35 if self._compact(width) else 1.0))

    @staticmethod
    def _compact(width: int) -> bool:
        """Room is short: smaller plates, a taller figure."""
        return width < px(250)

    def _box(self) -> QRectF:
        """Where the graph is drawn: its own shape, in the middle."""
        wide = min(float(self.width()), float(px(440)))
        tall = min(float(self.height()), max(wide * self.figure.aspect, float(self.heightForWidth(self.width()))))
        return QRectF((self.width() - wide) / 2, (self.height() - tall) / 2, wide, tall)

    def _face(self, *, bold: bool) -> QFont:
        return font("small" if self._compact(self.width()) else "base", bold=bold)

    def _half(self) -> tuple[float, float]:
        """Half the width and height of a state's plate."""
        if self._plate is None:
            labels = (self.figure.label(s) for s in self.figure.states)
            metrics, compact = QFontMetricsF(self._face(bold=True)), self._compact(self.width())
            wide = max(metrics.horizontalAdvance(t) for t in labels)
            self._plate = wide / 2 + px(4 if compact else 7), float(px(13 if compact else 15))
        return self._plate

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._plate, self._curves = None, {}
        super().resizeEvent(event)

    def place(self, state: int) -> QPointF:
        """Middle of a state, pixels."""
        box, (x, y) = self._box(), self.figure.places[state]
        half, tall = self._half()
        inner = box.adjusted(half + px(7), tall + px(6), -half - px(7), -tall - px(6))
        return QPointF(inner.left() + x * inner.width(), inner.top() + y * inner.height())

    def _bend(self, source: int, target: int) -> float:
        given = self.figure.bends.get((source, target))
        if given is not None:
            return given
        both = any(a.source == target and a.target == source for k, a in enumerate(self.figure.arcs) if self._drawn(k))
        return 0.13 if both else 0.0

    def _drawn(self, index: int) -> bool:
        return self.figure.near(index) or (bool(self._taken) and self._taken[index])

    def curve(self, index: int) -> list[QPointF]:
        """Points along an arc, from plate to plate."""
        if index not in self._curves:
            self._curves[index] = self._run_of(index)
        return self._curves[index]

    def _run_of(self, index: int) -> list[QPointF]:
        arc = self.figure.arcs[index]
        a, b = self.place(arc.source), self.place(arc.target)
        run = b - a
        bend = self._bend(arc.source, arc.target)
        middle = (a + b) / 2 + QPointF(run.y(), -run.x()) * bend
        points = []
        for k in range(_STEPS + 1):
            t = k / _STEPS
            points.append(a * (1 - t) ** 2 + middle * (2 * t * (1 - t)) + b * t**2)
        return [p for p in points if not self._inside(p, a) and not self._inside(p, b)] or [a, b]

    def _inside(self, p: QPointF, middle: QPointF) -> bool:
        half, tall = self._half()
        return abs(p.x() - middle.x()) < half + 2 and abs(p.y() - middle.y()) < tall + 2

    def arc_at(self, at: QPointF) -> int:
        """The arc under a pixel, -1 for none."""
        best, found = _REACH_PX, -1
        for index in range(len(self.figure.arcs)):
            if not self._drawn(index):
                continue
            away = min(hypot(p.x() - at.x(), p.y() - at.y()) for p in self.curve(index))
            if away < best:
                best, found = away, index
        return found

    def state_at(self, at: QPointF) -> int:
        """The state under a pixel, -1 for none."""
        return next((s for s in self.figure.states if self._inside(at, self.place(s))), -1)

    # -- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        order = sorted(range(len(self.figure.arcs)), key=lambda k: (k in self._fresh, k == self._hover))
        for index in order:
            if self._drawn(index):
                self._paint_arc(painter, index)
        if self.figure.sink >= 0:
            self._paint_stub(painter)
        if self._loops and self.figure.loop:
            self._paint_loop(painter)
        for index in order:
            if self._drawn(index) and self._counts and self._counts[index]:
                self._paint_count(painter, index)
        for state in self.figure.states:
            self._paint_state(painter, state)

    def _tone(self, index: int) -> QColor:
        t = theme()
        if index == self._hover or index in self._fresh:
            return QColor(t.accent)
        taken = bool(self._counts) and self._counts[index] > 0
        return mixed(t.muted, t.text, 0.45) if taken else mixed(t.surface1, t.muted, 0.6)

    def _paint_arc(self, painter: QPainter, index: int) -> None:
        points, tone = self.curve(index), self._tone(index)
        strong = index == self._hover or index in self._fresh
        line = QPen(tone, 2.2 if strong else 1.2)
        if not self.figure.arcs[index].printed:
            line.setDashPattern([4, 3])
        painter.setPen(line)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(points)
        _tip(painter, points[-2] if len(points) > 1 else points[0], points[-1], tone, px(7 if strong else 6))

    def _paint_stub(self, painter: QPainter) -> None:
        """One broken arrow for "from every state"."""
        t = theme()
        middle, (half, _) = self.place(self.figure.sink), self._half()
        end = QPointF(middle.x() + half + 2, middle.y())
        start = QPointF(end.x() + px(30), end.y())
        line = QPen(mixed(t.surface1, t.muted, 0.6), 1.2)
        line.setDashPattern([4, 3])
        painter.setPen(line)
        painter.drawLine(start, end)
        _tip(painter, start, end, line.color(), px(6))
        painter.setPen(QColor(t.muted))
        painter.setFont(font("small"))
        text, room = self.tr("from any state"), self.width() - start.x() - px(6)
        if QFontMetricsF(painter.font()).horizontalAdvance(text) > room:
            text = self.tr("any")
        words = QRectF(start.x() + px(4), middle.y() - px(10), self.width() - start.x() - px(6), px(20))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _paint_loop(self, painter: QPainter) -> None:
        """A circular arrow that turns on with each redistribution, and how many there were."""
        t = theme()
        places = [self.place(s) for s in self.figure.loop]
        x, y = (sum(v) / len(places) for v in zip(*((p.x(), p.y()) for p in places), strict=True))
        r = float(px(12))
        painter.save()
        painter.translate(x + px(6), y - px(2))
        tone = QColor(t.warn if self._loops > 2 else t.muted)
        painter.save()
        painter.rotate(45.0 * (self._loops % 8))
        painter.setPen(QPen(tone, 2.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(-r, -r, 2 * r, 2 * r), 0, 290 * 16)
        _tip(painter, QPointF(r, -px(5)), QPointF(r, px(3)), tone, px(6))
        painter.restore()
        painter.setFont(font("small", bold=True))
        painter.setPen(tone)
        painter.drawText(QRectF(-r, -r, 2 * r, 2 * r), Qt.AlignmentFlag.AlignCenter, str(self._loops))
        painter.restore()

    def _paint_count(self, painter: QPainter, index: int) -> None:
        points = self.curve(index)
        at, text = points[len(points) // 2], str(self._counts[index])
        face = font("small", bold=index in self._fresh)
        metrics = QFontMetricsF(face)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + px(4), metrics.height())
        box.moveCenter(at)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(faded(theme().surface1, 0.9))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(face)
        painter.setPen(self._tone(index))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_state(self, painter: QPainter, state: int) -> None:
        t = theme()
        middle, (half, tall) = self.place(state), self._half()
        box = QRectF(middle.x() - half, middle.y() - tall, 2 * half, 2 * tall)
        lit, seen = state == self._state, self._visits.get(state, 0) > 0
        if lit:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(-4, -4, 4, 4), px(9), px(9))
        painter.setPen(QPen(QColor(t.accent if lit else t.text if seen else t.muted), 1.4))
        painter.setBrush(QColor(t.accent if lit else t.surface3 if seen else t.surface1))
        painter.drawRoundedRect(box, px(6), px(6))
        painter.setFont(self._face(bold=lit or seen))
        ink = QColor(("#04121f" if t.dark else "#ffffff") if lit else t.text if seen else t.muted)
        painter.setPen(ink)
        if not seen:
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.figure.label(state))
            return
        painter.drawText(box.adjusted(0, 0, 0, -px(12)), Qt.AlignmentFlag.AlignCenter, self.figure.label(state))
        painter.setFont(font("small"))
        painter.setPen(ink if lit else QColor(t.muted))
        below = QRectF(box.left(), box.bottom() - px(14), box.width(), px(13))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, f"×{self._visits[state]}")

    # -- pointer and words ----------------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        state = self.state_at(at)
        arc = self.arc_at(at) if state < 0 else -1
        if arc != self._hover:
            self._hover = arc
            self.hovered.emit(arc)
            self.update()
        text = self._state_words(state) if state >= 0 else self.arc_words(arc) if arc >= 0 else ""
        QToolTip.showText(event.globalPosition().toPoint(), text, self)

    def leaveEvent(self, event: QEvent) -> None:
        if self._hover >= 0:
            self._hover = -1
            self.hovered.emit(-1)
            self.update()

    def _state_words(self, state: int) -> str:
        times = self.tr("entered {0} times").format(self._visits.get(state, 0))
        return f"{self.figure.label(state)}: {self.figure.words(state)}, {times}"

    def _describe(self) -> None:
        if self._state < 0:
            self.setAccessibleDescription(self.tr("no state yet"))
        else:
            self.setAccessibleDescription(f"{self.figure.label(self._state)}, {self.figure.words(self._state)}")

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("State graph"))
        self._describe()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.update()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._plate, self._curves = None, {}
        self.updateGeometry()
        self.update()


def _tip(painter: QPainter, before: QPointF, at: QPointF, color: QColor, size: float) -> None:
    """An arrow head at ``at``, coming from ``before``."""
    run = at - before
    length = hypot(run.x(), run.y()) or 1.0
    unit = QPointF(run.x() / length, run.y() / length)
    side = QPointF(-unit.y(), unit.x())
    path = QPainterPath()
    path.addPolygon(QPolygonF([at, at - unit * size + side * 0.45 * size, at - unit * size - side * 0.45 * size]))
    painter.fillPath(path, color)
