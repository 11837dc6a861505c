"""The document on disk: versioned load, and a save that leaves the old file or the new one, never half."""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any

from engine.base.errors import ScenarioError
from engine.scenario.friendly import shown
from engine.scenario.jsontext import MAX_BYTES, join, plain_problem, read_json, too_large
from engine.scenario.model import SCHEMA_VERSION, Scenario
from engine.scenario.validate import parse, validated

Migration = Callable[[dict[str, Any]], dict[str, Any]]

MIGRATIONS: Mapping[int, Migration] = MappingProxyType({})
"""By version: what makes a document of that version one of the next."""

_BY_LINE = ("stations", "nodes", "obstacles", "incidents", "attacks", "steps")
_BINARY = getattr(os, "O_BINARY", 0)
_REASONS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        errno.ENOSPC: ("the disk is full", "free some space or choose another disk"),
        errno.EDQUOT: ("your share of the disk is used up", "free some space or choose another disk"),
        errno.EACCES: ("access is not allowed", "choose another folder or change its permissions"),
        errno.EPERM: ("access is not allowed", "choose another folder or change its permissions"),
        errno.EROFS: ("the disk is read-only", "choose another disk"),
        errno.EISDIR: ("is a folder", "name a file"),
        errno.ENOENT: ("there is no such file or folder", "check the path"),
        errno.ENOTDIR: ("there is no such folder", "check the path"),
        errno.ENAMETOOLONG: ("the name is too long", "choose a shorter one"),
    }
)


def load(path: str | os.PathLike[str], *, runnable: bool = True) -> Scenario:
    """The scenario in a ``*.motewarden`` file.

    Args:
        path: The file.
        runnable: False also opens work in progress, see `validate.validated`.

    Raises:
        ScenarioError: It cannot be read or is not valid; names file, place and mend.
    """
    where = os.fspath(path)
    try:
        with open(path, "rb", opener=_open_plain) as file:
            data = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise file_error(error, where) from None
    if len(data) > MAX_BYTES:
        raise too_large(where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start})"
        raise ScenarioError(what, where=where, mend="choose a Motewarden file") from None
    return loads(text, where, runnable=runnable)


def _open_plain(path: str, flags: int) -> int:
    """Opens regular files only: pipes would block and devices never end."""
    mode = os.stat(path).st_mode  # noqa: PTH116 - the opener is given a plain string
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "is a folder", path)
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "is not an ordinary file", path)
    return os.open(path, flags)


def loads(text: str, where: str = "", *, runnable: bool = True) -> Scenario:
    """The scenario in a text; arguments and errors as in `load`."""
    text = text.removeprefix("\ufeff")
    data = read_json(text, where)
    if not isinstance(data, dict):
        what = f"must be an object, not {shown(data)}"
        raise ScenarioError(what, where=where, mend="choose a Motewarden file")
    present = migrated(data, where)
    scenario = parse(present, where, text if present is data else None)
    return validated(scenario, where, runnable=runnable)


def migrated(
    data: dict[str, Any],
    where: str = "",
    migrations: Mapping[int, Migration] = MIGRATIONS,
    current: int = SCHEMA_VERSION,
) -> dict[str, Any]:
    """The data raised to the schema version ``current``; ``data`` itself when it is of that version.

    Raises:
        ScenarioError: No version, not a version, newer than ``current``, or older than any migration.
    """
    place = join(where, "schema_version")
    version = data.get("schema_version")
    if version is None:
        raise ScenarioError("is missing", where=place, mend=f"add it ({current} is the present one)")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        what = f"must be a whole number from 1, not {shown(version)}"
        raise ScenarioError(what, where=place, mend=f"{current} is the present one")
    if version > current:
        what = f"written by a newer Motewarden (schema {shown(version)}, this one reads up to {current})"
        raise ScenarioError(what, where=place, mend="update Motewarden")
    for step in range(version, current):
        if step not in migrations:
            what = f"schema {step} is no longer read"
            raise ScenarioError(what, where=place, mend="use an older Motewarden")
        try:
            data = {**migrations[step](data), "schema_version": step + 1}
        except (LookupError, TypeError, ValueError, AttributeError):
            what = f"is not a valid document of schema {step}"
            raise ScenarioError(what, where=where, mend="restore a copy") from None
    return data


def dumps(scenario: Scenario) -> str:
    """The scenario as JSON text: keys in the order of the schema, one node, station or attack per line.

    Raises:
        ScenarioError: Free parameters hold what JSON cannot carry.
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    _refuse_foreign(scenario)
    parts = []
    for key, value in scenario.model_dump().items():
        if key in _BY_LINE:
            lines = ",\n".join(f"    {encode(item)}" for item in value)
            parts.append(f'  "{key}": [\n{lines}\n  ]' if lines else f'  "{key}": []')
        else:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2)
            parts.append(f'  "{key}": ' + text.replace("\n", "\n  "))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _refuse_foreign(scenario: Scenario) -> None:
    free = [("routing.params", scenario.routing.params)]
    free += [(f"attacks[{i}].params", a.params) for i, a in enumerate(scenario.attacks)]
    for path, params in free:
        bad = plain_problem(params, path)
        if bad:
            raise ScenarioError(bad[1], where=bad[0], mend="write a plain value")


def save(scenario: Scenario, path: str | os.PathLike[str]) -> None:
    """Writes the scenario; the file at ``path`` is either replaced whole or left as it was.

    Raises:
        ScenarioError: It cannot be written (disk full, folder, permissions …); nothing is left behind.
    """
    where = os.fspath(path)
    try:
        data = dumps(scenario).encode()
    except ScenarioError as error:
        raise ScenarioError(error.what, where=join(where, error.where), mend=error.mend) from None
    if len(data) > MAX_BYTES:
        raise too_large(where)
    try:
        write_whole(Path(where), data)
    except (OSError, ValueError) as error:
        raise file_error(error, where) from None


def write_whole(path: Path, data: bytes) -> None:
    """Writes a file by way of a synced temporary one beside it; on any failure that one is removed.

    Raises:
        OSError: The file could not be written; it is as it was before.
    """
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder", str(target))
    temp, handle = _temporary(target.parent)
    try:
        try:
            with suppress(OSError):
                os.chmod(temp, stat.S_IMODE(target.stat().st_mode))  # noqa: PTH101 - pairs with os.open
            write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        os.replace(temp, target)  # noqa: PTH105 - same
    except BaseException:
        with suppress(OSError):
            temp.unlink()
        raise
    _sync_folder(target.parent)


def _temporary(folder: Path) -> tuple[Path, int]:
    number = 0
    while True:
        path = folder / f".motewarden-{os.getpid()}-{number}.tmp"
        try:
            return path, os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        except FileExistsError:
            number += 1


def write_all(handle: int, data: bytes) -> None:
    """Writes all of ``data`` to an open file, however the system splits it."""
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def _sync_folder(folder: Path) -> None:
    """Makes the new name itself last through a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def file_error(error: OSError | ValueError, where: str) -> ScenarioError:
    """An operating system's error as one clear line."""
    number = error.errno if isinstance(error, OSError) else None
    what, mend = _REASONS.get(number or 0, ("", "choose another file"))
    if not what:
        reason = (error.strerror or "") if isinstance(error, OSError) else "the path is not valid"
        what = f"{reason[:1].lower()}{reason[1:]}" or "cannot be used"
    return ScenarioError(what, where=where.replace("\0", "?"), mend=mend)
