"""Charts as files: a picture, a drawing, or the figures."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from widgets.common.theme import theme


def write_png(target: QWidget, path: Path) -> None:
    """A widget as a picture of twice its size on the screen.

    Raises:
        OSError: The file cannot be written.
    """
    picture = QPixmap(target.size() * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(QColor(theme().surface1))
    target.render(picture)
    if not picture.save(str(path), "PNG"):
        raise OSError(f"{path}: the picture cannot be written; choose another folder")


def write_svg(target: QWidget, path: Path) -> None:
    """A widget as a vector drawing.

    Raises:
        OSError: The file cannot be written.
    """
    from PySide6.QtCore import QBuffer, QByteArray, QIODevice
    from PySide6.QtSvg import QSvgGenerator

    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    out = QSvgGenerator()
    out.setOutputDevice(buffer)
    out.setSize(target.size())
    out.setViewBox(QRect(QPoint(0, 0), target.size()))
    painter = QPainter(out)
    target.render(painter, QPoint(0, 0))
    painter.end()
    path.write_bytes(data.data())


def write_csv(columns: Mapping[str, np.ndarray], path: Path) -> None:
    """Columns by name, a row for each round.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        out.writerows([f"{v:.9g}" for v in row] for row in zip(*columns.values(), strict=True))


def write_table(head: Sequence[str], rows: Iterable[Sequence[object]], path: Path) -> None:
    """Rows under a heading; numbers with nine digits, NaN as an empty cell.

    Raises:
        OSError: The file cannot be written.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(head)
        out.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: object) -> object:
    if not isinstance(value, float):
        return value
    return "" if np.isnan(value) else f"{value:.9g}"
