"""One editable field for a parameter, of the kind that its value asks for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QWidget,
)

from engine.readmodel.detail import Parameter
from widgets.common.keys import ARROWS, keep_keys
from widgets.common.switch import Switch
from widgets.common.theme import px

PAUSE_MS = 150
"""A slider that moves is reported when it has stood still for so long."""
STEPS = 1000


class _DoubleBox(QDoubleSpinBox):
    """Does not change when the page is scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _IntBox(QSpinBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class _Combo(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def decimals_for(parameter: Parameter) -> int:
    """Decimals that the present value and the range need, 2 to 6."""
    value = float(parameter.value) if isinstance(parameter.value, int | float) else 0.0
    if value == 0 or not math.isfinite(value):
        return 3
    text = f"{abs(value):.6f}".rstrip("0")
    return min(6, max(2, len(text.partition(".")[2])))


class Field(QWidget):
    """Base: shows a value, tells when the user changed it."""

    edited = Signal(object)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self.parameter = parameter
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)

    def set_value(self, value: Any) -> None:
        """Show a value; emits nothing."""
        raise NotImplementedError

    def value(self) -> Any:
        """What the field shows."""
        raise NotImplementedError

    def _emit(self, value: object) -> None:
        self.edited.emit(value)

    def busy(self) -> bool:
        """The user is at it: values from outside must wait."""
        return any(child.hasFocus() for child in self.findChildren(QAbstractSpinBox) + self.findChildren(QLineEdit))

    def _name(self, widget: QWidget) -> QWidget:
        p = self.parameter
        widget.setAccessibleName(f"{p.label}, {p.unit}" if p.unit else p.label)
        widget.setToolTip(p.locked or p.tip)
        widget.setAccessibleDescription(p.locked)
        widget.setEnabled(not p.locked)
        return widget


class SwitchField(Field):
    """For yes or no."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._switch = Switch()
        self.row.addStretch(1)
        self.row.addWidget(self._name(self._switch))
        self._switch.toggled.connect(self._emit)

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self._switch):
            self._switch.setChecked(bool(value))
        self._switch.update()

    def value(self) -> Any:
        return self._switch.isChecked()


class ChoiceField(Field):
    """For one of a few words."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._combo = _Combo()
        for choice in parameter.choices:
            self._combo.addItem(choice.replace("_", " "), choice)
        self._combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.row.addWidget(self._name(self._combo))
        self._combo.activated.connect(lambda _: self.edited.emit(self.value()))

    def set_words(self, words: Mapping[str, str]) -> None:
        """Other words for some of the choices."""
        for at in range(self._combo.count()):
            word = words.get(self._combo.itemData(at))
            if word is not None:
                self._combo.setItemText(at, word)

    def set_value(self, value: Any) -> None:
        self._combo.setCurrentIndex(self._combo.findData(value))

    def value(self) -> Any:
        return self._combo.currentData()


class TextField(Field):
    """For words."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._line = QLineEdit()
        self.row.addWidget(self._name(self._line))
        self._line.editingFinished.connect(self._done)

    def _done(self) -> None:
        if self.value() != str(self.parameter.value):
            self.edited.emit(self.value())

    def set_value(self, value: Any) -> None:
        self._line.setText("" if value is None else str(value))

    def value(self) -> Any:
        return self._line.text()


class NumberField(Field):
    """For a number with its unit and range."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._whole = isinstance(parameter.value, int)
        low = -1e9 if parameter.minimum is None else parameter.minimum
        high = 1e9 if parameter.maximum is None else parameter.maximum
        long = high >= 2**31  # more than a box of whole numbers holds
        self.box: QSpinBox | QDoubleSpinBox = _IntBox() if self._whole and not long else _DoubleBox()
        if isinstance(self.box, QDoubleSpinBox):
            self.box.setDecimals(0 if self._whole else decimals_for(parameter))
            self.box.setRange(low, high)
            self.box.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType)
        else:
            self.box.setRange(max(-(2**31), int(low)), int(high))
        if parameter.unit == "round":
            self.box.setPrefix(f"{self.tr('round')} ")
        elif parameter.unit:
            self.box.setSuffix(f" {parameter.unit}")
        self.box.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.box.setKeyboardTracking(False)
        self.box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.row.addWidget(self._name(self.box))
        self.box.valueChanged.connect(lambda _value: self._emit(self.value()))

    def set_value(self, value: Any) -> None:
        with QSignalBlocker(self.box):
            self._put(value)

    def _put(self, value: float) -> None:
        if isinstance(self.box, QDoubleSpinBox):
            self.box.setValue(value)
        else:
            self.box.setValue(round(value))

    def value(self) -> Any:
        return round(self.box.value()) if self._whole else self.box.value()


class SliderField(NumberField):
    """For a number that is felt: a slider beside it, reported when it comes to rest."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self._low, self._high = float(parameter.minimum or 0.0), float(parameter.maximum or 1.0)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setPageStep(STEPS // 20)
        self.slider.setSingleStep(STEPS // 100)
        keep_keys(self.slider, *ARROWS, Qt.Key.Key_Home, Qt.Key.Key_End)
        self._name(self.slider)
        self.row.insertWidget(0, self.slider, 1)
        self.box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.box.setFixedWidth(px(84))
        self._rest = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._rest.timeout.connect(lambda: self.edited.emit(self.value()))
        self.slider.valueChanged.connect(self._slid)
        self.box.valueChanged.connect(self._typed)

    def _slid(self, at: int) -> None:
        with QSignalBlocker(self.box):
            self._put(self._low + (self._high - self._low) * at / STEPS)
        self._rest.start()

    def _typed(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(round((value - self._low) / (self._high - self._low) * STEPS))

    def set_value(self, value: Any) -> None:
        super().set_value(value)
        self._typed(float(value))

    def busy(self) -> bool:
        return super().busy() or self.slider.isSliderDown() or self._rest.isActive()


def field_for(parameter: Parameter, *, slider: bool) -> Field:
    """The field that fits a parameter, showing its value."""
    bounded = parameter.minimum is not None and parameter.maximum is not None
    made: Field
    if isinstance(parameter.value, bool):
        made = SwitchField(parameter)
    elif parameter.choices:
        made = ChoiceField(parameter)
    elif isinstance(parameter.value, int | float):
        made = SliderField(parameter) if slider and bounded else NumberField(parameter)
    else:
        made = TextField(parameter)
    made.set_value(parameter.value)
    return made
