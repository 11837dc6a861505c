"""One edit for a choice of things of several kinds: nodes, stations, obstacles."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.scenario import edits
from engine.scenario.edit_base import plural, things
from engine.scenario.model import Scenario

Build = Callable[[Scenario], edits.Edit]


def obstacles_of(scenario: Scenario, ids: Iterable[int]) -> tuple[int, ...]:
    """Those of the ids that are obstacles."""
    return tuple(i for i in ids if i in scenario.obstacle_by_id)


def items_of(scenario: Scenario, ids: Iterable[int]) -> tuple[int, ...]:
    """Those of the ids that are not obstacles; unknown ones stay, for the edit to refuse."""
    return tuple(i for i in ids if i not in scenario.obstacle_by_id)


def joined(scenario: Scenario, verb: str, ids: Iterable[int], builds: Iterable[Build]) -> edits.Edit:
    """The edits one after another as one step of undo, each built on what the ones before it leave.

    Args:
        scenario: The document.
        verb: For the label: ``"Move"``.
        ids: All that is concerned, for the label.
        builds: What gives each edit.

    Raises:
        EditError: One of them does not fit.
    """
    made: list[edits.Edit] = []
    for build in builds:
        edit = build(scenario)
        scenario_after = edit.do(scenario)
        made.append(edit)
        scenario = scenario_after
    return made[0] if len(made) == 1 else edits.Compound(f"{verb} {_counted(scenario, ids)}", tuple(made))


def _counted(scenario: Scenario, ids: Iterable[int]) -> str:
    kinds = [0, 0, 0]
    for i in ids:
        kinds[0 if i in scenario.node_by_id else 1 if i in scenario.station_by_id else 2] += 1
    nodes, stations, walls = kinds
    parts = [things(nodes, stations)] if nodes or stations else []
    return " and ".join([*parts, *([plural(walls, "obstacle")] if walls else [])])
