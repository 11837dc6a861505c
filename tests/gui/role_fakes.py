"""Networks with roles that no engine made."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np

from engine.readmodel.codes import Duty, Membership, NetworkState, NodeState
from engine.readmodel.organisation import (
    NETWORK_ARCS,
    ConfigurationFile,
    NodeDuties,
    Organisation,
    RoleScore,
    TableRow,
)
from engine.readmodel.snapshot import NetworkSnapshot, frozen
from tests.gui.fakes import fake_snapshot

C, K, P, N, D = Duty.COLLECTOR, Duty.KEEPER, Duty.PROCESSOR, Duty.CONTROLLER, Duty.DETECTOR


def organisation(
    snap: NetworkSnapshot,
    *,
    state: NetworkState = NetworkState.S1,
    cause: str = "the tables are equal",
    services: tuple[str, ...] = (),
    strangers: bool = True,
    **changes: object,
) -> Organisation:
    """Two keepers, a processor, a controller that also keeps, a detector; one node each that joins, left, is absent."""
    m = len(snap.ids)
    roles = np.full(m, int(C), np.uint8)
    member = np.zeros(m, np.uint8)
    special = {0: C | N | K, 1: C | K, 2: C | K | P, 3: C | P, 4: C | D, 5: P}
    for row, bits in special.items():
        roles[row] = int(bits)
    if strangers and m > 12:
        member[6:10] = (Membership.JOINING, Membership.LEFT, Membership.ABSENT, Membership.REFUSED)
    states = np.full(m, int(NodeState.COLL), np.uint8)
    states[:4] = (NodeState.CONTROL, NodeState.KEEP, NodeState.KEEP, NodeState.PROC)
    visits = [0] * len(NetworkState)
    visits[int(NetworkState.S0)], visits[int(NetworkState.S1)] = 1, 4
    visits[int(NetworkState.SD2)] = visits[int(NetworkState.SD3)] = 3
    arcs = [3 if a.source in {7, 8} and a.target in {7, 8, 9} else 1 if a.printed else 0 for a in NETWORK_ARCS]
    rng = np.random.default_rng(4)
    made = Organisation(
        state=int(state), since=9, cause=cause, visits=tuple(visits), arcs=tuple(arcs), controller=int(snap.ids[0]),
        version=1007, agreed=0.98,
        table=(*(TableRow(int(snap.ids[r]), int(b)) for r, b in special.items()), TableRow(901, int(K))),
        redistributions=3, aborted=1, joins=2, leaves=1,
        roles=frozen(roles), node_state=frozen(states), membership=frozen(member),
        versions=frozen(np.full(m, 1007, np.int32)), cpu=frozen(rng.random(m).astype(np.float32)),
        memory=frozen(rng.random(m).astype(np.float32)), storage=frozen(rng.random(m).astype(np.float32)),
        signal_dbm=frozen(np.full(m, -62.0, np.float32)), software=frozen(np.full(m, 0xBEEF, np.uint32)),
        subnet=frozen(np.zeros(m, np.int16)),
        refusals={"limit_joins": 3, "limit_reassignments": 0}, services=services,
    )  # fmt: skip
    return replace(made, **changes)


def role_snapshot(n: int = 60, *, seed: int = 2, **given: object) -> NetworkSnapshot:
    """A network with roles; strangers are off the air."""
    snap = fake_snapshot(n, seed=seed, attackers=0.0, dead=0.03, heads=0.05)
    org = organisation(snap, **given)
    alive = snap.alive.copy()
    alive[:7] = True
    alive[np.isin(org.membership, (Membership.ABSENT, Membership.LEFT, Membership.REFUSED))] = False
    energy = np.where(alive, np.maximum(snap.energy, 0.2), snap.energy).astype(np.float32)
    return replace(snap, organisation=org, alive=frozen(alive), energy=frozen(energy), protocol="roles")


def node_duties(**changes: object) -> NodeDuties:
    """A keeper that also collects."""
    scores = (
        RoleScore("keeper", 0.71, 0.8, 0.4, 0.9, 0.75, 1.0, 0.68),
        RoleScore("processor", 0.52, 0.8, 0.2, 0.9, 0.3, 1.0, 0.77),
        RoleScore("controller", 0.60, 0.9, 0.3, 0.9, 0.5, 1.0, 0.81),
    )
    made = NodeDuties(
        roles=("collector", "keeper"), state="Skeep", membership="member", visits={"S0": 1, "Scoll": 2, "Skeep": 1},
        scores=scores, cpu_hz=1.2e9, cpu_share=0.34, ram_bytes=2**30, ram_used=0.2 * 2**30, storage_bytes=4e6,
        stored_bytes=1.3e6, readings_kept=812, processed=0, service_messages=44, signal_dbm=-61.5, software="0000beef",
        sessions=3, uptime=120, version=1007, digest="a41f" * 16,
        costs={"collect": 0.02, "keep": 0.11, "service": 0.004},
    )  # fmt: skip
    return replace(made, **changes)


def configuration(node: int = 3) -> ConfigurationFile:
    held = {"node": node, "version": 1007, "roles": {"1": ["controller", "keeper"], "2": ["keeper"]}}
    return ConfigurationFile(node, 1007, "a41f" * 16, json.dumps(held, indent=2), 58, 59)
