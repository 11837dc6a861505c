"""Figures as PNG, SVG and PDF: the same bytes for the same data."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from textwrap import fill
from types import MappingProxyType
from typing import Any

import numpy as np

from engine.readmodel.experiment import Figure, Marker, Series

FORMATS = ("png", "svg", "pdf")
_SIZE_INCHES = (9.6, 5.4)
_DPI = 150
_LETTERS = 28
"""Of a name beside a curve, before it is broken."""
_AXIS_LETTERS = 76
"""That stand side by side under an axis."""
_FLAT = 0.6
_FEW = 12
"""Values on the x axis that are all marked."""

_INKS = ("#0072b2", "#b86e00", "#008f68", "#a9508a", "#5a55c8", "#8a5f35", "#7d7000", "#66727e")
_DASHES = ("solid", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)))
_DOTS = ("o", "s", "^", "D", "v", "P", "X", "*")
INKS: Mapping[str, str] = MappingProxyType(
    {
        "protected": "#00775a",
        "unprotected": "#c8410b",
        "upper bound": "#0072b2",
        "no attackers": "#66727e",
        "s3": "#00775a",
        "none": "#c8410b",
        "beta": "#0072b2",
        "eigentrust": "#a9508a",
    }
)
"""Colours with a meaning, the same in every figure; told apart by the colour-blind, and by stroke besides."""
_STROKES: Mapping[str, Any] = MappingProxyType(
    {"unprotected": (0, (6, 2)), "upper bound": (0, (2, 1.5)), "no attackers": (0, (6, 2, 1.5, 2)), "none": (0, (6, 2))}
)
_TEXT, _MUTED, _LINE = "#16202b", "#566473", "#cdd5dd"
_SETTINGS = {
    "svg.hashsalt": "motewarden",
    "svg.fonttype": "path",
    "pdf.fonttype": 42,
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.edgecolor": _MUTED,
    "axes.labelcolor": _TEXT,
    "text.color": _TEXT,
    "xtick.color": _MUTED,
    "ytick.color": _MUTED,
}
_METADATA: Mapping[str, dict[str, Any]] = MappingProxyType(
    {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
    }
)


def draw(figure: Figure) -> dict[str, bytes]:
    """The figure in every format, by ending. Needs no display; Qt and pyplot stay out of it."""
    with _settings():
        from matplotlib.figure import Figure as Canvas

        canvas = Canvas(figsize=_SIZE_INCHES, dpi=_DPI)
        axes = canvas.add_axes((0.085, 0.12, 0.65, 0.76))
        pad = 22 if figure.markers else 10
        axes.set_title(figure.title, loc="left", fontweight="bold", color=_TEXT, pad=pad)
        axes.set_xlabel(figure.x_label)
        axes.set_ylabel(figure.y_label)
        axes.grid(axis="y", color=_LINE, linewidth=0.8)
        axes.set_axisbelow(True)
        for side in ("top", "right"):
            axes.spines[side].set_visible(False)
        ends = _SHAPES[figure.shape](axes, figure)
        _mark(axes, figure.markers, {s.name: _ink(s, k) for k, s in enumerate(figure.series)})
        _label_ends(axes, ends)
        note = _note(figure.series)
        canvas.text(0.085, 0.015, note, fontsize=8, color=_MUTED)
        return {ending: _saved(canvas, ending) for ending in FORMATS}


@contextmanager
def _settings() -> Iterator[None]:
    import matplotlib as mpl

    with mpl.rc_context():
        mpl.rcdefaults()
        parameters: Any = mpl.rcParams
        parameters.update(_SETTINGS)
        yield


def _saved(canvas: Any, ending: str) -> bytes:  # noqa: ANN401 - matplotlib's figure, imported late
    out = io.BytesIO()
    canvas.savefig(out, format=ending, metadata=_METADATA[ending], facecolor="white")
    return out.getvalue()


def _note(series: Sequence[Series]) -> str:
    counts = sorted({s.n for s in series})
    if not counts or max(counts) < 2:
        return "one seed: no bands" if counts else ""
    n = f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
    return f"means of {n} seeds with 95 % bands (Student's t)"


def _state(series: Series) -> str:
    """``"protected"`` of ``"blackhole:protected"``."""
    return (series.key or series.name).rpartition(":")[2]


def _group(series: Series) -> str:
    return series.key.rpartition(":")[0]


def _ink(series: Series, index: int) -> str:
    return INKS.get(_state(series), _INKS[index % len(_INKS)])


def _stroke(series: Series, index: int) -> Any:  # noqa: ANN401 - what matplotlib takes as a line style
    known = INKS.get(_state(series))
    return _STROKES.get(_state(series), "solid") if known else _DASHES[(index // len(_INKS)) % len(_DASHES)]


Ends = list[tuple[float, float, str, str]]
"""Where curves end: x, y, text, colour."""


def _lines(axes: Any, figure: Figure) -> Ends:  # noqa: ANN401 - matplotlib's axes, imported late
    ends: Ends = []
    groups = list(dict.fromkeys(_group(s) for s in figure.series))
    for index, s in enumerate(figure.series):
        x, mean, low, high = (np.array(part) for part in (s.x, s.mean, s.low, s.high))
        ink = _ink(s, index)
        dots = len(x) <= 40
        marker = _DOTS[groups.index(_group(s)) % len(_DOTS)] if dots else None
        axes.plot(x, mean, color=ink, linestyle=_stroke(s, index), linewidth=1.8, marker=marker, markersize=5)
        if np.isfinite(low).any():
            axes.fill_between(x, low, high, color=ink, alpha=0.18, linewidth=0)
        known = np.flatnonzero(np.isfinite(mean))
        if len(known):
            ends.append((float(x[known[-1]]), float(mean[known[-1]]), s.name, ink))
    axes.margins(x=0.01)
    places = list(dict.fromkeys(x for s in figure.series for x in s.x))
    if 1 < len(places) <= _FEW:
        axes.set_xticks(places)
    if figure.ticks:
        axes.set_xticks(range(len(figure.ticks)), _wrapped(figure.ticks))
    _from_zero(axes, [m for s in figure.series for m in s.mean])
    return ends


def _bars(axes: Any, figure: Figure) -> Ends:  # noqa: ANN401 - matplotlib's axes, imported late
    count = max(len(figure.series), 1)
    width = 0.8 / count
    for index, s in enumerate(figure.series):
        x, mean, low = np.array(s.x), np.array(s.mean), np.array(s.low)
        error = np.where(np.isfinite(low), mean - low, 0)
        place = x + (index - (count - 1) / 2) * width
        ink, hatch = _ink(s, index), ("", "//", "..", "xx")[index % 4]
        axes.bar(place, mean, width * 0.92, color=ink, label=s.name, hatch=hatch, edgecolor="white", linewidth=0.6)
        axes.errorbar(place, mean, error, fmt="none", ecolor=_TEXT, elinewidth=1, capsize=3)
    _name_bars(axes, figure)
    return []


def _stack(axes: Any, figure: Figure) -> Ends:  # noqa: ANN401 - matplotlib's axes, imported late
    floor = np.zeros(max((len(s.x) for s in figure.series), default=0))
    for index, s in enumerate(figure.series):
        mean = np.nan_to_num(np.array(s.mean))
        ink, hatch = _ink(s, index), ("", "//", "..", "xx")[index // len(_INKS) % 4]
        axes.bar(s.x, mean, 0.6, bottom=floor, color=ink, label=s.name, hatch=hatch, edgecolor="white", linewidth=0.6)
        floor = floor + mean
        error = np.nan_to_num(mean - np.array(s.low))
        axes.errorbar(s.x, floor, error, fmt="none", ecolor=_TEXT, elinewidth=1, capsize=3)
    _name_bars(axes, figure)
    return []


_SHAPES: Mapping[str, Any] = MappingProxyType({"lines": _lines, "bars": _bars, "stack": _stack})


def _from_zero(axes: Any, means: Sequence[float]) -> None:  # noqa: ANN401 - matplotlib's axes, imported late
    """Zero is the floor of what is never below it, unless that would flatten the curves."""
    least, most = np.nanmin([*means, np.inf]), np.nanmax([*means, -np.inf])
    if 0 <= least < _FLAT * most:
        axes.set_ylim(bottom=0)


def _name_bars(axes: Any, figure: Figure) -> None:  # noqa: ANN401 - matplotlib's axes, imported late
    if figure.ticks:
        axes.set_xticks(range(len(figure.ticks)), _wrapped(figure.ticks))
    if len(figure.series) > 1:
        axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1.0), frameon=False, reverse=figure.shape == "stack")


def _wrapped(ticks: Sequence[str]) -> list[str]:
    """Names under an axis, each in lines as short as their number makes room for."""
    return [fill(tick, max(_AXIS_LETTERS // len(ticks), 6), break_long_words=False) for tick in ticks]


def _mark(axes: Any, markers: Sequence[Marker], inks: Mapping[str, str]) -> None:  # noqa: ANN401 - see above
    """Vertical lines, explained in one line under the title: inside the chart their words would hide curves."""
    for mark in markers:
        axes.axvline(mark.x, color=inks.get(mark.series, _MUTED), linewidth=1, linestyle=(0, (1, 1.5)))
    words = " · ".join(f"{mark.label}: {mark.x:g}" for mark in sorted(markers, key=lambda m: m.x))
    axes.text(0, 1.02, f"┊ {words}" if words else "", transform=axes.transAxes, fontsize=8, color=_MUTED)


def _label_ends(axes: Any, ends: Ends) -> None:  # noqa: ANN401 - matplotlib's axes, imported late
    """Each name beside the end of its curve, pushed apart where curves end together."""
    low, high = axes.get_ylim()
    left, right = axes.get_xlim()
    line = 0.042 * (high - low)
    spread = [(x, y, fill(text, _LETTERS), ink) for x, y, text, ink in sorted(ends, key=lambda e: e[1])]
    half = [line * (text.count("\n") + 1.2) / 2 for _, _, text, _ in spread]
    places = [y for _, y, _, _ in spread]
    for k in range(1, len(places)):
        places[k] = max(places[k], places[k - 1] + half[k - 1] + half[k])
    if places and places[-1] > high:
        places[-1] = high
        for k in range(len(places) - 2, -1, -1):
            places[k] = min(places[k], places[k + 1] - half[k + 1] - half[k])
    for (x, y, text, ink), place in zip(spread, places, strict=True):
        arrow = {"arrowstyle": "-", "color": ink, "linewidth": 0.7, "shrinkA": 2, "shrinkB": 2, "relpos": (0, 0.5)}
        at = (right + 0.03 * (right - left), place)
        style = {"color": ink, "fontweight": "bold", "fontsize": 9, "va": "center"}
        axes.annotate(text, (x, y), at, annotation_clip=False, arrowprops=arrow, **style)
