"""Weights of S3's metrics with the readings that go with them, as sets to choose from."""

from __future__ import annotations

from typing import Any

from engine.readmodel.detail import Preset
from engine.scenario.model import DEFAULT_WEIGHTS, METRICS, Trust

HISTORICAL = 0.70
"""w8 where counters are of one round: the only memory that the print has is m8 = T(i − 1)."""
_READINGS = (
    "threshold",
    "hysteresis",
    "normalise_weights",
    "history",
    "empty_value",
    "exchange_every",
    "witnesses",
)


def _per_round() -> dict[str, float]:
    rest = 1.0 - DEFAULT_WEIGHTS["m8"]
    weights = {m: round(w * (1.0 - HISTORICAL) / rest, 4) for m, w in DEFAULT_WEIGHTS.items()}
    return {**weights, "m8": HISTORICAL}


def _preset(title: str, tip: str, weights: dict[str, float], **readings: Any) -> Preset:  # noqa: ANN401 - any field
    values: dict[str, object] = {f"trust.weights.{m}": weights[m] for m in METRICS}
    trust = Trust(**readings)
    values |= {f"trust.{name}": getattr(trust, name) for name in _READINGS}
    return Preset(title, tip, values)


def weight_presets() -> tuple[Preset, ...]:
    """The sets, the recommended one first; each names all values that any of them changes."""
    equal = {m: round(1.0 / len(METRICS), 4) for m in METRICS}
    return (
        _preset("Recommended", "Found by calibration: most weight on relayed and intact packets.", DEFAULT_WEIGHTS),
        _preset("Equal", "All metrics alike: shows why experts must weigh them, as it excludes the honest too.", equal),
        _preset(
            "As printed, per round",
            "Counters of one round, every neighbour a witness, an exchange each round; w8 carries the memory.",
            _per_round(),
            threshold=0.8,
            history="round",
            empty_value="hold",
            exchange_every=1,
            witnesses="all",
        ),
    )
