"""The inspector: whatever is selected, with its figures and where they come from."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.codes import Membership
from engine.readmodel.detail import NodeDetail, Parameter, TrustExplanation
from widgets.common.panel import EmptyState
from widgets.common.states import membership_words, role_list
from widgets.common.theme import cause_color, font, notifier, px, theme
from widgets.inspector.attacks import AttacksTab
from widgets.inspector.node_form import ROLES
from widgets.inspector.obstacle import ObstaclePage
from widgets.inspector.overview import Overview
from widgets.inspector.roles import RolesTab
from widgets.inspector.trust import TrustTab
from widgets.stage.duty_shapes import duty
from widgets.stage.inks import inks

_MARKS = {"head": "H", "station": "B", "member": "S", "router": "R"}


def _shape_of(d: NodeDetail) -> int:
    """The shape of the weightiest role, -1 without roles."""
    if d.duties is None or d.is_station:
        return -1
    order = ("controller", "processor", "keeper", "detector", "collector")
    first = next((r for r in order if r in d.duties.roles), "")
    return ROLES.index(first) if first else -1


class _Emblem(QWidget):
    """The letter of the node's role on its colour; hollow when dead."""

    def __init__(self) -> None:
        super().__init__()
        self._role, self._alive, self._shape = "member", True, -1

    def set_role(self, role: str, *, alive: bool, shape: int = -1) -> None:
        self._role, self._alive, self._shape = role, alive, shape
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(36), px(36))

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._shape >= 0 and self._alive:
            painter.translate(self.width() / 2, self.height() / 2)
            fill = QColor(t.surface3) if self._shape == 0 else cause_color("head")
            duty(painter, self._shape, self.width() / 3.4, fill, inks(), distrusted=False)
            return
        box = QRect(2, 2, self.width() - 4, self.height() - 4)
        colour = cause_color(self._role) if self._alive else cause_color("dead")
        painter.setPen(QPen(colour, 2))
        painter.setBrush(QColor(t.surface2))
        if self._role == "station":
            painter.drawRoundedRect(box, px(6), px(6))
        elif self._role == "router":
            top, left, right = box.center(), box.bottomLeft(), box.bottomRight()
            top.setY(box.top())
            painter.drawPolygon([top, left, right])
        else:
            painter.drawEllipse(box)
            if self._role == "head":
                painter.drawEllipse(box.adjusted(px(4), px(4), -px(4), -px(4)))
        painter.setPen(colour)
        painter.setFont(font("large", bold=True))
        painter.drawText(self.rect(), 0x84, _MARKS.get(self._role, "S") if self._alive else "✕")


