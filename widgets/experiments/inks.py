"""Colour, stroke and mark of a curve: by what it stands for, the same in every figure, on screen as in the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from engine.readmodel.experiment import Series
from widgets.common.theme import theme

_SOLID, _DASH, _DOT, _MIX = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
)
_STATES: dict[str, tuple[str | int, Qt.PenStyle]] = {
    "protected": ("good", _SOLID),
    "unprotected": ("danger", _DASH),
    "upper bound": (0, _DOT),
    "no attackers": (6, _MIX),
    "s3": ("good", _SOLID),
    "none": ("danger", _DASH),
    "beta": (0, _SOLID),
    "eigentrust": (4, _SOLID),
}
"""State → a colour of the theme by name, or of its series by number; stroke."""
_INKS = (0, 1, 2, 4, 5, 7, 3, 6)
_DASHES = (_SOLID, _DASH, _DOT, _MIX)
_MARKS = ("o", "s", "t1", "d", "t", "+", "x", "star")
_HATCHES = (
    Qt.BrushStyle.NoBrush,
    Qt.BrushStyle.BDiagPattern,
    Qt.BrushStyle.Dense6Pattern,
    Qt.BrushStyle.DiagCrossPattern,
)


@dataclass(frozen=True, slots=True)
class Ink:
    """How one series looks. Colour is never alone: a line has stroke and mark, a bar a hatch."""

    colour: QColor
    dash: Qt.PenStyle
    mark: str
    hatch: Qt.BrushStyle


def inks_of(series: Sequence[Series]) -> tuple[Ink, ...]:
    """The looks of all series of a figure, in order, in the theme in force."""
    groups = list(dict.fromkeys(_group(s) for s in series))
    return tuple(_ink(s, k, groups) for k, s in enumerate(series))


def _ink(series: Series, index: int, groups: list[str]) -> Ink:
    state = _STATES.get(series.key.rpartition(":")[2])
    hatch = _HATCHES[index % len(_HATCHES)]
    if state is None:
        colour = QColor(theme().series[_INKS[index % len(_INKS)]])
        return Ink(colour, _DASHES[index % len(_DASHES)], _MARKS[index % len(_MARKS)], hatch)
    name, dash = state
    colour = QColor(theme().series[name] if isinstance(name, int) else getattr(theme(), name))
    return Ink(colour, dash, _MARKS[groups.index(_group(series)) % len(_MARKS)], hatch)


def _group(series: Series) -> str:
    """``"blackhole"`` of ``"blackhole:protected"``."""
    return series.key.rpartition(":")[0]
