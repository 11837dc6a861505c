"""What the network itself says of a step: its state and its nodes at that round, and what was done on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.readmodel.codes import Duty, Membership, Rec
from engine.readmodel.organisation import Organisation, network_state_label
from engine.readmodel.records import describe
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.states import membership_words, network_state_words, role_words
from widgets.common.texts import percent

DEEDS = (
    Rec.JOIN, Rec.LEAVE, Rec.REDISTRIBUTION, Rec.ROLE_GIVEN, Rec.ROLE_TAKEN, Rec.ROLE_REFUSED, Rec.CONTROLLER_LOST,
    Rec.ELECTED, Rec.CONFIRMED, Rec.DIED, Rec.REPAIRED,
)  # fmt: skip
"""Records that prove a step."""
MOST = 6
"""Deeds that are shown of a step, the latest."""


@dataclass(frozen=True, slots=True)
class ReplayStep:
    """A step of a scenario as the panel shows it."""

    at: int
    """Round at whose end it is to be seen."""
    title: str
    text: str = ""
    nodes: tuple[int, ...] = ()


def _tr(text: str) -> str:
    return QCoreApplication.translate("Steps", text)


def deeds(records: np.ndarray, step: ReplayStep) -> tuple[str, ...]:
    """What the nodes of a step did, or everybody if it names none, as ``round  phrase``.

    What all agreed on belongs to it, and every change of the network's state in the very round of the step.
    """
    now = (records["kind"] == Rec.STATE) & (records["round"] == step.at)
    some = np.isin(records["kind"], DEEDS)
    if step.nodes:
        some &= np.isin(records["a"], step.nodes) | (records["kind"] == Rec.CONFIRMED)
    else:  # everyone is given the default role
        some &= ~(np.isin(records["kind"], (Rec.ROLE_GIVEN, Rec.ROLE_TAKEN)) & (records["c"] == Duty.COLLECTOR))
    return tuple(f"{r['round']}  {describe(r)}" for r in records[now | some])


def sights(snap: NetworkSnapshot, nodes: Sequence[int]) -> tuple[str, ...]:
    """How the network and the nodes of a step stand in a picture."""
    org = snap.organisation
    row_of = {int(i): k for k, i in enumerate(snap.ids)}
    out = []
    if org is not None:
        why = f": {org.cause}" if org.cause else ""
        out.append(f"{network_state_label(org.state)}, {network_state_words(org.state)}{why}")
    out += [_node(snap, org, node, row_of[node]) for node in nodes if node in row_of]
    return tuple(out)


def _node(snap: NetworkSnapshot, org: Organisation | None, node: int, row: int) -> str:
    words: list[str] = []
    if org is not None:
        member = int(org.membership[row])
        if member == Membership.MEMBER:
            words += role_words(int(org.roles[row]))
        else:
            words.append(membership_words(member))
    elif not snap.alive[row]:
        words.append(_tr("dead"))
    words.append(_tr("battery {0}").format(percent(float(snap.energy[row]))))
    if org is not None and org.roles[row] & Duty.KEEPER:
        words.append(_tr("storage {0} full").format(percent(float(org.storage[row]))))
    return _tr("node {0}: {1}").format(node, ", ".join(words))
