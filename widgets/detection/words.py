"""Classes of alarms, methods, verdicts, steps and types of data, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.readmodel.detection import AlarmClass, Step
from widgets.stage.attack_kinds import attack_title

ICONS = {
    AlarmClass.UNKNOWN: "help-rhombus-outline",
    AlarmClass.DATA: "database-alert-outline",
    AlarmClass.SOFTWARE: "bug-outline",
    AlarmClass.NODE: "access-point-off",
    AlarmClass.PROTOCOL: "swap-horizontal-bold",
    AlarmClass.CHANNEL: "wifi-alert",
    AlarmClass.TRUST: "account-alert-outline",
}
"""A shape for each class, besides its words."""
QUIET = ("normal", "learning", "")
"""Verdicts that accuse nobody."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Detection", text)


def class_words(of: AlarmClass) -> str:
    """What an alarm is about: the classes of S2 Table 4, and ours."""
    return {
        AlarmClass.UNKNOWN: _tr("unlike anything known"),
        AlarmClass.DATA: _tr("attack on data"),
        AlarmClass.SOFTWARE: _tr("attack on software"),
        AlarmClass.NODE: _tr("attack on nodes"),
        AlarmClass.PROTOCOL: _tr("attack on protocols"),
        AlarmClass.CHANNEL: _tr("attack on the channel"),
        AlarmClass.TRUST: _tr("attack on trust"),
    }[of]


def method_words(method: str) -> str:
    """The methods that S2-94 puts together."""
    words = {
        "rules": _tr("Range rules"),
        "heuristics": _tr("Heuristics"),
        "profile": _tr("Profile"),
        "classifier": _tr("Classifiers"),
        "integral": _tr("Integral model"),
    }
    return words.get(method, method)


def verdict_words(verdict: str) -> str:
    """A verdict: normal, unknown, still learning, a class of alarms, or an attack and its variation."""
    known = {
        "normal": _tr("normal"),
        "unknown": _tr("unknown"),
        "learning": _tr("still learning"),
        "": _tr("silent"),
    }
    if verdict in known:
        return known[verdict]
    classes = {c.name.lower(): c for c in AlarmClass}
    if verdict in classes:
        return class_words(classes[verdict])
    kind, _, variation = verdict.partition(":")
    title = attack_title(kind)
    return _tr("{0}, exploiting roles").format(title) if variation == "exploiting" else title


def step_words(step: Step) -> str:
    """The steps of S2 Algorithm 1."""
    return {
        Step.CONFIGURE: _tr("Check the settings"),
        Step.REQUEST: _tr("Ask each node"),
        Step.WAIT: _tr("Wait for answers"),
        Step.CHECK: _tr("Check the answers"),
        Step.PREPROCESS: _tr("Preprocess"),
        Step.UNIFY: _tr("Unify"),
        Step.STORE: _tr("Store"),
        Step.PURGE: _tr("Purge what is old"),
    }[step]


def type_words(name: str) -> str:
    """The nine types of data of S2 Table 5."""
    words = {
        "routes": _tr("Routes"),
        "redistributions": _tr("Redistributions"),
        "readings": _tr("Readings"),
        "checksums": _tr("Checksums"),
        "payload": _tr("Payload sizes"),
        "resources": _tr("Resources"),
        "geolocation": _tr("Places"),
        "membership": _tr("Joins and leaves"),
        "signal": _tr("Signal"),
    }
    return words.get(name, name)
