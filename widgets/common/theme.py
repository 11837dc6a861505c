"""Light, dark and high-contrast looks; every colour that carries a meaning is named here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from widgets.common.marks import mark_files
from widgets.common.sheet import style_sheet


@dataclass(frozen=True)
class Theme:
    """Colours as ``#rrggbb``. Surfaces rise: stage (0), panels (1), controls (2), hover (3)."""

    name: str
    dark: bool
    surface0: str
    surface1: str
    surface2: str
    surface3: str
    line: str
    text: str
    muted: str
    accent: str
    danger: str
    warn: str
    good: str
    tunnel: str
    """Purple: what goes through a wormhole."""
    tunnel_s2: str
    """Red: the same in a network that organises itself, as in S2, Fig. 4b."""
    sink: str
    """Blue: routes that a sinkhole has bent to itself, as in S2, Fig. 4b."""
    series: tuple[str, str, str, str, str, str, str, str]
    """Colour-blind safe and without vermilion, which is kept for attack and danger."""
    trust: tuple[str, ...]
    """Stops of the trust scale from D = 0 to D = 1."""


THEMES: Final[dict[str, Theme]] = {
    "light": Theme(
        name="light", dark=False,
        surface0="#ffffff", surface1="#f3f5f7", surface2="#e8ecf0", surface3="#d9e0e7",
        line="#cdd5dd", text="#16202b", muted="#566473",
        accent="#0b62c4", danger="#c8410b", warn="#8f6200", good="#00775a", tunnel="#7a22b8",
        tunnel_s2="#c4001f", sink="#1546d8",
        series=("#0072b2", "#b86e00", "#008f68", "#7d7000", "#a9508a", "#5a55c8", "#66727e", "#8a5f35"),
        trust=("#00204c", "#2a3f6d", "#575d6d", "#7c7b78", "#a69d75", "#d3c164", "#ffe945"),
    ),
    "dark": Theme(
        name="dark", dark=True,
        surface0="#0e1217", surface1="#151a21", surface2="#1d242d", surface3="#2a333f",
        line="#2c3642", text="#e7ecf2", muted="#98a5b4",
        accent="#4da8ff", danger="#ff6a3d", warn="#f0b23e", good="#35c79a", tunnel="#b86bff",
        tunnel_s2="#ff3b53", sink="#5b8cff",
        series=("#56b4e9", "#e69f00", "#1fc49c", "#e8dc48", "#d98bb6", "#959cff", "#aab6c2", "#c49a6c"),
        trust=("#16397d", "#35517f", "#5f6a80", "#878582", "#b0a67a", "#d9c765", "#ffec4a"),
    ),
    "contrast": Theme(
        name="contrast", dark=True,
        surface0="#000000", surface1="#000000", surface2="#161616", surface3="#333333",
        line="#a8a8a8", text="#ffffff", muted="#d6d6d6",
        accent="#36e8ff", danger="#ff7a45", warn="#ffc020", good="#3dffa8", tunnel="#cf8dff",
        tunnel_s2="#ff4f63", sink="#6a9bff",
        series=("#6cc8ff", "#ffb000", "#2ff0bc", "#fff04d", "#ff9bd2", "#b0b4ff", "#e0e0e0", "#e8b98a"),
        trust=("#1c4fd0", "#4a6cba", "#7886a8", "#a0a09c", "#c4b982", "#e6d56a", "#fff250"),
    ),
}  # fmt: skip

STEPS: Final[dict[str, int]] = {"small": 11, "base": 13, "large": 16, "title": 20}
"""Font sizes in pixels before the presenter's factor."""

_SERIES_OF: Final[dict[str, int]] = {
    # losses: the spelling of LossCause
    "link": 6, "no_trusted_route": 1, "no_energy": 7, "hop_limit": 5, "collision": 4,
    "noise": 3, "session": 2, "storage": 7,
    # energy: the spelling of EnergyCause; a packet on the air has the colour of what it costs
    "transmit": 0, "receive": 5, "aggregate": 2, "sense": 3, "control": 4,
    "acknowledge": 6, "overhear": 7, "reputation": 1, "reading": 0, "direct": 0,
    "compute": 2, "store": 7, "service": 4, "incident": 6,
    # what a network that organises itself does, what attacks do to data
    "service_packets": 4, "redistributions": 0, "joined": 2, "left": 6, "leaked": 5, "duplicates": 3,
    # roles
    "head": 2, "router": 0, "station": 0,
}  # fmt: skip
_NAMED: Final[dict[str, str]] = {
    "attack": "danger", "attacker": "danger", "excluded": "danger", "error": "danger", "damaged": "danger",
    "aborted": "warn", "falsified": "danger",
    "lost": "warn", "dropped": "warn", "warning": "warn", "suspected": "warn", "unreachable": "muted",
    "delivered": "good", "alive": "good", "energy": "good", "generated": "text", "member": "muted",
    "listen": "accent", "sleep": "muted", "dead": "muted", "note": "muted", "selection": "accent",
}  # fmt: skip


class Notifier(QObject):
    """Tells whoever paints by hand that colours or sizes are others now."""

    changed = Signal()


class _State:
    """What is in force; one per process, as there is one application."""

    theme: Theme = THEMES["dark"]
    scale: float = 1.0
    notifier: Notifier | None = None


def notifier() -> Notifier:
    """The one object whose ``changed`` signal follows `apply_theme`."""
    if _State.notifier is None:
        _State.notifier = Notifier()
    return _State.notifier


