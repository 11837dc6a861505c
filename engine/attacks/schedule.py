"""Which attack is on when, and on whom; composes what active attacks do into the behaviour columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.base.streams import stream
from engine.network.network import Network
from engine.network.state import new_behaviour
from engine.network.strategies import AttackStrategy
from engine.readmodel.codes import Rec
from engine.scenario.model import Attack, Scenario


@dataclass(frozen=True, slots=True)
class Planned:
    """One attack of the document with its strategy, its checked parameters and its attackers chosen."""

    attack: Attack
    strategy: AttackStrategy
    params: Any
    node_ids: tuple[int, ...]

    def active_in(self, round_: int) -> bool:
        """Whether the attack goes on in ``round_`` (rounds count from 1)."""
        start, duration = self.attack.start, self.attack.duration
        return round_ >= start and (duration is None or round_ < start + duration)


def attackers_of(attack: Attack, scenario: Scenario) -> tuple[int, ...]:
    """The attacking nodes: those named, or ``count`` at random, by a stream named after the attack."""
    if attack.nodes:
        return tuple(n for n in attack.nodes if n in scenario.node_by_id)
    ids = sorted(scenario.node_by_id)
    rng = stream(scenario.seed, f"attack:{attack.id}")
    chosen = rng.choice(len(ids), size=min(attack.count, len(ids)), replace=False)
    return tuple(sorted(ids[int(k)] for k in chosen))


class AttackSchedule:
    """Round hook that switches attacks on and off.

    Args:
        planned: In document order; later attacks compose with earlier ones.
    """

    def __init__(self, planned: tuple[Planned, ...]) -> None:
        self.planned = planned
        self.active: tuple[bool, ...] | None = None

    def begin_round(self, network: Network) -> None:
        """Recomposes behaviour when an attack starts or ends in this round."""
        now = tuple(p.active_in(network.round) for p in self.planned)
        if now == self.active:
            return
        before = self.active or (False,) * len(now)
        self.active = now
        self.compose(network)
        for index, (was, on) in enumerate(zip(before, now, strict=True)):
            if was != on:
                kind = Rec.ATTACK_START if on else Rec.ATTACK_END
                for node in self.planned[index].node_ids:
                    network.note(kind, node, c=index)

    def end_round(self, network: Network) -> None:
        """Nothing to do."""

    def compose(self, network: Network) -> None:
        """Writes the behaviour columns afresh from the attacks now active."""
        row_of = {int(i): row for row, i in enumerate(network.nodes["id"])}
        behaviour = new_behaviour(len(network.nodes))
        for on, plan in zip(self.active or (), self.planned, strict=False):
            rows = np.array([row_of[i] for i in plan.node_ids if i in row_of], np.intp)
            behaviour["attacker"][rows] = 1
            if on:
                plan.strategy.perturb(behaviour, rows, plan.params)
        network.set_behaviour(behaviour)
