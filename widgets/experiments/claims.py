"""The claims of a result: our verdict, what is claimed, what we measured, what the paper says."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.experiment import Claim, Verdict
from widgets.common.icons import icon
from widgets.common.tables import install_copy
from widgets.common.texts import numbered
from widgets.common.theme import font, notifier, px, theme

LOOKS: dict[Verdict, tuple[str, str]] = {
    "holds": ("check-circle-outline", "good"),
    "fails": ("close-circle-outline", "danger"),
    "undecided": ("help-circle-outline", "muted"),
}
"""Verdict → icon and colour."""
SIGNS: dict[Verdict, str] = {"holds": "✓", "fails": "✗", "undecided": "?"}
_SHARES = (0.0, 0.37, 0.35, 0.28)
"""Of the width that the verdict leaves."""


class ClaimsTable(QWidget):
    """A summary in one line, and a table whose rows are as high as their words need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.claims: tuple[Claim, ...] = ()
        self._summary = QLabel()
        self._summary.setTextFormat(Qt.TextFormat.RichText)
        self.table = QTableWidget(0, 4)
        self.table.setWordWrap(True)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        head = self.table.horizontalHeader()
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setHighlightSections(False)
        install_copy(self.table)
        self._settle_soon = QTimer(self, interval=0, singleShot=True)
        self._settle_soon.timeout.connect(self._settle)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._summary)
        self._column.addWidget(self.table, 1)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_claims(self, claims: tuple[Claim, ...]) -> None:
        """Shows these claims."""
        self.claims = claims
        self._fill()

    def _fill(self) -> None:
        names, t = self._names(), theme()
        self.table.setHorizontalHeaderLabels(
            [self.tr("Verdict"), self.tr("Claim"), self.tr("Ours"), self.tr("The paper")]
        )
        self.table.setRowCount(len(self.claims))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        for row, claim in enumerate(self.claims):
            picture, tone = LOOKS[claim.verdict]
            for column, text in enumerate((names[claim.verdict], claim.text, claim.ours, claim.paper)):
                item = QTableWidgetItem(text.replace(" %", "\u202f%"))
                item.setTextAlignment(middle)
                item.setForeground(QColor(t.muted if column == 3 else t.text))
                if column == 3:
                    item.setFont(font("small"))
                if column == 0:
                    item.setIcon(icon(picture, tone))
                    item.setFont(font("base", bold=True))
                    item.setForeground(QColor(getattr(t, tone)))
                self.table.setItem(row, column, item)
        self._summary.setText(self._summed())
        self.setAccessibleName(self.tr("Claims"))
        self.table.setAccessibleName(self.tr("Claims"))
        self._settle_soon.start()

    def _names(self) -> dict[Verdict, str]:
        return {"holds": self.tr("holds"), "fails": self.tr("fails"), "undecided": self.tr("cannot be decided")}

    def _summed(self) -> str:
        t, found = theme(), Counter(claim.verdict for claim in self.claims)
        words: dict[Verdict, str] = {
            "holds": self.tr("%n (holds|hold)", "", found["holds"]),
            "fails": self.tr("%n (fails|fail)", "", found["fails"]),
            "undecided": self.tr("%n cannot be decided", "", found["undecided"]),
        }
        parts = [
            f"<span style='color:{getattr(t, LOOKS[v][1])}'>{SIGNS[v]} {numbered(text, found[v])}</span>"
            for v, text in words.items()
            if found[v]
        ]
        return f"<b>{self.tr('Claims')}</b>&ensp; " + "&ensp;·&ensp;".join(parts)

    def note(self) -> str:
        """The verdicts in a few signs, for a card."""
        found = Counter(claim.verdict for claim in self.claims)
        return "  ".join(f"{sign} {found[verdict]}" for verdict, sign in SIGNS.items() if found[verdict])

    # -- look ----------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Widths for the room, heights for the words."""
        words = [word for name in self._names().values() for word in name.split()]
        bold = QFontMetrics(font("base", bold=True))
        first = max(bold.horizontalAdvance(word) for word in (*words, "cannot be")) + px(56)
        rest = self.table.viewport().width() - first
        for column, share in enumerate(_SHARES):
            self.table.setColumnWidth(column, round(share * rest) if column else first)
        for row in range(self.table.rowCount()):
            self.table.setRowHeight(row, max(self._height(row, column) for column in range(len(_SHARES))) + px(10))

    def _height(self, row: int, column: int) -> int:
        """Height of the words of a cell in the width of its column."""
        item = self.table.item(row, column)
        room = self.table.columnWidth(column) - px(16) - 8 - (px(24) if column == 0 else 0)
        metrics = QFontMetrics(item.font() if column in {0, 3} else self.table.font())
        return metrics.boundingRect(0, 0, room, 10_000, int(Qt.TextFlag.TextWordWrap), item.text()).height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle_soon.start()

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(200))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), px(110))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self._summary.setContentsMargins(px(16), px(6), px(16), px(6))
        self._summary.setFont(font("base"))
        self.table.setIconSize(QSize(px(16), px(16)))
        self.table.setStyleSheet(
            f"QTableWidget {{ border: 0; border-top: 1px solid {t.line}; background: {t.surface0}; }}"
            f"QTableWidget::item {{ padding: {px(3)}px {px(8)}px; border-bottom: 1px solid {t.line}; }}"
            f"QHeaderView::section {{ padding: {px(3)}px {px(12)}px; }}"
        )
        self._fill()
