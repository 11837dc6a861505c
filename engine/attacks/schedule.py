"""Which attack is on when, and on whom; composes what active attacks do into the behaviour columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.base.streams import kernel_state
from engine.network.state import new_behaviour
from engine.network.strategies import Aimed, AttackStrategy, Exploiting
from engine.readmodel.codes import Rec
from engine.scenario.model import Attack, Scenario

if TYPE_CHECKING:
    from engine.network.kernels.columns import Behaviour
    from engine.network.network import Network


@dataclass(frozen=True, slots=True)
class Planned:
    """One attack of the document with its strategy, its checked parameters and its attackers chosen."""

    attack: Attack
    strategy: AttackStrategy
    params: Any
    node_ids: tuple[int, ...]

    @property
    def exploiting(self) -> bool:
        """Whether it exploits self-organisation and roles: it is told to, and can."""
        return self.attack.variation == "exploiting" and isinstance(self.strategy, Exploiting)

    def active_in(self, round_: int) -> bool:
        """Whether the attack goes on in ``round_`` (rounds count from 1)."""
        start, duration = max(self.attack.start, 1), self.attack.duration
        return round_ >= start and (duration is None or round_ < start + duration)

    def acts_in(self, round_: int) -> bool:
        """Whether the attack goes on in ``round_`` and, if it is on and off in turn, is on."""
        if not self.active_in(round_):
            return False
        pulse = getattr(self.strategy, "pulse", None)  # see `Pulsed`; asked every round, so without isinstance
        return pulse is None or bool(pulse(self.params, round_ - max(self.attack.start, 1)))


def attackers_of(attack: Attack, scenario: Scenario) -> tuple[int, ...]:
    """The attacking nodes: those named, or ``count`` sensors at random: the lowest lots by seed, attack and node id."""
    if attack.nodes:
        return tuple(n for n in attack.nodes if n in scenario.node_by_id)
    ids = np.array(sorted(n.id for n in scenario.sensors()), np.uint64)
    lots = _lots(int(kernel_state(scenario.seed, f"attack:{attack.id}")[0]), ids)
    chosen = ids[np.argsort(lots, kind="stable")[: attack.count]]
    return tuple(sorted(int(i) for i in chosen))


def identities_of(planned: tuple[Planned, ...]) -> tuple[int, ...]:
    """Ids of the nodes that can show a false identity, an entry for each identity, in order of id."""
    shown: dict[int, int] = {}
    for plan in planned:
        for node in plan.node_ids:
            shown[node] = max(shown.get(node, 0), getattr(plan.params, "identities", 0))
    return tuple(node for node in sorted(shown) for _ in range(shown[node]))


def draw_kinds(attack: Attack, scenario: Scenario, kinds: tuple[str, ...]) -> dict[str, tuple[int, ...]]:
    """Which of the ``kinds`` each attacker of a mixture carries out: kind → node ids, in the order of ``kinds``."""
    ids = np.array(attackers_of(attack, scenario), np.uint64)
    lots = _lots(int(kernel_state(scenario.seed, f"mixture:{attack.id}")[0]), ids) % np.uint64(len(kinds))
    out: dict[str, list[int]] = {kind: [] for kind in kinds}
    for node, lot in zip(ids, lots, strict=True):
        out[kinds[int(lot)]].append(int(node))
    return {kind: tuple(nodes) for kind, nodes in out.items() if nodes}


def _lots(word: int, ids: np.ndarray) -> np.ndarray:
    """A lot for each node that depends on its own id only: another node more or less changes nothing for it.

    The finaliser of SplitMix64 over ``word`` and id; uint64 arithmetic wraps.
    """
    z = np.uint64(word) + ids * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _come_from_outside(behaviour: Behaviour, rows: np.ndarray, attack: Attack, now: int) -> None:
    """Foreign nodes appear when their attack begins and are gone when it ends.

    Of several attacks of one node the one that goes on counts, or else the next, or else the last. Where one follows
    another without a gap the node is gone for a moment and comes anew, as a stranger.
    """
    start = max(attack.start, 1)
    end = 0 if attack.duration is None else start + attack.duration
    known, arrives, departs = (behaviour[name][rows] for name in ("outsider", "arrives", "departs"))
    over = (departs > 0) & (departs <= now)
    here = end == 0 or end > now
    sooner = (over & (here | (start > arrives))) | (~over & here & (start < arrives))
    rows = rows[(known == 0) | sooner]
    behaviour["outsider"][rows] = 1
    behaviour["arrives"][rows] = start
    behaviour["departs"][rows] = end


class AttackSchedule:
    """Round hook that switches attacks on and off.

    Args:
        planned: In document order; later attacks compose with earlier ones.
    """

    def __init__(self, planned: tuple[Planned, ...]) -> None:
        self.planned = planned
        self.active: tuple[bool, ...] | None = None
        """Which attacks go on."""
        self.acting: tuple[bool, ...] | None = None
        """Which of them are on now: all but those that pause."""

    def begin_round(self, network: Network) -> None:
        """Recomposes behaviour when an attack starts, ends, pauses or resumes in this round."""
        acting = tuple(p.acts_in(network.round) for p in self.planned)
        if acting != self.acting:
            self.acting = acting
            self.compose(network)
        now = tuple(p.active_in(network.round) for p in self.planned)
        if now == self.active:
            return
        before = self.active or (False,) * len(now)
        self.active = now
        for index, (was, on) in enumerate(zip(before, now, strict=True)):
            if was != on:
                kind = Rec.ATTACK_START if on else Rec.ATTACK_END
                for node in self.planned[index].node_ids:
                    network.note(kind, node, c=index)

    def end_round(self, network: Network) -> None:
        """Nothing to do."""

    def take_over(self, before: AttackSchedule, network: Network) -> None:
        """Goes on where the schedule before an edit stood: attacks that run on do not start again, those gone end."""
        on = {p.attack.id: (p, a) for p, a in zip(before.planned, before.active or (), strict=False)}
        self.active = tuple(on[p.attack.id][1] if p.attack.id in on else False for p in self.planned)
        self.acting = tuple(a and p.acts_in(network.round) for p, a in zip(self.planned, self.active, strict=True))
        self.compose(network)
        here = {int(i) for i in network.nodes["id"]}
        kept = {p.attack.id: p for p in self.planned}
        index = {p.attack.id: k for k, p in enumerate(self.planned)}
        for attack_id, (plan, active) in on.items():
            now = set(kept[attack_id].node_ids) if attack_id in kept else set()
            for node in plan.node_ids if active else ():
                if node in here and node not in now:
                    network.note(Rec.ATTACK_END, node, c=index.get(attack_id, -1))
            for node in sorted(now - set(plan.node_ids)) if active else ():
                network.note(Rec.ATTACK_START, node, c=index[attack_id])

    def compose(self, network: Network) -> None:
        """Writes the behaviour columns afresh from the attacks now active."""
        row_of = {int(i): row for row, i in enumerate(network.nodes["id"])}
        behaviour = new_behaviour(len(network.nodes))
        exploitable = network.scenario.roles.enabled
        for on, plan in zip(self.acting or (False,) * len(self.planned), self.planned, strict=True):
            rows = np.array([row_of[i] for i in plan.node_ids if i in row_of], np.intp)
            behaviour["attacker"][rows] = 1
            if plan.attack.origin == "outsider":
                _come_from_outside(behaviour, rows, plan.attack, network.round)
            if not on:
                continue
            # without roles there is nothing to exploit: the attack is as on any network
            if exploitable and plan.exploiting and isinstance(plan.strategy, Exploiting):
                plan.strategy.exploit(behaviour, rows, plan.params)
            else:
                plan.strategy.perturb(behaviour, rows, plan.params)
            if isinstance(plan.strategy, Aimed):
                victims = plan.strategy.victims(plan.params)
                behaviour["victim"][[row_of[i] for i in victims if i in row_of]] = 1
        network.set_behaviour(behaviour)
