"""Reading JSON that a stranger wrote: bounded, no constants JSON does not have, no key twice."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, TypeAlias

from engine.base.errors import ScenarioError

Json: TypeAlias = Any
"""A value as `json` reads and writes it."""

MAX_BYTES = 64 * 1024 * 1024
"""Documents above this size are refused unread."""

MAX_DEPTH = 32
"""How deep free parameters may nest."""


_Pairs: TypeAlias = Callable[[list[tuple[str, Any]]], dict[str, Any]]


def join(where: str, path: str) -> str:
    """A place for messages: a file and a path inside it, either of which may be empty."""
    return f"{where}: {path}" if where and path else where or path


def read_json(text: str, where: str = "") -> Json:
    """The value that ``text`` holds.

    Args:
        text: JSON; a leading byte order mark is allowed.
        where: File or other origin, for messages.

    Raises:
        ScenarioError: Too large, not JSON, nested too deeply, a key twice, or a number that is not finite.
    """
    if len(text) > MAX_BYTES:
        raise too_large(where)
    doubles: list[tuple[dict[str, Any], str]] = []
    constants: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        out = dict(items)
        if len(out) != len(items):
            doubles.append((out, _first_double(items)))
        return out

    def constant(name: str) -> float:
        constants.append(name)
        return math.nan

    data = _loads(text.removeprefix("\ufeff"), where, pairs=pairs, constant=constant)
    if doubles:
        holder, key = doubles[0]
        place = next((p for p, value in _walk(data) if value is holder), "")
        what = f"the key {key!r} stands twice"
        raise ScenarioError(what, where=join(where, place), mend="keep one of the two")
    if constants:
        place = next((p for p, value in _walk(data) if isinstance(value, float) and math.isnan(value)), "")
        what = f"{constants[0]} is not a number JSON knows"
        raise ScenarioError(what, where=join(where, place), mend="write a finite number")
    return data


def _loads(text: str, where: str, *, pairs: _Pairs, constant: Callable[[str], float]) -> Json:
    try:
        return json.loads(text, object_pairs_hook=pairs, parse_constant=constant)
    except json.JSONDecodeError as error:
        if not text.strip():
            raise ScenarioError("is empty", where=where, mend="choose a Motewarden file") from None
        what = f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}"
        place = join(where, f"line {error.lineno}, column {error.colno}")
        raise ScenarioError(what, where=place, mend="mend it there or restore a copy") from None
    except RecursionError:
        raise too_deep(where) from None
    except ValueError:
        raise ScenarioError("holds a number with too many digits", where=where, mend="shorten it") from None


def too_large(where: str) -> ScenarioError:
    """The error for text above `MAX_BYTES`."""
    return ScenarioError(f"is larger than {MAX_BYTES >> 20} MB", where=where, mend="choose a Motewarden file")


def too_deep(where: str) -> ScenarioError:
    """The error for JSON that nests without end."""
    return ScenarioError("nests lists or objects too deeply", where=where, mend="choose a Motewarden file")


def _first_double(items: list[tuple[str, Any]]) -> str:
    seen: dict[str, None] = {}
    for key, _ in items:
        if key in seen:
            break
        seen[key] = None
    return key


def _walk(data: Json) -> list[tuple[str, Any]]:
    """Every value with its path, in order of depth. Only run when something is wrong."""
    found: list[tuple[str, Any]] = [("", data)]
    for path, value in found:
        if isinstance(value, dict):
            found.extend((f"{path}.{k}" if path else k, v) for k, v in value.items())
        elif isinstance(value, list):
            found.extend((f"{path}[{i}]", v) for i, v in enumerate(value))
    return found


def plain_problem(value: Json, path: str, depth: int = 0) -> tuple[str, str] | None:
    """Path and reason of the first part of ``value`` that JSON cannot carry unchanged, or None."""
    if depth > MAX_DEPTH:
        return path, "nests too deeply"
    if isinstance(value, float):
        return None if math.isfinite(value) else (path, "must be a finite number")
    if isinstance(value, str):
        return None if value.isascii() or _encodable(value) else (path, "holds half a character")
    if isinstance(value, int):
        return None if -(2**63) <= value < 2**63 else (path, "has too many digits")
    if value is None:
        return None
    if isinstance(value, list):
        parts = ((f"{path}[{i}]", v) for i, v in enumerate(value))
    elif isinstance(value, dict):
        if not all(isinstance(k, str) and _encodable(k) for k in value):
            return path, "has a key that is not text"
        parts = ((f"{path}.{k}", v) for k, v in value.items())
    else:
        return path, f"cannot be saved (a {type(value).__name__})"
    return next((p for p in (plain_problem(v, q, depth + 1) for q, v in parts) if p), None)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
