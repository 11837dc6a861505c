"""Whether a node can run a module: computing time, memory, and how much its load may grow (S2-118, S2-134, S2-171)."""

from __future__ import annotations

from dataclasses import dataclass

from engine.readmodel.laboratory import Deployment, ModuleInfo

IDLE_LOAD = 0.25
"""A node with less load than this may take as much on top as one with it: a share of nothing is nothing."""


@dataclass(frozen=True, slots=True)
class Room:
    """What a node has."""

    node: int
    cpu_hz: float
    load: float
    """Share of its computing time that is taken, 0 … 1."""
    ram_free: int
    """B."""


def deployment(info: ModuleInfo, room: Room, *, allowed_growth: float, hop_s: float = 1.0, rows: int = 1) -> Deployment:
    """Weighs a module against a node.

    Args:
        info: The module.
        room: The node.
        allowed_growth: Share by which its load may grow (`Detection.cpu_budget`).
        hop_s: Time from one window to the next.
        rows: Verdicts a window: 1 for the network, or one for each member.

    Returns:
        Whether it fits, with the reason where it does not.
    """
    need = info.cycles * rows / hop_s
    after = room.load + (need / room.cpu_hz if room.cpu_hz > 0 else float("inf"))
    most = allowed_load(room.load, allowed_growth)
    reason = ""
    if room.cpu_hz <= 0:
        reason = f"node {room.node} has no processor of its own to run it"
    elif info.size_bytes > room.ram_free:
        reason = f"needs {info.size_bytes:,} B of memory, node {room.node} has {room.ram_free:,} B free"
    elif after > most:
        reason = f"load of node {room.node} would grow from {room.load:.1%} to {after:.1%}; allowed is {most:.1%}"
    fits = not reason
    left = f"{most - after:.1%} of computing time and {room.ram_free - info.size_bytes:,} B of memory are left"
    return Deployment(
        module=info.name,
        node=room.node,
        fits=fits,
        reason=left if fits else reason,
        load_before=room.load,
        load_with=after,
        ram_bytes=info.size_bytes,
        ram_free=room.ram_free,
        load_allowed=most,
    )


def allowed_load(load: float, growth: float) -> float:
    """The greatest load allowed: the one there is, and `growth` of it on top, of `IDLE_LOAD` at least; never over 1."""
    return min(load + growth * max(load, IDLE_LOAD), 1.0)
