"""The drawing of one figure: curves or bars with their bands, marks, a line at the values read out.

Importing this module imports pyqtgraph (0.8 s of CPU): `widgets.experiments.figure` waits until there is a figure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QWidget

from engine.readmodel.experiment import Figure, Series
from widgets.common.texts import count
from widgets.common.texts import figure as number
from widgets.common.theme import faded, font, px, theme
from widgets.experiments.gutter import Gutter, points_of
from widgets.experiments.inks import Ink, inks_of

MARKED = 40
"""A curve of so many points at most has a mark at each."""
FLAT = 0.6
"""Curves that stay above this share of their highest value do not start from zero."""
FEW = 12
"""So many stops at most are all ticked."""
BAR = 0.8
"""Share of the room of a tick that its bars take."""


class _Item(pg.GraphicsObject):
    """Something drawn in the coordinates of the data; it never decides what range is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.setFlag(self.GraphicsItemFlag.ItemUsesExtendedStyleOption, False)

    def boundingRect(self) -> QRectF:
        return QRectF(-1e6, -1e12, 2e6, 2e12)

    def dataBounds(self, *_: Any, **__: Any) -> None:
        return None


class _Band(_Item):
    """From the low to the high end of the interval, where both are known."""

    def __init__(self, series: Series, colour: QColor) -> None:
        super().__init__()
        self._brush = QBrush(faded(colour, 0.3 if theme().name == "contrast" else 0.17))
        self._shapes: list[QPolygonF] = []
        x, low, high = (np.asarray(part, float) for part in (series.x, series.low, series.high))
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(low) & np.isfinite(high))
        for run in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            up = [QPointF(x[k], high[k]) for k in run]
            down = [QPointF(x[k], low[k]) for k in run[::-1]]
            self._shapes.append(QPolygonF(up + down))

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush)
        for shape in self._shapes:
            painter.drawPolygon(shape)


class _Bars(_Item):
    """Bars beside or on one another, hatched, with their intervals. Drawn in pixels: hatches have no scale."""

    def __init__(self, figure: Figure, inks: tuple[Ink, ...]) -> None:
        super().__init__()
        self._bars: list[tuple[QRectF, Ink, float, float]] = []
        stacked, count = figure.shape == "stack", max(len(figure.series), 1)
        floor: dict[float, float] = {}
        width = 0.62 if stacked else BAR / count
        for k, (series, ink) in enumerate(zip(figure.series, inks, strict=True)):
            shift = 0.0 if stacked else (k - (count - 1) / 2) * width
            for x, mean, low, high in zip(series.x, series.mean, series.low, series.high, strict=True):
                if not np.isfinite(mean):
                    continue
                base = floor.get(x, 0.0) if stacked else 0.0
                floor[x] = base + mean
                place = QRectF(x + shift - 0.46 * width, base, 0.92 * width, mean)
                self._bars.append((place, ink, base + low, base + high))

    def paint(self, painter: QPainter, *_: Any) -> None:
        t = theme()
        here = self.sceneTransform()
        painter.setTransform(here.inverted()[0], True)
        for place, ink, *_ends in self._bars:
            box = here.mapRect(place)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.fillRect(box, ink.colour)
            if ink.hatch is not Qt.BrushStyle.NoBrush:
                painter.fillRect(box, QBrush(faded(t.surface1, 0.75), ink.hatch))
        painter.setPen(QPen(QColor(t.text), 1.4))
        for place, _ink, low, high in self._bars:
            if np.isfinite(low) and np.isfinite(high):
                self._paint_interval(painter, place, low, high)

    def _paint_interval(self, painter: QPainter, place: QRectF, low: float, high: float) -> None:
        here = self.sceneTransform()
        x, reach = here.mapRect(place).center().x(), min(px(5), here.mapRect(place).width() / 2)
        ends = [here.map(QPointF(place.center().x(), value)).y() for value in (low, high)]
        painter.drawLine(QPointF(x, ends[0]), QPointF(x, ends[1]))
        for y in ends:
            painter.drawLine(QPointF(x - reach, y), QPointF(x + reach, y))


