"""NumPy memory that QPainter draws from directly: thousands of lines or pictures in one call.

pyqtgraph has the same inside; importing it at the first window would cost 0.8 s.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter, QPixmap, QPolygonF


class _Block:
    """Rows of doubles laid out as the C++ objects; grows, never shrinks."""

    def __init__(self, kind: type, fields: int) -> None:
        self._kind, self._memory = kind, np.empty((0, fields))

    def rows(self, n: int) -> np.ndarray:
        """The first ``n`` rows, to be written; what they held before is undefined."""
        if n > len(self._memory):
            self._memory = np.empty((max(n, 2 * len(self._memory)), self._memory.shape[1]))
        return self._memory[:n]

    def pointer(self) -> Any:
        """The first C++ object; valid until the next call of `rows`."""
        return shiboken6.wrapInstance(self._memory.ctypes.data, self._kind)


class Lines:
    """Many straight lines in one call."""

    def __init__(self) -> None:
        self._block = _Block(QLineF, 4)

    def draw(self, painter: QPainter, starts: np.ndarray, ends: np.ndarray) -> None:
        """Draws with the painter's pen.

        Args:
            painter: Open painter.
            starts: float[n, 2], screen coordinates.
            ends: float[n, 2].
        """
        n = len(starts)
        if not n:
            return
        rows = self._block.rows(n)
        rows[:, :2], rows[:, 2:] = starts, ends
        painter.drawLines(self._block.pointer(), n)

    def draw_pairs(self, painter: QPainter, xy: np.ndarray, pairs: np.ndarray) -> None:
        """Draws lines between rows of ``xy``, float64[m, 2]; ``pairs`` is int[n, 2]."""
        n = len(pairs)
        if not n:
            return
        rows = self._block.rows(n)
        np.take(xy, pairs.ravel(), axis=0, out=rows.reshape(-1, 2), mode="clip")
        painter.drawLines(self._block.pointer(), n)


class Polygon:
    """One polygon of ``n`` corners whose memory is an array: write `corners`, then draw `shape`."""

    def __init__(self, n: int) -> None:
        self.shape = QPolygonF([QPointF()] * n)
        address = shiboken6.getCppPointer(self.shape.data())[0]
        memory = (ctypes.c_double * (2 * n)).from_address(address)
        self.corners = np.ctypeslib.as_array(memory).reshape(n, 2)


class Fragments:
    """Many pictures out of one pixmap in one call."""

    def __init__(self) -> None:
        self._block = _Block(QPainter.PixmapFragment, 10)

    def draw(
        self,
        painter: QPainter,
        pixmap: QPixmap,
        centres: np.ndarray,
        cells: np.ndarray,
        angles: np.ndarray | None = None,
        opacity: np.ndarray | float = 1.0,
    ) -> None:
        """Draws picture ``cells[i]`` of ``pixmap`` centred at ``centres[i]``, one to one in device pixels.

        Args:
            painter: Open painter.
            pixmap: All pictures.
            centres: float[n, 2], screen coordinates.
            cells: float[n, 4]: left, top, width and height in the pixmap's own pixels.
            angles: Degrees clockwise.
            opacity: 0 … 1.
        """
        n = len(centres)
        if not n:
            return
        rows = self._block.rows(n)
        rows[:, :2], rows[:, 2:6] = centres, cells
        rows[:, 6:8] = 1.0 / pixmap.devicePixelRatio()
        rows[:, 8] = 0.0 if angles is None else angles
        rows[:, 9] = opacity
        painter.drawPixmapFragments(self._block.pointer(), n, pixmap)
