"""What a free sweep varies and measures; and, for an experiment of the catalogue, the values that may be exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from engine.readmodel.experiment import Axis, Measure
from widgets.common.icons import icon
from widgets.common.theme import mono_font, notifier, px
from widgets.experiments.parts import Advice, Section, WordEdit, mark_fault
from widgets.experiments.values import ValuesError, parse_values

FIRST_PATH, FIRST_VALUES = "trust.threshold", "0.75..0.95 step 0.05"
FIRST_MEASURE = "loss = sum(honest_lost) / sum(honest_generated)"


_BESIDE = QBoxLayout.Direction.LeftToRight


def measure_of(text: str) -> Measure:
    """A measure from ``name = expression`` or a bare expression."""
    name, sign, expression = text.partition("=")
    if sign and name.strip().isidentifier() and not expression.startswith("="):
        return Measure(name.strip(), expression.strip())
    return Measure(text.strip(), text.strip())


def fault_words(error: ValuesError) -> str:
    """A fault in a list of values, in one line."""
    tr = partial(QCoreApplication.translate, "Values")
    if error.kind == "empty":
        return tr("no values; write a list (0, 5, 10) or a range (0..40 step 5)")
    if error.kind == "many":
        return tr("%1 values are too many; take a larger step").replace("%1", error.piece)
    return tr("“%1” is not a range; write it from low to high, e.g. 0..40 step 5").replace("%1", error.piece)


class _Row(QWidget):
    """Edits beside one another, a button that takes the row away, advice below."""

    changed = Signal()
    removed = Signal()

    def __init__(self, *edits: tuple[QLineEdit, int]) -> None:
        super().__init__()
        self.edits = tuple(edit for edit, _ in edits)
        self.advice = Advice()
        self.remove = QToolButton()
        self.remove.setIcon(icon("close", "muted"))
        self.remove.clicked.connect(self.removed)
        self._edits, self._line, self._column = QBoxLayout(_BESIDE), QHBoxLayout(), QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for edit, share in edits:
            edit.setFont(mono_font())
            edit.textChanged.connect(edit.setToolTip)
            edit.textChanged.connect(lambda _: self.changed.emit())
            self._edits.addWidget(edit, share)
        self._line.addLayout(self._edits, 1)
        self._line.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._line)
        self._column.addWidget(self.advice)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def say(self, text: str, *, bad: bool = False, at: int | None = None) -> None:
        """Advice under the row; a bad one frames the edit that is meant, or all."""
        self.advice.say(text, bad=bad)
        for k, edit in enumerate(self.edits):
            mark_fault(edit, on=bad and at in {None, k})

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Below one another where they would be too narrow to read."""
        super().resizeEvent(event)
        self._edits.setDirection(_BESIDE if self.width() >= px(400) else QBoxLayout.Direction.TopToBottom)

    def _restyle(self) -> None:
        self._line.setSpacing(px(6))
        self._edits.setSpacing(px(6))
        self._column.setSpacing(px(2))
        for edit in self.edits:
            edit.setFont(mono_font())


