"""Roles, membership and resources of a network that organises itself (paper S2), made ready for painting."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import Duty, Membership, NetworkState
from engine.readmodel.organisation import Organisation
from engine.readmodel.snapshot import NetworkSnapshot

COLLECTOR, KEEPER, PROCESSOR, CONTROLLER, DETECTOR = range(5)
"""Shapes, in the order of the bits of `Duty`."""
DUTIES = (Duty.COLLECTOR, Duty.KEEPER, Duty.PROCESSOR, Duty.CONTROLLER, Duty.DETECTOR)
LETTERS = ("C", "K", "P", "N", "D")
"""Marks of the shapes; N is the network controller."""
_RANK = (CONTROLLER, PROCESSOR, KEEPER, DETECTOR, COLLECTOR)
"""Which of several roles gives the shape; the others are badges."""
LEVELS = 10
"""Steps of the storage and CPU bars."""
SERVICE_LINES = 60
"""Up to so many holders of roles the service flow is drawn to."""


def organisation_of(snap: NetworkSnapshot) -> Organisation | None:
    """The organisation, if it has a row for each row of the snapshot."""
    org = snap.organisation
    return org if org is not None and len(org.roles) == len(snap.ids) else None


def membership_of(snap: NetworkSnapshot) -> np.ndarray:
    """int64[M]: `Membership` of each row, with or without roles."""
    org = organisation_of(snap)
    column = org.membership if org is not None else snap.membership
    return column.astype(np.int64) if len(column) == len(snap.ids) else np.zeros(len(snap.ids), np.int64)


class Duties:
    """Columns for the painters.

    Args:
        org: How the network organises itself.
        snap: The snapshot.
        station: bool[M]: base stations.
    """

    def __init__(self, org: Organisation, snap: NetworkSnapshot, station: np.ndarray) -> None:
        self.org, n = org, len(snap.ids)
        self.bits = np.where(station, 0, org.roles).astype(np.int64)
        self.shape = np.zeros(n, np.int64)
        for shape in reversed(_RANK):
            self.shape[self.bits & int(DUTIES[shape]) > 0] = shape
        self.member = membership_of(snap)
        self.member[station] = Membership.MEMBER
        self.others = self.bits & ~(1 << self.shape)
        """Roles besides the one that gives the shape."""
        self.others[(self.member != Membership.MEMBER) | ~snap.alive] = 0
        alive = snap.alive & (self.member == Membership.MEMBER)
        self.keepers = np.flatnonzero((self.bits & Duty.KEEPER > 0) & alive)
        self.processors = np.flatnonzero((self.bits & Duty.PROCESSOR > 0) & alive)
        holders = (self.bits & ~int(Duty.COLLECTOR) > 0) & alive
        found: np.ndarray = np.flatnonzero(snap.ids == (org.controller if org.controller is not None else -1))
        self.controller = int(found[0]) if len(found) else -1
        if self.controller >= 0:
            holders[self.controller] = False
        self.holders = np.flatnonzero(holders)
        """Holders of roles besides collector, the controller left out."""
        self.services = np.array([bool(s) for s in org.services] if len(org.services) == n else [False] * n)

    @property
    def restless(self) -> bool:
        """Something is going on: a join, a redistribution, an election."""
        return self.org.state != NetworkState.S1

    @property
    def broadcasting(self) -> bool:
        """New roles are being told to all."""
        return self.org.state == NetworkState.SD5

    def key(self) -> tuple[object, ...]:
        """What the picture of routes and subnets depends on."""
        return (
            self.bits.tobytes(),
            self.member.tobytes(),
            self.controller,
            self.org.subnets,
            self.org.subnet.tobytes(),
        )


def level(shares: np.ndarray) -> np.ndarray:
    """Steps of a bar for shares 0 … 1."""
    known = np.nan_to_num(np.asarray(shares, float), nan=0.0)
    return np.clip(np.ceil(known * LEVELS), 0, LEVELS).astype(np.int64)