class _WordAxis(pg.AxisItem):
    """Ticks that are words, broken into lines where they are too long for their place."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self.words: tuple[str, ...] = ()
        self.lines = 1

    def wrapped(self, room: float) -> list[tuple[float, str]]:
        """The words, each in lines no wider than ``room`` pixels."""
        metrics = QFontMetricsF(font("small"))
        out, self.lines = [], 1
        for k, word in enumerate(self.words):
            rows: list[str] = []
            for part in word.split(" "):
                longer = f"{rows[-1]} {part}" if rows else part
                if rows and metrics.horizontalAdvance(longer) <= room:
                    rows[-1] = longer
                else:
                    rows.append(part)
            shown = [metrics.elidedText(row, Qt.TextElideMode.ElideMiddle, room) for row in rows[:3]]
            self.lines = max(self.lines, len(shown))
            out.append((float(k), "\n".join(shown)))
        return out


class _ValueAxis(pg.AxisItem):
    """Room for half a number above and below: with a grid, the library leaves the lowest and highest out."""

    def __init__(self) -> None:
        super().__init__("left")

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(0, -px(12), 0, px(12))


class FigurePlot(QWidget):
    """Draws a figure; its curves are named at their ends, in a gutter that reads values out too."""

    hovered = Signal(object)
    """Index into `stops`, or None."""
    menu_requested = Signal(object)
    """Global position of a right click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure: Figure | None = None
        self.stops = np.zeros(0)
        """Every x that has a value, rising."""
        self.hover: int | None = None
        self._words = _WordAxis()
        self.plot = pg.PlotWidget(axisItems={"bottom": self._words, "left": _ValueAxis()})
        self.plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.item = self.plot.getPlotItem()
        self.item.setContentsMargins(0, 0, px(8), 0)
        self._box = self.item.getViewBox()
        self._box.setMouseEnabled(x=True, y=False)
        self.gutter = Gutter()
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._marks: list[Any] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.plot, 1)
        row.addWidget(self.gutter)
        self._box.sigRangeChanged.connect(lambda *_: self._follow())
        self._box.sigResized.connect(lambda *_: self._follow())
        scene = self.plot.scene()
        scene.sigMouseMoved.connect(self._moved)
        scene.sigMouseClicked.connect(self._clicked)
        self.restyle()

    # -- what is drawn -------------------------------------------------------------------------------------

    def set_figure(self, figure: Figure) -> None:
        """Draws a figure in place of the one before."""
        same = self.figure is not None and self.figure.name == figure.name
        self.figure = figure
        every = [x for s in figure.series for x, m in zip(s.x, s.mean, strict=True) if np.isfinite(m)]
        self.stops = np.unique(np.array(every, float))
        self.hover = self.hover if same and self.hover is not None and self.hover < len(self.stops) else None
        self._draw()
        self.show_all()
        self.set_hover(self.hover)

    def _draw(self) -> None:
        figure = self.figure
        self.item.clear()
        self._marks = []
        if figure is None:
            return
        inks = inks_of(figure.series)
        if figure.shape == "lines":
            for depth, (series, ink) in enumerate(zip(figure.series, inks, strict=True)):
                self._draw_curve(series, ink, depth)
        else:
            self.item.addItem(_Bars(figure, inks), ignoreBounds=True)
        colours = {s.name: ink.colour for s, ink in zip(figure.series, inks, strict=True)}
        for mark in figure.markers:
            colour = colours.get(mark.series, QColor(theme().muted))
            line = pg.InfiniteLine(mark.x, angle=90, pen=pg.mkPen(colour, width=1.4, style=Qt.PenStyle.DotLine))
            line.setZValue(5)
            self.item.addItem(line, ignoreBounds=True)
            self._marks.append(line)
        self._cross.setZValue(60)
        self.item.addItem(self._cross, ignoreBounds=True)
        self.item.setLabel("bottom", figure.x_label)
        self._words.words = figure.ticks
        self.gutter.set_series(figure, inks)

    def _draw_curve(self, series: Series, ink: Ink, depth: int) -> None:
        band = _Band(series, ink.colour)
        band.setZValue(10)
        self.item.addItem(band, ignoreBounds=True)
        x, mean = np.asarray(series.x, float), np.asarray(series.mean, float)
        pen = pg.mkPen(ink.colour, width=px(2), style=ink.dash)
        curve = pg.PlotCurveItem(x, mean, pen=pen, antialias=True, connect="finite")
        curve.setZValue(20 + depth)
        self.item.addItem(curve, ignoreBounds=True)
        known = np.isfinite(mean)
        if known.sum() <= MARKED:
            edge = pg.mkPen(theme().surface1, width=1)
            brush = pg.mkBrush(ink.colour)
            marks = pg.ScatterPlotItem(
                x[known], mean[known], symbol=ink.mark, size=px(9), pen=edge, brush=brush, antialias=True
            )
            marks.setZValue(40 + depth)
            self.item.addItem(marks, ignoreBounds=True)

    def show_all(self) -> None:
        """The whole figure in sight."""
        if self.figure is None:
            return
        left, right, low, high = self._extent(self.figure)
        span = right - left
        self._box.setLimits(xMin=left - 0.02 * span, xMax=right + 0.02 * span, yMin=low - 0.1 * (high - low))
        self.item.setXRange(left, right, padding=0.012)
        self.item.setYRange(low, high, padding=0)

    def _extent(self, figure: Figure) -> tuple[float, float, float, float]:
        """Left, right, low, high of what is to be seen."""
        low, high = self._heights(figure)
        high = high if high > low else low + 1.0
        if figure.shape != "lines":
            count = max(len(figure.ticks), int(self.stops[-1]) + 1 if len(self.stops) else 1)
            return -0.5, count - 0.5, low, high + 0.06 * (high - low)
        left, right = (float(self.stops[0]), float(self.stops[-1])) if len(self.stops) else (0.0, 1.0)
        return left, right if right > left else left + 1.0, low, high + 0.06 * (high - low)

    def _heights(self, figure: Figure) -> tuple[float, float]:
        """From zero to the highest mean, or from the lowest where zero would flatten the curves.

        Wide bands, as of few seeds, may be cut off.
        """
        means = [m for s in figure.series for m in s.mean if np.isfinite(m)]
        if figure.shape == "stack" and len(self.stops):
            points = [points_of(s) for s in figure.series]
            means += [0.0, *(sum(p[x][0] for p in points if x in p) for x in self.stops)]
        if not means:
            return 0.0, 1.0
        low, high = min(0.0, *means), max(0.0, *means)
        if figure.shape == "lines" and min(means) >= FLAT * high > 0:
            low = min(means)
        room = (2.0 if low > 0 else 0.4) * (high - low)
        ends = [v for s in figure.series for part in (s.low, s.high) for v in part if np.isfinite(v)]
        if low:
            low = max(low - room, min([low, *ends]))
        return low, min(high + room, max([high, *ends]))

    # -- what is read out ----------------------------------------------------------------------------------

    def set_hover(self, index: int | None) -> None:
        """Reads the values at a stop out; None those at the end."""
        self.hover = index if index is not None and 0 <= index < len(self.stops) else None
        self._cross.setVisible(self.hover is not None)
        if self.hover is not None:
            self._cross.setValue(float(self.stops[self.hover]))
        self.gutter.set_place(None if self.hover is None else float(self.stops[self.hover]))

    def _moved(self, at: Any) -> None:
        if not len(self.stops) or not self._box.sceneBoundingRect().contains(at):
            self.hovered.emit(None)
            return
        x = self._box.mapSceneToView(at).x()
        self.hovered.emit(int(np.argmin(np.abs(self.stops - x))))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.gutter.updateGeometry()

    def leaveEvent(self, event: Any) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(event.screenPos().toPoint())
        elif event.double():
            self.show_all()

    # -- look ----------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """The gutter and the words of ticks follow the axes."""
        box = self._box
        low, high = box.viewRange()[1]
        top = self.plot.mapFromScene(box.mapViewToScene(QPointF(0, high))).y()
        bottom = self.plot.mapFromScene(box.mapViewToScene(QPointF(0, low))).y()
        self.gutter.set_scale(low, high, float(top), float(bottom))
        if not self._words.words:
            self._words.setTicks(self._ticks() if 1 < len(self.stops) <= FEW else None)
            self._words.setHeight(px(34))
            return
        first, last = box.viewRange()[0]
        room = box.width() / max(last - first, 1e-9)
        self._words.setTicks([self._words.wrapped(max(px(24), room - px(8)))])
        line = QFontMetricsF(font("small")).lineSpacing()
        self._words.setHeight(round(self._words.lines * line) + px(26))

    def _ticks(self) -> list[list[tuple[float, str]]]:
        """Each stop that does not stand too close to the one before."""
        first, last = self._box.viewRange()[0]
        metrics, scale = QFontMetricsF(font("small")), self._box.width() / max(last - first, 1e-9)
        out: list[tuple[float, str]] = []
        free = -1e9
        for x in map(float, self.stops):
            text = count(x) if x == round(x) else number(x, 4)
            half = metrics.horizontalAdvance(text) / 2 + px(4)
            if (x - first) * scale - half >= free:
                out.append((x, text))
                free = (x - first) * scale + half
        return [out]

    def restyle(self) -> None:
        """Colours and sizes of the theme in force."""
        t = theme()
        self.plot.setBackground(t.surface1)
        for name in ("left", "bottom"):
            axis = self.item.getAxis(name)
            axis.setPen(pg.mkPen(t.line))
            axis.setTextPen(pg.mkPen(t.muted))
            axis.setStyle(tickFont=font("small"), tickLength=-4, maxTickLevel=0, hideOverlappingLabels=False)
        self.item.getAxis("left").setWidth(px(46))
        self._words.label.setFont(font("small"))
        self._words.label.setDefaultTextColor(QColor(t.muted))
        self.item.showGrid(y=True, alpha=0.16)
        self._cross.setPen(pg.mkPen(t.accent, width=1))
        if self.figure is not None:
            self._draw()
            self.set_hover(self.hover)
        self.gutter.restyle()
        self._follow()
