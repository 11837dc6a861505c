"""Results that stand on disk: found, and read. No Qt in here."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from engine.api import MotewardenError
from engine.readmodel.experiment import Result, from_json
from widgets.experiments.order import Earlier

FILE = "results.json"
MOST = 8


class ResultError(MotewardenError):
    """A folder without a result that can be read."""


def open_result(folder: Path) -> Result:
    """The result in a folder, with the files that are there now.

    Raises:
        ResultError: There is none, or it is damaged.
    """
    path = folder / FILE if folder.name != FILE else folder
    folder, mend = path.parent, "choose the folder that an experiment wrote"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ResultError(f"there is no {FILE}", where=str(folder), mend=mend) from None
    except OSError as error:
        raise ResultError(f"cannot be read: {(error.strerror or str(error)).lower()}", where=str(path)) from None
    except (ValueError, RecursionError):
        raise ResultError("is no JSON", where=str(path), mend="run the experiment again into this folder") from None
    if isinstance(data, dict):
        data.pop("plan", None)
    try:
        result = from_json(data)
    except (ValueError, TypeError, RecursionError):
        result = None
    if not isinstance(result, Result):
        raise ResultError("is no result of this version", where=str(path), mend="run the experiment again")
    names = (Path(name.replace("\\", "/")).name for name in result.files)
    return replace(result, files=tuple(str(folder / name) for name in names if (folder / name).is_file()))


def earlier_results(folder: Path) -> tuple[Earlier, ...]:
    """Results in the subfolders of a folder, the newest first; what cannot be read is left out."""
    found = []
    try:
        files = sorted(folder.glob(f"*/{FILE}"), key=lambda file: file.stat().st_mtime, reverse=True)
    except OSError:
        return ()
    for file in files:
        try:
            result, when = open_result(file.parent), file.stat().st_mtime
        except (ResultError, OSError):
            continue
        seeds = len(result.seeds)
        title = f"{file.parent.name}, {seeds} seed{'s' if seeds != 1 else ''}"
        found.append(Earlier(str(file.parent), title, when))
        if len(found) == MOST:
            break
    return tuple(found)
