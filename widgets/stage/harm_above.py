"""Marks on the victims of attacks, on the ways to them, and what is there in name only."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from widgets.common.theme import font
from widgets.stage.atlas import Atlas
from widgets.stage.attack_kinds import ATTACK_KINDS
from widgets.stage.attack_shapes_roles import crown
from widgets.stage.frame import Frame
from widgets.stage.harm import ON_VICTIM, ON_WAY, Harm
from widgets.stage.nodes import TEXT_FROM
from widgets.stage.primitives import Fragments, Lines
from widgets.stage.sprites import SMALL, pen

_ROUND = {
    "injection": 225.0, "domino": 225.0, "sleepdenial": 135.0, "rolecommand": 90.0, "tampering": 180.0,
    "clockskew": 270.0,
}  # fmt: skip
"""Where about its victim a mark stands, degrees: each kind has a place of its own."""
_PHANTOMS_MOST = 6
PHANTOM_AWAY = 5.2
"""How far from its inventor a phantom hangs, node radii."""
_NAMES_UP_TO = 12


class HarmAbove:
    """Paints above the nodes."""

    def __init__(self) -> None:
        self._fragments, self._lines = Fragments(), Lines()

    def paint(self, painter: QPainter, f: Frame, atlas: Atlas, beat: float | None) -> None:
        """Paints; ``beat`` is the slow clock, None while everything stands."""
        harm = f.scene.truth.harm
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._on_ways(painter, f, atlas, harm)
        if atlas.r >= SMALL:
            self._on_victims(painter, f, atlas, harm)
            self._figures(painter, f, harm)
        else:
            self._dots(painter, f, harm)
        self._thieves(painter, f, atlas, harm)
        self._floods(painter, f, atlas, harm, beat)
        if harm.phantoms or len(harm.rows_of("phantom")):
            self._phantoms(painter, f, atlas, harm, beat)
        painter.restore()

    def _marks(
        self, painter: QPainter, atlas: Atlas, kinds: np.ndarray, places: np.ndarray, cogged: np.ndarray
    ) -> None:
        if len(places):
            pixmap, cells = atlas.marks(2 * kinds + cogged)
            self._fragments.draw(painter, pixmap, places, cells)

    def _on_victims(self, painter: QPainter, f: Frame, atlas: Atlas, harm: Harm) -> None:
        """Each mark at its own place about the node."""
        pairs = harm.pairs_of(ON_VICTIM)
        rows = [harm.infected, pairs[:, 1]]
        kinds = [harm.bugs, harm.kind[pairs[:, 0]]]
        cogged = [harm.exploiting[harm.infected], harm.exploiting[pairs[:, 0]]]
        tampered = len(harm.rows_of("tampering"))
        for some, name in ((harm.off[: len(harm.off) * bool(tampered)], "tampering"), (harm.clocks, "clockskew")):
            sources = harm.rows_of(name)
            rows.append(some)
            kinds.append(np.full(len(some), ATTACK_KINDS.index(name)))
            cogged.append(np.full(len(some), bool(harm.exploiting[sources].any()), bool))
        all_rows, all_kinds = np.concatenate(rows), np.concatenate(kinds)
        angle = np.radians([_ROUND.get(ATTACK_KINDS[k], 0.0) for k in all_kinds.tolist()])
        away = 1.25 * atlas.r + atlas.mark
        places = f.xy[all_rows] + away * np.stack([np.cos(angle), -np.sin(angle)], axis=1).reshape(-1, 2)
        self._marks(painter, atlas, all_kinds, places, np.concatenate(cogged))

    def _dots(self, painter: QPainter, f: Frame, harm: Harm) -> None:
        """Where nodes are too small for pictures, a dot on each victim."""
        rows = np.unique(np.concatenate([harm.infected, harm.pairs_of(ON_VICTIM)[:, 1], harm.clocks]))
        painter.setPen(pen(f.ink.danger, 4.5))
        self._lines.draw(painter, f.xy[rows], f.xy[rows] + (0.01, 0.0))

    def _on_ways(self, painter: QPainter, f: Frame, atlas: Atlas, harm: Harm) -> None:
        """In the middle of the way: the message that does the harm, the session that is torn."""
        commanded = harm.told[np.isin(harm.told[:, 1], harm.rows_of("rolecommand"))][:, ::-1]
        few = np.concatenate([harm.pairs_of(ON_WAY, crowded=False), harm.onward, commanded])
        for ways, part in ((few, 0.5), (harm.pairs_of(ON_WAY, crowded=True), 0.85)):
            if len(ways):
                a, b = f.xy[ways[:, 0]], f.xy[ways[:, 1]]
                self._marks(painter, atlas, harm.kind[ways[:, 0]], a + part * (b - a), harm.exploiting[ways[:, 0]])

    @staticmethod
    def _figures(painter: QPainter, f: Frame, harm: Harm) -> None:
        """How far a clock or a reading is off."""
        if f.view.zoom < TEXT_FROM or not f.layers.labels:
            return
        most = np.argsort(-np.abs(harm.seconds), kind="stable")[:_NAMES_UP_TO]
        told = [(int(harm.clocks[k]), f"{harm.seconds[k]:+.1f} s") for k in most.tolist()]
        if len(harm.rows_of("tampering")):
            told += [(row, f"{v:+.2g} °C") for row, v in zip(harm.off.tolist(), harm.degrees.tolist(), strict=True)]
        painter.setFont(font("small", bold=True))
        for row, text in told:
            box = QRectF(float(f.xy[row, 0]) - 40, float(f.xy[row, 1]) + 1.6 * f.view.node_radius + 19, 80, 14)
            for color, dx in ((f.ink.field, 1), (f.ink.field, -1), (f.ink.danger, 0)):
                painter.setPen(color)
                painter.drawText(box.translated(dx, 0), Qt.AlignmentFlag.AlignCenter, text.replace("-", "−"))

    # -- roles ---------------------------------------------------------------------------------------------------

    def _thieves(self, painter: QPainter, f: Frame, atlas: Atlas, harm: Harm) -> None:
        """A crown over whoever stole a role; an eye over whoever only listens."""
        for row in harm.rows_of("roletheft").tolist():
            painter.save()
            painter.translate(float(f.xy[row, 0]), float(f.xy[row, 1]) - 2.9 * atlas.r - 6)
            a = max(9.0, 1.3 * atlas.r)
            if harm.exploiting[row]:
                painter.setPen(pen(f.ink.field, 0.5 * a))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(-0.5 * a, -0.2 * a, a, 0.6 * a))
                crown(painter, a, f.ink.danger)
            else:
                _eye(painter, a, f)
            painter.restore()

    def _floods(self, painter: QPainter, f: Frame, atlas: Atlas, harm: Harm, beat: float | None) -> None:
        """Roles given out again and again: two arrows that turn about the attacker."""
        rows = harm.rows_of("roleflood")
        rows = rows[harm.exploiting[rows]]
        if not len(rows):
            return
        sheet = atlas.spin
        turn = np.full(len(rows), 360.0 * (beat or 0.0))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._fragments.draw(painter, sheet.pixmap, f.xy[rows], np.broadcast_to(sheet.cells[0], (len(rows), 4)), turn)

    def _phantoms(self, painter: QPainter, f: Frame, atlas: Atlas, harm: Harm, beat: float | None) -> None:
        """Nodes that are not there, hung on whoever invented them: with a crown where they are given roles."""
        rows = harm.rows_of("phantom")
        for row in rows.tolist():
            number = int(harm.invented[row]) if len(harm.invented) else 0
            ids: tuple[int | None, ...] = harm.phantoms[:_PHANTOMS_MOST] or (None,) * min(number or 2, _PHANTOMS_MOST)
            for k, name in enumerate(ids):
                angle = np.pi * (0.15 + 1.4 * (k + 0.5) / len(ids))
                lift = 0.0 if beat is None else 1.6 * float(np.sin(2 * np.pi * (beat + k / 3)))
                away = PHANTOM_AWAY * max(atlas.r, 4.0)
                middle = QPointF(float(f.xy[row, 0]), float(f.xy[row, 1]))
                at = middle + QPointF(away * float(np.cos(angle)), -away * float(np.sin(angle)) + lift)
                _phantom(painter, f, middle, at, name, atlas.r, crowned=bool(harm.exploiting[row]))


def _eye(painter: QPainter, a: float, f: Frame) -> None:
    painter.setPen(pen(f.ink.danger, 0.22 * a))
    painter.setBrush(f.ink.field)
    painter.drawChord(QRectF(-a, -0.72 * a, 2 * a, 1.9 * a), 25 * 16, 130 * 16)
    painter.drawChord(QRectF(-a, -1.5 * a, 2 * a, 1.9 * a), 205 * 16, 130 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(f.ink.danger)
    painter.drawEllipse(QPointF(0, -0.16 * a), 0.3 * a, 0.3 * a)


def _phantom(
    painter: QPainter, f: Frame, middle: QPointF, at: QPointF, name: int | None, r: float, *, crowned: bool
) -> None:
    """A hollow, broken node on a string."""
    a = max(7.0, 1.25 * r)
    line = QPen(f.ink.danger, max(1.4, 0.16 * r), Qt.PenStyle.CustomDashLine)
    line.setDashPattern([2, 2])
    painter.setPen(line)
    painter.drawLine(middle, at)
    painter.setBrush(f.ink.field)
    painter.drawEllipse(at, a, a)
    if crowned:
        painter.save()
        painter.translate(at.x(), at.y() - 1.5 * a)
        crown(painter, 0.62 * a, f.ink.danger)
        painter.restore()
    painter.setFont(font("small", bold=True))
    painter.setPen(f.ink.danger)
    text = "?" if name is None else str(name)
    painter.drawText(QRectF(at.x() - 30, at.y() - 9, 60, 18), Qt.AlignmentFlag.AlignCenter, text)
