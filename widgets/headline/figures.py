"""The six figures over the stage, from one snapshot, and which of them suffers. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.readmodel.codes import Membership, Vertex
from engine.readmodel.organisation import Organisation, network_state_label
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.texts import NONE, THIN, count, fixed

SUFFERS = 0.10
"""How far below its full value a share must be to count as suffering."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: ``share`` fills its bar (None: no bar), ``harm`` is how much is missing, 0 … 1."""

    key: str
    value: str
    unit: str
    share: float | None
    harm: float


def _share(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 1.0


def mean_trust(snapshot: NetworkSnapshot) -> float | None:
    """Mean of the trust that the sensors enjoy; None where nobody holds an opinion."""
    mine = snapshot.trust[(snapshot.vertex == Vertex.SENSOR) & snapshot.alive]
    known = mine[np.isfinite(mine)]
    return float(known.mean()) if len(known) else None


def excluded_ids(snapshot: NetworkSnapshot) -> tuple[int, ...]:
    """Nodes that at least half of their in-range neighbours have off their lists."""
    return tuple(int(i) for i in snapshot.ids[(snapshot.distrusted >= 0.5) & (snapshot.vertex == Vertex.SENSOR)])


def _belongs(snapshot: NetworkSnapshot) -> np.ndarray:
    """bool[M]: rows that are there, or ran out of energy; who has not come yet, or has left, is no loss."""
    org = snapshot.organisation
    member = snapshot.membership if org is None else org.membership
    if len(member) != len(snapshot.ids):
        return np.ones(len(snapshot.ids), bool)
    there: np.ndarray = snapshot.alive | (member == Membership.MEMBER)
    return there


def _controller(org: Organisation) -> str:
    return NONE if org.controller is None else str(org.controller)


def figures(snapshot: NetworkSnapshot, alarms: int) -> tuple[Figure, ...]:
    """Delivered, alive, energy, trust, excluded, alarms: in this order; before them the state, where there is one."""
    totals, sensors = snapshot.totals, snapshot.vertex == Vertex.SENSOR
    alive = int((sensors & snapshot.alive).sum())
    n = int((sensors & _belongs(snapshot)).sum())
    settled = totals.delivered + totals.lost
    delivered = _share(totals.delivered, settled)
    energy = _share(totals.residual_j, totals.initial_j)
    life = _share(alive, n)
    trust = mean_trust(snapshot) if snapshot.trust_enabled else None
    off = len(excluded_ids(snapshot))
    org = snapshot.organisation
    state = () if org is None else (Figure("state", network_state_label(org.state), _controller(org), None, 0.0),)
    return (
        *state,
        Figure("delivered", fixed(100 * delivered, 1) if settled else NONE, "%", delivered, 1 - delivered),
        Figure("alive", count(alive), f"/{THIN}{count(n)}", life, 1 - life),
        Figure("energy", fixed(100 * energy, 1) if totals.initial_j else NONE, "%", energy, 0.0),
        Figure("trust", fixed(trust, 3), "", trust, 0.0),
        Figure("excluded", count(off) if snapshot.trust_enabled else NONE, "", None, 0.0),
        Figure("alarms", count(alarms), "", None, 0.0),
    )


def suffering(shown: tuple[Figure, ...]) -> str:
    """Key of the figure that suffers most; empty while none does."""
    worst = max(shown, key=lambda f: f.harm)
    return worst.key if worst.harm >= SUFFERS else ""
