"""What the networks of paper S2 have in common as templates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from engine.scenario.model import Area, Energy, Mobility, Node, Radio, Routing, Scenario, Trust
from engine.scenario.organisation import Roles

Motion = Literal["", "fixed", "carried", "vehicle"]
MINUTE = 60
"""Rounds of a minute: in these networks a round is a second."""


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes of a kind; those that are to come later stand in the last groups, so that the others are connected."""

    service: str
    count: int
    motion: Motion
    name: str
    profile: str = "xbee-s2"
    energy_j: float | None = None
    first: int = 1
    """Number of the first."""


def self_organising(seed: int, name: str, notes: str, area: Area, **changes: object) -> Scenario:
    """What all networks of S2 share: ZigBee radios, datasheet energy, roles, a round of one second, no S3 trust."""
    like = Scenario(
        name=name,
        notes=notes,
        seed=seed,
        area=area,
        radio=Radio(range_m=75.0, data_bits=800),
        energy=Energy(model="datasheet", initial_j=60.0),
        mobility=Mobility(step_m=1.0),
        routing=Routing(protocol="roles"),
        trust=Trust(enabled=False),
        roles=Roles(enabled=True),
    )
    return like.replace(**changes)


def staffed(
    groups: tuple[Group, ...], places: tuple[tuple[float, float], ...], first_id: int, subnet: str = ""
) -> Iterator[Node]:
    """A node at each place, group by group."""
    kinds = [(g, k) for g in groups for k in range(g.first, g.first + g.count)]
    for index, ((group, number), (x, y)) in enumerate(zip(kinds, places, strict=True)):
        yield Node(
            id=first_id + index,
            x=x,
            y=y,
            name=f"{group.name} {number}",
            subnet=subnet,
            service=group.service,
            motion=group.motion,
            profile=group.profile,
            energy_j=group.energy_j,
        )
