"""How subnets are told apart: each has a hue, a hatch and a kind of outline."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPolygonF

from widgets.common.theme import faded, theme

_HUES = (2, 0, 4, 5, 1, 7)
_PATTERNS = (
    Qt.BrushStyle.BDiagPattern, Qt.BrushStyle.FDiagPattern, Qt.BrushStyle.HorPattern, Qt.BrushStyle.VerPattern,
    Qt.BrushStyle.CrossPattern,
)  # fmt: skip
_STYLES = (Qt.PenStyle.DashLine, Qt.PenStyle.SolidLine, Qt.PenStyle.DashDotLine, Qt.PenStyle.DotLine)


def subnet_hue(index: int) -> QColor:
    """The colour of the subnet at ``index`` of `Organisation.subnets`."""
    return QColor(theme().series[_HUES[index % len(_HUES)]])


def subnet_pattern(index: int) -> Qt.BrushStyle:
    """Its hatch."""
    return _PATTERNS[index % len(_PATTERNS)]


def draw_subnet(painter: QPainter, shape: QPolygonF | QRectF, index: int, *, dense: float = 1.0) -> None:
    """The ground of a subnet: a breath of its hue, its hatch, its outline.

    Args:
        painter: Open painter.
        shape: Where.
        index: Index into `Organisation.subnets`.
        dense: How strong the inside is; 1 under nodes, more in a legend.
    """
    hue, strong = subnet_hue(index), theme().name == "contrast"
    polygon = QPolygonF(shape) if isinstance(shape, QRectF) else shape
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(hue, min(1.0, (0.0 if strong else 0.06) * dense)))
    painter.drawPolygon(polygon)
    painter.setBrush(QBrush(faded(hue, min(1.0, (0.3 if strong else 0.13) * dense)), subnet_pattern(index)))
    painter.setPen(QPen(faded(hue, 1.0 if strong else 0.75), 1.6, _STYLES[index % len(_STYLES)]))
    painter.drawPolygon(polygon)
