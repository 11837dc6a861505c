"""Honest comings and goings: what a detector has to tell from an attack."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from engine.detection.recording.cast import strangers
from engine.scenario.model import Scenario
from engine.scenario.organisation import Incident, RoleName

MILD_EVERY = 120
"""Rounds, on average, between two incidents of a run under attack."""
HEAVY_EVERY = 20
"""The same in a run without attack: joins in masses, losses, roles handed over, nodes on the move."""
_NEWCOMERS = 6
_CROWD_S = 3
"""Newcomers of a crowd come within so many rounds."""
_FASTER = 3.0
_QUIET = 15
"""Rounds at the start in which nothing happens."""
_ROLES: tuple[RoleName, ...] = ("keeper", "processor", "keeper", "controller")


def mild(scenario: Scenario, rng: np.random.Generator, rounds: int) -> Scenario:
    """A document in which now and then a role is handed over, and a node fails or leaves."""
    gaps = rng.exponential(MILD_EVERY, size=max(2 * rounds // MILD_EVERY, 4))
    times = (_QUIET + np.cumsum(gaps)).astype(int)
    movers = _movers(scenario, rng)
    found = tuple(_mild(k, int(at), rng, movers) for k, at in enumerate(times[times < rounds].tolist(), 1))
    return scenario.replace(incidents=(*scenario.incidents, *found))


def _mild(number: int, at: int, rng: np.random.Generator, movers: Iterator[int]) -> Incident:
    what = int(rng.integers(4))
    name = f"{number}"
    node = next(movers, None) if what >= 2 else None
    if node is None:
        return Incident(id=f"keeper full {name}", kind="fill", at=at, role="keeper", to=0.05)
    return Incident(id=f"node {node} fails {name}", kind="fail", at=at, node=node)


def _movers(scenario: Scenario, rng: np.random.Generator) -> Iterator[int]:
    """Nodes to which something may happen, in an order drawn by lot; each once."""
    late = {i.node for i in scenario.incidents}
    taken = {node for attack in scenario.attacks for node in attack.nodes}
    able = [n.id for n in scenario.sensors() if n.id not in late | taken and not n.roles]
    return iter([able[k] for k in rng.permutation(len(able)).tolist()])


def heavy(scenario: Scenario, rng: np.random.Generator, rounds: int) -> Scenario:
    """A document with churn of every honest kind: crowds join, nodes leave, fail, move; roles change hands."""
    crowd = strangers(scenario, rng, _NEWCOMERS, "Newcomer")
    here = scenario.replace(nodes=(*scenario.nodes, *crowd))
    at = _QUIET + int(rng.integers(max(rounds // 4, 1)))
    joins = [
        Incident(id=f"newcomer {k} joins", kind="join", at=at + int(rng.integers(_CROWD_S)), node=node.id)
        for k, node in enumerate(crowd, 1)
    ]
    gaps = rng.exponential(HEAVY_EVERY, size=max(2 * rounds // HEAVY_EVERY, 8))
    times = (_QUIET + np.cumsum(gaps)).astype(int)
    movers = _movers(here.replace(incidents=(*here.incidents, *joins)), rng)
    found = [one for k, t in enumerate(times[times < rounds].tolist(), 1) for one in _heavy(k, int(t), rng, movers)]
    mobility = here.mobility.model_copy(
        update={"step_m": here.mobility.step_m * _FASTER, "carry_every": max(here.mobility.carry_every // 3, 1)}
    )
    return here.replace(incidents=(*here.incidents, *joins, *found), mobility=mobility)


def _heavy(number: int, at: int, rng: np.random.Generator, movers: Iterator[int]) -> list[Incident]:
    what = int(rng.integers(6))
    role = _ROLES[int(rng.integers(len(_ROLES)))]
    node = next(movers, None) if what >= 2 else None
    name = f"({number})"
    if node is None and what % 3 == 0:
        return [Incident(id=f"{role} low {name}", kind="drain", at=at, role=role, to=0.15)]
    if node is None:
        return [Incident(id=f"keeper full {name}", kind="fill", at=at, role="keeper", to=0.05)]
    if what == 2:
        gone = Incident(id=f"node {node} is lost {name}", kind="kill", at=at, node=node)
        return [gone, Incident(id=f"node {node} is mended {name}", kind="mend", at=at + 40, node=node)]
    if what == 3:
        gone = Incident(id=f"node {node} leaves {name}", kind="leave", at=at, node=node)
        return [gone, Incident(id=f"node {node} is back {name}", kind="join", at=at + 40, node=node)]
    if what == 4:
        return [Incident(id=f"node {node} is low {name}", kind="drain", at=at, node=node, to=0.3)]
    return [Incident(id=f"node {node} fails {name}", kind="fail", at=at, node=node)]
