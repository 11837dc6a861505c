"""By what each attack of the catalogue is measured, on one network with traffic of roles (S2-53, S2-66)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.attacks.model.entries import ENTRIES
from engine.experiments.recipe import Variant
from engine.readmodel.attack_model import CatalogueEntry
from engine.readmodel.codes import EnergyCause, label
from engine.readmodel.experiment import Change, Measure
from engine.scenario.templates_s2 import FOREIGN, GATEWAYS

START = 30
"""Round in which attacks begin."""
ROUNDS = 150
COMMON, EXPLOITING = "common", "exploiting"
_CITY, _INVADED = "template:smart-city", "template:smart-city-attacked"
_SPENT = " + ".join(f"sum(spent_{label(c)}_j[{START}:])" for c in EnergyCause)


def _share(column: str) -> str:
    return f"sum({column}[{START}:]) / sum(generated[{START}:])"


_ALL = (
    Measure("swallowed", _share("lost_attack"), "share of readings"),
    Measure("leaked", _share("leaked"), "share of readings"),
    Measure("falsified", _share("falsified"), "share of readings"),
    Measure("taken twice", _share("duplicates"), "share of readings"),
    Measure("lost in closed sessions", _share("lost_session"), "share of readings"),
    Measure("lost in noise", _share("lost_noise"), "share of readings"),
    Measure("without a keeper", _share("lost_no_trusted_route"), "share of readings"),
    Measure("value error", f"mean(value_error[{START}:])", "°C"),
    Measure("energy spent", f"1000 * ({_SPENT}) / nodes / {ROUNDS - START}", "mJ per node and round"),
    Measure("service messages", f"mean(service_packets[{START}:])", "messages a round"),
    Measure("names that joined", f"sum(joined[{START}:])", "nodes"),
    Measure("nodes that left", f"sum(left[{START}:])", "nodes"),
    Measure("requests ended incorrectly", f"sum(aborted[{START}:])", "redistributions"),
    Measure("roles held", f"mean(keepers[{START}:]) + mean(processors[{START}:])", "holders"),
    Measure("tables that differ", "1 - organisation.agreed", "share of nodes"),
    Measure("infected", "last(infected) / nodes", "share of nodes"),
    Measure("clock error", f"mean(clock_error[{START}:])", "s"),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({m.name: m for m in _ALL})

SIGNS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "sinkhole": ("swallowed", "leaked"),
        "sybil": ("swallowed", "swallowed"),
        "wormhole": ("swallowed", "leaked"),
        "blackhole": ("swallowed", "swallowed"),
        "roletheft": ("leaked", "leaked"),
        "injection": ("infected", "infected"),
        "distortion": ("value error", "value error"),
        "rolecommand": ("service messages", "leaked"),
        "helloflood": ("energy spent", "names that joined"),
        "sleepdenial": ("energy spent", "energy spent"),
        "tampering": ("value error", "value error"),
        "roleflood": ("service messages", "requests ended incorrectly"),
        "phantom": ("swallowed", "without a keeper"),
        "desync": ("lost in closed sessions", "service messages"),
        "clockskew": ("clock error", "clock error"),
        "replay": ("taken twice", "taken twice"),
        "fieldtamper": ("falsified", "service messages"),
        "jamming": ("lost in noise", "nodes that left"),
        "falseroute": ("swallowed", "swallowed"),
        "domino": ("infected", "infected"),
    }
)
"""Attack → the measure that moves in its common and in its exploiting variation."""

CATALOGUE: tuple[CatalogueEntry, ...] = tuple(e for e in ENTRIES if e.kind in SIGNS)
IN_PASSING = ("rolecommand", "fieldtamper")
"""Attacks on what passes: they need a node of the network that others' messages go through."""

_TRAFFIC = tuple(
    {"id": f"keeper full {k}", "kind": "fill", "at": at, "role": "keeper", "to": 0.05}
    for k, at in enumerate((15, 70, 110), 1)
)
"""So that roles are redistributed and service messages pass."""


def foreign(kind: str, variation: str) -> bool:
    """Whether the attackers are two new nodes that join, and not two of the network that were taken over."""
    return variation == EXPLOITING and kind not in IN_PASSING


def called(kind: str, variation: str) -> str:
    """Name of the variant."""
    return f"{kind}, {variation}"


def quiet(*, joining: bool) -> str:
    """Name of the variant in which nobody attacks; ``joining``: two honest nodes come instead of attackers."""
    return "nobody, two nodes join" if joining else "nobody"


def attacked(kind: str, variation: str, name: str = "", hardening: tuple[Change, ...] = ()) -> Variant:
    """The network under one attack."""
    out = foreign(kind, variation)
    attack = {
        "id": kind,
        "type": kind,
        "nodes": FOREIGN if out else GATEWAYS,
        "start": START,
        "variation": variation,
        "origin": "outsider" if out else "insider",
    }
    changes = (Change("attacks", (attack,)), Change("incidents", _TRAFFIC), *hardening)
    return Variant(name or called(kind, variation), changes, scenario=_INVADED if out else _CITY)


def unattacked(*, joining: bool, name: str = "", hardening: tuple[Change, ...] = ()) -> Variant:
    """The same network with nobody who attacks: what attacks are compared with, seed by seed."""
    comes = tuple({"id": f"node {k} joins", "kind": "join", "at": START, "node": k} for k in FOREIGN if joining)
    changes = (Change("attacks", ()), Change("incidents", (*_TRAFFIC, *comes)), *hardening)
    return Variant(name or quiet(joining=joining), changes, scenario=_INVADED if joining else _CITY)
