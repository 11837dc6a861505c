"""Is this data a scenario, and does the scenario make sense? Friendly errors and the problems list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from engine.base.errors import ScenarioError
from engine.readmodel.detail import Problem
from engine.scenario.finding import Finding, listed
from engine.scenario.friendly import explain, first_of, shown
from engine.scenario.hardware import PROFILES, transceiver_of
from engine.scenario.jsontext import join, plain_problem
from engine.scenario.model import (
    MAX_ATTACKS,
    MAX_INCIDENTS,
    MAX_NODES,
    MAX_OBSTACLES,
    MAX_STATIONS,
    Attack,
    Scenario,
)
from engine.scenario.validate_detection import doubts_of_detection
from engine.scenario.validate_roles import doubts_of_roles, faults_of_incidents

_LIMITS = (
    ("nodes", MAX_NODES),
    ("stations", MAX_STATIONS),
    ("obstacles", MAX_OBSTACLES),
    ("attacks", MAX_ATTACKS),
    ("incidents", MAX_INCIDENTS),
)
_LISTED_PLACES = 10


def problems_of(data: object, where: str = "") -> list[ScenarioError]:
    """All that keeps ``data`` (parsed JSON) from being a scenario; empty when it is one."""
    try:
        scenario = _parsed(data, None, where)
    except ValidationError as error:
        return explain(error, Scenario, where)
    except ScenarioError as error:
        return [error]
    return [_error(f, where) for f in (*_structure(scenario), *_readiness(scenario)) if f.severity == "error"]


def parse(data: object, where: str = "", text: str | None = None) -> Scenario:
    """The scenario that parsed JSON describes; cross checks are `validated`'s.

    Args:
        data: Parsed JSON of the present schema version.
        where: File or other origin, for messages.
        text: The JSON text of ``data`` when at hand; spares writing it again.

    Raises:
        ScenarioError: The first thing wrong, and how many more there are.
    """
    try:
        return _parsed(data, text, where)
    except ValidationError as error:
        raise first_of(explain(error, Scenario, where)) from None


def _parsed(data: object, text: str | None, where: str) -> Scenario:
    if not isinstance(data, dict):
        what = f"must be an object, not {shown(data)}"
        raise ScenarioError(what, where=where, mend="choose a Motewarden file")
    for key, most in _LIMITS:
        items = data.get(key)
        if isinstance(items, (list, tuple)) and len(items) > most:
            what = f"has {len(items):,} entries, at most {most:,} are allowed"
            raise ScenarioError(what, where=join(where, key), mend="remove some")
    if text is None:
        try:
            text = json.dumps(data)
        except (TypeError, ValueError, RecursionError):
            what = "holds values that JSON cannot carry"
            raise ScenarioError(what, where=where, mend="remove them") from None
    return Scenario.model_validate_json(text, strict=True)


def check(scenario: Scenario) -> tuple[Problem, ...]:
    """The problems list of a document: errors first (cannot run), then warnings."""
    found = sorted((*_structure(scenario), *_readiness(scenario), *_doubts(scenario)), key=_is_warning)
    return tuple(Problem(f.severity, f.what, f.mend, f.ids) for f in found)


def validated(scenario: Scenario, where: str = "", *, runnable: bool = True) -> Scenario:
    """The scenario itself when it has no errors.

    Args:
        scenario: The document.
        where: File or other origin, for messages.
        runnable: False lets pass what an unfinished drawing may lack (an attack without nodes, trust without
            a radio range), so that work in progress can be opened again.

    Raises:
        ScenarioError: The first error.
    """
    for finding in _structure(scenario):
        raise _error(finding, where)
    if runnable:
        for finding in _readiness(scenario):
            raise _error(finding, where)
    return scenario


def _is_warning(finding: Finding) -> bool:
    return finding.severity != "error"


def _error(finding: Finding, where: str) -> ScenarioError:
    return ScenarioError(finding.what, where=join(where, finding.path), mend=finding.mend)


def _structure(scenario: Scenario) -> Iterator[Finding]:
    """What makes edits by id impossible; a document with this is never opened."""
    seen: dict[int, str] = {}
    for path, item_id in _named(scenario):
        first = seen.setdefault(item_id, path)
        if first != path:
            what = f"id {item_id} is used by {first} and {path}"
            yield Finding("error", f"{path}.id", what, "give one of them another id", (item_id,))
    names: dict[str, int] = {}
    for index, attack in enumerate(scenario.attacks):
        path = f"attacks[{index}]"
        if names.setdefault(attack.id, index) != index:
            what = f"attack id {attack.id!r} is used by attacks[{names[attack.id]}] and {path}"
            yield Finding("error", f"{path}.id", what, "give one of them another id")
        yield from _targets(scenario, attack, path)
    yield from faults_of_incidents(scenario)
    blocked = tuple(i for i in scenario.trust.blocked if i in scenario.station_by_id)
    if blocked:
        what = f"names {listed(blocked)}; base stations cannot be blocked"
        yield Finding("error", "trust.blocked", what, "name sensor nodes", blocked)
    yield from _free_parameters(scenario)


def _named(scenario: Scenario) -> Iterator[tuple[str, int]]:
    """Path and id of all that stands on the field."""
    for name in ("nodes", "stations", "obstacles"):
        for index, thing in enumerate(getattr(scenario, name)):
            yield f"{name}[{index}]", thing.id


def _targets(scenario: Scenario, attack: Attack, path: str) -> Iterator[Finding]:
    nodes, bases = scenario.node_by_id, scenario.station_by_id
    stations = tuple(i for i in attack.nodes if i in bases)
    if stations:
        what = f"attack {attack.id!r} names {listed(stations)}; base stations cannot be attacked (paper S3)"
        yield Finding("error", f"{path}.nodes", what, "name sensor nodes", stations)
    unknown = tuple(i for i in attack.nodes if i not in nodes and i not in bases)
    if unknown:
        what = f"attack {attack.id!r} names unknown nodes: {listed(unknown)}"
        yield Finding("error", f"{path}.nodes", what, "name nodes of the document")


def _free_parameters(scenario: Scenario) -> Iterator[Finding]:
    free: list[tuple[str, dict[str, Any]]] = [
        ("routing.params", scenario.routing.params),
        ("trust.params", scenario.trust.params),
    ]
    free += [(f"attacks[{i}].params", a.params) for i, a in enumerate(scenario.attacks)]
    for path, params in free:
        bad = plain_problem(params, path)
        if bad:
            yield Finding("error", bad[0], bad[1], "write a plain value")


def _readiness(scenario: Scenario) -> Iterator[Finding]:
    """What keeps a well-formed document from running."""
    endless = scenario.radio.model == "disk" and scenario.radio.range_m is None
    if scenario.trust.enabled and endless:
        mend = "set radio.range_m or switch trust off"
        yield Finding("error", "trust.enabled", "trust needs a finite radio range", mend)
    if scenario.trust.blocked and endless:
        mend = "set radio.range_m or empty the block list"
        yield Finding("error", "trust.blocked", "a block list needs a finite radio range", mend)
    for index, attack in enumerate(scenario.attacks):
        if not attack.nodes and not attack.count:
            what = f"attack {attack.id!r} has neither nodes nor a count"
            yield Finding("error", f"attacks[{index}]", what, "name its nodes or set its count")


def _doubts(scenario: Scenario) -> Iterator[Finding]:
    """Warnings: it runs, but perhaps not as meant."""
    if not scenario.nodes:
        yield Finding("warning", "nodes", "there are no nodes", "add nodes from the palette")
    if not scenario.stations and not scenario.follows_roles:
        yield Finding("warning", "stations", "there is no base station: nothing can be delivered", "add one")
    width, height = scenario.area.width_m, scenario.area.height_m
    outside = tuple(i.id for i in scenario.items() if not (0 <= i.x <= width and 0 <= i.y <= height))
    if outside:
        what = f"{_count(outside)} outside the area: {listed(outside)}"
        yield Finding("warning", "area", what, "move them or enlarge the area", outside)
    yield from _strangers(scenario)
    for index, attack in enumerate(scenario.attacks):
        path = f"attacks[{index}]"
        if not attack.nodes and attack.count > len(scenario.sensors()):
            what = f"attack {attack.id!r} wants {attack.count} nodes of {len(scenario.sensors())}"
            yield Finding("warning", f"{path}.count", what, "lower its count")
        if len(dict.fromkeys(attack.nodes)) < len(attack.nodes):
            what = f"attack {attack.id!r} names a node twice"
            yield Finding("warning", f"{path}.nodes", what, "name it once")
    yield from _shared_places(scenario)
    yield from doubts_of_roles(scenario)
    yield from doubts_of_detection(scenario)
    yield from _hardware(scenario)
    if scenario.attacks and scenario.radio.range_m and not (scenario.trust.enabled or scenario.routing.verify.active):
        what = "readings are aggregated over routes that nothing secures"  # S0-50
        yield Finding("warning", "routing.verify", what, "switch on trust, or a check of secure routing")


def _strangers(scenario: Scenario) -> Iterator[Finding]:
    """Lists that name nodes which are not of the document: nothing comes of these."""
    lists = [
        ("trust.blocked", "the block list", scenario.trust.blocked),
        ("roles.unneeded", "the list of unneeded readings", scenario.roles.unneeded),
        *((f"steps[{k}].nodes", f"step {step.title!r}", step.nodes) for k, step in enumerate(scenario.steps)),
    ]
    for path, what, ids in lists:
        unknown = tuple(i for i in ids if i not in scenario.node_by_id and i not in scenario.station_by_id)
        if unknown:
            yield Finding("warning", path, f"{what} names unknown nodes: {listed(unknown)}", "remove them")


def _hardware(scenario: Scenario) -> Iterator[Finding]:
    """Profiles that nobody knows, and radios whose costs the datasheet model has to borrow."""
    by_profile: dict[str, list[int]] = {}
    for node in scenario.nodes:
        by_profile.setdefault(node.profile, []).append(node.id)
    radio, path = scenario.radio, "energy.model"
    for name, members in by_profile.items():
        ids, profile = tuple(members), PROFILES.get(name)
        if profile is None:
            what = f"hardware profile {name!r} of {listed(ids)} is not known and counts as a mote"
            yield Finding("warning", "nodes", what, f"choose one of: {', '.join(PROFILES)}", ids)
        bits = None if profile is None or profile.transceiver is None else profile.transceiver.address_bits
        far = tuple(i for i in ids if bits is not None and i >= 2**bits)
        if far:
            what = f"{listed(far)} do not fit into the {bits}-bit addresses of {transceiver_of(name).name}"
            yield Finding("warning", "nodes", what, "give smaller ids", far)
        if scenario.energy.model != "datasheet" or profile is None:
            continue
        used = transceiver_of(name)
        if profile.transceiver is None:
            what = f"no source states what the radio of {profile.title} draws: it counts as a {used.name}"
            yield Finding("warning", path, what, "choose a profile with a known radio", ids)
        if radio.tx_dbm > used.transmit_w[-1][0]:
            what = f"{used.name} sends with {used.transmit_w[-1][0]:g} dBm at most, not {radio.tx_dbm:g}"
            yield Finding("warning", "radio.tx_dbm", what, "lower radio.tx_dbm", ids)
        if radio.bit_rate != used.bit_rate:
            what = f"{used.name} sends {used.bit_rate:g} bit/s, not {radio.bit_rate:g}"
            yield Finding("warning", "radio.bit_rate", what, f"set radio.bit_rate to {used.bit_rate:g}", ids)


def _count(ids: tuple[int, ...]) -> str:
    return f"{len(ids)} item stands" if len(ids) == 1 else f"{len(ids)} items stand"


def _shared_places(scenario: Scenario) -> Iterator[Finding]:
    places: dict[tuple[float, float], list[int]] = {}
    for item in scenario.items():
        places.setdefault((item.x, item.y), []).append(item.id)
    shared = [(place, tuple(ids)) for place, ids in places.items() if len(ids) > 1]
    for (x, y), ids in shared[:_LISTED_PLACES]:
        what = f"{len(ids)} items stand at one place ({x:g}, {y:g}): {listed(ids)}"
        yield Finding("warning", "nodes", what, "move them apart", ids)
    rest = tuple(i for _, ids in shared[_LISTED_PLACES:] for i in ids)
    if rest:
        what = f"{len(shared) - _LISTED_PLACES} more places hold several items"
        yield Finding("warning", "nodes", what, "move them apart", rest)
