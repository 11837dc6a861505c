"""The attack model of S2 as data: tuples, Table 3 (threats), Table 4 (classes of impact), and what is left out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class AttackTuple:
    """(Type_impact, Type_attack, Target_attack, Involv_selforg, Involv_decentral), S2-31."""

    impact: str
    attack: str
    target: str
    self_organisation: bool
    decentralisation: bool


@dataclass(frozen=True, slots=True)
class Threat:
    """A row of S2 Table 3."""

    key: str
    title: str
    importance: str
    """``"high"`` or ``"middle"``."""
    probability: str
    description: str
    attacks: tuple[str, ...]
    """Registered names."""


@dataclass(frozen=True, slots=True)
class ImpactClass:
    """A class of S2 Table 4."""

    number: int
    title: str
    target: str
    self_organisation: str
    """Impact of self-organisation, as printed."""
    decentralisation: str
    """Impact of decentralisation, as printed."""
    attacks: tuple[str, ...]
    """Registered names of the attacks that the table names."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One attack with both of its variations."""

    kind: str
    """Registered name, as in ``Attack.type``."""
    title: str
    impact_class: int
    """Number of its `ImpactClass`; 0: not in the table, ours or of another paper."""
    common: AttackTuple
    exploiting: AttackTuple | None
    """None for attacks that have no such variation."""
    how_common: str
    """What the attackers do, in a sentence."""
    how_exploiting: str
    influence: str
    """``"simplified"`` or ``"complicated"`` by self-organisation and decentralisation (S2-66), or empty."""
    sign: str
    """By what one sees it work: the column or figure that moves."""
    stopped_by: tuple[str, ...] = ()
    """Fields of `Hardening` that stop its exploiting variation, from outsiders at least (S2 section 8, measured)."""
    source: str = "S2"
    insiders_hold_keys: bool = False
    """Authentication keeps out those who would join for it, not a node that was taken over."""


@dataclass(frozen=True, slots=True)
class AttackModel:
    """All of it."""

    entries: tuple[CatalogueEntry, ...]
    classes: tuple[ImpactClass, ...]
    threats: tuple[Threat, ...]
    out_of_model: tuple[tuple[str, str], ...]
    """Attacks that the paper names and leaves out, with its reason (S2-52)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a design review says of one attack on one network, before it is built (S2-164)."""

    kind: str
    title: str
    importance: str
    """Of the gravest threat of Table 3 that names the attack: ``"high"``, ``"middle"``, or empty."""
    probability: str
    exploitable: bool
    """The network organises itself by roles, so that the exploiting variation works."""
    open_to: str
    """``"anybody"``, ``"insiders"``, ``"nobody"``: who can carry out the exploiting variation; else the common one."""
    stopped_by: tuple[str, ...]
    """Fields of `Hardening` that are on and stop it."""
    advice: tuple[str, ...]
    """Fields that are off and would."""


def to_json(model: AttackModel) -> dict[str, Any]:
    """The model as plain JSON: ``entries``, ``classes``, ``threats``, ``out_of_model``."""
    data = asdict(model)
    data["out_of_model"] = [{"attack": attack, "reason": reason} for attack, reason in model.out_of_model]
    return {name: list(rows) for name, rows in data.items()}
