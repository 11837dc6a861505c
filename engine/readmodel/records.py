"""Binary log records, written by kernels and formatted to text outside the loop (S3-70)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec, label

RECORD = np.dtype([("round", "i4"), ("kind", "u1"), ("t", "f8"), ("a", "i4"), ("b", "i4"), ("c", "i4"), ("v", "f4")])
"""One record. ``t`` is simulation time in seconds; ``a`` and ``b`` are ids (-1: none); ``c``, ``v`` by kind, see `Rec`."""


_HOP_FATE = ("", ", lost on the link", ", swallowed there", ", damaged")


def _packet(code: int) -> str:
    return label(PacketKind(code))


def describe(record: np.void, attack_names: Sequence[str] = ()) -> str:
    """The record as a plain English phrase, without its time."""
    a, b, c, v = int(record["a"]), int(record["b"]), int(record["c"]), float(record["v"])
    match Rec(int(record["kind"])):
        case Rec.DATA:
            return f"node {a} sensed {v:.2f}"
        case Rec.TRANSFER:
            return f"{_packet(c & 15)} from {a} to {b}{_HOP_FATE[c >> 4]}"
        case Rec.DELIVERED:
            return f"{c} reading{'s' * (c != 1)} from {a} delivered to station {b}"
        case Rec.LOST:
            return f"{v:.0f} reading{'s' * (v != 1)} of {b} lost at {a}: {label(LossCause(c)).replace('_', ' ')}"
        case Rec.REPUTATION:
            return f"node {a} told its trust to {c} neighbours"
        case Rec.HEAD:
            return f"node {a} is cluster head"
        case Rec.EXCLUDED:
            return f"node {a} took {b} off its trusted list, D = {v:.3f}"
        case Rec.READMITTED:
            return f"node {a} put {b} back on its trusted list, D = {v:.3f}"
        case Rec.MAJORITY_EXCLUDED:
            return f"node {a} is off the lists of {100 * v:.0f} % of its neighbours"
        case Rec.MAJORITY_READMITTED:
            return f"node {a} is trusted again by most of its neighbours"
        case Rec.DIED:
            return f"node {a} ran out of energy ({label(EnergyCause(c))})"
        case Rec.ATTACK_START | Rec.ATTACK_END as kind:
            name = attack_names[c] if 0 <= c < len(attack_names) else "attack"
            return f"{name} {'starts' if kind is Rec.ATTACK_START else 'ends'} on node {a}"
        case Rec.NO_PATH:
            return f"node {a} has no path to a base station"
        case Rec.PATH_BACK:
            return f"node {a} has a path to a base station again"
        case Rec.EDIT:
            return f"edit applied, {c} nodes"
        case Rec.TRUST_START:
            return f"node {a} listed its {c} neighbours as trusted"


def log_lines(records: np.ndarray, attack_names: Sequence[str] = ()) -> Iterator[str]:
    """Lines of ``events.log``: time, round, kind, then the phrase; tab separated."""
    for record in records:
        kind = label(Rec(int(record["kind"])))
        yield f"{record['t']:.6f}\t{record['round']}\t{kind}\t{describe(record, attack_names)}"
