"""Hardening of S2 section 8: its checks as switches with what they have turned away, and its six recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.detail import Parameter
from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.fields import Field, field_for
from widgets.inspector.parts import Heading, Page


@dataclass(frozen=True, slots=True)
class Tick:
    """One recommendation, and what speaks for its being followed."""

    title: str
    done: bool
    evidence: str


class HardeningPage(Page):
    """Switches are edits of the document; evidence is of the run."""

    value_edited = Signal(str, object)
    """Path and new value."""

    def __init__(self) -> None:
        super().__init__()
        self._parameters: tuple[Parameter, ...] = ()
        self._refusals: Mapping[str, int] = {}
        self._ticks: tuple[Tick, ...] = ()
        self.fields: dict[str, Field] = {}
        self.evidence: dict[str, QLabel] = {}
        self.heading, self.advice = Heading(first=True), Heading()
        self.checks, self.ticks = QVBoxLayout(), QGridLayout()
        self.ticks.setColumnStretch(1, 1)
        for heading in (self.heading, self.advice):
            heading.setWordWrap(True)
            heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for part in (self.heading, self.checks, self.advice, self.ticks):
            self.column.addWidget(part) if isinstance(part, QWidget) else self.column.addLayout(part)
        self.column.addStretch(1)
        notifier().changed.connect(self._rebuild)
        self._retranslate()

    def set_parameters(self, parameters: tuple[Parameter, ...]) -> None:
        """The document's ``hardening`` section: switches, each followed by what it governs."""
        before, self._parameters = self._parameters, parameters
        if [p.key for p in before] != [p.key for p in parameters]:
            self._rebuild()
            return
        for p in parameters:
            if not self.fields[p.key].busy():
                self.fields[p.key].set_value(p.value)
        self._show_evidence()

    def set_refusals(self, refusals: Mapping[str, int]) -> None:
        """What the checks have turned away so far, by field."""
        if dict(refusals) != dict(self._refusals):
            self._refusals = dict(refusals)
            self._show_evidence()

    def set_ticks(self, ticks: tuple[Tick, ...]) -> None:
        """The recommendations of S2-159."""
        if ticks != self._ticks:
            self._ticks = ticks
            self._show_ticks()

    def _rebuild(self) -> None:
        _empty(self.checks)
        self.fields, self.evidence = {}, {}
        for p in self._parameters:
            self.checks.addWidget(self._row(p))
            if isinstance(p.value, bool):
                label = self.evidence[p.key.rpartition(".")[2]] = _small()
                self.checks.addWidget(label)
        self._show_evidence()
        self._show_ticks()

    def _row(self, p: Parameter) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        switch = isinstance(p.value, bool)
        line.setContentsMargins(0 if switch else px(16), px(6) if switch else 0, 0, 0)
        label = QLabel(p.label)
        label.setWordWrap(True)
        label.setToolTip(p.tip)
        label.setFont(font("base" if switch else "small", bold=switch))
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        field = self.fields[p.key] = field_for(p, slider=False)
        field.edited.connect(partial(self.value_edited.emit, p.key))
        line.addWidget(label, 1)
        line.addWidget(field, 0 if switch else 1)
        return row

    def _show_evidence(self) -> None:
        t = theme()
        for name, label in self.evidence.items():
            on = bool(self.fields[f"hardening.{name}"].value())
            number = self._refusals.get(name, 0)
            if number:
                label.setText(self.tr("{0} turned away in this run").format(number))
            else:
                label.setText(self.tr("on; nothing to turn away so far") if on else self.tr("off"))
            label.setStyleSheet(f"color: {t.good if number else t.muted};")

    def _show_ticks(self) -> None:
        _empty(self.ticks)
        for row, tick in enumerate(self._ticks):
            sign, words = QLabel(), QLabel(tick.title)
            name, tone = ("check-circle", "good") if tick.done else ("circle-outline", "muted")
            sign.setPixmap(icon(name, tone).pixmap(QSize(px(18), px(18))))
            sign.setAccessibleName(self.tr("followed") if tick.done else self.tr("not followed"))
            words.setWordWrap(True)
            words.setFont(font("base", bold=tick.done))
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            proof = _small()
            proof.setText(tick.evidence)
            self.ticks.addWidget(sign, 2 * row, 0, Qt.AlignmentFlag.AlignTop)
            self.ticks.addWidget(words, 2 * row, 1)
            self.ticks.addWidget(proof, 2 * row + 1, 1)
        self._advise()

    def _advise(self) -> None:
        done = sum(t.done for t in self._ticks)
        self.advice.setText(self.tr("Recommendations: {0} of {1} followed").format(done, len(self._ticks)))

    def _retranslate(self) -> None:
        self.heading.setText(self.tr("Checks"))
        self._rebuild()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)


def _small() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setFont(font("small"))
    label.setStyleSheet(f"color: {theme().muted};")
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def _empty(layout: QVBoxLayout | QGridLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
