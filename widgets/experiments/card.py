"""An experiment as a card: what it is, where it is from, what the paper claims."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from widgets.common.cards import paint_card
from widgets.common.theme import faded, font, notifier, px, theme

TITLE, CLAIM = 2, 1
"""Lines at most; the head of the workspace and the tooltip tell the claim in full."""


class ExperimentCard(QAbstractButton):
    """A choice among experiments. Up and down go from card to card."""

    def __init__(self, title: str, source: str, claim: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source, self._claim, self._note = source, claim, ""
        self.setCheckable(True)
        self.setText(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_words(title, source, claim)
        notifier().changed.connect(self._restyle)

    def set_words(self, title: str, source: str, claim: str) -> None:
        """New words."""
        self._source, self._claim = source, claim
        self.setText(title)
        self.setToolTip(f"{title} ({source})\n{claim}" if source else f"{title}\n{claim}")
        self.setAccessibleName(f"{source}, {title}" if source else title)
        self.setAccessibleDescription(claim)
        self.update()

    def set_note(self, note: str) -> None:
        """A few words at the right: how far it is, what its claims came to."""
        self._note = note
        self.setAccessibleDescription(f"{self._claim}. {note}" if note else self._claim)
        self.update()

    def note(self) -> str:
        """What `set_note` set."""
        return self._note

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()

    def _rows(self, width: float) -> tuple[list[str], list[str]]:
        """Title and claim in lines of this width."""
        bold, small = QFontMetricsF(font("base", bold=True)), QFontMetricsF(font("small"))
        return wrapped(self.text(), bold, width, TITLE), wrapped(self._claim, small, width, CLAIM)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        title, claim = self._rows(width - px(24))
        bold, small = QFontMetricsF(font("base", bold=True)), QFontMetricsF(font("small"))
        return round(len(title) * bold.height() + (len(claim) + 1) * small.height()) + px(14)

    def sizeHint(self) -> QSize:
        return QSize(px(208), self.heightForWidth(max(px(208), self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), px(60))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses; up and down are for the list."""
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            event.ignore()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        card = paint_card(painter, self, theme().surface2)
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme().accent))
            painter.drawRoundedRect(QRectF(card.left(), card.top() + px(8), px(3), card.height() - px(16)), 1.5, 1.5)
        self._paint_words(painter, card.adjusted(px(12), px(5), -px(10), -px(5)))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        t = theme()
        bold, small = font("base", bold=True), font("small")
        tall, low = QFontMetricsF(bold), QFontMetricsF(small)
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        painter.setFont(small)
        painter.setPen(QColor(t.accent if self.isChecked() else t.muted))
        painter.drawText(box, left, self._source)
        painter.setPen(QColor(t.text))
        painter.drawText(box, right, self._note)
        box = box.adjusted(0, low.height() + px(1), 0, 0)
        title, claim = self._rows(box.width())
        painter.setFont(bold)
        for k, line in enumerate(title):
            painter.drawText(box.translated(0, k * tall.height()), left, line)
        painter.setFont(small)
        painter.setPen(QColor(t.muted) if self.isEnabled() else faded(t.muted, 0.5))
        below = box.translated(0, len(title) * tall.height() + px(1))
        for k, line in enumerate(claim):
            painter.drawText(below.translated(0, k * low.height()), left, line)


def wrapped(text: str, metrics: QFontMetricsF, width: float, most: int) -> list[str]:
    """The text in at most so many lines; the last one ends in … when more would follow."""
    rows: list[str] = []
    words = text.split()
    for k, word in enumerate(words):
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and metrics.horizontalAdvance(longer) <= width:
            rows[-1] = longer
        elif len(rows) < most:
            rows.append(word)
        else:
            rest = " ".join([rows[-1], *words[k:]])
            rows[-1] = metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)
            break
    return rows