def theme() -> Theme:
    """The theme in force."""
    return _State.theme


def scale() -> float:
    """The factor on fonts and targets: 1, or the presenter's."""
    return _State.scale


def px(length: float) -> int:
    """A length of the 8 px grid under the factor in force."""
    return round(length * _State.scale)


def font(step: str = "base", *, bold: bool = False) -> QFont:
    """The system's font at one of the `STEPS`, with figures of one width."""
    out = QFont(QApplication.font())
    out.setPixelSize(px(STEPS[step]))
    out.setBold(bold)
    out.setFeature(QFont.Tag("tnum"), 1)
    return out


def mono_font(step: str = "base") -> QFont:
    """A monospaced font for code and packets."""
    out = QFont("monospace")
    out.setStyleHint(QFont.StyleHint.Monospace)
    out.setPixelSize(px(STEPS[step]))
    return out


def mixed(a: str | QColor, b: str | QColor, part: float) -> QColor:
    """``a`` with ``part`` (0 … 1) of ``b`` in it."""
    x, y = QColor(a), QColor(b)
    pairs = ((x.redF(), y.redF()), (x.greenF(), y.greenF()), (x.blueF(), y.blueF()))
    return QColor.fromRgbF(*(min(1.0, max(0.0, p + (q - p) * part)) for p, q in pairs))


def faded(color: str | QColor, alpha: float) -> QColor:
    """The colour with another opacity, 0 … 1."""
    out = QColor(color)
    out.setAlphaF(alpha)
    return out


def cause_color(name: str) -> QColor:
    """The one colour of a loss, energy cause, packet kind, role or state, by its spelling in logs."""
    t = _State.theme
    if name in _NAMED:
        return QColor(getattr(t, _NAMED[name]))
    return QColor(t.series[_SERIES_OF[name]] if name in _SERIES_OF else t.muted)


def energy_color(share: float) -> QColor:
    """Residual energy: good, then warn below a half, then danger-free grey below a tenth."""
    t = _State.theme
    return QColor(t.good if share >= 0.5 else t.warn if share >= 0.1 else t.muted)


@lru_cache(maxsize=16)
def _lut(stops: tuple[str, ...], n: int) -> np.ndarray:
    rgb = np.array([(c.red(), c.green(), c.blue()) for c in map(QColor, stops)], float)
    x = np.linspace(0.0, len(stops) - 1, n)
    low = np.minimum(x.astype(int), len(stops) - 2)
    part = (x - low)[:, None]
    out = (rgb[low] * (1 - part) + rgb[low + 1] * part).round().astype(np.uint8)
    out.flags.writeable = False
    return out


def trust_lut(n: int = 256) -> np.ndarray:
    """uint8[n, 3]: the trust scale of the theme in force, low = dark blue, high = yellow."""
    return _lut(_State.theme.trust, n)


def trust_color(d: float) -> QColor:
    """The colour of trust D in 0 … 1; nobody's opinion (NaN) is the muted colour."""
    if not 0.0 <= d <= 1.0:
        return QColor(_State.theme.muted) if d != d else trust_color(min(1.0, max(0.0, d)))  # noqa: PLR0124
    r, g, b = (int(v) for v in trust_lut(256)[round(d * 255)])
    return QColor(r, g, b)


def qt_palette(t: Theme) -> QPalette:
    """The theme as Qt's own roles."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    on_accent = "#ffffff" if not t.dark else "#04121f"
    colors = {
        role.Window: t.surface1, role.WindowText: t.text, role.Base: t.surface0, role.Text: t.text,
        role.AlternateBase: t.surface1, role.Button: t.surface2, role.ButtonText: t.text,
        role.Highlight: t.accent, role.HighlightedText: on_accent, role.ToolTipBase: t.surface3,
        role.ToolTipText: t.text, role.PlaceholderText: t.muted, role.Link: t.accent,
        role.LinkVisited: t.accent, role.Light: t.surface3, role.Midlight: t.surface2, role.Mid: t.line,
        role.Dark: t.line, role.Shadow: "#000000", role.Accent: t.accent, role.BrightText: t.danger,
    }  # fmt: skip
    out = QPalette()
    for key, value in colors.items():
        out.setColor(key, QColor(value))
    off = mixed(t.muted, t.surface1, 0.45)
    for key in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        out.setColor(group.Disabled, key, off)
    out.setColor(group.Disabled, role.Highlight, QColor(t.surface3))
    return out


def apply_theme(app: QApplication, name: str, scale: float = 1.0) -> None:
    """Puts a theme and a size in force for the whole application.

    Args:
        app: The application.
        name: A key of `THEMES`.
        scale: Factor on fonts and targets, 1.6 for presenting.

    Raises:
        KeyError: No theme is called so.
    """
    _State.theme, _State.scale = replace(THEMES[name]), scale
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    base = QFont(app.font())
    base.setPixelSize(px(STEPS["base"]))
    base.setFeature(QFont.Tag("tnum"), 1)
    app.setFont(base)
    app.setPalette(qt_palette(_State.theme))
    t, steps = _State.theme, {k: px(v) for k, v in STEPS.items()}
    ink = "#04121f" if t.dark else "#ffffff"
    marks = mark_files(t.name, {"check": ink, "dash": ink, "dot": ink, "up": t.muted, "down": t.muted}, px(14))
    app.setStyleSheet(style_sheet(t.__dict__, scale, steps, marks))
    notifier().changed.emit()
