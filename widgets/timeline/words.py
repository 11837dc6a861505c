"""What the lanes of the timeline are called, and what their marks say."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from widgets.common.texts import numbered
from widgets.timeline.lanes import LaneId


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


def _many(text: str, number: int) -> str:
    return numbered(QCoreApplication.translate("Timeline", text, "", number), number)


def titles() -> dict[str | LaneId, str]:
    """Titles of all lanes."""
    return {
        "axis": _tr("Round"),
        "phases": _tr("Phases"),
        "states": _tr("States"),
        LaneId.MEMBERS: _tr("Members"),
        LaneId.ROLES: _tr("Roles"),
        "attacks": _tr("Attacks"),
        LaneId.DETECTED: _tr("Detector"),
        LaneId.ALARMS: _tr("Alarms"),
        LaneId.DEATHS: _tr("Deaths"),
        LaneId.EXCLUSIONS: _tr("Exclusions"),
        LaneId.EDITS: _tr("Edits"),
    }


def mark_words(lane: LaneId, number: int, *, nodes: bool = True) -> str:
    """What so many marks of a lane say; ``{nodes}`` stands for the nodes concerned, if any."""
    return {
        LaneId.DETECTED: _many("%n alarm(s) of detectors", number)
        + (_tr(", suspected: node {nodes}") if nodes else ""),
        LaneId.ALARMS: _tr("off the lists of most neighbours, or a controller lost: node {nodes}"),
        LaneId.DEATHS: _tr("out of energy: node {nodes}"),
        LaneId.EXCLUSIONS: _many("%n exclusion(s) of node {nodes}", number),
        LaneId.EDITS: _many("%n edit(s)", number),
        LaneId.MEMBERS: _tr("joins or leaves: node {nodes}"),
        LaneId.ROLES: _tr("role given or elected: node {nodes}"),
    }[lane]


def row_tip(row: str | LaneId) -> str:
    """What a lane shows; ``{state}`` stands for the state under the pointer."""
    return {
        "phases": _tr("Initialisation once, then in each round set-up (clusters, routes) and steady state (data)"),
        "states": _tr("State of the network: {state}. Low bars: a node joins; high bars: roles are handed round"),
    }.get(str(row), "")
