"""The overview tab: what a node is, where it stands, what it did, what it spent."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from engine.readmodel.detail import NodeDetail
from widgets.common.texts import NONE, count, figure, joules, percent
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.bars import BatteryBar, EnergyByCause
from widgets.inspector.node_form import NodeForm
from widgets.inspector.parts import FigureGrid, Heading, Page


class Overview(Page):
    """Figures of one node; its name, place and energy can be edited."""

    position_edited = Signal(int, float, float)
    name_edited = Signal(int, str)
    energy_edited = Signal(int, float)

    def __init__(self) -> None:
        super().__init__()
        self._detail: NodeDetail | None = None
        self._reveal = False
        self._build_form()
        self._battery_line, self._battery, self._spent = QLabel(), BatteryBar(), EnergyByCause()
        self._claim = QLabel()
        self._figures, self.node_form = FigureGrid(), NodeForm()
        self._headings = (Heading(), Heading(), Heading(first=True))
        self.column.addWidget(self._headings[2])
        self.column.addWidget(self._figures)
        self.column.addWidget(self._headings[0])
        for widget in (self._battery_line, self._battery, self._claim, self._spent):
            self.column.addWidget(widget)
        self.column.addWidget(self._headings[1])
        self.column.addLayout(self._form)
        self.column.addWidget(self.node_form)
        self.column.addStretch(1)
        self._retranslate()
        notifier().changed.connect(self._restyle_overview)
        self._restyle_overview()

    def _build_form(self) -> None:
        self.name = QLineEdit()
        self.name.setMaxLength(80)
        self.x_box, self.y_box, self.energy = QDoubleSpinBox(), QDoubleSpinBox(), QDoubleSpinBox()
        for box in (self.x_box, self.y_box):
            box.setRange(-1e6, 1e6)
            box.setDecimals(1)
            box.setSuffix(" m")
        for box in (self.x_box, self.y_box, self.energy):
            box.setAlignment(Qt.AlignmentFlag.AlignRight)
            box.setMinimumWidth(60)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.energy.setRange(1e-6, 1e9)
        self.energy.setDecimals(3)
        self.energy.setSuffix(" J")
        self.name.editingFinished.connect(self._name_done)
        self.x_box.editingFinished.connect(self._position_done)
        self.y_box.editingFinished.connect(self._position_done)
        self.energy.editingFinished.connect(self._energy_done)
        self._labels = tuple(QLabel() for _ in range(3))
        place = QWidget()
        row = QHBoxLayout(place)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.x_box, 1)
        row.addWidget(self.y_box, 1)
        self._form = QFormLayout()
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in zip(self._labels, (self.name, place, self.energy), strict=True):
            self._form.addRow(label, field)

    def set_reveal(self, reveal: bool) -> None:
        """Show what only the ground truth tells."""
        self._reveal = reveal
        self.show_node(self._detail)

    def show_node(self, detail: NodeDetail | None) -> None:
        """Show a node."""
        changed = detail is not None and (self._detail is None or self._detail.id != detail.id)
        self._detail = detail
        if detail is None:
            return
        self._show_fields(detail, force=changed)
        self._figures.set_figures(self._facts(detail))
        self._show_energy(detail)

    def _show_fields(self, d: NodeDetail, *, force: bool) -> None:
        """Fields under edit keep what the user has typed so far."""
        pairs = ((self.x_box, d.x), (self.y_box, d.y), (self.energy, d.initial_j))
        for box, value in pairs:
            if force or not box.hasFocus():
                with QSignalBlocker(box):
                    box.setValue(value)
        if force or not self.name.hasFocus():
            with QSignalBlocker(self.name):
                self.name.setText(d.name)
        for widget in (self.energy, self._labels[2]):
            widget.setVisible(not d.is_station and isfinite(d.initial_j))

    def _facts(self, d: NodeDetail) -> list[tuple[str, str]]:
        def ident(value: int | None) -> str:
            return NONE if value is None else str(value)

        if d.is_station:
            return [
                (self.tr("readings received"), count(d.delivered)),
                (self.tr("neighbours"), count(len(d.neighbours))),
            ]
        roles = d.duties is not None
        facts = [
            (self.tr("keeper") if roles else self.tr("cluster head"), ident(d.head)),
            (self.tr("sensed"), count(d.generated)),
            (self.tr("next hop"), ident(d.next_hop)),
            (self.tr("delivered"), count(d.delivered)),
            (self.tr("hops to processor") if roles else self.tr("hops to station"), ident(d.hops_to_station)),
            (self.tr("lost"), count(d.lost)),
            (self.tr("rounds as keeper") if roles else self.tr("times head"), count(d.times_head)),
            (self.tr("forwarded"), count(d.forwarded)),
            (self.tr("neighbours"), count(len(d.neighbours))),
            (self.tr("last reading"), figure(d.reading, 4)),
        ]
        settled = d.delivered + d.lost
        facts.append((self.tr("delivered share"), percent(d.delivered / settled if settled else None)))
        if self._reveal:
            facts.append((self.tr("dropped here"), count(d.dropped)))
        return facts

    def _show_energy(self, d: NodeDetail) -> None:
        for widget in (self._headings[0], self._battery_line, self._battery, self._spent):
            widget.setVisible(not d.is_station)
        endless = not isfinite(d.initial_j)
        if endless and not d.is_station:
            for widget in (self._battery, self._claim):
                widget.setVisible(False)
            self._battery_line.setText(self.tr("on the mains"))
            self._spent.set_values(d.spent_by_cause)
            return
        lies = self._reveal and abs(d.claimed_j - d.residual_j) > 0.01 * max(d.residual_j, 1e-12)
        self._claim.setVisible(lies and not d.is_station)
        if d.is_station:
            return
        share = d.residual_j / d.initial_j if d.initial_j else 0.0
        text = self.tr("{left} of {all} left").format(left=joules(d.residual_j), all=joules(d.initial_j))
        self._battery_line.setText(f"{text}  ·  {percent(share)}")
        claim = d.claimed_j / d.initial_j if lies and d.initial_j else None
        self._battery.set_values(share, claim)
        self._battery.setAccessibleName(self._battery_line.text())
        self._claim.setText(self.tr("claims {energy}").format(energy=joules(d.claimed_j)))
        self._spent.set_values(d.spent_by_cause)

    # -- edits -----------------------------------------------------------------------------------------

    def _position_done(self) -> None:
        d = self._detail
        if d is not None and (abs(self.x_box.value() - d.x) > 0.05 or abs(self.y_box.value() - d.y) > 0.05):
            self.position_edited.emit(d.id, self.x_box.value(), self.y_box.value())

    def _name_done(self) -> None:
        d = self._detail
        if d is not None and self.name.text() != d.name:
            self.name_edited.emit(d.id, self.name.text())

    def _energy_done(self) -> None:
        d = self._detail
        if d is not None and abs(self.energy.value() - d.initial_j) > 5e-4:
            self.energy_edited.emit(d.id, self.energy.value())

    def _retranslate(self) -> None:
        titles = (self.tr("Energy"), self.tr("Edit"), self.tr("Figures"))
        for heading, text in zip(self._headings, titles, strict=True):
            heading.setText(text)
        for label, text in zip(
            self._labels, (self.tr("Name"), self.tr("Place"), self.tr("Initial energy")), strict=True
        ):
            label.setText(text)
        self.name.setPlaceholderText(self.tr("no name"))
        for field, text in (
            (self.name, self.tr("Name")),
            (self.x_box, self.tr("x, metres")),
            (self.y_box, self.tr("y, metres")),
            (self.energy, self.tr("Initial energy, joules")),
        ):
            field.setAccessibleName(text)
        self._spent.set_names(
            {
                "transmit": self.tr("transmit"),
                "receive": self.tr("receive"),
                "aggregate": self.tr("aggregate"),
                "sense": self.tr("sense"),
                "control": self.tr("control"),
                "acknowledge": self.tr("acknowledge"),
                "overhear": self.tr("overhear (trust)"),
                "reputation": self.tr("reputation (trust)"),
                "listen": self.tr("listen"),
                "sleep": self.tr("sleep"),
                "compute": self.tr("compute (roles)"),
                "store": self.tr("store (roles)"),
                "service": self.tr("service messages (roles)"),
                "incident": self.tr("incident"),
            }
        )
        self.show_node(self._detail)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle_overview(self) -> None:
        self._claim.setStyleSheet(f"color: {theme().danger};")
        self._claim.setFont(font("small", bold=True))
        self._form.setVerticalSpacing(px(6))
        for label in self._labels:
            label.setFont(font("small"))
            label.setStyleSheet(f"color: {theme().muted};")
