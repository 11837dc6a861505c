"""Small parts of the inspector: section headings, figures with names, badges for notes, scrolling pages."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.theme import faded, font, mono_font, notifier, px, theme


class Page(QScrollArea):
    """A page that scrolls down; put widgets into `column`."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inner = QWidget()
        self.column = QVBoxLayout(self.inner)
        self.setWidget(self.inner)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.column.setContentsMargins(px(12), px(8), px(12), px(12))
        self.column.setSpacing(px(6))


class Heading(QLabel):
    """The title of a section, with a line above; one that wraps never widens its page."""

    def __init__(self, text: str = "", *, first: bool = False, wraps: bool = False) -> None:
        super().__init__(text)
        self.setWordWrap(wraps)
        if wraps:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._first = first
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(font("base", bold=True))
        self.setContentsMargins(0, 0 if self._first else px(10), 0, px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._first:
            painter = QPainter(self)
            painter.fillRect(0, px(2), self.width(), 1, QColor(theme().line))


class FigureGrid(QWidget):
    """Names and figures in two columns of pairs, in one where room is short."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self._used = self._columns = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        notifier().changed.connect(self._restyle)

    def set_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show names with their figures."""
        grows = len(self._pairs) < len(figures)
        while len(self._pairs) < len(figures):
            name, value = QLabel(), QLabel()
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._pairs.append((name, value))
        for index, (name, value) in enumerate(self._pairs):
            used = index < len(figures)
            if used:
                name.setText(figures[index][0])
                value.setText(figures[index][1])
                value.setAccessibleName(f"{figures[index][0]}: {figures[index][1]}")
            name.setVisible(used)
            value.setVisible(used)
        if grows or self._used != len(figures):
            self._used, self._columns = len(figures), 0
            self._restyle()
        self._arrange()

    def _needs(self) -> int:
        """Width of two columns of pairs."""
        wide = [0, 0]
        for index, (name, value) in enumerate(self._pairs[: self._used]):
            wide[index % 2] = max(wide[index % 2], name.sizeHint().width() + value.sizeHint().width() + px(12))
        return sum(wide) + px(20)

    def _arrange(self) -> None:
        columns = 2 if self.width() >= self._needs() else 1
        if columns == self._columns:
            return
        self._columns = columns
        for index, (name, value) in enumerate(self._pairs[: self._used]):
            row, column = divmod(index, columns)
            self._grid.addWidget(name, row, column * 3)
            self._grid.addWidget(value, row, column * 3 + 1, Qt.AlignmentFlag.AlignRight)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnMinimumWidth(2, px(20) if columns > 1 else 0)
        self._grid.setColumnStretch(3, 1 if columns > 1 else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _restyle(self) -> None:
        self._grid.setVerticalSpacing(px(4))
        for name, value in self._pairs:
            name.setStyleSheet(f"color: {theme().muted};")
            name.setFont(font("small"))
            value.setFont(font("base", bold=True))


class Formula(QLabel):
    """Lines of a formula, monospaced, on a plate of their own."""

    def __init__(self) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(mono_font("small"))
        self.setStyleSheet(
            f"background: {theme().surface0}; border-left: 2px solid {theme().accent}; padding: {px(6)}px {px(8)}px;"
        )


class Note(QLabel):
    """A badge that says how an ambiguous print is read."""

    def __init__(self, text: str, badge: str) -> None:
        super().__init__()
        self._text, self._badge = text, badge
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        t = theme()
        plate = faded(t.warn, 0.18)
        plate = QColor(plate.red(), plate.green(), plate.blue(), plate.alpha())
        self.setFont(font("small"))
        words = self._text.replace("&", "&amp;").replace("<", "&lt;")
        self.setText(f"<b style='color:{t.warn}'>§ {self._badge}</b>&ensp;<span style='color:{t.muted}'>{words}</span>")


class ResultRow(QFrame):
    """A symbol, its value, what it means, and the ƒ that opens how it came about."""

    toggled = Signal(bool)

    def __init__(self, symbol: str, *, opened: bool = False) -> None:
        super().__init__()
        self.symbol, self.value, self.meaning = QLabel(symbol), QLabel(), QLabel()
        self.meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QToolButton()
        self.button.setText("ƒ")
        self.button.setCheckable(True)
        self.button.setChecked(opened)
        self.button.toggled.connect(self.toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.symbol)
        row.addWidget(self.value)
        row.addWidget(self.meaning, 1)
        row.addWidget(self.button)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_values(self, value: str, meaning: str, tip: str) -> None:
        """Show the value, what it means, and what the ƒ tells."""
        self.value.setText(value)
        self.meaning.setText(meaning)
        self.meaning.setToolTip(meaning)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(f"{tip}: {self.symbol.text()}")

    def _restyle(self) -> None:
        self.symbol.setFont(font("large"))
        self.symbol.setMinimumWidth(px(24))
        self.value.setFont(font("large", bold=True))
        self.meaning.setFont(font("small"))
        self.meaning.setStyleSheet(f"color: {theme().muted};")
        self.button.setFixedSize(px(28), px(28))
