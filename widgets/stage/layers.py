"""What the stage shows: one switch per layer."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Layers:
    """Switches of the stage; `Stage.set_layers` takes them as keywords."""

    trust: bool = True
    """Fill by trust, hatch for the distrusted, badges of suspicion."""
    roles: bool = True
    """Rings, letters and links of cluster heads."""
    energy: bool = True
    hulls: bool = True
    links: bool = True
    packets: bool = True
    drops: bool = True
    """✕ counters."""
    ranges: bool = False
    """Range circles of all nodes; the hovered and the selected have theirs anyway."""
    labels: bool = True
    truth: bool = False
    """Who really attacks: *Reveal*."""
    grid: bool = True
    suspicion: bool = True
    """Whom the detector suspects."""


LAYER_NAMES = tuple(f.name for f in fields(Layers))
