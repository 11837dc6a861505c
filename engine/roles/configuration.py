"""The role configuration (S2-125): one table for all, a file for each node, versions that no two controllers share."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b

import numpy as np

from engine.readmodel.codes import Duty
from engine.readmodel.organisation import duty_names
from engine.scenario.hardware import PROFILES
from engine.scenario.model import Scenario

ROW_BITS = 24
"""One entry of the table on the air: address of 16 bit (S2 Table 7) and 8 bit of roles."""
SENSES = ("temperature",)
"""What a node measures whose hardware profile names no sensors."""


@dataclass(frozen=True, eq=False)
class Table:
    """The shared part of the configuration: members and their roles, under one controller. Never changed."""

    version: int
    controller: int
    """Its id."""
    ids: np.ndarray
    """int32[N]: members, rising. May name nodes that nobody has ever met."""
    roles: np.ndarray
    """uint8[N]: `Duty` bits."""

    @cached_property
    def text(self) -> str:
        """Canonical JSON."""
        rows = [[int(i), list(duty_names(int(r)))] for i, r in zip(self.ids, self.roles, strict=True)]
        return _canonical({"controller": self.controller, "nodes": rows, "version": self.version})

    @cached_property
    def digest(self) -> str:
        """BLAKE2b hash of `text`, hexadecimal; equal exactly where tables are."""
        return blake2b(self.text.encode(), digest_size=16).hexdigest()

    def roles_of(self, ids: np.ndarray) -> np.ndarray:
        """uint8[K]: `Duty` bits of ``ids``; 0 for those it does not name."""
        found = np.zeros(len(ids), np.uint8)
        if len(self.ids):
            at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
            here = self.ids[at] == ids
            found[here] = self.roles[at[here]]
        return found

    def names(self, ids: np.ndarray) -> np.ndarray:
        """bool[K]: which of ``ids`` are members."""
        if not len(self.ids):
            return np.zeros(len(ids), bool)
        at = np.minimum(np.searchsorted(self.ids, ids), len(self.ids) - 1)
        found: np.ndarray = self.ids[at] == ids
        return found

    def holders(self, duty: Duty) -> np.ndarray:
        """Ids of those who hold ``duty``."""
        ids: np.ndarray = self.ids[(self.roles & int(duty)) != 0]
        return ids

    @property
    def bits(self) -> float:
        """Length of the entries that differ from the default, bit: what a broadcast carries."""
        return float(ROW_BITS * np.count_nonzero(self.roles & ~np.uint8(Duty.COLLECTOR)))

    @property
    def file_bits(self) -> float:
        """Length of the whole file, bit: what a node that has none is sent."""
        return float(ROW_BITS * len(self.ids))


def table(version: int, controller: int, roles: dict[int, int]) -> Table:
    """A table from id → `Duty` bits."""
    ids = sorted(roles)
    return Table(version, controller, np.array(ids, np.int32), np.array([roles[i] for i in ids], np.uint8))


def node_file(scenario: Scenario, node: int, shared: Table) -> str:
    """The file as it lies on ``node``: its id, sensor types and update frequency, then the shared part."""
    thing = scenario.node_by_id.get(node)
    known = None if thing is None else PROFILES.get(thing.profile)
    own = {
        "node": node,
        "sensors": list((known.sensors if known is not None else ()) or SENSES),
        "update_s": scenario.round_s,
    }
    return _canonical({**own, "shared": json.loads(shared.text)})


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


@dataclass
class Versions:
    """Hands out versions: counter · step + slot of the controller, so that two controllers never give the same one.

    The slot of a node is its place in order of first sight and stays its own.
    """

    step: int = 1000
    _slot: dict[int, int] = field(default_factory=dict)

    def above(self, known: int, controller: int) -> int:
        """The next version after ``known`` that is this controller's (its id)."""
        slot = self._slot.setdefault(controller, len(self._slot))
        while slot >= self.step:
            self.step *= 10
        return (max(known, 0) // self.step + 1) * self.step + slot
