"""The attack model for the attacks that are registered."""

from __future__ import annotations

from collections.abc import Iterable

from engine.attacks.model.entries import ENTRIES
from engine.attacks.model.tables import CLASSES, OUT_OF_MODEL, THREATS
from engine.network.strategies import AttackStrategy, Exploiting
from engine.readmodel.attack_model import AttackModel, AttackTuple, CatalogueEntry


def attack_model(registered: Iterable[AttackStrategy]) -> AttackModel:
    """Tables 3 and 4 and an entry for each registered attack: in the order of the table, third parties' last."""
    strategies = {strategy.name: strategy for strategy in registered}
    known = {entry.kind for entry in ENTRIES}
    listed = [entry for entry in ENTRIES if entry.kind in strategies]
    listed += [_of_third_party(strategy) for name, strategy in strategies.items() if name not in known]
    return AttackModel(tuple(listed), CLASSES, THREATS, OUT_OF_MODEL)


def _of_third_party(strategy: AttackStrategy) -> CatalogueEntry:
    """What an attack that came by an entry point says of itself."""
    common = AttackTuple("", strategy.title.lower(), "", self_organisation=False, decentralisation=False)
    exploits = isinstance(strategy, Exploiting)
    tip = strategy.tip
    return CatalogueEntry(
        strategy.name, strategy.title, 0, common, common if exploits else None, tip, "", "", "", source="third party"
    )