class _Rows(Section):
    """A section of rows that can be added and taken away."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[_Row] = []
        self.words: tuple[str, ...] = ()
        self.add = QPushButton()
        self.add.setIcon(icon("plus"))
        self.add.clicked.connect(self._add_empty)
        self._holder = QVBoxLayout()
        line = QHBoxLayout()
        line.addWidget(self.add)
        line.addStretch(1)
        self.body.addLayout(self._holder)
        self.body.addLayout(line)

    def _make(self) -> _Row:
        raise NotImplementedError

    def append(self, *texts: str) -> _Row:
        """One more row with these texts."""
        row = self._make()
        for edit, text in zip(row.edits, texts, strict=False):
            edit.setText(text)
            edit.setCursorPosition(0)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self.take(row))
        self.rows.append(row)
        self._holder.addWidget(row)
        self.retell()
        return row

    def _add_empty(self) -> None:
        self.append().edits[0].setFocus()
        self.changed.emit()

    def take(self, row: _Row) -> None:
        """Takes a row away."""
        self.rows.remove(row)
        self._holder.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.add.setFocus()
        self.changed.emit()

    def set_words(self, words: Sequence[str]) -> None:
        """What the first edit of a row offers."""
        self.words = tuple(words)
        for row in self.rows:
            edit = row.edits[0]
            if isinstance(edit, WordEdit):
                edit.set_words(words)

    def retell(self) -> None:
        """The words of all rows."""


class AxisRows(_Rows):
    """Paths and their values."""

    def _make(self) -> _Row:
        path, values = WordEdit(), QLineEdit()
        path.set_words(self.words)
        return _Row((path, 1), (values, 1))

    def axes(self) -> tuple[tuple[Axis, ...], tuple[tuple[int, str], ...]]:
        """The axes, and what is wrong with rows: number and line."""
        axes, faults = [], []
        for k, row in enumerate(self.rows):
            path, text = (edit.text().strip() for edit in row.edits)
            try:
                axes.append(Axis(path, parse_values(text), path))
                if not path:
                    faults.append((k, self.tr("no value of the scenario is named; type, or press Ctrl+Space")))
            except ValuesError as error:
                faults.append((k, fault_words(error)))
        return tuple(axes), tuple(faults)

    def retell(self) -> None:
        self.set_texts(self.tr("Vary"), self.tr("A value of the scenario, and the values that it takes in turn"))
        self.add.setText(self.tr("Vary another value"))
        for k, row in enumerate(self.rows, start=1):
            row.edits[0].setPlaceholderText(self.tr("value, e.g. trust.threshold"))
            row.edits[0].setAccessibleName(self.tr("Value %1 to vary").replace("%1", str(k)))
            row.edits[1].setPlaceholderText(self.tr("0.7, 0.8 or 0..40 step 5"))
            row.edits[1].setAccessibleName(self.tr("Values of %1").replace("%1", str(k)))
            row.remove.setToolTip(self.tr("Vary this no more"))
            row.remove.setAccessibleName(row.remove.toolTip())


class MeasureRows(_Rows):
    """Columns of metrics, figures of the summary, or arithmetic on them."""

    def _make(self) -> _Row:
        edit = WordEdit()
        edit.set_words(self.words)
        return _Row((edit, 1))

    def measures(self) -> tuple[tuple[Measure, ...], tuple[tuple[int, str], ...]]:
        """The measures, and what is wrong with rows: number and line."""
        measures = [measure_of(row.edits[0].text()) for row in self.rows]
        empty = self.tr("nothing is measured; type a column, or press Ctrl+Space")
        return tuple(measures), tuple((k, empty) for k, m in enumerate(measures) if not m.expression)

    def retell(self) -> None:
        hint = self.tr("A column, or arithmetic on columns: loss = sum(lost[60:]) / sum(generated[60:])")
        self.set_texts(self.tr("Measure"), hint)
        self.add.setText(self.tr("Measure more"))
        for k, row in enumerate(self.rows, start=1):
            row.edits[0].setPlaceholderText(self.tr("column or expression"))
            row.edits[0].setAccessibleName(self.tr("Measure %1").replace("%1", str(k)))
            row.remove.setToolTip(self.tr("Measure this no more"))
            row.remove.setAccessibleName(row.remove.toolTip())


class SweepEditor(QWidget):
    """Axes above, measures below."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axes, self.measures = AxisRows(), MeasureRows()
        self.axes.append(FIRST_PATH, FIRST_VALUES)
        self.measures.append(FIRST_MEASURE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.axes, self.measures):
            part.changed.connect(self.changed)
            part.retell()
            self._column.addWidget(part)
        self._column.addStretch(1)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def lines_by_place(self) -> dict[str, _Row]:
        """Rows by their place in a check: ``axis:0``, ``measure:0``."""
        kinds = (("axis", self.axes.rows), ("measure", self.measures.rows))
        return {f"{kind}:{k}": row for kind, rows in kinds for k, row in enumerate(rows)}

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.axes.retell()
            self.measures.retell()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setSpacing(px(20))
