"""All pictures of one size and theme, each kind on its own sheet; the painters copy from the sheets."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property, partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPixmap

from engine.readmodel.codes import Membership
from widgets.common.theme import font, trust_lut
from widgets.stage import duty_shapes, emblems, sprites
from widgets.stage.attack_kinds import ATTACK_KINDS
from widgets.stage.attack_shapes import turning_arrow
from widgets.stage.attack_shapes_roles import two_arrows
from widgets.stage.duties import COLLECTOR, KEEPER, LETTERS, LEVELS, PROCESSOR
from widgets.stage.inks import PACKET_KINDS, Inks, ink_on
from widgets.stage.scene import ENERGY_STEPS, TRUST_STEPS
from widgets.stage.truth import ACTIVE, EXPLOITING, LOOKS, OUTSIDER

Draw = Callable[[QPainter], None]
_COLUMNS = 32
CHARACTERS = "0123456789.✕"
DOT, TIMES = 10, 11


class Sheet:
    """Equal cells on one pixmap.

    Args:
        draws: One function per cell, drawing around the origin.
        extent: Half of a cell's edge in logical pixels.
        ratio: Device pixels per logical pixel.
    """

    def __init__(self, draws: Sequence[Draw], extent: float, ratio: float) -> None:
        edge = 2 * math.ceil(extent * ratio)
        columns = min(_COLUMNS, max(1, len(draws)))
        self.pixmap = QPixmap(edge * columns, edge * max(1, math.ceil(len(draws) / columns)))
        self.pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(self.pixmap)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        index = np.arange(len(draws))
        self.cells = np.empty((len(draws), 4))
        self.cells[:, 0], self.cells[:, 1] = edge * (index % columns), edge * (index // columns)
        self.cells[:, 2:] = edge
        for k, draw in enumerate(draws):
            painter.save()
            painter.setClipRect(QRectF(self.cells[k, 0], self.cells[k, 1], edge, edge))
            painter.translate(self.cells[k, 0] + edge / 2, self.cells[k, 1] + edge / 2)
            painter.scale(ratio, ratio)
            draw(painter)
            painter.restore()
        painter.end()
        self.pixmap.setDevicePixelRatio(ratio)


def _character(painter: QPainter, text: str, face: QFont, color: QColor, halo: QColor | None) -> None:
    metrics = QFontMetricsF(face)
    path = QPainterPath()
    x = -metrics.horizontalAdvance(text) / 2
    path.addText(QPointF(x, metrics.capHeight() / 2), face, text)
    if halo is not None:
        painter.strokePath(path, sprites.pen(halo, 3.0))
    else:
        painter.fillPath(path, color)


class Atlas:
    """The sheets for one node radius, theme and pixel ratio.

    Args:
        r: Node radius in logical pixels.
        ink: Colours.
        ratio: Device pixels per logical pixel.
    """

    def __init__(self, r: float, ink: Inks, ratio: float) -> None:
        self.r, self.ratio, self._ink = r, ratio, ink
        self.body = Sheet(self._bodies(), 1.6 * r + 1, ratio)
        stations: list[Draw] = [partial(sprites.station, r=r, inks=ink, mark=mark) for mark in "SG"]
        self.station = Sheet(stations, 1.75 * max(r, 4.0) + 1, ratio)
        shares = (k / ENERGY_STEPS for k in range(ENERGY_STEPS + 1))
        rings: list[Draw] = [partial(sprites.energy_ring, r=r, share=s, inks=ink) for s in shares]
        self.ring = Sheet(rings, 1.72 * r + 2, ratio)
        states: list[Draw] = [
            partial(sprites.no_path, r=r, inks=ink),
            partial(sprites.suspected, r=r, inks=ink),
            partial(sprites.excluded, r=r, inks=ink),
            partial(sprites.attacker, r=r, inks=ink, active=False),
            partial(sprites.attacker, r=r, inks=ink, active=True),
        ]
        self.state = Sheet(states, 3.4 * r + 2, ratio)
        self._sheets: dict[str, Sheet] = {}

    def _bodies(self) -> list[Draw]:
        fills = self._fills()
        out: list[Draw] = [
            partial(sprites.body, r=self.r, fill=fill, inks=self._ink, head=head, distrusted=distrusted)
            for head in (False, True)
            for distrusted in (False, True)
            for fill in fills
        ]
        out += [
            partial(sprites.router, r=self.r, fill=fill, inks=self._ink, distrusted=distrusted)
            for distrusted in (False, True)
            for fill in fills
        ]
        out.append(partial(sprites.dead, r=self.r, inks=self._ink))
        return out

    def _fills(self) -> list[QColor]:
        """Shades of trust, then that of nobody's opinion."""
        return [QColor(*(int(v) for v in rgb)) for rgb in trust_lut(TRUST_STEPS)] + [self._ink.muted]

    @cached_property
    def dark_ink(self) -> np.ndarray:
        """bool[TRUST_STEPS + 1]: what is written on the shade is dark."""
        return np.array([ink_on(fill).lightnessF() < 0.5 for fill in self._fills()])

    def _sheet(self, name: str, build: Callable[[], Sheet]) -> Sheet:
        if name not in self._sheets:
            self._sheets[name] = build()
        return self._sheets[name]

    @property
    def dead_cell(self) -> int:
        """Where the dead node stands on the sheet of bodies."""
        return 6 * (TRUST_STEPS + 1)

    @cached_property
    def duties(self) -> Sheet:
        """Roles by ``(2 × shape + distrusted) × (TRUST_STEPS + 1) + shade``, then collectors without their letter."""
        r, ink = self.r, self._ink
        draws: list[Draw] = [
            partial(duty_shapes.duty, shape=s, r=r, fill=fill, inks=ink, distrusted=distrusted, marked=k < len(LETTERS))
            for k, s in enumerate((*range(len(LETTERS)), COLLECTOR))
            for distrusted in (False, True)
            for fill in self._fills()
        ]
        return Sheet(draws, 1.85 * r + 2, self.ratio)

    @cached_property
    def strangers(self) -> Sheet:
        """Who is no member, by `Membership`."""
        draws: list[Draw] = [partial(duty_shapes.stranger, member=m, r=self.r, inks=self._ink) for m in Membership]
        return Sheet(draws, 1.5 * self.r + 2, self.ratio)

    @property
    def duty_badge(self) -> float:
        """Radius of the plates of further roles."""
        return max(3.6, 0.56 * self.r)

    @cached_property
    def duty_badges(self) -> Sheet:
        """Further roles of a node, by shape."""
        a = self.duty_badge
        draws: list[Draw] = [partial(duty_shapes.badge, shape=s, a=a, inks=self._ink) for s in range(len(LETTERS))]
        return Sheet(draws, 1.7 * a + 2, self.ratio)

    @cached_property
    def gauges(self) -> Sheet:
        """Storage of keepers by step, then load of processors."""
        draws: list[Draw] = [
            partial(duty_shapes.gauge, kind=kind, step=step, r=self.r, inks=self._ink)
            for kind in (KEEPER, PROCESSOR)
            for step in range(LEVELS + 1)
        ]
        return Sheet(draws, 1.4 * self.r + 3, self.ratio)

    def service_sheet(self, names: tuple[str, ...]) -> Sheet:
        """Pictures of services on plates, for nodes with another role; then bare ones in ink for each shade."""
        r, ink = self.r, self._ink
        draws: list[Draw] = [
            partial(duty_shapes.service, name=name, a=0.68 * r, color=ink.text, inks=ink) for name in names
        ]
        draws += [
            partial(duty_shapes.service, name=name, a=0.68 * r, color=color)
            for name in names
            for color in (QColor("#0b0f14"), QColor("#ffffff"))
        ]
        return self._sheet(f"services {names}", lambda: Sheet(draws, 0.9 * r + 2, self.ratio))

    @property
    def badge(self) -> float:
        """Radius of the plates of `attacks`: to be told apart from the back row, however small the nodes are."""
        return max(9.5, 1.15 * self.r)

    def attacks(self, looks: np.ndarray) -> tuple[QPixmap, np.ndarray]:
        """Pictures of attacks on plates.

        Args:
            looks: int[n], see `Truth.looks`.

        Returns:
            The pixmap, and float[n, 4]: the cell of each.
        """
        kinds, which = np.unique(looks, return_inverse=True)
        a = self.badge / 1.2
        draws: list[Draw] = [partial(_attack_badge, look=look, a=a, ink=self._ink) for look in kinds.tolist()]
        sheet = self._sheet(f"attacks{kinds.tolist()}", lambda: Sheet(draws, 1.55 * a + 1, self.ratio))
        return sheet.pixmap, sheet.cells[which]

    @property
    def mark(self) -> float:
        """Radius of the plates of `marks`."""
        return max(7.0, 0.85 * self.r)

    def marks(self, looks: np.ndarray) -> tuple[QPixmap, np.ndarray]:
        """Small pictures of attacks for their victims, by ``2 × kind + exploiting``; as `attacks`."""
        kinds, which = np.unique(looks, return_inverse=True)
        a = self.mark / 1.2
        looks_of = [LOOKS * (look // 2) + ACTIVE + EXPLOITING * (look % 2) for look in kinds.tolist()]
        draws: list[Draw] = [partial(_attack_badge, look=look, a=a, ink=self._ink) for look in looks_of]
        sheet = self._sheet(f"marks{kinds.tolist()}", lambda: Sheet(draws, 1.55 * a + 1, self.ratio))
        return sheet.pixmap, sheet.cells[which]

    @property
    def spin(self) -> Sheet:
        """The two arrows of a role flood."""
        a = max(15.0, 3.4 * self.r)
        draw = partial(two_arrows, a=a, color=self._ink.danger)
        return self._sheet("spin", lambda: Sheet([draw], 1.25 * a, self.ratio))

    @property
    def ghost_size(self) -> float:
        """Half the width of a ghost."""
        return max(6.0, 1.05 * self.r)

    @property
    def ghost(self) -> Sheet:
        """One false identity."""
        a = self.ghost_size
        return self._sheet("ghost", lambda: Sheet([partial(sprites.ghost, a=a, inks=self._ink)], 1.4 * a, self.ratio))

    @property
    def forged(self) -> Sheet:
        """The gateway that a liar about routes says it is."""
        a = max(14.0, 2.5 * self.r)
        draw = partial(sprites.forged_gateway, r=a, inks=self._ink)
        return self._sheet("forged", lambda: Sheet([draw], 1.75 * a + 3, self.ratio))

    @property
    def turning(self) -> Sheet:
        """A plate, and the circular arrow that turns on it."""
        a, ink = max(7.5, 1.2 * self.r), self._ink
        draws: list[Draw] = [
            partial(emblems.plate, a=1.35 * a, edge=ink.danger, ink=ink),
            partial(turning_arrow, a=a, color=ink.danger),
        ]
        return self._sheet("turning", lambda: Sheet(draws, 1.5 * a + 1, self.ratio))

    @property
    def claims(self) -> Sheet:
        """Claimed energy by step, as `ring` is by true energy."""
        shares = (k / ENERGY_STEPS for k in range(ENERGY_STEPS + 1))
        draws: list[Draw] = [partial(sprites.claim_ring, r=self.r, share=s, inks=self._ink) for s in shares]
        return self._sheet("claims", lambda: Sheet(draws, 2.0 * self.r + 2, self.ratio))

    @property
    def packets(self) -> Sheet:
        """Pictures by packet kind, then the same damaged, then ✕."""
        a = min(4.6, max(1.7, 0.36 * self.r))
        draws: list[Draw] = [
            partial(emblems.packet, kind=k, a=a, ink=self._ink, damaged=damaged)
            for damaged in (False, True)
            for k in range(len(PACKET_KINDS))
        ]
        draws.append(partial(sprites.cross, a=1.1 * a, color=self._ink.warn, width=max(1.2, 0.5 * a)))
        return self._sheet("packets", lambda: Sheet(draws, 2.0 * a + 1, self.ratio))

    def characters(self, *, halo: bool) -> Sheet:
        """`CHARACTERS` in the label's font: their halos, or their ink; ✕ is in the colour of a loss."""
        face = font("small")
        draws: list[Draw] = [
            partial(
                _character,
                text=c,
                face=face,
                color=self._ink.warn if c == "✕" else self._ink.text,
                halo=self._ink.field if halo else None,
            )
            for c in CHARACTERS
        ]
        extent = 0.75 * face.pixelSize() + 2
        return self._sheet(f"characters{halo}", lambda: Sheet(draws, extent, self.ratio))

    @property
    def frame(self) -> Sheet:
        """Corner brackets around a selected node."""
        draw = partial(_brackets, a=max(5.0, 2.7 * self.r), color=self._ink.accent)
        return self._sheet("frame", lambda: Sheet([draw], max(5.0, 2.7 * self.r) + 3, self.ratio))

    @property
    def advance(self) -> float:
        """Width of a figure in the label's font."""
        return QFontMetricsF(font("small")).horizontalAdvance("0")


def _attack_badge(painter: QPainter, look: int, a: float, ink: Inks) -> None:
    kind, manner = divmod(look, LOOKS)
    emblems.attack_badge(
        painter, ATTACK_KINDS[kind], a, ink, active=bool(manner & ACTIVE), exploiting=bool(manner & EXPLOITING),
        outsider=bool(manner & OUTSIDER),
    )  # fmt: skip


def _brackets(painter: QPainter, a: float, color: QColor) -> None:
    painter.setPen(sprites.pen(color, 2.0))
    arm = 0.45 * a
    for _ in range(4):
        painter.drawPolyline([QPointF(-a, -a + arm), QPointF(-a, -a), QPointF(-a + arm, -a)])
        painter.rotate(90)


class Atlases:
    """Keeps the atlases of the sizes used last, so that zooming back and forth draws nothing anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[float, float], Atlas] = {}

    def clear(self) -> None:
        """Forgets all: the theme changed."""
        self._kept.clear()

    def get(self, r: float, ink: Inks, ratio: float) -> Atlas:
        """The atlas for a radius."""
        atlas = self._kept.pop((r, ratio), None) or Atlas(r, ink, ratio)
        self._kept[r, ratio] = atlas
        while len(self._kept) > 24:
            self._kept.pop(next(iter(self._kept)))
        return atlas
