"""A run's summary in words, for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def _causes(lost: Mapping[str, int]) -> str:
    parts = [f"{cause.replace('_', ' ')} {n:,}" for cause, n in lost.items() if n]
    return ", ".join(parts) or "nothing"


def summary_text(summary: Mapping[str, Any], files: Sequence[str] = ()) -> str:
    """A few aligned lines of the most asked-for figures."""
    packets, energy, honest = summary["packets"], summary["energy"], summary["honest"]
    life = ", ".join(f"{k.upper()} {summary[k]}" for k in ("fnd", "hnd", "lnd") if summary[k] is not None)
    excluded = len(summary["excluded_at_end"])
    sent = f"{packets['generated']:,} generated, {packets['delivered']:,} delivered, {packets['lost']:,} lost"
    false = len(summary["false_exclusions"])
    lines = [
        f"{summary['scenario']}, seed {summary['seed']}, {summary['rounds']} rounds",
        f"alive       {summary['alive']} of {summary['nodes']}" + (f" ({life})" if life else ""),
        f"packets     {sent}, {packets['unreachable']:,} not sent for want of a path",
        f"lost by     {_causes(packets['lost_by_cause'])}",
        f"honest loss {100 * honest['loss_ratio']:.2f} % of {honest['generated']:,} packets of honest nodes",
        f"energy      {energy['spent_j']:.3f} J of {energy['initial_j']:.3f} J spent",
        f"attackers   {len(summary['attackers'])}; excluded at the end: {excluded}, honest ones ever: {false}",
        f"speed       {summary['rounds_per_s']:,.0f} rounds/s, {summary['packet_hops_per_s']:,.0f} packet-hops/s",
        *(f"wrote       {name}" for name in files),
    ]
    return "\n".join(lines)
