"""Numbers as the window writes them: thin spaces in thousands, few digits, units after a thin space."""

from __future__ import annotations

import math
import re

THIN = "\u2009"
MINUS = "\u2212"
NONE = "–"
_FORMS = re.compile(r"\((?:([^()|]*)\|)?([^()|]*)\)")


def count(value: float) -> str:
    """``12 345``."""
    return f"{value:,.0f}".replace(",", THIN).replace("-", MINUS)


def numbered(text: str, number: int) -> str:
    """The English text of ``tr("%n node(s) (has|have) …", "", n)`` in the right form; a translation has no brackets.

    ``(s)`` goes with one; of ``(has|have)`` the first is for one.
    """
    return _FORMS.sub(lambda form: (form[1] or "") if number == 1 else form[2], text)


def figure(value: float | None, digits: int = 3) -> str:
    """A number with so many significant digits, without an exponent where that is readable."""
    if value is None or not math.isfinite(value):
        return NONE
    if value == 0:
        return "0"
    size = math.floor(math.log10(abs(value)))
    if size >= 6 or size < -6:
        return f"{value:.{digits - 1}e}".replace("-", MINUS)
    return f"{value:,.{max(0, digits - 1 - size)}f}".replace(",", THIN).replace("-", MINUS)


def fixed(value: float | None, digits: int = 3) -> str:
    """A number with so many decimals, for columns."""
    if value is None or not math.isfinite(value):
        return NONE
    return f"{value:,.{digits}f}".replace(",", THIN).replace("-", MINUS)


def percent(share: float | None, digits: int = 1) -> str:
    """``94.2 %`` from 0.942."""
    return NONE if share is None or not math.isfinite(share) else f"{fixed(100 * share, digits)}{THIN}%"


def joules(value: float | None) -> str:
    """``1.32 J``, ``4.10 mJ``, ``27.0 µJ``."""
    if value is None or not math.isfinite(value):
        return NONE
    for factor, unit in ((1.0, "J"), (1e3, "mJ"), (1e6, "µJ")):
        if abs(value * factor) >= 1:
            return f"{figure(value * factor)}{THIN}{unit}"
    return f"0{THIN}J" if value == 0 else f"{figure(value * 1e9)}{THIN}nJ"


def seconds(value: float) -> str:
    """``12.3 s``, ``4:05.0``, ``2:13:05``."""
    if value < 60:
        return f"{value:.1f}{THIN}s"
    minutes, rest = divmod(value, 60)
    if minutes < 60:
        return f"{minutes:.0f}:{int(rest * 10) / 10:04.1f}"
    hours, minutes = divmod(minutes, 60)
    return f"{hours:.0f}:{minutes:02.0f}:{int(rest):02d}"


def duration(value: float) -> str:
    """A span in words that can be said: ``40 s``, ``3 min``, ``2 h 10 min``."""
    if not math.isfinite(value):
        return NONE
    if value < 95:
        return f"{max(1, round(value))}{THIN}s"
    minutes = round(value / 60)
    if minutes < 60:
        return f"{minutes}{THIN}min"
    hours, rest = divmod(minutes, 60)
    return f"{hours}{THIN}h {rest}{THIN}min" if rest else f"{hours}{THIN}h"


def axis_step(span: float, most: int) -> float:
    """A step of 1, 2 or 5 times a power of ten that divides a span into at most so many parts."""
    if span <= 0:
        return 1.0
    raw = span / max(1, most)
    power = 10.0 ** math.floor(math.log10(raw))
    return next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= raw * (1 - 1e-9))


def quantity(value: float | None, unit: str) -> str:
    """``1.20 GHz``, ``512 kB``: three digits and the prefix that fits."""
    if value is None or not math.isfinite(value):
        return NONE
    for factor, prefix in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= factor:
            return f"{figure(value / factor)}{THIN}{prefix}{unit}"
    return f"{figure(value)}{THIN}{unit}"
