"""Checks before a run, and warming the compiled kernels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.api.headless import run
from engine.base.errors import MotewardenError
from engine.network.strategies import MixtureStrategy
from engine.readmodel.detail import Problem
from engine.runtime.strategies import Strategies, can_exploit, check_strategies
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
from engine.scenario.organisation import Incident, Roles
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
        if attack.variation == "exploiting" and strategy is not None and not can_exploit(strategy):
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
    """Ids of nodes that are there at the start and have no path to a base station, under roles to a data processor."""
    from engine.runtime.compose import compose

    network = compose(scenario, Strategies.load()).network
    network.preview_routes()
    nodes = network.nodes
    here = (nodes["alive"] == 1) & (nodes["station"] == 0) & (nodes["master"] < 0)
    return tuple(int(i) for i in nodes["id"][here & (network.routes["reachable"] == 0)])


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
        end = "data processor" if scenario.follows_roles and scenario.processors_wanted else "base station"
        what = f"{len(lonely)} of {len(scenario.nodes)} nodes have no path to a {end}"
        more = "radio.tx_dbm" if scenario.radio.model == "shadowing" else "radio.range_m"
        found.append(Problem("warning", what, f"raise {more}, move the nodes, or place them anew", lonely))
    return tuple(found)


def warm() -> None:
    """Compiles every kernel once, so that the first run does not wait; quick when all are in the cache."""
    strategies = Strategies.load()
    places = ((0, 0), (5, 0), (5, 5), (0, 5), (12, 0))
    nodes = tuple(Node(id=k + 1, x=float(x), y=float(y)) for k, (x, y) in enumerate(places))
    multi = Scenario(
        nodes=nodes,
        stations=(Station(id=0, x=2.0, y=2.0),),
        area=Area(width_m=20, height_m=20),
        radio=Radio(range_m=8.0),
        trust=Trust(exchange_every=1),
        routing=Routing(verify=Verification(feedback=True)),
        attacks=_all_attacks(strategies, "common"),
    )
    run(multi, 12)
    _warm_roles(multi, strategies)
    walled = multi.replace(obstacles=(Obstacle(id=9, x=8.0, y=2.0),), energy=Energy(model="datasheet"), attacks=())
    models: tuple[Literal["disk", "shadowing"], ...] = ("disk", "shadowing")
    for model in models:
        run(walled.replace(radio=Radio(model=model, range_m=8.0, mac="csma")), 1)
    single = multi.replace(
        radio=Radio(range_m=None), trust=Trust(enabled=False), energy=Energy(initial_j=0.01), attacks=()
    )
    run(single, 2)
    for protocol in strategies.routing.items():
        for scenario in (multi.replace(attacks=()), single):
            run(scenario.replace(routing=Routing(protocol=protocol)), 2)
    for name in strategies.trust.items():
        run(multi.replace(trust=Trust(model=name, exchange_every=1), attacks=()), 2)


def _all_attacks(strategies: Strategies, variation: Literal["common", "exploiting"]) -> tuple[Attack, ...]:
    """Every attack at once, each on the same two nodes."""
    kinds = (kind for kind, strategy in strategies.attacks.items().items() if not isinstance(strategy, MixtureStrategy))
    return tuple(Attack(id=kind, type=kind, nodes=(1, 5), variation=variation) for kind in kinds)


def _warm_roles(multi: Scenario, strategies: Strategies) -> None:
    """What only networks of roles call, calm and under attack; the nodes move in every way."""
    motions: tuple[Literal["vehicle", "carried"], ...] = ("vehicle", "carried")
    nodes = tuple(n.model_copy(update={"motion": motions[n.id % 2]}) for n in multi.nodes)
    calm = multi.replace(
        nodes=nodes,
        energy=Energy(model="datasheet"),
        routing=Routing(protocol="roles"),
        roles=Roles(enabled=True, pace=8, history_every=2),
        attacks=(),
    )
    run(calm.replace(incidents=(Incident(id="comes", kind="join", at=6, node=5),)), 12)
    run(calm.replace(attacks=_all_attacks(strategies, "exploiting")), 12)
