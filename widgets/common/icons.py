"""Icons of one family (Material Design 6, shipped in qtawesome), in the colour of the theme in force.

Only qtawesome's font and its table of names are read: importing the package costs half a second.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from widgets.common.theme import cause_color, faded, theme


@cache
def _charmap() -> dict[str, str]:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        return {}
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    tables = sorted(folder.glob("materialdesignicons6-webfont-charmap-*.json"))
    return json.loads(tables[-1].read_text(encoding="utf-8")) if tables else {}


@cache
def _family() -> str:
    spec = find_spec("qtawesome")
    if spec is None or not spec.submodule_search_locations:
        return ""
    folder = Path(spec.submodule_search_locations[0]) / "fonts"
    for path in sorted(folder.glob("materialdesignicons6-webfont-*.ttf"), reverse=True):
        families = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(path)))
        if families:
            return families[0]
    return ""


def glyph(name: str) -> str:
    """The character of an icon.

    Raises:
        KeyError: The family has no icon of this name.
    """
    return chr(int(_charmap()[name.removeprefix("mdi6.")], 16))


def draw_icon(painter: QPainter, rect: QRect, name: str, color: QColor) -> None:
    """Draws an icon into ``rect`` by hand, for canvases."""
    font = QFont(_family())
    font.setPixelSize(max(1, round(min(rect.width(), rect.height()) * 0.92)))
    painter.save()
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, glyph(name))
    painter.restore()


class _Engine(QIconEngine):
    """Asks for the theme each time it paints, so that icons follow it by themselves."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    def _color(self, mode: QIcon.Mode) -> QColor:
        t = theme()
        if mode is QIcon.Mode.Disabled:
            return faded(t.muted, 0.5)
        return QColor(getattr(t, self._tone)) if hasattr(t, self._tone) else cause_color(self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        draw_icon(painter, rect, self._name, self._color(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        out = QPixmap(size)
        out.fill(Qt.GlobalColor.transparent)
        painter = QPainter(out)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return out

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._tone)


@cache
def icon(name: str, tone: str = "text") -> QIcon:
    """An icon by its Material Design name (``"play"`` or ``"mdi6.play"``).

    Args:
        name: Name in the family.
        tone: A colour of `Theme` (``"text"``, ``"accent"`` …) or a meaning known to `cause_color`.

    Raises:
        KeyError: The family has no icon of this name.
    """
    glyph(name)
    return QIcon(_Engine(name, tone))
