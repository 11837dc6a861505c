"""The swap journal: every edit is on disk at once, beside the user's file and never over it.

One JSON-lines file per open document in a folder of the application's own: the document as it was opened,
then one line per step. The file is locked while its process lives; what a dead process left behind is offered
for recovery by `engine.scenario.recovery`, unless nothing was changed since the last save.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engine.base.errors import ScenarioError
from engine.scenario.edits import to_json
from engine.scenario.history import History, Step
from engine.scenario.locks import try_lock
from engine.scenario.storage import dumps, file_error, write_all

SUFFIX = ".journal"
FORMAT = 1
MAX_JOURNAL_BYTES = 64 * 1024 * 1024
"""A journal that grows by this starts again from the present document; recovered undo is then shorter."""

_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(slots=True)
class JournalFile:
    """An open and locked journal."""

    path: Path
    handle: int
    size: int = 0
    """Bytes of whole lines."""
    most: int = MAX_JOURNAL_BYTES
    """Size from which on to start again."""
    depth: int = 0
    """How many undos a replay of this file could do."""
    redoable: int = 0
    """How many redos a replay of this file could do."""
    unsynced: int = 0

    def append(self, line: dict[str, Any], sync_every: int) -> None:
        """Writes one line whole; raises `OSError` or `ValueError`, see `cut`."""
        data = (json.dumps(line, ensure_ascii=False, allow_nan=False) + "\n").encode()
        write_all(self.handle, data)
        self.unsynced += 1
        if sync_every and self.unsynced >= sync_every:
            self.sync()
        self.size += len(data)

    def sync(self) -> None:
        """Forces what was written onto the disk; raises `OSError`."""
        if self.unsynced:
            os.fsync(self.handle)
            self.unsynced = 0

    def cut(self) -> None:
        """Drops what was not written whole."""
        with suppress(OSError):
            os.ftruncate(self.handle, self.size)

    def close(self, *, remove: bool) -> None:
        """Ends the lock, and the file if wanted."""
        with suppress(OSError):
            os.close(self.handle)
        if remove:
            with suppress(OSError):
                self.path.unlink()


class Journal:
    """Writes down what happens to a history; it never raises into an edit.

    Args:
        folder: The application's folder for journals; made when missing.
        history: The history to watch.
        user_file: The user's file, or an empty string for a document never saved.
        on_failure: Told once, in one line, when the journal cannot be written any more.
        sync_every: Steps between two ``fsync``; 0: only when `sync` is called.
        file: A recovered journal to go on with (`recovery.resume`); else a fresh one is begun.
    """

    def __init__(
        self,
        folder: Path,
        history: History,
        user_file: str = "",
        *,
        on_failure: Callable[[str], None] | None = None,
        sync_every: int = 1,
        file: JournalFile | None = None,
    ) -> None:
        self._folder, self._history, self._user_file = folder, history, user_file
        self._on_failure, self._sync_every = on_failure, sync_every
        self._file = file
        self._broken = self._reported = False
        if file is None:
            self._begin()
        history.watch(self._on_step)

    @property
    def path(self) -> Path | None:
        """The journal's file; None when none could be begun."""
        return self._file.path if self._file else None

    @property
    def broken(self) -> bool:
        """Steps are not written down at present."""
        return self._broken

    @property
    def user_file(self) -> str:
        """The user's file as last told; empty when never saved."""
        return self._user_file

    def sync(self) -> None:
        """Forces what was written onto the disk."""
        if self._file is not None and not self._broken:
            try:
                self._file.sync()
            except OSError as error:
                self._fail(error)

    def close(self, *, discard: bool) -> None:
        """Ends the journal.

        Args:
            discard: True after the user saved or chose to throw changes away: nothing is left to recover.
                False leaves the file, to be offered at the next start.
        """
        with suppress(ValueError):
            self._history.unwatch(self._on_step)
        if not discard:
            self.sync()
        if self._file is not None:
            self._file.close(remove=discard)
            self._file = None

    def _on_step(self, step: Step) -> None:
        if step.op == "saved":
            self._user_file = step.where or self._user_file
        file = self._file
        if file is None or self._broken:
            if step.op == "saved":
                self._begin()
            return
        try:
            line = self._line(step, file)
            if line is None or file.size > file.most:
                self._begin()
            else:
                file.append(line, self._sync_every)
        except (OSError, TypeError, ValueError, LookupError) as error:
            self._fail(error)

    def _line(self, step: Step, file: JournalFile) -> dict[str, Any] | None:
        """The step's line; None when it reaches back before the file's first line."""
        clean = self._history.is_clean
        if step.edit is None:
            return {"op": "saved", "file": self._user_file, "clean": clean}
        if step.op == "undo":
            file.depth, file.redoable = file.depth - 1, file.redoable + 1
            return {"op": "undo", "clean": clean} if file.depth >= 0 else None
        if step.op == "redo" and file.redoable:
            file.depth, file.redoable = file.depth + 1, file.redoable - 1
            return {"op": "redo", "clean": clean}
        if step.merged and not file.depth:
            return None
        file.depth, file.redoable = min(file.depth + (not step.merged), self._history.limit), 0
        return {"op": "push", "edit": to_json(step.edit), "merged": step.merged, "clean": clean}

    def _begin(self) -> None:
        """Starts a fresh file from the present document; the one before goes only when the new one stands."""
        fresh: JournalFile | None = None
        try:
            text = dumps(self._history.scenario)
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = _new_file(self._folder)
            fresh.append(self._header(text), 1)
        except (OSError, ScenarioError, ValueError) as error:
            if fresh is not None:
                fresh.close(remove=True)
            self._fail(error)
            return
        fresh.most = fresh.size + MAX_JOURNAL_BYTES
        if self._file is not None:
            self._file.close(remove=True)
        self._file, self._broken = fresh, False

    def _header(self, text: str) -> dict[str, Any]:
        return {
            "motewarden_journal": FORMAT,
            "pid": os.getpid(),
            "file": self._user_file,
            "clean": self._history.is_clean,
            "limit": self._history.limit,
            "name": self._history.scenario.name,
            "sha256": digest(text),
            "text": text,
        }

    def _fail(self, error: Exception) -> None:
        """Gives up until the next save: a line lost would make those after it wrong."""
        self._broken = True
        if self._file is not None:
            self._file.cut()
        if not self._reported and self._on_failure is not None:
            self._reported = True
            known = file_error(error, str(self._folder)) if isinstance(error, OSError) else error
            self._on_failure(f"changes are not journalled until the next save: {known}")


def digest(text: str) -> str:
    """SHA-256 of a text, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def _new_file(folder: Path) -> JournalFile:
    number = 0
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_APPEND | _BINARY
    while True:
        path = folder / f"{os.getpid()}-{number}{SUFFIX}"
        try:
            handle = os.open(path, flags, 0o600)
        except FileExistsError:
            number += 1
            continue
        if not try_lock(handle):
            os.close(handle)
            path.unlink()
            raise OSError(errno.ENOLCK, "files cannot be locked there", str(path))
        return JournalFile(path, handle)
