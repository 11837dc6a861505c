"""One chart: a title with its unit, a readout that is the legend too, and a pyqtgraph plot.

Importing this module imports pyqtgraph (0.8 s of CPU): `widgets.charts.charts` waits until it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from widgets.common.theme import faded, font, mixed, px, theme

Colour = Callable[[], QColor]
LINES = 2
"""Lines of a readout; the same for all charts, so that their axes stand level."""


@dataclass(frozen=True)
class Line:
    """One series of a chart."""

    key: str
    name: str
    colour: Colour
    stacked: bool = False
    right: bool = False
    """Measured on the axis at the right."""
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    text: Callable[[float], str] = str
    fill: bool = True
    """A line at the right is filled down to zero."""
    hide_zero: bool = False
    """Left out of the readout while it is 0 throughout."""


class PlotCell(QWidget):
    """A chart. Give it series with `set_data`; it draws, labels and reads out."""

    hovered = Signal(object)
    """Index of the point under the pointer, or None."""
    zoomed = Signal(bool)
    """The axis of rounds was zoomed by hand, or is to show the whole run again."""
    menu_requested = Signal(object)
    """Global position of a right click."""

    def __init__(self, key: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.key, self.lines = key, {line.key: line for line in lines}
        self.rounds = np.zeros(0)
        self.series: dict[str, np.ndarray] = {}
        self._hover: int | None = None
        self._top: float | None = None
        self._end = self._high = 0.0
        self.fitted = True
        """The axis follows the run; a zoom by hand ends that, `show_all` begins it again."""
        self._title, self._unit, self._values = QLabel(), QLabel(), QLabel()
        self._values.setTextFormat(Qt.TextFormat.RichText)
        self._values.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._values.setWordWrap(True)
        self._values.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.head = QHBoxLayout()
        self.head.addWidget(self._title)
        self.head.addWidget(self._unit)
        self.head.addStretch(1)
        self._build_plot()
        column = QVBoxLayout(self)
        column.setSpacing(0)
        column.addLayout(self.head)
        column.addWidget(self._values)
        column.addWidget(self.plot, 1)
        self._column = column

    def _build_plot(self) -> None:
        self.plot = pg.PlotWidget()
        self.plot.setFrameShape(pg.PlotWidget.Shape.NoFrame)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.item = self.plot.getPlotItem()
        self.item.setContentsMargins(0, 0, 0, 0)
        self.item.getViewBox().setLimits(xMin=-1, yMin=0)
        self.item.getViewBox().setMouseEnabled(x=True, y=False)
        self._second: Any = None
        if any(line.right for line in self.lines.values()):
            self._add_right_axis()
        self._curves = {key: self._curve(line, z) for z, (key, line) in enumerate(self.lines.items())}
        self._cross = pg.InfiniteLine(angle=90, movable=False)
        self._cross.hide()
        self.item.addItem(self._cross, ignoreBounds=True)
        self._marks: dict[str, Any] = {}
        self._labels = {key: pg.TextItem(anchor=(1, 0.5)) for key, line in self.lines.items() if line.stacked}
        for label in self._labels.values():
            label.setZValue(50)
            self.item.addItem(label, ignoreBounds=True)
        self.item.getViewBox().sigRangeChangedManually.connect(lambda *_: self.zoomed.emit(True))
        scene = self.plot.scene()
        scene.sigMouseMoved.connect(self._moved)
        scene.sigMouseClicked.connect(self._clicked)

    def _add_right_axis(self) -> None:
        self._second = pg.ViewBox(enableMouse=False, enableMenu=False)
        self.item.showAxis("right")
        self.item.scene().addItem(self._second)
        self.item.getAxis("right").linkToView(self._second)
        self._second.setXLink(self.item)
        self.item.getViewBox().sigResized.connect(
            lambda: self._second.setGeometry(self.item.getViewBox().sceneBoundingRect())
        )

    def _curve(self, line: Line, z: int) -> Any:
        curve = pg.PlotCurveItem(antialias=not line.stacked)
        curve.setZValue(10 - z if line.stacked else 20 + z)
        (self._second if line.right else self.item).addItem(curve)
        return curve

    # -- data ------------------------------------------------------------------------------------------

    def set_texts(self, title: str, unit: str) -> None:
        """Title and unit."""
        self._title.setText(title)
        self._unit.setText(unit)
        self.setAccessibleName(f"{title}, {unit}")

    def rename(self, key: str, name: str) -> None:
        """Call a series by another name."""
        self.lines[key] = replace(self.lines[key], name=name)

    def set_data(self, x: np.ndarray, series: Mapping[str, np.ndarray]) -> None:
        """Draw these series over rounds ``x``."""
        self.rounds, self.series = x, dict(series)
        base = np.zeros(len(x))
        for key, curve in self._curves.items():
            values = self.series.get(key, base)
            if self.lines[key].stacked:
                base = base + values
                values = base
            curve.setData(x, values, connect="finite")
        self._rescale(base)
        self._place_labels()
        self._read_out()

    def set_top(self, top: float | None) -> None:
        """Fix the upper end of the axis; None follows the data."""
        self._top = top

    def _rescale(self, stack: np.ndarray) -> None:
        last = max(20.0, float(self.rounds[-1]) if len(self.rounds) else 60.0)
        if self.fitted and not 0.8 * self._end <= last <= self._end:
            self._end = last * 1.12
        if self.fitted:
            self.item.setXRange(-0.01 * self._end, self._end, padding=0)
        plain = [v for k, v in self.series.items() if not self.lines[k].stacked and not self.lines[k].right]
        highest = max((float(v[np.isfinite(v)].max(initial=0.0)) for v in (stack, *plain)), default=1.0)
        if not 0.6 * self._high <= highest <= self._high:
            self._high = max(highest, 1e-9) * 1.2
        self.item.setYRange(0, self._high if self._top is None else self._top, padding=0)
        if self._second is not None:
            right = [v for k, v in self.series.items() if self.lines[k].right]
            most = max((float(v.max()) for v in right if len(v)), default=0.0)
            self._second.setYRange(0, max(4.0, most * 1.6), padding=0)

    def mark_round(self, name: str, at: float) -> None:
        """A labelled line at a round."""
        self._mark(name, at, 90, 0.08 + 0.1 * (len(self._marks) % 3))

    def mark_level(self, name: str, at: float) -> None:
        """A labelled line at a value."""
        self._mark(name, at, 0, 0.06)

    def _mark(self, name: str, at: float, angle: int, position: float) -> None:
        if name not in self._marks:
            options = {"position": position, "anchors": [(0, 0.5)] * 2 if angle else [(0, 1), (0, 1)]}
            line = pg.InfiniteLine(at, angle=angle, label=name, labelOpts=options)
            line.setZValue(40)
            self.item.addItem(line, ignoreBounds=True)
            self._marks[name] = line
            self._style_mark(line)
        self._marks[name].setValue(at)

    def clear_marks(self) -> None:
        """Take all marks away."""
        for line in self._marks.values():
            self.item.removeItem(line)
        self._marks.clear()

    def _place_labels(self) -> None:
        """Names inside the bands that are thick enough at the end of the run."""
        height = max(1.0, self.item.getViewBox().height())
        span = max(1e-12, self.item.getViewBox().viewRange()[1][1])
        below = 0.0
        for key, label in self._labels.items():
            value = float(self.series[key][-1]) if len(self.rounds) else 0.0
            fits = value / span * height >= px(14) and len(self.rounds) > 20
            label.setVisible(bool(fits))
            if fits:
                label.setText(self.lines[key].name)
                label.setPos(float(self.rounds[-1]) - (self.rounds[-1] - self.rounds[0]) * 0.01, below + value / 2)
            below += value

    # -- readout ---------------------------------------------------------------------------------------

    def set_hover(self, index: int | None) -> None:
        """Read out the values of a point, or the last ones."""
        self._hover = index if index is not None and index < len(self.rounds) else None
        self._cross.setVisible(self._hover is not None)
        if self._hover is not None:
            self._cross.setValue(float(self.rounds[self._hover]))
        self._read_out()

    def readout(self) -> str:
        """The readout as plain text."""
        return ", ".join(f"{name} {value}" for _, name, value in self._parts())

    def _parts(self) -> list[tuple[str, str, str]]:
        if not len(self.rounds):
            return []
        index = -1 if self._hover is None else self._hover
        out: list[tuple[str, str, str]] = []
        order: list[tuple[bool, float, int]] = []
        for key, line in self.lines.items():
            values = self.series.get(key)
            if values is not None and not (line.hide_zero and not np.any(values)):
                out.append((line.colour().name(), line.name, line.text(float(values[index]))))
                order.append((line.stacked, -abs(float(values[index])) if line.stacked else 0.0, len(order)))
        return [out[key[2]] for key in sorted(order)]

    def _read_out(self) -> None:
        t = theme()
        parts = self._parts()
        at = f"<span style='color:{t.muted}'>{self.round_text()}</span>&nbsp; " if self._hover is not None else ""
        metrics, strong = QFontMetricsF(font("small")), QFontMetricsF(font("small", bold=True))
        room = LINES * self._values.width() * 0.9 - metrics.horizontalAdvance(f"{self.round_text()}…") - px(4)
        spans: list[str] = []
        for colour, name, value in parts:
            room -= metrics.horizontalAdvance(f"■ {name}  ") + strong.horizontalAdvance(value)
            if room < 0 and spans:
                spans.append("…")
                break
            words = f"<span style='color:{t.muted}'>{name}</span>&nbsp;<b>{value}</b>"
            spans.append(f"<span style='color:{colour}'>&#9632;</span>&nbsp;{words}")
        self._values.setText(at + "&ensp; ".join(spans))
        self._values.setToolTip("\n".join(f"{name} {value}" for _, name, value in parts))
        self.setAccessibleDescription(self.readout())

    def round_text(self) -> str:
        """The round under the pointer."""
        return "" if self._hover is None else f"{self.rounds[self._hover]:.0f}"

    def _moved(self, at: Any) -> None:
        box = self.item.getViewBox()
        if not len(self.rounds) or not box.sceneBoundingRect().contains(at):
            self.hovered.emit(None)
            return
        wanted = box.mapSceneToView(at).x()
        self.hovered.emit(int(np.clip(np.searchsorted(self.rounds, wanted - 0.5), 0, len(self.rounds) - 1)))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self._read_out()

    def leaveEvent(self, event: Any) -> None:
        self.hovered.emit(None)
        super().leaveEvent(event)

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.RightButton:
            self.menu_requested.emit(event.screenPos().toPoint())
        elif event.double():
            self.show_all()

    def show_all(self) -> None:
        """Show the whole run again."""
        self.zoomed.emit(False)

    # -- look ------------------------------------------------------------------------------------------

    def restyle(self) -> None:
        """Colours and sizes of the theme in force."""
        t = theme()
        self._column.setContentsMargins(px(12), px(6), px(8), px(4))
        self.head.setSpacing(px(6))
        self._title.setFont(font("base", bold=True))
        for label in (self._unit, self._values):
            label.setFont(font("small"))
        self._values.setFixedHeight(LINES * self._values.fontMetrics().lineSpacing() + px(2))
        self._unit.setStyleSheet(f"color: {t.muted};")
        self.plot.setBackground(t.surface1)
        for name in ("left", "bottom", "right"):
            axis = self.item.getAxis(name)
            axis.setPen(pg.mkPen(t.line))
            axis.setTextPen(pg.mkPen(t.muted))
            axis.setStyle(tickFont=font("small"), tickLength=-3, maxTickLevel=0)
        self.item.getAxis("bottom").setHeight(px(20))
        self.item.getAxis("left").setWidth(px(34))
        self.item.showGrid(y=True, alpha=0.14)
        for key, curve in self._curves.items():
            self._style_curve(curve, self.lines[key])
        for line in self._marks.values():
            self._style_mark(line)
        for label in self._labels.values():
            label.setFont(font("small"))
            label.setColor(QColor(t.text))
        self._cross.setPen(pg.mkPen(t.accent, width=1))
        self._read_out()

    def _style_curve(self, curve: Any, line: Line) -> None:
        colour = line.colour()
        if line.stacked:
            curve.setPen(pg.mkPen(theme().surface1, width=1))
            curve.setFillLevel(0)
            curve.setBrush(mixed(colour, theme().surface1, 0.25))
        else:
            curve.setPen(pg.mkPen(colour, width=px(2), style=line.dash))
            if line.right and line.fill:
                curve.setFillLevel(0)
                curve.setBrush(faded(colour, 0.25))

    def _style_mark(self, line: Any) -> None:
        t = theme()
        line.setPen(pg.mkPen(t.text, width=1, style=Qt.PenStyle.DashLine))
        line.label.setColor(QColor(t.text))
        line.label.setFont(font("small", bold=True))
