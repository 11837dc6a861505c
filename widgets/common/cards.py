"""The ground of cards that one chooses among."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton

from widgets.common.theme import mixed, px, theme


def paint_card(painter: QPainter, button: QAbstractButton, ground: str) -> QRectF:
    """Paints the ground of a card by whether it is chosen, has the focus or is pointed at; returns its rectangle.

    Args:
        painter: On the card.
        button: The card.
        ground: Its colour while none of these holds.
    """
    t, on, focus = theme(), button.isChecked(), button.hasFocus()
    card = QRectF(button.rect()).adjusted(1, 1, -1, -1)
    fill = mixed(t.surface3, t.surface2, 0.3) if on else QColor(t.surface3 if button.underMouse() else ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(t.accent if focus else t.muted if on else t.line), 2 if focus else 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(card, px(6), px(6))
    return card
