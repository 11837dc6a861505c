"""Small parts that the stages share: number boxes that a scrolled page leaves alone, a row of buttons, scroll pages."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QFrame, QScrollArea, QSpinBox, QWidget


class Whole(QSpinBox):
    """A whole number; the wheel scrolls the page."""

    def __init__(self, low: int, high: int, value: int, step: int = 1) -> None:
        super().__init__()
        self.setRange(low, high)
        self.setValue(value)
        self.setSingleStep(step)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Real(QDoubleSpinBox):
    """A number with decimals; the wheel scrolls the page."""

    def __init__(self, low: float, high: float, value: float, digits: int, step: float) -> None:
        super().__init__()
        self.setDecimals(digits)
        self.setRange(low, high)
        self.setValue(value)
        self.setSingleStep(step)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Choice(QComboBox):
    """One of several; the wheel scrolls the page, and long names do not widen it."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def set_entries(self, entries: tuple[tuple[str, str], ...]) -> None:
        """(value, words) of each; the value chosen before stays chosen."""
        before = self.value()
        self.blockSignals(True)
        self.clear()
        for value, words in entries:
            self.addItem(words, value)
        at = self.findData(before)
        self.setCurrentIndex(max(at, 0) if entries else -1)
        self.blockSignals(False)

    def value(self) -> str:
        """The value chosen; empty when there is none."""
        found = self.currentData()
        return "" if found is None else str(found)


def scrolled(page: QWidget) -> QScrollArea:
    """A page that scrolls up and down when it is too high."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
