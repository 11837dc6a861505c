"""The undo history: a line of edits, a place on it, and a mark where the file was last saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from engine.base.errors import EditError
from engine.scenario.edit_base import Edit
from engine.scenario.model import Scenario

LIMIT = 1000
"""How many edits are kept unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Step:
    """What just happened to a history, for those who watch it (journal, window, engine)."""

    op: Literal["push", "undo", "redo", "saved"]
    edit: Edit | None = None
    """The edit done, undone or redone, as it was given."""
    merged: bool = False
    """A push that became one with the edit before."""
    where: str = ""
    """With ``saved``: the user's file."""


class History:
    """Edits done and undone.

    Args:
        scenario: The document to start from.
        limit: How many edits are kept; the oldest are forgotten first.
        clean: The document stands like this in the user's file, or is new and untouched.
    """

    def __init__(self, scenario: Scenario, *, limit: int = LIMIT, clean: bool = True) -> None:
        if limit < 1:
            raise ValueError("a history keeps at least one edit")
        self.limit = limit
        self._scenario = scenario
        self._edits: list[Edit] = []
        self._index = 0
        self._clean: int | None = 0 if clean else None
        self._sealed = False
        self._watchers: list[Callable[[Step], None]] = []

    @property
    def scenario(self) -> Scenario:
        """The document at the present place."""
        return self._scenario

    @property
    def index(self) -> int:
        """How many of the edits kept are in effect."""
        return self._index

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of all edits kept, done ones first, then those that redo would bring."""
        return tuple(e.label for e in self._edits)

    @property
    def undo_label(self) -> str | None:
        """Label of the edit that `undo` takes back; None when there is none."""
        return self._edits[self._index - 1].label if self._index else None

    @property
    def redo_label(self) -> str | None:
        """Label of the edit that `redo` brings; None when there is none."""
        return self._edits[self._index].label if self._index < len(self._edits) else None

    @property
    def is_clean(self) -> bool:
        """The document is as it was last saved."""
        return self._clean == self._index

    def watch(self, watcher: Callable[[Step], None]) -> None:
        """Calls ``watcher`` after each step from now on."""
        self._watchers.append(watcher)

    def unwatch(self, watcher: Callable[[Step], None]) -> None:
        """Calls ``watcher`` no more."""
        self._watchers.remove(watcher)

    def push(self, edit: Edit, *, merge: bool = True) -> Scenario:
        """Does an edit and forgets what could have been redone.

        Args:
            edit: The edit.
            merge: Let it become one with the edit before, where the two fit; never across the clean mark,
                an undo, a redo or `seal`.

        Returns:
            The document after it.

        Raises:
            EditError: The edit does not fit; document and history are as before.
        """
        after = edit.do(self._scenario)
        joined = self._joined(edit) if merge else None
        if self._clean is not None and self._clean > self._index:
            self._clean = None
        del self._edits[self._index :]
        if joined is not None:
            self._edits[-1] = joined
        else:
            self._edits.append(edit)
            self._index += 1
            self._forget_oldest()
        self._scenario, self._sealed = after, False
        self._tell(Step("push", edit, merged=joined is not None))
        return after

    def seal(self) -> None:
        """Keeps the next edit from merging with the last: the mouse button was let go."""
        self._sealed = True

    def undo(self) -> Scenario:
        """Takes the last edit back; raises `EditError` when there is none."""
        if not self._index:
            raise EditError("there is nothing to undo")
        edit = self._edits[self._index - 1]
        self._scenario = edit.undo(self._scenario)
        self._index -= 1
        self._sealed = True
        self._tell(Step("undo", edit))
        return self._scenario

    def redo(self) -> Scenario:
        """Does the edit last undone again; raises `EditError` when there is none."""
        if self._index == len(self._edits):
            raise EditError("there is nothing to redo")
        edit = self._edits[self._index]
        self._scenario = edit.do(self._scenario)
        self._index += 1
        self._sealed = True
        self._tell(Step("redo", edit))
        return self._scenario

    def go_to(self, index: int) -> Scenario:
        """Undoes or redoes until ``index`` edits are in effect; raises `EditError` beyond the ends."""
        while self._index > max(index, -1):
            self.undo()
        while self._index < index:
            self.redo()
        return self._scenario

    def mark_clean(self, where: str = "") -> None:
        """Says that the document as it stands was saved, to the file ``where``."""
        self._clean = self._index
        self._sealed = True
        self._tell(Step("saved", where=where))

    def _joined(self, edit: Edit) -> Edit | None:
        if self._sealed or not self._index or self._index < len(self._edits) or self._clean == self._index:
            return None
        return self._edits[-1].merge(edit)

    def _forget_oldest(self) -> None:
        over = len(self._edits) - self.limit
        if over > 0:
            del self._edits[:over]
            self._index -= over
            if self._clean is not None:
                self._clean = self._clean - over if self._clean >= over else None

    def _tell(self, step: Step) -> None:
        for watcher in tuple(self._watchers):
            watcher(step)
