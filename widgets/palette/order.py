"""The order of attacks wherever they are offered: by what they aim at."""

from __future__ import annotations

from collections.abc import Iterable

from engine.readmodel.detail import PaletteEntry
from widgets.common.mime import ATTACK
from widgets.stage.attack_kinds import ATTACK_KINDS, attack_family, attack_kind


def attacks_in_order(entries: Iterable[PaletteEntry]) -> list[tuple[str, PaletteEntry]]:
    """Those of the entries that are attacks, each with its family (`attack_kinds.FAMILIES`)."""
    named = [(entry.key.removeprefix(ATTACK), entry) for entry in entries if entry.key.startswith(ATTACK)]
    named.sort(key=lambda pair: ATTACK_KINDS.index(attack_kind(pair[0])))
    return [(attack_family(name), entry) for name, entry in named]
