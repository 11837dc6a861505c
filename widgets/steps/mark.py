"""The mark beside a step: its number in a ring, filled while it is lit, a tick once it is done."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from widgets.common.theme import font, notifier, px, theme

TO_COME, LIT, DONE = range(3)


class StepMark(QWidget):
    """A ring on a line that joins it to the step below.

    Args:
        number: Counted from 1.
        last: No step follows.
    """

    def __init__(self, number: int, *, last: bool) -> None:
        super().__init__()
        self._number, self._last, self.stand = number, last, TO_COME
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        notifier().changed.connect(self.updateGeometry)
        notifier().changed.connect(self.update)

    def set_stand(self, stand: int) -> None:
        """`TO_COME`, `LIT` or `DONE`."""
        self.stand = stand
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(28), px(28))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        t, side = theme(), px(24)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ring = QRectF((self.width() - side) / 2, px(2), side, side)
        middle = ring.center()
        colour = QColor((t.muted, t.accent, t.good)[self.stand])
        if not self._last:
            way = QPen(colour if self.stand == DONE else QColor(t.line), px(2))
            painter.setPen(way)
            painter.drawLine(QPointF(middle.x(), ring.bottom() + px(4)), QPointF(middle.x(), self.height()))
        painter.setPen(QPen(colour, px(2)))
        painter.setBrush(colour if self.stand == LIT else QColor(t.surface1))
        painter.drawEllipse(ring)
        if self.stand == DONE:
            points = ((-5, 0), (-1.5, 4), (5, -4))
            painter.drawPolyline(QPolygonF([middle + QPointF(px(x), px(y)) for x, y in points]))
            return
        painter.setFont(font("base", bold=True))
        painter.setPen(QColor(t.surface0 if self.stand == LIT else t.muted))
        painter.drawText(ring, int(Qt.AlignmentFlag.AlignCenter), str(self._number))
