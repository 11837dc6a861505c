"""The gutter at the right of a figure: each curve is named where it ends, and read out where the pointer is."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, nan

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.readmodel.experiment import Figure, Series
from widgets.common.texts import figure as number
from widgets.common.theme import faded, font, px, theme
from widgets.experiments.inks import Ink

LEAD = 22
"""Width of the lines that lead from curves to names, pixels before scaling."""


Point = tuple[float, float, float]
"""Mean, low and high."""
_UNKNOWN: Point = (nan, nan, nan)


def points_of(series: Series) -> dict[float, Point]:
    """What is known of a curve, by x."""
    every = zip(series.x, series.mean, series.low, series.high, strict=True)
    return {x: (mean, low, high) for x, mean, low, high in every if isfinite(mean)}


@dataclass(slots=True)
class _Label:
    name: str
    value: str
    ink: Ink
    end: float
    """Where the curve ends, pixels; NaN when there is no curve."""
    top: float = 0.0
    """Upper edge of the label."""


def spread(wanted: list[float], height: float, top: float, bottom: float) -> list[float]:
    """Upper edges of labels, near ``wanted`` (rising), none over another, all between top and bottom where they fit."""
    places = list(wanted)
    for k in range(len(places)):
        least = places[k - 1] + height if k else top
        places[k] = max(places[k], least)
    if places and places[-1] > bottom - height:
        places[-1] = bottom - height
        for k in range(len(places) - 2, -1, -1):
            places[k] = min(places[k], places[k + 1] - height)
    return places


class Gutter(QWidget):
    """Paints names and values; knows nothing of pyqtgraph."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place: float | None = None
        """The x that is read out; None the last of each curve."""
        self._figure: Figure | None = None
        self._inks: tuple[Ink, ...] = ()
        self._points: list[dict[float, Point]] = []
        self._scale = (0.0, 1.0, 0.0, 100.0)
        self.labels: list[_Label] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.restyle()

    def set_series(self, figure: Figure, inks: tuple[Ink, ...]) -> None:
        """Names these curves, or bars."""
        self._figure, self._inks = figure, inks
        self._points = [points_of(s) for s in figure.series]
        self.updateGeometry()
        self._settle()

    def set_scale(self, low: float, high: float, top: float, bottom: float) -> None:
        """Values at the upper and lower edge of the chart, and where these edges are, pixels."""
        self._scale = (low, high, top, bottom)
        self._settle()

    def set_place(self, x: float | None) -> None:
        """Reads the values at ``x`` out."""
        self.place = x
        self._settle()

    def values(self) -> list[tuple[str, str]]:
        """Names and values as shown, in the order of the figure."""
        return [(s.name, self._value(k)) for k, s in enumerate(self._figure.series if self._figure else ())]

    # -- places --------------------------------------------------------------------------------------------

    def _point(self, k: int, x: float | None) -> Point:
        """Mean, low and high of a curve at ``x``, or at its last known point."""
        points = self._points[k]
        if x is None:
            return next(reversed(points.values()), _UNKNOWN)
        return points.get(x, _UNKNOWN)

    def _value(self, k: int) -> str:
        bars = self._figure is not None and self._figure.shape != "lines"
        mean, low, high = _UNKNOWN if bars and self.place is None else self._point(k, self.place)
        if not isfinite(mean):
            return ""
        if not (isfinite(low) and isfinite(high)):
            return number(mean)
        if abs((high - mean) - (mean - low)) <= 1e-6 * max(abs(mean), abs(high), 1e-12):
            return f"{number(mean)} ± {number(high - mean, 2)}"
        return f"{number(mean)} ({number(low)} … {number(high)})"

    def _settle(self) -> None:
        figure = self._figure
        if figure is None:
            return
        low, high, top, bottom = self._scale
        lines = figure.shape == "lines"
        self.labels = []
        for k, (series, ink) in enumerate(zip(figure.series, self._inks, strict=True)):
            end = self._point(k, None)[0] if lines else nan
            y = bottom - (end - low) / max(high - low, 1e-12) * (bottom - top) if isfinite(end) else nan
            self.labels.append(_Label(series.name, self._value(k), ink, min(max(y, top), bottom)))
        order = sorted(range(len(self.labels)), key=lambda k: self._wish(k, figure))
        height = self._height()
        wanted = [self.labels[k].end - height / 2 if lines else top for k in order]
        wanted = [w if isfinite(w) else bottom - height for w in wanted]
        for k, place in zip(order, spread(wanted, height, top - px(8), max(bottom, top + height)), strict=True):
            self.labels[k].top = place
        self.update()

    def _wish(self, k: int, figure: Figure) -> float:
        """Labels from above to below: as curves end; bars as they are listed, those on one another from the top."""
        if figure.shape == "lines":
            return self.labels[k].end if isfinite(self.labels[k].end) else 1e9
        return float(-k if figure.shape == "stack" else k)

    def _height(self) -> float:
        """Height of a label: two lines where there is room for all, else one."""
        _, _, top, bottom = self._scale
        name, value = QFontMetricsF(self._name_font()).height(), QFontMetricsF(font("small")).height()
        two = name + value + px(4)
        return two if two * len(self._inks) <= bottom - top + px(8) else name

    # -- look ----------------------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        values = QFontMetricsF(font("small")).horizontalAdvance("0.0000 ± 0.0000")
        wide = px(LEAD + 10) + max(self._longest("base"), values)
        return QSize(round(min(max(wide, px(120)), self._widest())), px(60))

    def _longest(self, step: str) -> float:
        """Width of the longest name."""
        metrics = QFontMetricsF(font(step, bold=True))
        return max(
            (metrics.horizontalAdvance(s.name) for s in (self._figure.series if self._figure else ())), default=0
        )

    def _name_font(self) -> QFont:
        """Smaller letters where a name would not fit."""
        fits = self._longest("base") <= self.width() - px(LEAD + 4)
        return font("base" if fits else "small", bold=True)

    def _widest(self) -> float:
        owner = self.parentWidget()
        return max(px(120), min(px(260), 0.38 * owner.width() if owner is not None else px(260)))

    minimumSizeHint = sizeHint

    def restyle(self) -> None:
        """Colours and sizes of the theme in force."""
        self.updateGeometry()
        self._settle()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme().surface1))
        height = self._height()
        two = height > QFontMetricsF(self._name_font()).height() + 1
        for label in self.labels:
            self._paint_label(painter, label, height, two=two)

    def _paint_label(self, painter: QPainter, label: _Label, height: float, *, two: bool) -> None:
        t, left = theme(), float(px(LEAD))
        middle = label.top + height / 2
        if isfinite(label.end):
            painter.setPen(QPen(faded(label.ink.colour, 0.8), 1.2))
            painter.drawLine(QPointF(0, label.end), QPointF(px(4), label.end))
            painter.drawLine(QPointF(px(4), label.end), QPointF(left - px(6), middle))
        else:
            swatch = QRectF(px(8), label.top + px(3), px(10), px(10))
            painter.fillRect(swatch, label.ink.colour)
            if label.ink.hatch is not Qt.BrushStyle.NoBrush:
                painter.fillRect(swatch, QBrush(faded(t.surface1, 0.75), label.ink.hatch))
        room = self.width() - left - px(4)
        name_font = self._name_font()
        metrics = QFontMetricsF(name_font)
        painter.setFont(name_font)
        painter.setPen(label.ink.colour)
        name = metrics.elidedText(label.name, Qt.TextElideMode.ElideMiddle, room)
        line = QRectF(left, label.top, room, metrics.height())
        flags = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(line, flags, name)
        if two:
            painter.setFont(font("small"))
            painter.setPen(QColor(t.text if self.place is not None else t.muted))
            painter.drawText(line.translated(0, metrics.height() - px(1)), flags, label.value)

    def event(self, event: QEvent) -> bool:
        """A name that was shortened is told in full."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            height, y = self._height(), event.pos().y()
            found = next((one for one in self.labels if one.top <= y <= one.top + height), None)
            QToolTip.showText(event.globalPos(), f"{found.name}: {found.value}" if found else "", self)
            return True
        return super().event(event)
