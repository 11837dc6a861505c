"""Values of a document by dotted path, as the command line's ``--set trust.enabled=false`` names them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel, ValidationError

from engine.base.errors import ScenarioError
from engine.scenario.friendly import explain, first_of
from engine.scenario.jsontext import Json, plain_problem
from engine.scenario.model import Item, Scenario
from engine.scenario.validate import parse

LISTS = ("nodes", "stations", "obstacles", "incidents", "attacks")
"""Fields that hold many items; they are left out where only a section changes."""


def get_value(scenario: Scenario, path: str) -> Json:
    """The value at ``path``, as plain JSON.

    Args:
        scenario: The document.
        path: ``trust.enabled``, ``attacks.0.start`` or ``attacks[0].start``, ``trust.weights.m2``.

    Raises:
        ScenarioError: Nothing stands at this path; near ones are offered.
    """
    here: object = scenario
    for count, part in enumerate(parts := split(path), 1):
        here = _step(here, part, path, ".".join(parts[: count - 1]))
    return _plain(here)


def set_value(scenario: Scenario, path: str, text: str) -> Scenario:
    """The document with the value at ``path`` exchanged for what ``text`` says.

    Args:
        scenario: The document.
        path: As in `get_value`; the last part may be a new key of free parameters.
        text: JSON, or else a plain string; where the document has text, it is taken as it stands.

    Raises:
        ScenarioError: Unknown path, or the value does not fit there.
    """
    return with_value(scenario, path, _read(scenario, path, text))


def with_value(scenario: Scenario, path: str, value: Json) -> Scenario:
    """The document with ``value`` (plain JSON) at ``path``; errors as in `set_value`."""
    parts = _known(scenario, path)
    bad = plain_problem(value, path)
    if bad:
        raise ScenarioError(bad[1], where=bad[0], mend="write a plain value")
    return _changed(scenario, parts, value)


def without(scenario: Scenario, path: str) -> Scenario:
    """The document without the free parameter at ``path``.

    Raises:
        ScenarioError: There is none, or what stands there cannot be left out.
    """
    get_value(scenario, path)
    parts = split(path)
    if len(parts) < 2 or not isinstance(_parent(scenario, parts, path), dict):
        raise ScenarioError("cannot be left out", where=path, mend="set it to another value")
    return _changed(scenario, parts, _GONE)


class _Gone:
    """Marks a key to be left out."""


_GONE = _Gone()


def split(path: str) -> list[str]:
    """The parts of a path.

    Raises:
        ScenarioError: It is empty or has empty parts.
    """
    parts = path.replace("[", ".").replace("]", "").split(".")
    if not all(parts):
        raise ScenarioError("is not a path", where=path or "(empty path)", mend="write it as section.field")
    return parts


def known_paths() -> tuple[str, ...]:
    """Paths of all sections' fields."""
    return tuple(_paths_of(Scenario, ""))


def _paths_of(model: type[BaseModel], prefix: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from _paths_of(kind, f"{prefix}{name}.")
        else:
            yield prefix + name


def _read(scenario: Scenario, path: str, text: str) -> Json:
    try:
        value = json.loads(text, parse_constant=str)
    except (ValueError, RecursionError):
        return text
    parts = split(path)
    holder = _parent(scenario, parts, path) if len(parts) > 1 else scenario
    if isinstance(holder, BaseModel) and isinstance(getattr(holder, parts[-1], None), str):
        return value if isinstance(value, str) and text.lstrip().startswith('"') else text
    return value


def _parent(scenario: Scenario, parts: Sequence[str], path: str) -> object:
    here: object = scenario
    for count, part in enumerate(parts[:-1]):
        here = _step(here, part, path, ".".join(parts[:count]))
    return here


def _known(scenario: Scenario, path: str) -> list[str]:
    parts = split(path)
    holder = _parent(scenario, parts, path)
    if not isinstance(holder, dict):
        _step(holder, parts[-1], path, ".".join(parts[:-1]))
    return parts


def _step(here: object, part: str, path: str, done: str) -> object:
    if isinstance(here, BaseModel):
        if part in type(here).model_fields:
            return getattr(here, part)
        raise _unknown(path, [f"{done}.{name}" if done else name for name in type(here).model_fields])
    if isinstance(here, dict):
        if part in here:
            return here[part]
        raise _unknown(path, [f"{done}.{name}" for name in here])
    if isinstance(here, (tuple, list)):
        if part.isascii() and part.isdecimal() and len(part) < 10 and int(part) < len(here):
            return here[int(part)]
        some = f"its entries are 0 to {len(here) - 1}" if here else "it is empty"
        raise ScenarioError(f"{done} has no entry {part!r}", where=path, mend=some)
    raise ScenarioError(f"{done} is a single value without parts", where=path, mend=f"set {done} itself")


def _unknown(path: str, beside: list[str]) -> ScenarioError:
    everything = (*beside, *(p for p in known_paths() if p not in beside))
    last = path.rpartition(".")[2]
    same = [p for p in everything if p.rpartition(".")[2] == last]
    found = (same or get_close_matches(path, everything, n=3, cutoff=0.6))[:3]
    mend = f"did you mean {' or '.join(found)}?" if found else f"there is: {', '.join(beside[:25])}"
    return ScenarioError("there is no such value", where=path, mend=mend)


def _plain(value: object) -> Json:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    return value


def _put(data: Json, parts: Sequence[str], value: Json) -> Json:
    """``data`` with ``value`` set at ``parts``, changed in place; ``value`` itself without parts."""
    if not parts:
        return value
    here = data
    for part in parts[:-1]:
        here = here[int(part)] if isinstance(here, (list, tuple)) else here[part]
    key: Any = int(parts[-1]) if isinstance(here, list) else parts[-1]
    if value is _GONE:
        del here[key]
    else:
        here[key] = value
    return data


def _changed(scenario: Scenario, parts: list[str], value: Json) -> Scenario:
    root = parts[0]
    if root not in LISTS:
        data = _put(scenario.model_dump(mode="json", exclude=dict.fromkeys(LISTS, True)), parts, value)
        return scenario.replace(**{root: getattr(parse(data), root)})
    if len(parts) == 1:
        return parse(_put(scenario.model_dump(mode="json"), parts, value))
    items = list(getattr(scenario, root))
    item = items[int(parts[1])]
    data = _put(item.model_dump(mode="json"), parts[2:], value)
    items[int(parts[1])] = _item(type(item), data, f"{root}[{int(parts[1])}]")
    return scenario.replace(**{root: tuple(items)})


def _item(kind: type[Item], data: Json, prefix: str) -> Item:
    try:
        return kind.model_validate_json(json.dumps(data), strict=True)
    except ValidationError as error:
        raise first_of(explain(error, kind, "", prefix)) from None
