"""Runs without a window, and attacks as the command line writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.base.errors import ScenarioError
from engine.runtime.result import DEFAULT_ROUNDS, Progress, RunResult, without_speed
from engine.runtime.strategies import Strategies, can_exploit, check_strategies
from engine.scenario.model import Attack, Scenario
from engine.scenario.validate import validated

__all__ = ["RunResult", "parse_attack", "run", "without_speed"]

_FORM = "write TYPE:key=value,…, e.g. blackhole:count=10,start=20 or greyhole:nodes=3+17,share=0.3"


def run(
    scenario: Scenario,
    rounds: int = DEFAULT_ROUNDS,
    *,
    out: Path | None = None,
    measure_from: int = 1,
    progress: Progress | None = None,
) -> RunResult:
    """Runs a scenario without a window; see `engine.runtime.headless.run`. The kernels are loaded at the first call."""
    from engine.runtime.headless import run as do

    return do(scenario, rounds, out=out, measure_from=measure_from, progress=progress)


def _value(text: str) -> object:
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text


def _whole(key: str, text: str, where: str) -> int:
    if not text.strip().isdecimal():
        raise ScenarioError(f"{key} is a whole number, not {text!r}", where=where, mend=_FORM)
    return int(text)


def parse_attack(text: str, scenario: Scenario) -> Scenario:
    """The scenario with one more attack.

    Args:
        text: ``TYPE:key=value,…``; keys ``count``, ``nodes`` (ids joined by +), ``start``, ``duration``,
            ``variation`` (common or exploiting), ``origin`` (insider or outsider); all others are parameters of the
            attack.
        scenario: A valid document.

    Raises:
        ScenarioError, UnknownNameError: The text does not name an attack that fits the scenario.
    """
    where = f"--attack {text}"
    kind, _, rest = text.partition(":")
    strategy = Strategies.load().attacks.get(kind.strip(), where=where)
    fields: dict[str, Any] = {}
    params: dict[str, Any] = {}
    for pair in filter(None, rest.split(",")):
        key, sign, value = (part.strip() for part in pair.partition("="))
        if not sign:
            raise ScenarioError(f"{pair!r} is not key=value", where=where, mend=_FORM)
        if key == "nodes":
            fields[key] = tuple(_whole("each node", n, where) for n in value.split("+"))
        elif key in ("count", "start", "duration"):
            fields[key] = _whole(key, value, where)
        elif key in ("variation", "origin"):
            fields[key] = value
        else:
            params[key] = _value(value)
    if "nodes" not in fields and "count" not in fields:
        fields["count"] = 1
    sensors = len(scenario.sensors())
    if fields.get("count", 0) > sensors:
        what = f"{fields['count']} attackers, but the scenario has {sensors} nodes"
        raise ScenarioError(what, where=where, mend="lower count")
    number = sum(a.type == strategy.name for a in scenario.attacks) + 1
    taken = {a.id for a in scenario.attacks}
    name = next(n for n in (f"{strategy.name}-{k}" for k in range(number, number + len(taken) + 1)) if n not in taken)
    try:
        attack = Attack(id=name, type=strategy.name, params=params, **fields)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise ScenarioError(f"{key}: {first['msg'].lower()}", where=where, mend=_FORM) from None
    if attack.variation == "exploiting" and not can_exploit(strategy):
        what = f"{strategy.name} has no variation that exploits self-organisation"
        raise ScenarioError(what, where=where, mend="leave variation out, or write variation=common")
    changed = scenario.replace(attacks=(*scenario.attacks, attack))
    check_strategies(changed, Strategies.load())
    return validated(changed, where)
