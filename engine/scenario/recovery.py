"""What a power cut left behind: journals of processes that are gone, and the way back to the work in them."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from engine.base.errors import EditError, ScenarioError
from engine.scenario.edits import from_json
from engine.scenario.history import LIMIT, History
from engine.scenario.journal import FORMAT, MAX_JOURNAL_BYTES, SUFFIX, Journal, JournalFile, digest
from engine.scenario.locks import try_lock
from engine.scenario.model import Scenario
from engine.scenario.storage import file_error, loads

_BINARY = getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class Recovery:
    """One journal that holds work which no file has."""

    path: Path
    """The journal."""
    user_file: str
    """The user's file; empty when the document was never saved."""
    name: str
    """Name of the document when the journal was begun."""
    steps: int
    """Steps since the last save, or since the journal was begun."""
    modified_s: float
    """When the last of them was written, seconds since 1970, from the file system."""


class Recovered(NamedTuple):
    """A document brought back."""

    scenario: Scenario
    user_file: str
    """The user's file, which was not touched; empty when the document was never saved."""
    history: History


class _Content(NamedTuple):
    header: dict[str, Any]
    lines: list[dict[str, Any]]
    sizes: list[int]
    """Bytes of the header and of each line."""


def recoverable(folder: Path) -> tuple[Recovery, ...]:
    """Journals in ``folder`` whose process is gone and which hold unsaved work, the latest first."""
    found = []
    for path in _journals(folder):
        with suppress(OSError, ScenarioError), _opened(path) as handle:
            content = _read(path, handle)
            if _last_clean(content):
                continue
            steps = 0
            for line in content.lines:
                steps = 0 if line["op"] == "saved" else steps + 1
            modified = os.fstat(handle).st_mtime
            name = str(content.header.get("name", ""))
            found.append(Recovery(path, _user_file(content), name, steps, modified))
    return tuple(sorted(found, key=lambda r: (-r.modified_s, r.path.name)))


def recover(path: Path) -> Recovered:
    """The document of a journal, with its undo history; the journal stays until `discard`.

    A line torn by a power cut ends the replay; what stands before it comes back.

    Raises:
        ScenarioError: It is in use, cannot be read, or its first line is damaged.
    """
    try:
        with _opened(path) as handle:
            return _replayed(_read(path, handle), path)[0]
    except OSError as error:
        raise file_error(error, str(path)) from None


def resume(
    path: Path, *, on_failure: Callable[[str], None] | None = None, sync_every: int = 1
) -> tuple[Recovered, Journal]:
    """Recovers a journal and goes on writing it, so that at no time the work is in memory only.

    Args:
        path: The journal.
        on_failure: As for `Journal`.
        sync_every: As for `Journal`.

    Raises:
        ScenarioError: As for `recover`.
    """
    handle = -1
    try:
        handle = _locked(path)
        recovered, size = _replayed(_read(path, handle), path)
        os.ftruncate(handle, size)
    except (OSError, ScenarioError) as error:
        if handle >= 0:
            os.close(handle)
        raise (file_error(error, str(path)) if isinstance(error, OSError) else error) from None
    history = recovered.history
    redoable = len(history.labels) - history.index
    most = size + MAX_JOURNAL_BYTES
    file = JournalFile(path, handle, size, most, depth=history.index, redoable=redoable)
    journal = Journal(
        path.parent, history, recovered.user_file, on_failure=on_failure, sync_every=sync_every, file=file
    )
    return recovered, journal


def discard(path: Path) -> None:
    """Throws a journal away.

    Raises:
        ScenarioError: It is in use, or cannot be removed.
    """
    try:
        with _opened(path):
            pass
        path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise file_error(error, str(path)) from None


def tidy(folder: Path) -> None:
    """Removes journals of gone processes whose work was all saved; damaged ones are left for a human."""
    for path in _journals(folder):
        with suppress(OSError, ScenarioError):
            with _opened(path) as handle:
                saved = _last_clean(_read(path, handle))
            if saved:
                path.unlink()


def _journals(folder: Path) -> list[Path]:
    try:
        return sorted(p for p in folder.iterdir() if p.suffix == SUFFIX and p.is_file())
    except OSError:
        return []


def _locked(path: Path) -> int:
    handle = os.open(path, os.O_RDWR | os.O_APPEND | _BINARY)
    if not try_lock(handle):
        os.close(handle)
        raise ScenarioError("is in use by another window", where=str(path), mend="go on working there")
    return handle


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    handle = _locked(path)
    try:
        yield handle
    finally:
        os.close(handle)


def _read(path: Path, handle: int) -> _Content:
    """Header and all whole lines up to the first that is torn or damaged."""
    lines: list[dict[str, Any]] = []
    sizes: list[int] = []
    os.lseek(handle, 0, os.SEEK_SET)
    with open(handle, "rb", closefd=False) as file:
        for raw in file:
            line = _line(raw)
            if line is None or (lines and line.get("op") not in {"push", "undo", "redo", "saved"}):
                break
            lines.append(line)
            sizes.append(len(raw))
    if not lines or not _is_header(lines[0]):
        what = "is not a journal, or its first line is damaged"
        raise ScenarioError(what, where=str(path), mend="open the last saved file instead")
    return _Content(lines[0], lines[1:], sizes)


def _line(raw: bytes) -> dict[str, Any] | None:
    if not raw.endswith(b"\n"):
        return None
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _is_header(data: dict[str, Any]) -> bool:
    text, limit = data.get("text"), data.get("limit", LIMIT)
    return (
        data.get("motewarden_journal") == FORMAT
        and isinstance(text, str)
        and isinstance(data.get("file"), str)
        and isinstance(limit, int)
        and limit > 0
        and data.get("sha256") == digest(text)
    )


def _last_clean(content: _Content) -> bool:
    return (content.lines[-1] if content.lines else content.header).get("clean") is True


def _user_file(content: _Content) -> str:
    saved = [str(line.get("file", "")) for line in content.lines if line["op"] == "saved"]
    return saved[-1] if saved else str(content.header["file"])


def _replayed(content: _Content, path: Path) -> tuple[Recovered, int]:
    """The document and how many bytes of the journal it stands for."""
    header = content.header
    base = loads(header["text"], str(path), runnable=False)
    history = History(base, limit=header.get("limit", LIMIT), clean=header.get("clean") is True)
    user_file, size = str(header["file"]), content.sizes[0]
    for line, length in zip(content.lines, content.sizes[1:], strict=True):
        try:
            _replay(history, line)
        except EditError:
            break
        if line["op"] == "saved":
            user_file = str(line.get("file", ""))
        size += length
    return Recovered(history.scenario, user_file, history), size


def _replay(history: History, line: dict[str, Any]) -> None:
    match line["op"]:
        case "push":
            history.push(from_json(line.get("edit")), merge=line.get("merged") is True)
        case "undo":
            history.undo()
        case "redo":
            history.redo()
        case _:
            history.mark_clean(str(line.get("file", "")))
