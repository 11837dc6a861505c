"""The error tree. Every message a user meets says what happened, where, and how to mend it, in one line."""

from __future__ import annotations


class MotewardenError(Exception):
    """Base of all errors that are the user's to mend.

    Args:
        what: What is wrong, as a plain phrase without a full stop.
        where: The place: a file, a path inside a document (``nodes[3].x``), an option.
        mend: What to do about it.
    """

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.mend = what, where, mend

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        mend = f"; {self.mend}" if self.mend else ""
        return " ".join(f"{place}{self.what}{mend}".split())


class ScenarioError(MotewardenError):
    """A scenario document that cannot be read, is not valid, or cannot be written."""


class EditError(MotewardenError):
    """An edit that does not fit the document it was given."""


class UnknownNameError(MotewardenError):
    """A template, protocol or attack that is not registered."""
