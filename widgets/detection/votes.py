"""What each method says: the verdicts that S2-94 puts together, as a table."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.readmodel.detection import Vote
from widgets.common.texts import percent
from widgets.common.theme import font, notifier, px, theme
from widgets.detection.bars import fill_bar
from widgets.detection.words import QUIET, method_words, verdict_words

_ROW = 34
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)


class VoteTable(QWidget):
    """Method, verdict and confidence in a row, the reason under it; a mark and bold type for who accuses."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.votes: tuple[Vote, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self.updateGeometry)
        notifier().changed.connect(self.update)
        self._retranslate()

    def set_votes(self, votes: tuple[Vote, ...]) -> None:
        """Show others."""
        if votes == self.votes:
            return
        taller = len(votes) != len(self.votes)
        self.votes = votes
        self.setAccessibleDescription("; ".join(": ".join((method_words(v.method), self.words(v))) for v in votes))
        if taller:
            self.updateGeometry()
        self.update()

    @staticmethod
    def words(vote: Vote) -> str:
        """Verdict, after the confidence where it accuses."""
        told = verdict_words(vote.verdict)
        return told if vote.verdict in QUIET else f"{percent(vote.confidence, 0)} {told}"

    def sizeHint(self) -> QSize:
        return QSize(px(180), px(_ROW) * len(self.votes))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for at, vote in enumerate(self.votes):
            self._paint(painter, vote, QRectF(0, at * px(_ROW), self.width(), px(_ROW)))

    def _paint(self, painter: QPainter, vote: Vote, row: QRectF) -> None:
        t = theme()
        accuses = vote.verdict not in QUIET
        upper = QRectF(0, row.top() + px(1), row.width(), px(16))
        painter.setFont(font("small", bold=accuses))
        metrics = QFontMetricsF(painter.font())
        method = ("● " if accuses else "○ ") + method_words(vote.method)
        taken = metrics.horizontalAdvance(method) + px(10)
        painter.setPen(QColor(t.text if accuses else t.muted))
        painter.drawText(upper, _LEFT, method)
        told = metrics.elidedText(self.words(vote), Qt.TextElideMode.ElideRight, row.width() - taken)
        painter.setPen(QColor(t.danger if accuses else t.muted))
        painter.drawText(upper, _RIGHT, told)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted))
        reason = QFontMetricsF(painter.font()).elidedText(vote.text, Qt.TextElideMode.ElideRight, row.width() - px(14))
        painter.drawText(QRectF(px(14), upper.bottom(), row.width() - px(14), px(14)), _LEFT, reason)
        if accuses:
            fill_bar(
                painter, QRectF(0, row.bottom() - px(2), row.width(), px(2)), vote.confidence, t.danger, hatched=False
            )

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = event.pos().y() // max(1, px(_ROW))
            QToolTip.showText(event.globalPos(), self.votes[at].text if 0 <= at < len(self.votes) else "", self)
            return True
        return super().event(event)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Verdicts of the methods"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.update()
        super().changeEvent(event)
