"""A picture that compares runs, drawn off screen: loss or live nodes over rounds, one line per run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from engine.readmodel.metrics import COLUMN
from widgets.common.texts import axis_step, count, figure
from widgets.common.theme import THEMES

WINDOW = 20
"""Rounds over which loss is averaged."""
_T = THEMES["light"]
_PENS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)

Curve = tuple[np.ndarray, np.ndarray]


def _alive(rows: np.ndarray) -> Curve:
    return rows[:, COLUMN["round"]], rows[:, COLUMN["alive"]]


def _loss(rows: np.ndarray) -> Curve:
    lost, generated = (np.cumsum(rows[:, COLUMN[n]]) for n in ("lost", "generated"))
    before = np.maximum(np.arange(len(rows)) - WINDOW, -1)
    sums = [np.concatenate([[0.0], s]) for s in (lost, generated)]
    part, whole = (s[1:] - s[before + 1] for s in sums)
    return rows[:, COLUMN["round"]], 100 * part / np.maximum(whole, 1e-12)


def _excluded(rows: np.ndarray) -> Curve:
    return rows[:, COLUMN["round"]], rows[:, COLUMN["excluded"]]


KINDS: dict[str, tuple[str, str, Callable[[np.ndarray], Curve]]] = {
    "alive": ("Live nodes", "number", _alive),
    "loss": ("Lost readings", f"% of readings, mean of {WINDOW} rounds", _loss),
    "excluded": ("Excluded nodes", "off the lists of most neighbours", _excluded),
}


def _colour(label: str, index: int) -> QColor:
    low = label.lower()
    if "unprotected" in low or "no protection" in low:
        return QColor(_T.danger)
    return QColor(_T.good if "protected" in low else _T.series[(0, 1, 4, 5, 7)[index % 5]])


def _font(pixels: int, *, bold: bool = False) -> QFont:
    made = QFont(QGuiApplication.font())
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


class _Axes:
    """Data to pixels, with ticks."""

    def __init__(self, box: QRectF, last: float, top: float) -> None:
        self.box, self.last, self.top = box, max(last, 1.0), max(top, 1e-9)

    def at(self, x: float, y: float) -> QPointF:
        box = self.box
        return QPointF(box.left() + box.width() * x / self.last, box.bottom() - box.height() * y / self.top)

    def draw(self, painter: QPainter) -> None:
        box = self.box
        painter.setFont(_font(13))
        step = axis_step(self.top, max(3, int(box.height() / 60)))
        for y in np.arange(0, self.top * 1.0001, step):
            p = self.at(0, float(y))
            painter.setPen(QPen(QColor(_T.line), 1))
            painter.drawLine(p, QPointF(box.right(), p.y()))
            painter.setPen(QColor(_T.muted))
            place = QRectF(p.x() - 64, p.y() - 10, 56, 20)
            text = count(float(y)) if step >= 1 else figure(float(y))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)
        for x in np.arange(0, self.last * 1.0001, axis_step(self.last, max(3, int(box.width() / 110)))):
            p = self.at(float(x), 0)
            painter.setPen(QColor(_T.muted))
            painter.drawLine(p, QPointF(p.x(), p.y() + 4))
            painter.drawText(QRectF(p.x() - 40, p.y() + 6, 80, 18), int(Qt.AlignmentFlag.AlignCenter), count(float(x)))
        painter.drawText(QRectF(box.right() - 80, box.bottom() + 26, 80, 18), int(Qt.AlignmentFlag.AlignRight), "round")


def _draw_curve(painter: QPainter, axes: _Axes, curve: Curve, pen: QPen) -> None:
    x, y = curve
    pick = np.linspace(0, len(x) - 1, min(len(x), 1500)).round().astype(int)
    painter.setPen(pen)
    painter.drawPolyline(QPolygonF([axes.at(float(a), float(b)) for a, b in zip(x[pick], y[pick], strict=True)]))


def _draw_labels(painter: QPainter, axes: _Axes, curves: Mapping[str, Curve], colours: Mapping[str, QColor]) -> None:
    """Each name at the end of its line, pushed apart where lines end together."""
    painter.setFont(_font(14, bold=True))
    ends = [(axes.at(float(x[-1]), float(y[-1])), label) for label, (x, y) in curves.items() if len(x)]
    ends.sort(key=lambda e: e[0].y())
    lowest = -1e9
    for point, label in ends:
        y = max(point.y(), lowest + 20)
        lowest = y
        painter.setPen(colours[label])
        x, value = curves[label][0][-1], curves[label][1][-1]
        text = f"{label}  {figure(float(value))}" if x else label
        place = QRectF(axes.box.right() + 10, y - 10, 400, 20)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), text)


def render_figure(
    rows_by_label: Mapping[str, np.ndarray], kind: str, path: str | Path, size: tuple[int, int] = (960, 480)
) -> None:
    """Write a PNG that compares runs.

    Args:
        rows_by_label: Rows of ``METRIC_COLUMNS`` by the name of the run.
        kind: A key of `KINDS`.
        path: File to write.
        size: Width and height in pixels.

    Raises:
        KeyError: No figure is called so.
        OSError: The file cannot be written.
        RuntimeError: There is no application object, without which Qt has no fonts.
    """
    title, unit, make = KINDS[kind]
    if QGuiApplication.instance() is None:
        raise RuntimeError("a QGuiApplication must exist before a figure is drawn")
    curves = {label: make(rows) for label, rows in rows_by_label.items()}
    colours = {label: _colour(label, i) for i, label in enumerate(curves)}
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.fill(QColor(_T.surface0))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    bold = QFontMetricsF(_font(14, bold=True))
    margin = max((bold.horizontalAdvance(f"{label}  000.0") for label in curves), default=0.0) + 24
    top = max((float(np.nanmax(y)) for _, y in curves.values() if len(y)), default=1.0) * 1.05
    last = max((float(x[-1]) for x, _ in curves.values() if len(x)), default=1.0)
    axes = _Axes(QRectF(72, 64, size[0] - 72 - margin, size[1] - 64 - 56), last, top)
    painter.setPen(QColor(_T.text))
    painter.setFont(_font(18, bold=True))
    painter.drawText(QPointF(24, 34), title)
    after = 24 + QFontMetricsF(painter.font()).horizontalAdvance(title) + 12
    painter.setFont(_font(13))
    painter.setPen(QColor(_T.muted))
    painter.drawText(QPointF(after, 34), unit)
    axes.draw(painter)
    for index, (label, curve) in enumerate(curves.items()):
        if len(curve[0]):
            _draw_curve(painter, axes, curve, QPen(colours[label], 2.2, _PENS[index % len(_PENS)]))
    _draw_labels(painter, axes, curves, colours)
    painter.end()
    if not image.save(str(path)):
        raise OSError(f"{path}: the picture could not be written")
