"""Binary log records, written by kernels and formatted to text outside the loop (S3-70)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec, Refusal, label
from engine.readmodel.service_phrases import SERVICE_PHRASES

RECORD = np.dtype([("round", "i4"), ("kind", "u1"), ("t", "f8"), ("a", "i4"), ("b", "i4"), ("c", "i4"), ("v", "f4")])
"""One record. ``t``: simulation time, s; ``a``, ``b``: ids (-1: none); ``c``, ``v`` by kind, see `Rec`."""


_HOP_FATE = ("", ", lost on the link", ", swallowed there", ", damaged")


def _transfer(a: int, b: int, c: int) -> str:
    return f"{label(PacketKind(c & 15))} from {a} to {b}{_HOP_FATE[c >> 4]}"


def _lost(a: int, b: int, c: int, v: float) -> str:
    return f"{v:.0f} reading{'s' * (v != 1)} of {b} lost at {a}: {label(LossCause(c)).replace('_', ' ')}"


_PHRASES: Mapping[Rec, Callable[[int, int, int, float], str]] = MappingProxyType(
    {
        Rec.DATA: lambda a, _b, _c, v: f"node {a} sensed {v:.2f}",
        Rec.TRANSFER: lambda a, b, c, _v: _transfer(a, b, c),
        Rec.DELIVERED: lambda a, b, c, _v: f"{c} reading{'s' * (c != 1)} from {a} delivered to {b}",
        Rec.LOST: _lost,
        Rec.REPUTATION: lambda a, _b, c, _v: f"node {a} told its trust to {c} neighbours",
        Rec.ROUTE_FOUND: lambda a, b, c, _v: f"node {a} found a route over {b}, {c} hop{'s' * (c != 1)}",
        Rec.ROUTE_REPAIRED: lambda a, b, c, _v: f"node {a} repaired its route, now over {b}, {c} hop{'s' * (c != 1)}",
        Rec.ROUTE_LOST: lambda a, b, _c, _v: f"node {a} lost its route over {b}",
        Rec.HEAD: lambda a, _b, _c, _v: f"node {a} is cluster head",
        Rec.EXCLUDED: lambda a, b, _c, v: f"node {a} took {b} off its trusted list, D = {v:.3f}",
        Rec.READMITTED: lambda a, b, _c, v: f"node {a} put {b} back on its trusted list, D = {v:.3f}",
        Rec.MAJORITY_EXCLUDED: lambda a, _b, _c, v: f"node {a} is off the lists of {100 * v:.0f} % of its neighbours",
        Rec.MAJORITY_READMITTED: lambda a, _b, _c, _v: f"node {a} is trusted again by most of its neighbours",
        Rec.DIED: lambda a, _b, c, _v: f"node {a} ran out of energy ({label(EnergyCause(c))})",
        Rec.NO_PATH: lambda a, _b, _c, _v: f"node {a} has no path to a sink",
        Rec.PATH_BACK: lambda a, _b, _c, _v: f"node {a} has a path to a sink again",
        Rec.EDIT: lambda _a, _b, c, _v: f"edit applied, {c} nodes",
        Rec.TRUST_START: lambda a, _b, c, _v: f"node {a} listed its {c} neighbours as trusted",
        Rec.LINK_REFUSED: lambda a, b, c, _v: f"node {a} refuses {b} as next hop: {label(Refusal(c))}",
        Rec.TUNNEL: lambda a, b, c, _v: f"tunnel between {a} and {b}: {c} pairs take each other for neighbours",
        Rec.BENT: lambda a, b, _c, _v: f"node {a} sends packets back to {b}",
        **SERVICE_PHRASES,
    }
)


def describe(record: np.void, attack_names: Sequence[str] = ()) -> str:
    """The record as a plain English phrase, without its time."""
    kind = Rec(int(record["kind"]))
    a, b, c, v = int(record["a"]), int(record["b"]), int(record["c"]), float(record["v"])
    if kind in (Rec.ATTACK_START, Rec.ATTACK_END):
        name = attack_names[c] if 0 <= c < len(attack_names) else "attack"
        return f"{name} {'starts' if kind is Rec.ATTACK_START else 'ends'} on node {a}"
    return _PHRASES[kind](a, b, c, v)


def log_lines(records: np.ndarray, attack_names: Sequence[str] = ()) -> Iterator[str]:
    """Lines of ``events.log``: time, round, kind, then the phrase; tab separated."""
    for record in records:
        kind = label(Rec(int(record["kind"])))
        yield f"{record['t']:.6f}\t{record['round']}\t{kind}\t{describe(record, attack_names)}"
