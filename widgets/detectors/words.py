"""Names of classes, splits and scopes as the wizard writes them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from engine.readmodel.attack_model import CatalogueEntry

NORMAL = "normal"
VARIATIONS = ("common", "exploiting")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Detectors", text)


class ClassNames:
    """Labels of tables in words: ``sinkhole:exploiting`` is *Sinkhole, exploiting*."""

    def __init__(self, entries: tuple[CatalogueEntry, ...] = ()) -> None:
        self._titles: Mapping[str, str] = {e.kind: e.title for e in entries}

    def of(self, label: str) -> str:
        """A class; labels of foreign tables stay as they are."""
        if label == NORMAL:
            return _tr("no attack")
        kind, _, variation = label.partition(":")
        if kind not in self._titles:
            return label
        return f"{self._titles[kind]}, {variation_word(variation)}" if variation else self._titles[kind]


def variation_word(variation: str) -> str:
    """``common`` or ``exploiting`` in the language of the window."""
    return {"common": _tr("common"), "exploiting": _tr("exploiting")}.get(variation, variation)


def split_word(split: str) -> str:
    """How training and testing part were divided."""
    return {"random": _tr("random rows"), "grouped": _tr("whole runs"), "time": _tr("by time")}.get(split, split)


def split_tip(split: str) -> str:
    """What a split is good for."""
    tips = {
        "random": _tr("Rows at random, as most papers do. Neighbouring rows fall on both sides: too kind a judge."),
        "grouped": _tr("Whole runs are kept out: the method is judged on seeds that it has never seen."),
        "time": _tr("Trained on the first part of the time, judged on the rest."),
    }
    return tips.get(split, "")


def scope_word(scope: str) -> str:
    """What a module looks at."""
    return {"network": _tr("the network as a whole"), "node": _tr("one node at a time")}.get(scope, scope)
