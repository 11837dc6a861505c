"""Ticks and arrows for the style sheet, which takes pictures from files only: drawn afresh for each theme."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

_LINES: dict[str, tuple[tuple[float, float], ...]] = {
    "check": ((3, 7.5), (6, 10.5), (11, 4)),
    "dash": ((3.5, 7), (10.5, 7)),
    "up": ((3.5, 8.5), (7, 5), (10.5, 8.5)),
    "down": ((3.5, 5.5), (7, 9), (10.5, 5.5)),
}


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="motewarden-marks-")


def _picture(name: str, color: str, size: int) -> QPixmap:
    out = QPixmap(size, size)
    out.fill(Qt.GlobalColor.transparent)
    painter = QPainter(out)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(size / 14, size / 14)
    if name == "dot":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(color))
        painter.drawEllipse(QPointF(7, 7), 3.2, 3.2)
    else:
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(QColor(color), 1.8, Qt.PenStyle.SolidLine, cap, join))
        painter.drawPolyline([QPointF(x, y) for x, y in _LINES[name]])
    painter.end()
    return out


def mark_files(theme: str, colors: dict[str, str], size: int) -> dict[str, str]:
    """Paths of the marks by name, each also at double density.

    Args:
        theme: Name of the theme; part of the file names, since Qt caches pictures by path.
        colors: Mark → colour; the marks are check, dash, dot, up and down.
        size: Edge in pixels.
    """
    out = {}
    for name, color in colors.items():
        path = Path(_folder().name) / f"{theme}-{size}-{name}.png"
        if not path.exists():
            _picture(name, color, size).save(str(path))
            _picture(name, color, 2 * size).save(str(path.with_name(f"{path.stem}@2x.png")))
        out[name] = path.as_posix()
    return out
