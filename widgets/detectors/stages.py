"""The five stages at the top, as in S2 Fig. 7, with the way back from training to the features."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QToolButton, QWidget

from widgets.common.cards import paint_card
from widgets.common.theme import faded, font, notifier, px, theme

SPECIFY, RECORD, FEATURES, TRAIN, DEPLOY = range(5)
GAP = 22
"""Room between two stages, for the arrow."""


class StageButton(QAbstractButton):
    """One stage: its number, or a tick when it is done; its name; what has come of it."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number, self._note = number, ""
        self.done = False
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_state(self, *, done: bool, note: str) -> None:
        """Whether the stage has a result, and the result in a few words."""
        self.done, self._note = done, note
        self._name_it()
        self.update()

    def set_text(self, title: str, tip: str) -> None:
        """New words."""
        self.setText(title)
        self.setToolTip(tip)
        self._name_it()

    def note(self) -> str:
        """What has come of it, as shown."""
        return self._note

    def _name_it(self) -> None:
        self.setAccessibleName(f"{self._number} {self.text()}")
        self.setAccessibleDescription(f"{'✓ ' if self.done else ''}{self._note}")

    def sizeHint(self) -> QSize:
        return QSize(px(150), px(46))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(110), px(46))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right are for the row of stages."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        card = paint_card(painter, self, theme().surface1)
        side = px(22)
        disc = QRectF(card.left() + px(10), card.center().y() - side / 2, side, side)
        self._paint_disc(painter, disc)
        self._paint_words(painter, card.adjusted(side + px(18), px(4), -px(6), -px(4)))

    def _paint_disc(self, painter: QPainter, disc: QRectF) -> None:
        t = theme()
        full = self.isChecked() or self.done
        tone = QColor(t.good if self.done else t.accent if self.isChecked() else t.muted)
        painter.setPen(QPen(tone, 1.5))
        painter.setBrush(tone if full else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(disc)
        painter.setFont(font("base", bold=True))
        painter.setPen(QColor(t.surface0) if full else tone)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, "✓" if self.done else str(self._number))

    def _paint_words(self, painter: QPainter, box: QRectF) -> None:
        t = theme()
        bold, small = font("base", bold=True), font("small")
        left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        upper = QRectF(box.left(), box.top(), box.width(), box.height() * (0.55 if self._note else 1))
        painter.setFont(bold)
        painter.setPen(QColor(t.text))
        painter.drawText(upper, left, self.text())
        if self._note:
            metrics = QFontMetricsF(small)
            lower = QRectF(box.left(), upper.bottom(), box.width(), box.height() - upper.height())
            painter.setFont(small)
            painter.setPen(QColor(t.muted))
            painter.drawText(lower, left, metrics.elidedText(self._note, Qt.TextElideMode.ElideRight, box.width()))


class StageRail(QWidget):
    """Exclusive stages; any may be gone to at any time, as the pages say what they lack."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = tuple(StageButton(k + 1, self) for k in range(5))
        self.loop = QToolButton(self)
        """The way back: quality is not acceptable."""
        self._row = QHBoxLayout(self)
        for k, button in enumerate(self.buttons):
            button.clicked.connect(lambda _on, at=k: self.chosen.emit(at))
            self._row.addWidget(button, 1, Qt.AlignmentFlag.AlignTop)
        self.loop.clicked.connect(lambda: self.chosen.emit(FEATURES))
        notifier().changed.connect(self._restyle)
        self.set_loop(on=False)
        self._restyle()

    def mark(self, stage: int) -> None:
        """Checks a stage without telling."""
        self.buttons[stage].setChecked(True)

    def set_loop(self, *, on: bool) -> None:
        """Whether the best method is not good enough, so that other features should be tried."""
        self.loop.setEnabled(on)
        self._retranslate()
        self._style_loop()
        self.update()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Stages"))
        words = (
            (self.tr("Specify"), self.tr("The network, the attacks to learn, what is required")),
            (self.tr("Record"), self.tr("Runs with and without attacks become a labelled table")),
            (self.tr("Features"), self.tr("Which features tell the attacks apart (Table 6)")),
            (self.tr("Train"), self.tr("Classifiers are trained and judged")),
            (self.tr("Deploy"), self.tr("A module for nodes with the detector role")),
        )
        for button, (title, tip) in zip(self.buttons, words, strict=True):
            button.set_text(title, tip)
        on = self.loop.isEnabled()
        self.loop.setText(self.tr("✗ not acceptable: other features") if on else self.tr("if not acceptable"))
        self.loop.setToolTip(self.tr("The best method misses the requirements: choose other features and train again"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right go from stage to stage."""
        here = next((k for k, b in enumerate(self.buttons) if b.hasFocus()), None)
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        there = self.buttons[min(max(here + step, 0), len(self.buttons) - 1)]
        there.setFocus()
        there.click()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._row.activate()
        self._place_loop()

    def _place_loop(self) -> None:
        ends = [self.buttons[k].geometry() for k in (FEATURES, TRAIN)]
        middle = (ends[0].center().x() + ends[1].center().x()) // 2
        size = self.loop.sizeHint()
        self.loop.setGeometry(middle - size.width() // 2, ends[0].bottom() + px(3), size.width(), size.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(t.surface1))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(t.line))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(t.muted), 1.5))
        for before, after in zip(self.buttons, self.buttons[1:], strict=False):
            y = before.geometry().center().y()
            self._arrow(painter, QPointF(before.geometry().right() + px(4), y), QPointF(after.x() - px(3), y))
        self._paint_loop(painter)

    def _paint_loop(self, painter: QPainter) -> None:
        """From below *Train* to below *Features*, under both."""
        on = self.loop.isEnabled()
        tone = QColor(theme().warn) if on else faded(theme().muted, 0.7)
        painter.setPen(QPen(tone, 2 if on else 1.2, Qt.PenStyle.SolidLine if on else Qt.PenStyle.DashLine))
        start, end = self.buttons[TRAIN].geometry(), self.buttons[FEATURES].geometry()
        room = self.loop.geometry()
        y = room.center().y()
        path = QPainterPath(QPointF(start.center().x() + px(20), start.bottom() + 2))
        path.lineTo(start.center().x() + px(20), y)
        path.lineTo(room.right() + px(3), y)
        painter.drawPath(path)
        painter.drawLine(QPointF(room.left() - px(3), y), QPointF(end.center().x() - px(20), y))
        x = end.center().x() - px(20)
        self._arrow(painter, QPointF(x, y), QPointF(x, end.bottom() + 3))

    @staticmethod
    def _arrow(painter: QPainter, start: QPointF, end: QPointF) -> None:
        reach, across = px(4), start.x() == end.x()
        painter.drawLine(start, end)
        for side in (-1, 1):
            back = QPointF(side * reach, reach) if across else QPointF(-reach, side * reach)
            painter.drawLine(end, end + back)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._place_loop()
        super().changeEvent(event)

    def _style_loop(self) -> None:
        t = theme()
        self.loop.setFont(font("small", bold=self.loop.isEnabled()))
        tone = t.warn if self.loop.isEnabled() else t.muted
        self.loop.setStyleSheet(
            f"QToolButton {{ color: {tone}; min-height: {px(14)}px; padding: {px(1)}px {px(6)}px;"
            f" background: {t.surface1}; }}"
        )
        self._place_loop()

    def _restyle(self) -> None:
        self._row.setContentsMargins(px(14), px(8), px(14), px(28))
        self._row.setSpacing(px(GAP))
        self._style_loop()
        self.updateGeometry()
        self.update()
