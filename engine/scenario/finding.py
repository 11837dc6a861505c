"""A problem of a document with its place, as the checks of `engine.scenario.validate` and its helpers yield it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_LISTED_IDS = 6


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its path in the document."""

    severity: str
    path: str
    what: str
    mend: str
    ids: tuple[int, ...] = ()


def listed(ids: Iterable[object]) -> str:
    """Ids or names for a message; long lists are cut."""
    all_ids = tuple(ids)
    more = len(all_ids) - _LISTED_IDS
    return ", ".join(map(str, all_ids[:_LISTED_IDS])) + (f" and {more} more" if more > 0 else "")
