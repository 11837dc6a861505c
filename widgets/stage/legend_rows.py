"""What the legend explains: only what is on the stage now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from engine.readmodel.codes import Membership
from widgets.common.states import service_word
from widgets.common.subnets import draw_subnet
from widgets.common.theme import faded, mixed, trust_color
from widgets.stage import duty_shapes, emblems, sprites
from widgets.stage.accused import accused, eye
from widgets.stage.attack_kinds import ATTACK_KINDS, attack_kind, kind_title
from widgets.stage.boxes import draw_box
from widgets.stage.duties import KEEPER, PROCESSOR
from widgets.stage.inks import Inks, ink_on
from widgets.stage.layers import Layers
from widgets.stage.scene import Scene
from widgets.stage.subnets import subnets_shown

ATTACKS_MOST = 16
"""Kinds of attack that the legend explains; there are plates beside the attackers all the same."""
SUBNETS_MOST = 6
"""Subnets that it explains; each bears its name anyway."""
HEADLESS = ("flat", "geographic", "multipath")
"""Protocols without cluster heads."""
Draw = Callable[[QPainter], None]
Row = tuple[Draw, str]


@dataclass(frozen=True)
class Shown:
    """What is to be explained."""

    layers: Layers = field(default_factory=Layers)
    attacks: tuple[str, ...] = ()
    """Kinds of attack."""
    heads: bool = True
    tiered: bool = False
    """There are routers, and the station is their gateway."""
    chain: bool = False
    alternates: bool = False
    obstacles: bool = False
    tunnels: bool = False
    organised: bool = False
    """Nodes have roles."""
    strangers: tuple[int, ...] = ()
    """`Membership` of those that are no members."""
    services: tuple[str, ...] = ()
    sinks: bool = False
    red_tunnels: bool = False
    """Wormholes are red, as in S2, Fig. 4b."""
    exploiting: bool = False
    """An attack exploits self-organisation and roles."""
    outsiders: bool = False
    """Foreign nodes attack."""
    accused: bool = False
    """The detector suspects somebody."""
    subnets: tuple[tuple[int, str], ...] = ()
    """Index and name, where there are several."""


def shown(layers: Layers, scene: Scene | None) -> Shown:
    """What a scene shows under some layers."""
    if scene is None:
        return Shown(layers)
    names = scene.snap.truth.attack_names if layers.truth else ()
    kinds = {attack_kind(name) for name in names}
    return Shown(
        layers,
        tuple(kind for kind in ATTACK_KINDS if kind in kinds),
        heads=scene.snap.protocol not in HEADLESS,
        tiered=scene.tiered,
        chain=scene.chain,
        alternates=scene.snap.protocol == "multipath" or len(scene.snap.alternate) > 0,
        obstacles=scene.boxes.n > 0,
        tunnels="wormhole" in kinds,
        organised=scene.duties is not None and layers.roles,
        strangers=_strangers(scene),
        services=_services(scene) if layers.roles else (),
        sinks="sinkhole" in kinds,
        red_tunnels=scene.snap.organisation is not None,
        exploiting=layers.truth and any(scene.snap.truth.exploiting),
        outsiders=layers.truth and any(scene.snap.truth.outsiders),
        accused=layers.suspicion and len(accused(scene)) > 0,
        subnets=subnets_shown(scene) if layers.hulls else (),
    )


def _strangers(scene: Scene) -> tuple[int, ...]:
    return tuple(int(m) for m in np.unique(scene.member) if m != Membership.MEMBER)


def _services(scene: Scene) -> tuple[str, ...]:
    return tuple(sorted({s for s in scene.duties.org.services if s})) if scene.duties is not None else ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Legend", text)


def _line(painter: QPainter, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    painter.setPen(QPen(color, width, style))
    painter.drawLine(QPointF(-10, 0), QPointF(10, 0))


def _route(painter: QPainter, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    _line(painter, color, width, style)
    painter.setPen(QPen(color, max(1.2, 0.8 * width)))
    painter.drawPolyline([QPointF(-1, -3.4), QPointF(3.4, 0), QPointF(-1, 3.4)])


def _small(draw: Draw, factor: float = 0.66) -> Draw:
    def scaled(painter: QPainter) -> None:
        painter.scale(factor, factor)
        draw(painter)

    return scaled


def _hull(painter: QPainter, ink: Inks) -> None:
    painter.setBrush(faded(ink.hulls[0], 0.15))
    painter.setPen(QPen(faded(ink.hulls[0], 0.8), 1))
    painter.drawRoundedRect(QRectF(-10, -6, 20, 12), 6, 6)


def _head(painter: QPainter, fill: QColor, ink: Inks) -> None:
    sprites.body(painter, 7.9, fill, ink, head=True, distrusted=False)
    sprites.letter(painter, "H", 9, ink_on(fill))


def _box(painter: QPainter, ink: Inks) -> None:
    draw_box(painter, QPolygonF(QRectF(-10, -4.5, 20, 9)), 0.0, ink)


def _tunnel(painter: QPainter, color: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(sprites.pen(color, 4.0))
    painter.drawArc(QRectF(-9, -4, 18, 16), 20 * 16, 140 * 16)


def rows(state: Shown, ink: Inks) -> list[Row]:
    """One line each."""
    layers = state.layers
    fill = trust_color(0.85) if layers.trust else ink.muted
    out = [*_things(state, fill, ink), *_energy(layers, ink)]
    if layers.trust:
        out += _trust(ink)
    if state.accused:
        out.append((partial(eye, r=3.2, ink=ink), _tr("Suspected by the detector, %")))
    if layers.hulls and state.heads and not state.chain:
        out.append((partial(_hull, ink=ink), _tr("Cluster")))
    out += [
        (partial(draw_subnet, shape=QRectF(-10, -6, 20, 12), index=k, dense=2.5), _tr("Subnet {0}").format(name))
        for k, name in state.subnets[:SUBNETS_MOST]
        if name
    ]
    if layers.links:
        out += _links(state, ink)
    if layers.roles:
        out += _routes(state, ink)
    if layers.truth and state.tunnels:
        color = ink.tunnel_s2 if state.red_tunnels else ink.tunnel
        dashed = partial(_line, color=color, width=1.8, style=Qt.PenStyle.DashLine)
        out.append((partial(_tunnel, color=color), _tr("Tunnel of a wormhole")))
        out.append((dashed, _tr("False neighbours")))
    if layers.truth and state.sinks:
        out.append((partial(_route, color=ink.sink, width=2.6), _tr("Route bent to a sinkhole")))
    return out


def _things(state: Shown, fill: QColor, ink: Inks) -> list[Row]:
    """The tiers of S3, Fig. 1, from the sensors up, and what stands between them."""
    body = partial(sprites.body, r=6.0, inks=ink, distrusted=False)
    out: list[Row] = [(partial(body, fill=fill, head=False), _tr("Sensor node"))]
    if state.organised:
        out = _roles(state, fill, ink)
    elif state.layers.roles and (state.heads or state.chain):
        name = _tr("Leader of the chain") if state.chain else _tr("Cluster head")
        out.append((partial(_head, fill=fill, ink=ink), name))
    out += _away(state, ink)
    if state.tiered:
        out.append((partial(sprites.router, r=6.2, fill=fill, inks=ink, distrusted=False), _tr("Router")))
    mark, name = ("G", _tr("Gateway")) if state.tiered else ("S", _tr("Base station"))
    out.append((_small(partial(sprites.station, r=8.0, inks=ink, mark=mark), 0.68), name))
    if state.obstacles:
        out.append((partial(_box, ink=ink), _tr("Obstacle, attenuation in dB")))
    return out


def _roles(state: Shown, fill: QColor, ink: Inks) -> list[Row]:
    """Roles of S2."""
    names = (_tr("Collector, the default"), _tr("Keeper"), _tr("Processor"), _tr("Network controller"), _tr("Detector"))
    duty = partial(duty_shapes.duty, r=9.0, fill=fill, inks=ink, distrusted=False)
    out: list[Row] = [(_small(partial(duty, shape=k)), name) for k, name in enumerate(names)]
    out.append((partial(_badges, ink=ink), _tr("Further roles of a node")))
    if state.layers.energy:
        out.append((partial(_gauges, ink=ink), _tr("Storage in use · CPU in use")))
    return out


def _away(state: Shown, ink: Inks) -> list[Row]:
    """Who comes and goes."""
    words = {
        Membership.ABSENT: _tr("Not there yet"),
        Membership.JOINING: _tr("Joining"),
        Membership.LEFT: _tr("Has left"),
        Membership.REFUSED: _tr("Was not let in"),
    }
    strange = partial(duty_shapes.stranger, r=6.0, inks=ink)
    return [(partial(strange, member=m), words[Membership(m)]) for m in state.strangers]


def _badges(painter: QPainter, ink: Inks) -> None:
    for shape, x in ((1, -6.0), (2, 6.0)):
        painter.translate(x, 0)
        duty_shapes.badge(painter, shape, 4.6, ink)
        painter.translate(-x, 0)


def _gauges(painter: QPainter, ink: Inks) -> None:
    for kind, x in ((KEEPER, -5.0), (PROCESSOR, 5.0)):
        painter.translate(x, 0)
        duty_shapes.gauge(painter, kind, 6, 6.0, ink)
        painter.translate(-x, 0)


def _energy(layers: Layers, ink: Inks) -> list[Row]:
    out: list[Row] = [(partial(sprites.dead, r=6.0, inks=ink), _tr("Out of energy"))]
    if layers.energy:
        out.append((partial(sprites.energy_ring, r=5.5, share=0.7, inks=ink), _tr("Energy left, notches at ¼")))
    if layers.energy and layers.truth:
        out.append((partial(sprites.claim_ring, r=4.8, share=0.9, inks=ink), _tr("Energy it falsely claims")))
    return out


def _trust(ink: Inks) -> list[Row]:
    low, r = trust_color(0.2), 6.5
    hatched = partial(sprites.body, r=6.0, fill=low, inks=ink, head=False, distrusted=True)
    unknown = partial(sprites.body, r=6.0, fill=ink.muted, inks=ink, head=False, distrusted=False)
    return [
        (unknown, _tr("Nobody holds an opinion yet")),
        (_small(partial(sprites.suspected, r=r, inks=ink)), _tr("Distrusted by ¼ of neighbours")),
        (_small(partial(sprites.excluded, r=r, inks=ink)), _tr("Excluded: distrusted by ½")),
        (hatched, _tr("… its fill is hatched")),
        (_small(partial(sprites.no_path, r=r, inks=ink)), _tr("No path to a station")),
    ]


def _links(state: Shown, ink: Inks) -> list[Row]:
    dashed = partial(_line, color=ink.untrusted, width=1.4, style=Qt.PenStyle.DashLine)
    out: list[Row] = [
        (partial(_line, color=ink.link, width=1.2), _tr("In range, trusted")),
        (dashed, _tr("In range, not trusted")),
    ]
    if state.tiered:
        out.append((partial(_line, color=ink.mesh_link, width=2.4), _tr("Mesh of the routers")))
    return out


def _routes(state: Shown, ink: Inks) -> list[Row]:
    if state.organised:
        thin = mixed(ink.data, ink.field, 0.35)
        service = partial(_route, color=ink.service, width=1.6, style=Qt.PenStyle.DashLine)
        return [
            (partial(_route, color=thin, width=1.3), _tr("Data, to a keeper")),
            (partial(_route, color=ink.data, width=2.6), _tr("Data, to a processor")),
            (service, _tr("Service messages")),
        ]
    if state.chain:
        return [(partial(_route, color=ink.backbone, width=2.4), _tr("Chain to the leader"))]
    out: list[Row] = [(partial(_route, color=ink.route, width=1.4), _tr("Next hop"))]
    if state.heads:
        out.append((partial(_route, color=ink.backbone, width=2.0), _tr("Next hop of a head")))
    if state.tiered:
        out.append((partial(_route, color=ink.mesh, width=2.4), _tr("Next hop of a router")))
    if state.alternates:
        second = partial(_route, color=ink.alternate, width=1.6, style=Qt.PenStyle.DashLine)
        out.append((second, _tr("Second, disjoint route")))
    return out


def pairs(state: Shown, ink: Inks) -> list[Row]:
    """Two to a line: packets, and the attacks that there are."""
    layers = state.layers
    out: list[Row] = []
    if layers.packets:
        names = (
            _tr("Reading"),
            _tr("Aggregate"),
            "",
            _tr("Reputation"),
            _tr("Service") if state.organised else _tr("Control"),
        )
        out = [(partial(emblems.packet, kind=k, a=3.4, ink=ink), n) for k, n in enumerate(names) if n]
        if layers.truth:
            out.append((partial(emblems.packet, kind=0, a=3.4, ink=ink, damaged=True), _tr("Damaged")))
        out.append((partial(sprites.cross, a=3.6, color=ink.warn, width=1.8), _tr("Lost")))
    out += [(partial(duty_shapes.service, name=s, a=7.0, color=ink.text), service_word(s)) for s in state.services]
    out += _manners(state, ink)
    named = state.attacks if len(state.attacks) <= ATTACKS_MOST else state.attacks[: ATTACKS_MOST - 1]
    out += [(partial(emblems.attack, kind=kind, a=8.0, ink=ink), kind_title(kind)) for kind in named]
    if len(named) < len(state.attacks):
        more = _tr("and {0} more").format(len(state.attacks) - len(named))
        out.append((partial(emblems.attack, kind="other", a=8.0, ink=ink), more))
    return out


def _manners(state: Shown, ink: Inks) -> list[Row]:
    """How attacks are carried out: by a cogged edge, by a broken one."""
    out: list[Row] = []
    if state.exploiting:
        out.append((partial(emblems.plate, a=8.0, edge=ink.danger, ink=ink, exploiting=True), _tr("Exploits roles")))
    if state.outsiders:
        out.append((partial(emblems.plate, a=8.0, edge=ink.danger, ink=ink, outsider=True), _tr("By outsiders")))
    return out
