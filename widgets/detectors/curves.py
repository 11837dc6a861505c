"""Curves and bars of the laboratory as figures, so that they look and are read out like those of experiments."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from math import nan

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.readmodel.experiment import Figure, Marker, Series
from engine.readmodel.laboratory import Curve, ModelScore
from widgets.common.texts import figure as number
from widgets.detectors.order import Requirements
from widgets.detectors.words import ClassNames

MOST_POINTS = 240
"""Of a curve; those between are left out."""
MOST_CURVES = 8
"""Curves with the smallest areas; more could not be told apart."""
BINS = 12


def _tr(text: str) -> str:
    return QCoreApplication.translate("Detectors", text)


def plain_series(name: str, x: Iterable[float], y: Iterable[float], unit: str = "") -> Series:
    """A curve without bands."""
    xs, ys = tuple(map(float, x)), tuple(map(float, y))
    unknown = (nan,) * len(xs)
    return Series(name, xs, ys, unknown, unknown, 0, unit, name)


def _thinned(curve: Curve) -> tuple[list[float], list[float]]:
    keep = np.unique(np.linspace(0, len(curve.x) - 1, min(MOST_POINTS, len(curve.x))).astype(int))
    return [curve.x[k] for k in keep], [curve.y[k] for k in keep]


def curves_figure(score: ModelScore, names: ClassNames, *, precision: bool) -> Figure:
    """ROC, or precision against recall, of each class against the rest; the hardest classes when they are many."""
    curves = sorted(score.pr if precision else score.roc, key=lambda c: c.area)[:MOST_CURVES]
    series = []
    for curve in curves:
        name = _tr("%1, area %2").replace("%1", names.of(curve.name)).replace("%2", number(curve.area))
        series.append(plain_series(name, *_thinned(curve)))
    if precision:
        return Figure("pr", _tr("Precision and recall"), _tr("recall"), _tr("precision"), tuple(series))
    return Figure("roc", _tr("ROC"), _tr("false alarms (share)"), _tr("found (share)"), tuple(series))


def delays_figure(score: ModelScore, limits: Requirements) -> Figure:
    """How many incidents were found within which delay, with the limit as a mark where it is in sight."""
    delays = np.array(score.delays_s, float)
    top = float(delays.max()) if delays.size else 1.0
    step = _nice(max(top, 1e-3) / BINS)
    edges = np.arange(0.0, top + step * 1.001, step)
    found, edges = np.histogram(delays, edges) if delays.size else (np.zeros(1, int), np.array([0.0, 1.0]))
    ticks = tuple(f"{a:g}–{b:g}" for a, b in pairwise(edges))
    series = plain_series(_tr("incidents"), range(len(found)), found)
    marks: tuple[Marker, ...] = ()
    if limits.delay_s < edges[-1]:
        marks = (Marker(limits.delay_s / step - 0.5, _tr("limit")),)
    return Figure("delays", _tr("Delay before detection"), _tr("s"), _tr("incidents"), (series,), marks, "bars", ticks)


def _nice(step: float) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(step))
    return float(next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= step * (1 - 1e-9)))
