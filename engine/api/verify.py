"""Checks before a run, and warming the compiled kernels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.api.headless import run
from engine.base.errors import MotewardenError
from engine.network.strategies import Exploiting
from engine.readmodel.detail import Problem
from engine.runtime.strategies import Strategies, check_strategies
from engine.scenario.model import (
    Area,
    Attack,
    Energy,
    Node,
    Obstacle,
    Radio,
    Routing,
    Scenario,
    Station,
    Trust,
    Verification,
)
from engine.scenario.validate import check as check_document
from engine.scenario.validate import validated


def problems(scenario: Scenario) -> tuple[Problem, ...]:
    """Everything that speaks against the document, the worst first; without building a network."""
    found, strategies = list(check_document(scenario)), Strategies.load()
    found += _common_only(scenario, strategies)
    try:
        check_strategies(scenario, strategies)
    except MotewardenError as error:
        found.append(Problem("error", f"{error.where}: {error.what}".strip(": "), error.mend))
    order = {"error": 0, "warning": 1, "note": 2}
    return tuple(sorted(found, key=lambda p: order.get(p.severity, 3)))


def _common_only(scenario: Scenario, strategies: Strategies) -> Iterator[Problem]:
    """Attacks that are to exploit self-organisation and have no such variation."""
    known = strategies.attacks.items()
    for attack in scenario.attacks:
        strategy = known.get(attack.type)
        if attack.variation == "exploiting" and strategy is not None and not isinstance(strategy, Exploiting):
            what = f"attack {attack.id!r}: {strategy.title} has no variation that exploits roles: it goes as common"
            yield Problem("warning", what, "choose the common variation, or another attack", attack.nodes)


def check(scenario: Scenario, where: str = "") -> None:
    """Raises when the document names an unknown strategy or a parameter out of range, with the file's name in front.

    Raises:
        ScenarioError, UnknownNameError: It does.
    """
    try:
        check_strategies(scenario, Strategies.load())
    except MotewardenError as error:
        error.where = f"{where}: {error.where}" if where else error.where
        raise


def unreachable(scenario: Scenario) -> tuple[int, ...]:
    """Ids of nodes that have no path to a base station at the start."""
    from engine.runtime.compose import compose

    network = compose(scenario, Strategies.load()).network
    network.preview_routes()
    return tuple(int(i) for i, ok in zip(network.nodes["id"], network.routes["reachable"], strict=True) if not ok)


def validate(scenario: Scenario, where: str = "") -> tuple[Problem, ...]:
    """Raises on the first error; returns warnings, nodes without a path among them.

    Raises:
        ScenarioError, UnknownNameError: The document cannot run.
    """
    validated(scenario, where)
    check(scenario, where)
    lonely = unreachable(scenario)
    found = [p for p in problems(scenario) if p.severity != "error"]
    if lonely:
        what = f"{len(lonely)} of {len(scenario.nodes)} nodes have no path to a base station"
        more = "radio.tx_dbm" if scenario.radio.model == "shadowing" else "radio.range_m"
        found.append(Problem("warning", what, f"raise {more}, move the nodes, or place them anew", lonely))
    return tuple(found)


def warm() -> None:
    """Compiles every kernel once, so that the first run does not wait; quick when all are in the cache."""
    places = ((0, 0), (5, 0), (5, 5), (0, 5), (12, 0))
    nodes = tuple(Node(id=k + 1, x=float(x), y=float(y)) for k, (x, y) in enumerate(places))
    kinds = ("blackhole", "depletion", "rush", "loop", "wormhole", "sybil")
    attacks = tuple(Attack(id=kind, type=kind, nodes=(1, 5), start=1) for kind in kinds)
    multi = Scenario(
        nodes=nodes,
        stations=(Station(id=0, x=2.0, y=2.0),),
        area=Area(width_m=20, height_m=20),
        radio=Radio(range_m=8.0),
        trust=Trust(exchange_every=1),
        routing=Routing(verify=Verification(feedback=True)),
        attacks=attacks,
    )
    run(multi, 12)
    walled = multi.replace(obstacles=(Obstacle(id=9, x=8.0, y=2.0),), energy=Energy(model="datasheet"), attacks=())
    models: tuple[Literal["disk", "shadowing"], ...] = ("disk", "shadowing")
    for model in models:
        run(walled.replace(radio=Radio(model=model, range_m=8.0, mac="csma")), 1)
    single = multi.replace(
        radio=Radio(range_m=None), trust=Trust(enabled=False), energy=Energy(initial_j=0.01), attacks=()
    )
    run(single, 2)
    for protocol in Strategies.load().routing.items():
        for scenario in (multi.replace(attacks=()), single):
            run(scenario.replace(routing=Routing(protocol=protocol)), 2)
