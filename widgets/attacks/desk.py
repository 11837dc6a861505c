"""Pages that share one tab of a dock: what is planned, and the catalogue to choose from."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget


class Desk(QWidget):
    """Two pages under a row of words.

    Args:
        pages: What is planned, then the catalogue.
    """

    def __init__(self, pages: tuple[QWidget, QWidget]) -> None:
        super().__init__()
        self.bar, self.stack = QTabBar(), QStackedWidget()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(True)
        for page in pages:
            self.bar.addTab("")
            self.stack.addWidget(page)
        self.bar.currentChanged.connect(self.stack.setCurrentIndex)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self._retranslate()

    def bring(self, page: QWidget) -> None:
        """Brings a page to the front and gives it the focus."""
        self.bar.setCurrentIndex(self.stack.indexOf(page))
        page.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        """New words when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        for index, text in enumerate((self.tr("Planned"), self.tr("Catalogue"))):
            self.bar.setTabText(index, text)
        self.bar.setAccessibleName(self.tr("Attacks"))
