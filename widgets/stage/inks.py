"""The stage's colours, worked out once for a theme."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QColor

from widgets.common.theme import cause_color, mixed, theme

PACKET_KINDS = ("reading", "aggregate", "direct", "reputation", "control")
"""Spelling of `PacketKind`, by code."""


@dataclass(frozen=True)
class Inks:
    """Colours by what they are for."""

    contrast: bool
    ground: QColor
    field: QColor
    grid: QColor
    grid_strong: QColor
    border: QColor
    text: QColor
    muted: QColor
    outline: QColor
    link: QColor
    untrusted: QColor
    route: QColor
    route_far: QColor
    """Routes where nodes are dots."""
    spoke: QColor
    backbone: QColor
    mesh: QColor
    mesh_link: QColor
    """Links and routes between routers and gateway."""
    alternate: QColor
    """Second, disjoint routes."""
    data: QColor
    """Data flow of networks with roles."""
    service: QColor
    """Their service flow."""
    tunnel: QColor
    tunnel_s2: QColor
    """The same in a network that organises itself."""
    sink: QColor
    """Routes bent to a sinkhole."""
    wall: QColor
    """Obstacles."""
    accent: QColor
    danger: QColor
    warn: QColor
    good: QColor
    low: QColor
    track: QColor
    station: QColor
    dead: QColor
    hulls: tuple[QColor, ...]
    packets: tuple[QColor, ...]


def inks() -> Inks:
    """The colours of the theme in force."""
    t = theme()
    contrast = t.name == "contrast"
    return Inks(
        contrast=contrast,
        ground=mixed(t.surface0, t.surface1, 1.0 if not t.dark else 0.9),
        field=QColor(t.surface0),
        grid=mixed(t.surface0, t.line, 0.40 if not contrast else 0.22),
        grid_strong=mixed(t.surface0, t.line, 0.85 if not contrast else 0.42),
        border=mixed(t.line, t.muted, 0.35),
        text=QColor(t.text),
        muted=QColor(t.muted),
        outline=mixed(t.text, t.surface0, 0.12),
        link=mixed(t.surface0, t.muted, 0.5 if contrast else 0.42 if t.dark else 0.5),
        untrusted=mixed(t.surface0, t.warn, 0.75),
        route=mixed(t.surface0, t.text, 0.55),
        route_far=mixed(t.surface0, t.text, 0.34),
        spoke=mixed(t.surface0, t.muted, 0.28 if not contrast else 0.45),
        backbone=cause_color("head"),
        mesh=cause_color("router"),
        mesh_link=mixed(t.surface0, cause_color("router"), 0.55),
        alternate=QColor(t.series[0]),
        data=cause_color("reading"),
        service=cause_color("service"),
        tunnel=QColor(t.tunnel),
        tunnel_s2=QColor(t.tunnel_s2),
        sink=QColor(t.sink),
        wall=mixed(t.muted, t.text, 0.25),
        accent=QColor(t.accent),
        danger=QColor(t.danger),
        warn=QColor(t.warn),
        good=QColor(t.good),
        low=QColor(t.series[7]),
        track=mixed(t.surface0, t.muted, 0.30),
        station=cause_color("station"),
        dead=mixed(t.muted, t.surface0, 0.25),
        hulls=tuple(QColor(t.series[k]) for k in (0, 2, 4, 5, 7, 1)),
        packets=tuple(cause_color(k) for k in PACKET_KINDS),
    )


def ink_on(fill: QColor) -> QColor:
    """Near black or near white, whichever can be read on ``fill``."""
    light = 0.299 * fill.redF() + 0.587 * fill.greenF() + 0.114 * fill.blueF()
    return QColor("#0b0f14") if light > 0.52 else QColor("#ffffff")
