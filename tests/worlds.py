"""Small networks for the engine's tests."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import api
from engine.network.network import Network
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import Parts, compose
from engine.runtime.picture import totals
from engine.runtime.strategies import Strategies
from engine.scenario.model import Attack, Energy, Mobility, Node, Radio, Routing, Scenario, Station, Trust
from engine.scenario.templates import template

STRATEGIES = Strategies.load()


def world(places, stations=((0.0, 0.0),), **changes: Any) -> Scenario:
    """Nodes 1, 2, … at ``places``; stations 101, 102, …; quiet radio, nothing moves, no trust unless told."""
    base = Scenario(
        nodes=tuple(Node(id=k, x=x, y=y) for k, (x, y) in enumerate(places, 1)),
        stations=tuple(Station(id=k, x=x, y=y) for k, (x, y) in enumerate(stations, 101)),
        radio=Radio(link_loss=0.0, control_bits=0, ack_bits=0),
        mobility=Mobility(enabled=False),
        trust=Trust(enabled=False),
    )
    return base.replace(**changes)


def quiet(**changes: Any) -> Radio:
    """A radio that loses nothing and spends nothing on control and acknowledgements, unless told."""
    return Radio(**{"link_loss": 0.0, "control_bits": 0, "ack_bits": 0, **changes})


def heads(share: float) -> Routing:
    """LEACH with this share of heads."""
    return Routing(protocol="leach", params={"head_share": share})


def some_nodes(count: int, seed: int, side: float = 100.0) -> list[tuple[float, float]]:
    """Random places on a square, the same for the same seed."""
    xy = np.random.default_rng(seed).uniform(0, side, (count, 2)).round(3)
    return [(float(x), float(y)) for x, y in xy]


def s3(seed: int = 1, *attacks: str, trust: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """The connected S3 network with attacks as the command line writes them."""
    scenario = template("s3-connected", seed)
    if trust is not None:
        scenario = scenario.replace(trust=scenario.trust.model_copy(update=trust))
    scenario = scenario.replace(**changes)
    for text in attacks:
        scenario = api.parse_attack(text, scenario)
    return scenario


def start(scenario: Scenario, *, logging: bool = False) -> Parts:
    """The network of a scenario at round 0."""
    return compose(scenario, STRATEGIES, logging=logging)


def after(scenario: Scenario, rounds: int, *, logging: bool = False) -> Parts:
    """The network after so many rounds."""
    parts = start(scenario, logging=logging)
    for _ in range(rounds):
        parts.network.run_round()
    return parts


def rows_of(network: Network, rounds: int) -> np.ndarray:
    """The metrics of the next rounds."""
    return np.array([network.run_round() for _ in range(rounds)])


def column(rows: np.ndarray, name: str) -> np.ndarray:
    """One column of metrics."""
    return rows[..., COLUMN[name]]


def on_nodes(kind: str, *nodes: int, start_round: int = 1, **params: Any) -> Attack:
    """An attack by these nodes, from the first round on."""
    return Attack(id=kind, type=kind, nodes=nodes, start=start_round, params=params)


def assert_books_balance(network: Network) -> None:
    """Packets and energy add up, also in the middle of a round."""
    books = totals(network)
    assert books.generated == books.delivered + books.lost + books.in_flight
    assert sum(books.lost_by_cause.values()) == books.lost
    assert 0 <= books.honest_lost <= books.lost
    spent = sum(books.spent_by_cause.values())
    assert abs(spent - (books.initial_j - books.residual_j)) <= 1e-9
    sensors = network.nodes[: len(network.scenario.nodes)]
    assert (sensors["energy"] >= 0).all()
    assert (sensors["spent"] >= 0).all()
    own = sensors["initial"] - sensors["energy"] - sensors["spent"].sum(axis=1)
    assert np.abs(own).max(initial=0) <= 1e-9


CHEAP = Energy(initial_j=0.004)
"""A battery for about a dozen rounds, so that nodes die in a short test."""
