"""The columns of ``metrics.csv`` and of the charts: one row per round, flows per round and stocks at its end."""

from __future__ import annotations

from engine.readmodel.codes import EnergyCause, LossCause, label

_FLOWS = ("generated", "delivered", "lost")

METRIC_COLUMNS: tuple[str, ...] = (
    "round",
    "alive",
    "honest_alive",
    "heads",
    "unreachable",
    "in_flight",
    *_FLOWS,
    *(f"lost_{label(c)}" for c in LossCause),
    *(f"honest_{name}" for name in _FLOWS),
    *(f"honest_lost_{label(c)}" for c in LossCause),
    "control_packets",
    "reputation_packets",
    "hops",
    "operations",
    "excluded",
    "trust_mean",
    "residual_j",
    *(f"spent_{label(c)}_j" for c in EnergyCause),
    "service_packets",
    "leaked",
    "falsified",
    "duplicates",
    "joined",
    "left",
    "redistributions",
    "aborted",
    "value_error",
    "controllers",
    "keepers",
    "processors",
    "infected",
    "clock_error",
    "discarded",
    "away",
)
"""Flows, joules spent included, are of the round; ``operations`` counts what nodes paid energy for;
``alive``, ``residual_j`` and the like stand at its end.
``honest_alive`` counts live nodes that never attack, other ``honest_*`` their readings; ``excluded`` counts nodes that
at least half of their in-range neighbours have off their lists; ``trust_mean`` is the mean D over in-range pairs.

Of networks that organise themselves: ``leaked`` readings that attackers learned, ``falsified`` ones delivered with a
false value, ``duplicates`` replayed and taken for new; ``redistributions`` completed and ``aborted``; ``value_error``
is the mean of what was delivered less the mean of what stood at those sensors, °C, and 0 when nothing was.
``away`` counts sensors that are not of the network now, having come not yet or gone, and are not dead for that;
``controllers``, ``keepers`` and ``processors`` count live nodes that hold the role, ``infected`` those whose program is
infected; ``clock_error`` is the mean by which live nodes' clocks are off, s. The last two are ground truth."""

COLUMN = {name: index for index, name in enumerate(METRIC_COLUMNS)}