class Inspector(QWidget):
    """One node down to its counters; several nodes, or none, say what to do next."""

    position_edited = Signal(int, float, float)
    """Node, x and y in metres."""
    name_edited = Signal(int, str)
    energy_edited = Signal(int, float)
    """Node, initial energy in joules."""
    trust_requested = Signal(int, int)
    """Observer p and subject q whose D is to be explained."""
    attack_remove_requested = Signal(int, str)
    node_edited = Signal(int, str, object)
    """Node, name of a field of the document, new value."""
    obstacle_edited = Signal(int, str, object)
    """Obstacle, name of a field, new value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._detail: NodeDetail | None = None
        self._count = 0
        self._reveal = False
        self.overview, self.trust, self.attacks, self.roles = Overview(), TrustTab(), AttacksTab(), RolesTab()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.overview, "")
        self.tabs.addTab(self.trust, "")
        self._empty = EmptyState()
        self._lay_out()
        self.overview.position_edited.connect(self.position_edited)
        self.overview.name_edited.connect(self.name_edited)
        self.overview.energy_edited.connect(self.energy_edited)
        self.overview.node_form.value_edited.connect(self._node_edited)
        self.trust.trust_requested.connect(self.trust_requested)
        self.attacks.attack_remove_requested.connect(self.attack_remove_requested)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        self._emblem, self._title, self._state = _Emblem(), QLabel(), QLabel()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._state.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._state)
        self._head = QHBoxLayout()
        self._head.addWidget(self._emblem)
        self._head.addLayout(words, 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        self.obstacle = ObstaclePage()
        self.obstacle.value_edited.connect(self.obstacle_edited)
        self._stack.addWidget(self.obstacle)

    # -- what comes in ---------------------------------------------------------------------------------

    def show_node(self, detail: NodeDetail | None) -> None:
        """Show a node, or that nothing is selected. The same node again only moves its figures."""
        self._detail = detail
        self._count = 0 if detail is None else 1
        self._stack.setCurrentIndex(0 if detail is None else 1)
        for tab in (self.overview, self.trust, self.attacks, self.roles):
            tab.show_node(detail)
        self._offer_roles(there=detail is not None and detail.duties is not None)
        self._show_head()

    def set_node_parameters(self, parameters: tuple[Parameter, ...]) -> None:
        """Fields of the document about the selected node; none for a station."""
        self.overview.node_form.set_parameters(parameters)

    def _node_edited(self, field: str, value: object) -> None:
        if self._detail is not None:
            self.node_edited.emit(self._detail.id, field, value)

    def _offer_roles(self, *, there: bool) -> None:
        """The roles tab is there for nodes that have some; it leaves only with the roles, not between two nodes."""
        at = self.tabs.indexOf(self.roles)
        if there and at < 0:
            self.tabs.insertTab(1, self.roles, self.tr("Roles"))
        elif not there and at >= 0 and self._detail is not None:
            self.tabs.removeTab(at)

    def show_obstacle(self, obstacle: int, parameters: tuple[Parameter, ...]) -> None:
        """Show an obstacle and the form of its place, size, turn and attenuation."""
        self.show_node(None)
        self.obstacle.show_obstacle(obstacle, parameters)
        self._stack.setCurrentIndex(2)

    def show_trust(self, explanation: TrustExplanation | None) -> None:
        """Show why node p trusts node q as it does."""
        self.trust.show_trust(explanation)

    def show_selection(self, number: int) -> None:
        """Several things are selected, or nothing."""
        self._count = number
        if number != 1:
            self.show_node(None)
            self._count = number
        self._show_head()

    def set_reveal(self, reveal: bool) -> None:
        """Show or hide the ground truth: attacks, and true against claimed energy."""
        self._reveal = reveal
        self.overview.set_reveal(reveal)
        self.roles.set_reveal(reveal)
        at = self.tabs.indexOf(self.attacks)
        if reveal and at < 0:
            self.tabs.addTab(self.attacks, self.tr("Attacks"))
        elif not reveal and at >= 0:
            self.tabs.removeTab(at)

    def open_trust(self) -> None:
        """Bring the trust tab to the front."""
        self.tabs.setCurrentWidget(self.trust)

    # -- look ------------------------------------------------------------------------------------------

    def _show_head(self) -> None:
        d = self._detail
        if d is None:
            self._show_empty()
            return
        roles = {
            "head": self.tr("cluster head"),
            "member": self.tr("member"),
            "router": self.tr("router"),
            "station": self.tr("base station"),
        }
        kind = self.tr("Station {id}") if d.is_station else self.tr("Node {id}")
        kind = self.tr("Router {id}") if d.role == "router" else kind
        named = d.name and d.name.lower() != roles["station"]
        self._title.setText(kind.format(id=d.id) + (f"  {d.name}" if named else ""))
        role = "station" if d.is_station else {"cluster head": "head"}.get(d.role, d.role)
        name = "" if role == "router" else roles.get(role, role)
        shape = _shape_of(d)
        if d.duties is not None and not d.is_station and role != "router":
            name = role_list(d.duties.roles)
        parts = [name, "" if d.is_station else d.profile, self.tr("round {n}").format(n=d.round)]
        if d.membership != "member":
            parts.insert(0, membership_words(Membership[d.membership.upper()]))
        elif not d.alive:
            parts.insert(0, self.tr("out of energy"))
        self._state.setText("  ·  ".join(p for p in parts if p))
        self._emblem.set_role(role, alive=d.alive, shape=shape)

    def _show_empty(self) -> None:
        if self._count > 1:
            self._empty.set_texts(
                self.tr(
                    "%n things are selected.\nDrag to move them together, Delete removes them.",
                    "",
                    self._count,
                )
            )
        else:
            self._empty.set_texts(
                self.tr("Nothing is selected.\nClick a node on the stage to see its figures and trust.")
            )

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Inspector"))
        words = {
            self.overview: self.tr("Overview"),
            self.roles: self.tr("Roles"),
            self.trust: self.tr("Trust"),
            self.attacks: self.tr("Attacks"),
        }
        for tab, word in words.items():
            at = self.tabs.indexOf(tab)
            if at >= 0:
                self.tabs.setTabText(at, word)
        self._show_head()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(380), px(560))

    def _restyle(self) -> None:
        self._head.setContentsMargins(px(12), px(8), px(12), px(6))
        self._head.setSpacing(px(10))
        self._title.setFont(font("large", bold=True))
        self._state.setFont(font("small"))
        self._state.setStyleSheet(f"color: {theme().muted};")
        self._emblem.setFixedSize(px(36), px(36))
