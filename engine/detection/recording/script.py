"""From an order to documents: each run has one attack in bursts with pauses, or honest churn and no attack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.base.streams import stream
from engine.detection.dataset import NORMAL, DetectionError
from engine.detection.recording.cast import ATTACKERS, foreign, insiders, strangers
from engine.detection.recording.churn import heavy, mild
from engine.readmodel.laboratory import Specification
from engine.scenario.model import Attack, Scenario
from engine.scenario.organisation import Incident

LEAD = 75
"""Rounds before the first attack at least: the network finds itself, and windows without attack are there to learn."""
AFTER = 30
"""Rounds after an attack that are neither attack nor normal, at least."""
_HEALS = ("injection", "domino")
"""Attacks whose victims stay infected until somebody mends them."""
_MENDED = 6
"""Rounds after a burst in which the infected are mended."""


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run to record: an attack, or none."""

    kind: str
    """Registered name; empty: honest churn."""
    variation: str
    seed: int
    number: int
    """Its group in the table."""

    @property
    def label(self) -> str:
        """Name of its class."""
        return class_of(self.kind, self.variation)

    def __str__(self) -> str:
        return f"{self.label.replace(':', ', ')}, seed {self.seed}"


def class_of(kind: str, variation: str) -> str:
    """Name of the class of an attack; of none, `NORMAL`."""
    return f"{kind}:{variation}" if kind else NORMAL


def classes_of(spec: Specification) -> tuple[str, ...]:
    """Names of the classes of a recorded table; `NORMAL` first."""
    return (NORMAL, *(class_of(kind, variation) for kind, variation in spec.attacks))


def runs_of(spec: Specification) -> tuple[RunSpec, ...]:
    """Every run of an order, seed by seed.

    Raises:
        DetectionError: The order has no seeds or no runs, names an attack twice, or has no room for its bursts.
    """
    _check(spec)
    found = (
        (kind, variation, seed)
        for seed in spec.seeds
        for kind, variation in (*spec.attacks, *((("", "churn"),) * spec.quiet_runs))
    )
    return tuple(RunSpec(kind, variation, seed, k) for k, (kind, variation, seed) in enumerate(found))


def _check(spec: Specification) -> None:
    if not spec.seeds:
        raise DetectionError("at least one seed is needed", where="seeds", mend="take one")
    if len(dict.fromkeys(spec.attacks)) < len(spec.attacks):
        raise DetectionError("an attack comes twice", where="attacks", mend="name it once")
    if not spec.attacks and spec.quiet_runs < 1:
        raise DetectionError("there is nothing to record", where="attacks", mend="choose an attack, or a quiet run")
    need = LEAD + spec.bursts * (spec.burst_rounds + 1)
    if spec.attacks and (spec.bursts < 1 or spec.burst_rounds < 1 or need > spec.rounds):
        what = f"{spec.bursts} attacks of {spec.burst_rounds} rounds do not fit into {spec.rounds} rounds"
        raise DetectionError(
            what, where="rounds", mend=f"take {max(need, LEAD + 2)} rounds at least, or shorter attacks"
        )


def starts_of(spec: Specification, rng: np.random.Generator) -> Iterator[int]:
    """First rounds of the bursts: one in each part of what follows the lead, by lot within it."""
    slot = (spec.rounds - LEAD) // spec.bursts
    spare = max(slot - spec.burst_rounds - AFTER, 1)
    for k in range(spec.bursts):
        yield LEAD + k * slot + 1 + int(rng.integers(max(min(spare, slot // 4), 1)))


def scenario_for(spec: Specification, base: Scenario, run: RunSpec) -> Scenario:
    """The document of one run, with detection on.

    Args:
        spec: The order.
        base: The document it starts from, placed for the seed of the run.
        run: Which run.

    Raises:
        DetectionError: The document has no roles or too few nodes to attack.
    """
    if not base.roles.enabled:
        mend = "take template:detection-bench, or switch roles on"
        raise DetectionError("detectors are a role, and the scenario has no roles", where="scenario", mend=mend)
    rng = stream(run.seed, f"recording:{run.label}:{run.number if not run.kind else 0}")
    roles = base.roles.model_copy(update={"detectors": max(base.roles.detectors, 1)})
    detection = base.detection.model_copy(update={"enabled": True})
    scenario = base.replace(seed=run.seed, roles=roles, detection=detection, attacks=())
    if not run.kind:
        return heavy(scenario, rng, spec.rounds)
    return mild(_attacked(spec, scenario, run, rng), rng, spec.rounds)


def _attacked(spec: Specification, scenario: Scenario, run: RunSpec, rng: np.random.Generator) -> Scenario:
    own, comes = scenario, foreign(run.kind, run.variation)
    if comes:
        new = strangers(scenario, rng, ATTACKERS, "Foreign node")
        scenario = scenario.replace(nodes=(*scenario.nodes, *new))
    elif len(scenario.sensors()) < ATTACKERS:
        raise DetectionError("has too few nodes to attack", where="scenario", mend=f"place {ATTACKERS} at least")
    attacks, mended = [], []
    for k, start in enumerate(starts_of(spec, rng), 1):
        attacks.append(
            Attack(
                id=f"{run.kind} {k}",
                type=run.kind,
                nodes=tuple(n.id for n in new) if comes else insiders(scenario, rng),
                start=start,
                duration=spec.burst_rounds,
                variation="exploiting" if run.variation == "exploiting" else "common",
                origin="outsider" if comes else "insider",
            )
        )
        if run.kind in _HEALS:
            mended += _mends(own, start + spec.burst_rounds + _MENDED, k)
    return scenario.replace(attacks=tuple(attacks), incidents=(*scenario.incidents, *mended))


def _mends(scenario: Scenario, at: int, number: int) -> list[Incident]:
    """The control program is installed anew everywhere at once, or the rest would infect those mended before."""
    return [
        Incident(id=f"program of {node.id} renewed ({number})", kind="mend", at=at, node=node.id)
        for node in scenario.sensors()
    ]
