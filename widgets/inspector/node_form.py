"""What a node is made of and belongs to: hardware, subnet, service, movement, first roles."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QToolButton, QWidget

from engine.readmodel.detail import Parameter
from engine.readmodel.services import SERVICES
from widgets.common.states import role_word
from widgets.common.theme import font, notifier, px
from widgets.inspector.fields import ChoiceField, Field, field_for

ROLES = ("collector", "keeper", "processor", "controller", "detector")
_LETTERS = ("C", "K", "P", "N", "D")


class RolesField(Field):
    """A button for each role; none down: what suits the node."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter)
        self.buttons: dict[str, QToolButton] = {}
        for name, mark in zip(ROLES, _LETTERS, strict=True):
            button = self.buttons[name] = QToolButton()
            button.setText(mark)
            button.setCheckable(True)
            button.setToolTip(role_word(name))
            button.setAccessibleName(role_word(name))
            button.setMinimumSize(px(28), px(28))
            button.toggled.connect(lambda _on: self.edited.emit(self.value()))
            self.row.addWidget(button)
        self.row.addStretch(1)

    def set_value(self, value: Any) -> None:
        names = {part.strip() for part in str(value or "").split(",")}
        for name, button in self.buttons.items():
            with QSignalBlocker(button):
                button.setChecked(name in names)

    def value(self) -> Any:
        return [name for name, button in self.buttons.items() if button.isChecked()]


class NodeForm(QWidget):
    """Fields of the document about the selected node."""

    value_edited = Signal(str, object)
    """Name of a field of the node, new value."""

    def __init__(self) -> None:
        super().__init__()
        self._parameters: tuple[Parameter, ...] = ()
        self.fields: dict[str, Field] = {}
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        notifier().changed.connect(self._rebuild)

    def set_parameters(self, parameters: tuple[Parameter, ...]) -> None:
        """Show these; the same fields with other values only move."""
        before, self._parameters = self._parameters, tuple(self._adapted(p) for p in parameters)
        if [(p.key, p.choices) for p in before] != [(p.key, p.choices) for p in self._parameters]:
            self._rebuild()
            return
        for p in self._parameters:
            field = self.fields[p.key]
            field.parameter = p
            if not field.busy():
                field.set_value(p.value)

    def _adapted(self, p: Parameter) -> Parameter:
        if p.key == "service":
            known = ("", *SERVICES)
            value = str(p.value)
            choices = known if value in known else (*known, value)
            return Parameter(p.key, self.tr("Service"), value, choices=choices, tip=p.tip)
        labels = {
            "profile": self.tr("Hardware"),
            "subnet": self.tr("Subnet"),
            "motion": self.tr("Movement"),
            "roles": self.tr("First roles"),
        }
        return Parameter(p.key, labels.get(p.key, p.label), p.value, choices=p.choices, tip=p.tip)

    def _rebuild(self) -> None:
        while self._form.rowCount():
            self._form.removeRow(0)
        self.fields = {}
        for p in self._parameters:
            field = self.fields[p.key] = self._field(p)
            field.edited.connect(partial(self.value_edited.emit, p.key))
            label = QLabel(p.label)
            label.setToolTip(p.tip)
            label.setFont(font("small"))
            label.setMinimumWidth(px(74))
            self._form.addRow(label, field)

    def _field(self, p: Parameter) -> Field:
        if p.key == "roles":
            made: Field = RolesField(p)
        else:
            made = field_for(p, slider=False)
        if isinstance(made, ChoiceField):
            empty = {"motion": self.tr("as the scenario says"), "service": self.tr("none")}.get(p.key, "–")
            made.set_words({"": empty, **{name: s.title for name, s in SERVICES.items() if p.key == "service"}})
        made.set_value(p.value)
        return made

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)
