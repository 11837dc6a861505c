"""Finished runs on disk: one line each, appended as they come, so that an interrupted experiment can go on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

import numpy as np

from engine.experiments.expression import Value
from engine.experiments.measure import Values
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.scenario.locks import try_lock

RUNS_FILE = "runs.jsonl"
_FORMAT = 1
_ANOTHER = "choose another folder with --out, or remove {file}"


class RunStore:
    """The file of finished runs in a results folder, locked while it is open.

    Its first line says which programme and which version of the engine the runs are of. A line that a crash tore, or
    that is damaged, counts as a run not done.

    Args:
        folder: Results folder; made when missing.
        programme: All runs.
        version: Version of the engine.

    Raises:
        ExperimentError: The folder cannot be written, is in use, or holds another experiment.
    """

    def __init__(self, folder: Path, programme: Programme, version: str) -> None:
        self.path = folder / RUNS_FILE
        self.done: dict[Run, Values] = {}
        """Finished runs."""
        self._header = _header(programme, version)
        self._programme = programme
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._file: BinaryIO = self.path.open("a+b")
        except OSError as error:
            raise _unwritable(folder, error) from None
        try:
            self._open()
        except BaseException:
            self._file.close()
            raise

    def _open(self) -> None:
        if not try_lock(self._file.fileno()):
            what = "another experiment is writing here"
            raise ExperimentError(what, where=str(self.path), mend="wait for it, or choose another folder with --out")
        self._file.seek(0)
        head, *lines = self._file.read().split(b"\n")
        begun = any(lines)
        if not begun and (not lines or _is_ours(_parsed(head))):  # empty, torn in its first line, or without any run
            self._file.truncate(0)
            self._write(self._header)
            return
        _compare(_parsed(head), self._header, self.path)
        torn = lines.pop()
        for line in lines:
            found = _taken(_parsed(line), self._programme)
            if found is not None:
                self.done[found[0]] = found[1]
        if torn:
            self._file.truncate(self._file.seek(0, os.SEEK_END) - len(torn))

    def add(self, run: Run, values: Values) -> None:
        """Writes one finished run down.

        Raises:
            ExperimentError: The disk is full or gone; what is written so far stays good.
        """
        self._write({"cell": run.cell, "seed": run.seed, "values": {k: _plain(v) for k, v in values.items()}})
        self.done[run] = values

    def _write(self, line: dict[str, Any]) -> None:
        try:
            self._file.write(json.dumps(line, separators=(",", ":"), allow_nan=False).encode() + b"\n")
            self._file.flush()
        except OSError as error:
            raise _unwritable(self.path.parent, error) from None

    def close(self) -> None:
        """Ends the lock; what was written is on the disk."""
        if not self._file.closed:
            try:
                os.fsync(self._file.fileno())
            finally:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_ours(header: Any) -> bool:  # noqa: ANN401 - whatever the file holds
    return isinstance(header, dict) and header.get("motewarden") == "experiment"


def finished(folder: Path, programme: Programme, version: str) -> int:
    """How many runs of a programme are finished in a folder; nothing is written or locked.

    Raises:
        ExperimentError: The folder cannot be read, or holds another experiment.
    """
    path = folder / RUNS_FILE
    try:
        head, *lines = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return 0
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise ExperimentError(what, where=str(path), mend="choose another folder with --out") from None
    if not any(lines) and (not lines or _is_ours(_parsed(head))):
        return 0
    _compare(_parsed(head), _header(programme, version), path)
    found = (_taken(_parsed(line), programme) for line in lines[:-1])
    return len({one[0] for one in found if one is not None})


def _header(programme: Programme, version: str) -> dict[str, Any]:
    return {
        "motewarden": "experiment",
        "format": _FORMAT,
        "experiment": programme.experiment,
        "version": version,
        "seeds": list(programme.seeds),
        "plan": programme.digest(),
    }


def _compare(header: Any, mine: dict[str, Any], path: Path) -> None:  # noqa: ANN401 - whatever the file holds
    if not _is_ours(header):
        mend = "choose another folder with --out"
        raise ExperimentError("is not a file of finished runs", where=str(path), mend=mend)
    if header == mine:
        return
    name = header.get("experiment")
    what = f"the folder holds runs of {name} with other parameters"
    if name != mine["experiment"]:
        what = f"the folder holds runs of another experiment, {name}"
    elif header.get("version") != mine["version"]:
        what = f"the folder holds runs of another version, {header.get('version')}"
    elif header.get("seeds") != mine["seeds"]:
        what = f"the folder holds runs of {name} with other seeds ({len(header.get('seeds') or ())} of them)"
    raise ExperimentError(what, where=str(path), mend=_ANOTHER.format(file=RUNS_FILE))


def _taken(line: Any, programme: Programme) -> tuple[Run, Values] | None:  # noqa: ANN401 - whatever the file holds
    """The run that a line is of; None when it is damaged or not of this programme."""
    try:
        run = Run(int(line["cell"]), int(line["seed"]))
        given = line["values"]
        values = {m.name: _value(given[m.name] if m.expression else given.get(m.name)) for m in programme.measures}
    except (TypeError, KeyError, ValueError, AttributeError):
        return None
    known = run.cell < len(programme.cells) and run.seed in programme.seeds
    return (run, values) if known else None


def _parsed(line: bytes) -> Any:  # noqa: ANN401 - whatever the line holds
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _plain(value: Value) -> Any:  # noqa: ANN401 - plain JSON
    """Numbers as JSON has them: whole ones without a fraction, NaN as null."""
    if isinstance(value, np.ndarray) and value.ndim:
        return [_plain(v) for v in value]
    number = float(value)
    if number != number:  # noqa: PLR0124 - NaN
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _value(data: Any) -> Value:  # noqa: ANN401 - plain JSON
    if isinstance(data, list):
        return np.array([np.nan if v is None else float(v) for v in data])
    return np.float64(np.nan if data is None else float(data))


def _unwritable(folder: Path, error: OSError) -> ExperimentError:
    what = f"cannot write results: {(error.strerror or str(error)).lower()}"
    return ExperimentError(what, where=str(folder), mend="choose another folder with --out, or make room")
