"""The settings form: rows for parameters, built from what the engine says of them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QWidget

from engine.readmodel.detail import Parameter, Preset
from widgets.common.texts import fixed
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.fields import Field, field_for
from widgets.inspector.parts import Heading, Page

SLIDERS = frozenset({"threshold", "hysteresis", "r_lim", "memory", "link_loss", "miss"})
"""Names of parameters that are felt on a slider where they have a range."""


def section_of(key: str) -> str:
    """``"trust.weights"`` of ``"trust.weights.m2"``; empty for a key without a section."""
    return key.rpartition(".")[0]


def is_weight(key: str) -> bool:
    """One of w1 … w11."""
    name = key.rpartition(".")[2]
    return "weights" in key.split(".")[:-1] or (name[:1] in {"m", "w"} and name[1:].isdigit())


def _reason(text: str) -> QLabel:
    """Why the field above cannot be changed."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setFont(font("small"))
    label.setStyleSheet(f"color: {theme().muted};")
    return label


_NARROW = 236
"""Width from which labels stand beside their fields."""


class SettingsForm(Page):
    """Parameters in sections. The section is what stands before the last dot of a key."""

    value_edited = Signal(str, object)
    """Key and new value."""
    values_edited = Signal(dict)
    """Several values at once, by key: normalised weights."""

    preset_chosen = Signal(str, dict)
    """Title of a preset and its values, by key."""

    def __init__(self) -> None:
        super().__init__()
        self._presets: tuple[Preset, ...] = ()
        self.fields: dict[str, Field] = {}
        self._parameters: tuple[Parameter, ...] = ()
        self._titles: Mapping[str, str] = {}
        self._sum = QLabel()
        self._sections: list[QWidget] = []
        notifier().changed.connect(self._restyle_form)

    def set_presets(self, presets: tuple[Preset, ...]) -> None:
        """Offer these sets of weights from the next `set_parameters` on that shows weights anew."""
        self._presets = presets

    def set_parameters(self, parameters: tuple[Parameter, ...], titles: Mapping[str, str] | None = None) -> None:
        """Show these parameters.

        The same parameters with other values only move the fields; one under edit keeps what was typed.

        Args:
            parameters: In the order to show.
            titles: Section (``"trust.weights"``) → its title; a section left out is titled by its name.
        """
        same = [(p.key, p.choices, p.label, p.locked) for p in parameters] == [
            (p.key, p.choices, p.label, p.locked) for p in self._parameters
        ]
        self._parameters, self._titles = parameters, titles or self._titles
        if same and self.fields:
            for p in parameters:
                field = self.fields[p.key]
                field.parameter = p
                if not field.busy():
                    field.set_value(p.value)
        else:
            self._rebuild()
        self._show_sum()

    def _rebuild(self) -> None:
        while self.column.count():
            item = self.column.takeAt(0).widget()
            if item is not None:
                item.hide()
                item.deleteLater()
        self.fields.clear()
        sections = list(dict.fromkeys(section_of(p.key) for p in self._parameters))
        for index, section in enumerate(sections):
            rows = [p for p in self._parameters if section_of(p.key) == section]
            self._add_section(section, rows, first=index == 0)
        self.column.addStretch(1)

    def _add_section(self, section: str, rows: list[Parameter], *, first: bool) -> None:
        title = self._titles.get(section) or section.rpartition(".")[2].replace("_", " ").capitalize()
        if title:
            self.column.addWidget(Heading(title, first=first))
        body = QWidget()
        form = QFormLayout(body)
        form.setRowWrapPolicy(self._wrapping())
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(px(4))
        form.setHorizontalSpacing(px(12))
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for p in rows:
            slider = is_weight(p.key) or p.key.rpartition(".")[2] in SLIDERS
            field = self.fields[p.key] = field_for(p, slider=slider)
            field.edited.connect(partial(self._edited, p.key))
            form.addRow(self._label(p), field)
            if p.locked:
                form.addRow(_reason(p.locked))
        self.column.addWidget(body)
        if any(is_weight(p.key) for p in rows):
            self.column.addWidget(self._weights_row())

    def _wrapping(self) -> QFormLayout.RowWrapPolicy:
        """Labels stand above their fields where there is no room for both in a row."""
        policy = QFormLayout.RowWrapPolicy
        return policy.WrapAllRows if self.width() < px(_NARROW) else policy.DontWrapRows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for form in self.inner.findChildren(QFormLayout):
            if form.rowWrapPolicy() != self._wrapping():
                form.setRowWrapPolicy(self._wrapping())

    def _label(self, p: Parameter) -> QLabel:
        label = QLabel(p.label)
        label.setToolTip(p.tip)
        label.setWordWrap(True)
        label.setFont(font("small"))
        label.setMinimumWidth(px(112))
        label.setMinimumHeight(px(28))
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        return label

    def _weights_row(self) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        self._sum = QLabel()
        self._sum.setFont(font("small", bold=True))
        button = QPushButton(self.tr("Normalise"))
        button.setToolTip(self.tr("Divide the weights by their sum, so that they add up to 1"))
        button.clicked.connect(self.normalise)
        line.addWidget(self._sum, 1)
        if self._presets:
            line.addWidget(self._preset_button())
        line.addWidget(button)
        return row

    def _preset_button(self) -> QPushButton:
        button = QPushButton(self.tr("Presets"))
        button.setToolTip(self.tr("Set all weights at once, with the readings that go with them"))
        menu = QMenu(button)
        menu.setToolTipsVisible(True)
        for preset in self._presets:
            action = menu.addAction(preset.title)
            action.setToolTip(preset.tip)
            action.triggered.connect(partial(self._choose, preset))
        button.setMenu(menu)
        return button

    def _choose(self, preset: Preset, *_: object) -> None:
        self.preset_chosen.emit(preset.title, dict(preset.values))

    def weights(self) -> dict[str, float]:
        """The weights as shown, by key."""
        return {key: float(field.value()) for key, field in self.fields.items() if is_weight(key)}

    def normalise(self) -> None:
        """Make the weights add up to 1."""
        weights = self.weights()
        total = sum(weights.values())
        if total <= 0 or abs(total - 1) < 1e-9:
            return
        made = {key: weight / total for key, weight in weights.items()}
        for key, weight in made.items():
            self.fields[key].set_value(weight)
        self._show_sum()
        self.values_edited.emit(made)

    def _edited(self, key: str, value: object) -> None:
        self._show_sum()
        self.value_edited.emit(key, value)

    def _show_sum(self) -> None:
        weights = self.weights()
        if not weights:
            return
        total = sum(weights.values())
        self._sum.setText(self.tr("sum of weights {sum}").format(sum=fixed(total, 2)))
        tone = theme().muted if abs(total - 1) < 5e-3 else theme().warn
        self._sum.setStyleSheet(f"color: {tone};")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._parameters:
            self._rebuild()
        super().changeEvent(event)

    def _restyle_form(self) -> None:
        if self._parameters:
            self._rebuild()
            self._show_sum()
