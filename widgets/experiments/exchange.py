"""What an experiment of the catalogue varies, with values that may be exchanged, and the settings that matter to it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from engine.readmodel.experiment import Axis, Change, Preset
from widgets.common.theme import font, mono_font, notifier, px
from widgets.experiments.parts import Labelled, Section, sentence
from widgets.experiments.sweep import fault_words
from widgets.experiments.values import ValuesError, parse_values, spell_values
from widgets.inspector.fields import Field, field_for


class ExchangeEditor(QWidget):
    """Values of the axes as text, parameters as fields; what is left alone stays out of the order."""

    changed = Signal()

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preset = preset
        self.edits: list[QLineEdit] = []
        self.lines: list[Labelled] = []
        self.fields: dict[str, Field] = {}
        self._axes, self._settings = Section(), Section()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._axes)
        self._column.addWidget(self._settings)
        self._column.addStretch(1)
        for axis in preset.axes:
            edit = QLineEdit(spell_values(axis.values))
            edit.setCursorPosition(0)
            edit.textChanged.connect(lambda _: self.changed.emit())
            self.edits.append(edit)
            self.lines.append(Labelled(edit))
            self._axes.body.addWidget(self.lines[-1])
        self._build_settings()
        self._axes.setVisible(bool(preset.axes))
        self._settings.setVisible(bool(preset.parameters))
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _build_settings(self) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(0, 1)
        self._labels: list[QLabel] = []
        for row, parameter in enumerate(self.preset.parameters):
            label, field = QLabel(parameter.label), field_for(parameter, slider=False)
            label.setToolTip(parameter.tip)
            label.setWordWrap(True)
            label.setBuddy(field)
            field.edited.connect(lambda _: self.changed.emit())
            field.setFixedWidth(px(136))
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            self.fields[parameter.key] = field
            self._labels.append(label)
        self._settings.body.addLayout(grid)

    # -- what is asked for ---------------------------------------------------------------------------------

    def axes(self) -> tuple[tuple[Axis, ...], tuple[tuple[int, str], ...]]:
        """Axes with other values than the preset's, and what is wrong with lines: number and text."""
        axes, faults = [], []
        for k, (axis, edit) in enumerate(zip(self.preset.axes, self.edits, strict=True)):
            try:
                values = parse_values(edit.text())
            except ValuesError as error:
                faults.append((k, fault_words(error)))
                continue
            if values != axis.values:
                axes.append(Axis(axis.path, values, axis.label))
        return tuple(axes), tuple(faults)

    def changes(self) -> tuple[Change, ...]:
        """Settings that are others than the preset's."""
        given = {p.key: p.value for p in self.preset.parameters}
        return tuple(Change(k, f.value()) for k, f in self.fields.items() if f.value() != given[k])

    def lines_by_place(self) -> dict[str, Labelled]:
        """Lines by their place in a check: ``axis:0``."""
        return {f"axis:{k}": line for k, line in enumerate(self.lines)}

    # -- words and look ------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._axes.set_texts(self.tr("What is varied"), self.tr("Exchange values for a quicker or a finer figure"))
        self._settings.set_texts(self.tr("Scenario"), self.tr("The same in every run"))
        for axis, line in zip(self.preset.axes, self.lines, strict=True):
            line.set_label(sentence(axis.label or axis.path), axis.path)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setSpacing(px(20))
        for label in self._labels:
            label.setFont(font("small"))
        for edit in self.edits:
            edit.setFont(mono_font())
