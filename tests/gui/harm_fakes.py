"""Every attack at its climax, in both variations, in a network that no engine made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from engine.readmodel.codes import NetworkState, Vertex
from engine.readmodel.organisation import NETWORK_ARCS, Organisation
from engine.readmodel.snapshot import NetworkSnapshot, frozen
from tests.gui import attack_fakes
from widgets.stage.attack_kinds import ATTACK_KINDS

KINDS = tuple(kind for kind in ATTACK_KINDS if kind != "other")
TWO = (
    "sinkhole", "sybil", "wormhole", "blackhole", "falseroute", "helloflood", "sleepdenial", "injection",
    "distortion", "tampering", "domino", "desync", "clockskew", "replay", "fieldtamper", "jamming", "roletheft",
    "roleflood", "phantom", "rolecommand",
)  # fmt: skip
"""Kinds with a variation that exploits self-organisation and roles."""
_OTHERS = ("sleepdenial", "desync", "clockskew", "replay", "injection", "domino", "rolecommand", "helloflood")


def neighbours(snap: NetworkSnapshot, row: int) -> list[int]:
    """Sensors in range of a row."""
    links = snap.links[(snap.links == row).any(axis=1)]
    others = links[links != row]
    return [int(i) for i in others if snap.vertex[i] == Vertex.SENSOR]


def free_row(snap: NetworkSnapshot) -> int:
    """The sensor inside the field that has the most room about it and neighbours all the same."""
    xy = snap.xy / (snap.width_m, snap.height_m)
    gap = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    np.fill_diagonal(gap, 9.0)
    good = (np.abs(xy - 0.5).max(axis=1) < 0.3) & (snap.vertex == Vertex.SENSOR)
    good &= np.bincount(snap.links.ravel(), minlength=len(xy)) >= 3
    return int(np.where(good, gap.min(axis=1), 0.0).argmax())


def _with_pairs(snap: NetworkSnapshot, kind: str) -> NetworkSnapshot:
    row = free_row(snap)
    others = neighbours(snap, row)[:4] if kind != "roleflood" else [attack_fakes.middle_rows(snap, 2)[1]]
    m, more = len(snap.ids), {"victims": [(row, other) for other in others]}
    made = attack_fakes.attacked(snap, f"{kind}-1", [row], **more)
    columns = {}
    if kind in ("injection", "domino"):
        infected = np.zeros(m, np.uint8)
        infected[[row, *others]] = 1
        columns["infected"] = frozen(infected)
    if kind == "clockskew":
        clocks = np.zeros(m, np.float32)
        clocks[others] = 3.5
        columns["clocks"] = frozen(clocks)
    if kind in ("helloflood", "jamming"):
        reach = np.zeros(m, np.float32)
        reach[row] = 0.3 * snap.width_m
        columns["reach"] = frozen(reach)
    if kind == "tampering":
        off = np.zeros(m, np.float32)
        off[row] = 12.0
        columns["off"] = frozen(off)
    if kind == "phantom":
        columns["phantoms"] = (901, 902)
    return replace(made, truth=replace(made.truth, **columns))


def climax(
    snap: NetworkSnapshot, kind: str, *, exploiting: bool = False, outsider: bool = False, active: bool = True
) -> NetworkSnapshot:
    """The network with one attack in full swing."""
    special = {
        "wormhole": attack_fakes.wormhole,
        "sybil": attack_fakes.sybil,
        "loop": attack_fakes.loop,
        "rush": lambda s: attack_fakes.storm(s, "rush"),
        "depletion": lambda s: attack_fakes.storm(s, "depletion"),
        "collusion": lambda s: attack_fakes.attacked(s, "collusion-1", attack_fakes.middle_rows(s, 3)),
        "sinkhole": lambda s: attack_fakes.attacked(s, "sinkhole-1", [_busy(s)]),
    }
    made = special.get(kind, lambda s: _with_pairs(s, kind))(snap)
    truth = replace(made.truth, exploiting=(exploiting,), outsiders=(outsider,))
    if not active:
        truth = replace(truth, active=frozen(np.zeros(len(snap.ids), bool)))
    return replace(made, truth=truth)


def _busy(snap: NetworkSnapshot) -> int:
    """The sensor to which most rows send."""
    to = snap.next_hop[(snap.next_hop >= 0)]
    to = to[snap.vertex[to] == Vertex.SENSOR]
    return int(np.bincount(to).argmax())


def organised(snap: NetworkSnapshot) -> NetworkSnapshot:
    """The network with an organisation of its own, in which nobody has a special role."""
    m = len(snap.ids)
    column = {
        "roles": np.ones(m, np.uint8), "node_state": np.ones(m, np.uint8), "membership": np.full(m, 3, np.uint8),
        "versions": np.ones(m, np.int32), "cpu": np.zeros(m, np.float32), "memory": np.zeros(m, np.float32),
        "storage": np.zeros(m, np.float32), "signal_dbm": np.full(m, -60, np.float32),
        "software": np.zeros(m, np.uint32), "subnet": np.zeros(m, np.int16),
    }  # fmt: skip
    organisation = Organisation(
        state=1, since=1, cause="", visits=(0,) * len(NetworkState), arcs=(0,) * len(NETWORK_ARCS), controller=None,
        version=1, agreed=1.0, table=(), redistributions=0, aborted=0, joins=0, leaves=0,
        **{name: frozen(values) for name, values in column.items()},
    )  # fmt: skip
    return replace(snap, organisation=organisation)
