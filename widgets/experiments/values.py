"""Values as one types them: a list, a range, or both."""

from __future__ import annotations

import json
import re
from itertools import pairwise

MOST = 1000
"""Values in one list at most."""
_RANGE = re.compile(r"^\s*(-?[\d.]+?)\s*(?:\.\.|…|\bto\b)\s*(-?[\d.]+)(?:\s*(?:step|by|:)\s*([\d.]+))?\s*$")


class ValuesError(ValueError):
    """A text that is no list of values.

    Args:
        kind: ``empty``, ``range`` or ``many``.
        piece: The part that is meant.
    """

    def __init__(self, kind: str, piece: str = "") -> None:
        super().__init__(f"{kind}: {piece}")
        self.kind, self.piece = kind, piece


def parse_values(text: str) -> tuple[object, ...]:
    """The values of ``0, 5, 10`` or ``0..40 step 5`` or ``true, false`` or ``s3, beta``.

    Raises:
        ValuesError: There are none, a range does not end, or they are too many.
    """
    try:
        found = [_plain(value) for value in json.loads(f"[{text}]", parse_constant=str)]
    except (ValueError, RecursionError):
        found = [value for piece in text.split(",") if piece.strip() for value in _values_of(piece.strip())]
    if not found:
        raise ValuesError("empty")
    if len(found) > MOST:
        raise ValuesError("many", str(len(found)))
    return tuple(found)


def spell_values(values: tuple[object, ...]) -> str:
    """Values as `parse_values` reads them; evenly spaced numbers as a range."""
    numbers = [v for v in values if isinstance(v, (int, float)) and not isinstance(v, bool)]
    if len(numbers) == len(values) > 4:
        step = numbers[1] - numbers[0]
        even = all(abs(b - a - step) < 1e-9 for a, b in pairwise(numbers))
        if even and step > 0:
            return f"{_spelt(numbers[0])}..{_spelt(numbers[-1])} step {_spelt(_rounded(step))}"
    return ", ".join(map(_spelt, values))


def _values_of(piece: str) -> list[object]:
    found = _RANGE.match(piece)
    if found is None:
        return [_word(piece)]
    try:
        low, high = (_number(found[k]) for k in (1, 2))
        step = _number(found[3]) if found[3] else 1
    except ValueError:
        raise ValuesError("range", piece) from None
    if step <= 0 or high < low:
        raise ValuesError("range", piece)
    count = int((high - low) / step + 1e-9) + 1
    if count > MOST:
        raise ValuesError("many", str(count))
    return [_rounded(low + k * step) for k in range(count)]


def _number(text: str) -> float:
    return int(text) if "." not in text else float(text)


def _rounded(value: float) -> float:
    """Without the dust of binary fractions."""
    return value if isinstance(value, int) else float(f"{value:.12g}")


def _word(piece: str) -> object:
    """JSON, or else the word itself."""
    try:
        return _plain(json.loads(piece, parse_constant=str))
    except (ValueError, RecursionError):
        return piece


def _plain(value: object) -> object:
    """Lists as tuples, as plans have them."""
    return tuple(_plain(v) for v in value) if isinstance(value, list) else value


def _spelt(value: object) -> str:
    """One value; a word bare where it reads back as itself."""
    if (
        isinstance(value, str)
        and value.strip() == value
        and value
        and "," not in value
        and _values_of(value) == [value]
    ):
        return value
    return json.dumps(value, ensure_ascii=False)
