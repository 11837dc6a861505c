"""Problems of detection: nobody who detects, settings that contradict one another, methods that have nothing to see.

All are warnings: the run goes on, and something is not collected or not found.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.scenario.finding import Finding, listed
from engine.scenario.model import Scenario

_METHODS = ("rules", "heuristics", "profile")


def doubts_of_detection(scenario: Scenario) -> Iterator[Finding]:
    """Warnings about the settings of detection; none while it is off."""
    if not scenario.detection.enabled:
        return
    if not scenario.roles.enabled:
        what = "detection is switched on, but nodes have no roles: nobody is a detector"
        yield Finding("warning", "detection.enabled", what, "switch roles on and want a detector, or switch it off")
        return
    yield from _staff(scenario)
    yield from _times(scenario)
    yield from _sources(scenario)
    yield from _methods(scenario)


def _staff(scenario: Scenario) -> Iterator[Finding]:
    """Whether anybody detects, and as many as must agree."""
    roles, named = scenario.roles, sum("detector" in n.roles for n in scenario.nodes)
    wanted = max(roles.detectors, named)
    if not wanted:
        what = "detection is switched on, but no detector is wanted"
        yield Finding("warning", "roles.detectors", what, "want one at least, or give a node the role")
    elif scenario.detection.quorum > wanted:
        many = f"{wanted} {'is' if wanted == 1 else 'are'} wanted"
        what = f"{scenario.detection.quorum} detectors must agree, but {many}: no alarm is raised"
        yield Finding("warning", "detection.quorum", what, "lower it, or want more detectors")


def _times(scenario: Scenario) -> Iterator[Finding]:
    """Spans that do not fit one another."""
    seen, round_s = scenario.detection, scenario.round_s
    if seen.window_s < seen.hop_s:
        what = f"windows of {seen.window_s:g} s begin every {seen.hop_s:g} s: what lies between is not looked at"
        yield Finding("warning", "detection.window_s", what, "make windows as long as the hop at least")
    if seen.hop_s < seen.interval_s:
        what = f"a window is due every {seen.hop_s:g} s, but data come every {seen.interval_s:g} s"
        yield Finding("warning", "detection.hop_s", what, "collect as often, or let windows follow more slowly")
    if seen.interval_s > seen.keep_s:
        what = f"data are kept for {seen.keep_s:g} s, but come every {seen.interval_s:g} s: nothing stays in store"
        yield Finding("warning", "detection.keep_s", what, "keep them longer, or collect more often")
    if seen.interval_s < round_s:
        what = f"data are asked for every {seen.interval_s:g} s, but a round takes {round_s:g} s: once a round it is"
        yield Finding("warning", "detection.interval_s", what, f"ask every {round_s:g} s, or make rounds shorter")


def _sources(scenario: Scenario) -> Iterator[Finding]:
    """Nodes to be asked that are not there."""
    ids = scenario.detection.sources
    unknown = tuple(i for i in ids if i not in scenario.node_by_id)
    if unknown:
        what = f"data are to come from nodes that are not there: {listed(unknown)}"
        yield Finding("warning", "detection.sources", what, "name nodes of the document, or none: then all are asked")


def _methods(scenario: Scenario) -> Iterator[Finding]:
    """Methods that look at nothing, or at what cannot be."""
    seen = scenario.detection
    if seen.lowest >= seen.highest:
        what = f"readings from {seen.lowest:g} to {seen.highest:g} °C are possible: every reading breaks the rule"
        yield Finding("warning", "detection.lowest", what, "give a lowest reading below the highest")
    if not seen.model and not any(getattr(seen, name) for name in _METHODS):
        what = "data are collected, but every method of detection is switched off and no module is chosen"
        yield Finding("warning", "detection", what, "switch on a method, or choose a module")
