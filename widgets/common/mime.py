"""Formats in which widgets hand things to one another."""

from __future__ import annotations

from dataclasses import dataclass

PALETTE_MIME = "application/x-motewarden-palette"
"""The key of a palette entry, UTF-8."""
ATTACK = "attack:"
"""What the keys of attacks begin with; the registered name follows."""
COMMON, EXPLOITING, INSIDER, OUTSIDER = "common", "exploiting", "insider", "outsider"


@dataclass(frozen=True, slots=True)
class AttackKey:
    """A palette key that also says how the attack is carried out: ``attack:sinkhole/exploiting/outsider``."""

    name: str
    """Registered name."""
    variation: str = COMMON
    origin: str = INSIDER

    @property
    def text(self) -> str:
        """The key; a common attack by insiders has the palette's plain one."""
        if (self.variation, self.origin) == (COMMON, INSIDER):
            return f"{ATTACK}{self.name}"
        return f"{ATTACK}{self.name}/{self.variation}/{self.origin}"

    @property
    def exploiting(self) -> bool:
        """Exploits self-organisation and roles."""
        return self.variation == EXPLOITING

    @property
    def outsider(self) -> bool:
        """Foreign nodes carry it out."""
        return self.origin == OUTSIDER

    @classmethod
    def read(cls, key: str) -> AttackKey:
        """Out of a key, or of what follows its ``attack:``; words that mean nothing are taken for the plain ones."""
        name, _, rest = key.removeprefix(ATTACK).partition("/")
        variation, _, origin = rest.partition("/")
        return cls(name, EXPLOITING if variation == EXPLOITING else COMMON, OUTSIDER if origin == OUTSIDER else INSIDER)
