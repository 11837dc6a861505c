"""Next hops: of members, heads, routers and chains, and the second ones of multipath routing."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor, QPainter, QPen

from engine.readmodel.codes import Duty
from widgets.common.theme import mixed
from widgets.stage.frame import Frame
from widgets.stage.primitives import Lines
from widgets.stage.scene import Scene
from widgets.stage.sprites import SMALL
from widgets.stage.strokes import chevrons, dashes, visible

SMOOTH_UP_TO = 5000
_BY_HOPS = (2.8, 2.0, 1.4, 1.0)
"""Widths of routes one, two, three and more hops from the station where no heads tell the tiers."""
_SPOKES_UP_TO = 1500


class Routes:
    """Paints where every node sends next."""

    def __init__(self) -> None:
        self._lines = Lines()

    def paint(self, painter: QPainter, f: Frame, *, fine: bool) -> None:
        """Paints all routes; without ``fine`` only what a far view needs."""
        scene, r = f.scene, f.view.node_radius
        rows, targets = scene.routes()
        head, router = scene.head[rows], scene.router[rows]
        coarse = not fine and r < SMALL
        if coarse and (head | router).any():
            some = head | router
            rows, targets, head, router = rows[some], targets[some], head[some], router[some]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine and len(rows) <= SMOOTH_UP_TO)
        if fine and not scene.chain and scene.duties is None:
            spokes = _spokes(scene)
            painter.setPen(QPen(f.ink.spoke, 0))
            self._lines.draw(painter, *dashes(f.xy[spokes], f.xy[scene.snap.cluster[spokes]], 4.0))
        plain = ~head & ~router
        heads = (head, f.ink.backbone, 2.0)
        mesh = (router, f.ink.mesh, 2.6)
        colour = f.ink.route if r >= SMALL else f.ink.route_far
        if scene.duties is not None:
            upper = scene.duties.bits[rows] & (Duty.KEEPER | Duty.PROCESSOR) > 0
            thin = mixed(f.ink.data, f.ink.field, 0.35)
            groups = [(plain & ~upper, thin, 1.1), (~router & (upper | head), f.ink.data, 2.6), mesh]
        elif scene.chain:
            groups = [(plain | head, f.ink.backbone, 2.6), mesh]
        elif head.any() or router.any():
            groups = [(plain, colour, 1.0), heads, mesh]
        else:
            hops = np.clip(scene.snap.hops_to_station[rows], 1, len(_BY_HOPS))
            groups = [(hops == k, colour, _BY_HOPS[k - 1]) for k in range(len(_BY_HOPS), 0, -1)]
        for which, ink, width in groups:
            self._group(painter, f, rows[which], targets[which], ink, width, fine=fine)
        if fine:
            self._alternates(painter, f)

    def _group(
        self, painter: QPainter, f: Frame, rows: np.ndarray, targets: np.ndarray, ink: QColor, width: float, *,
        fine: bool,
    ) -> None:  # fmt: skip
        """Routes of one look, with arrow heads where nodes are more than dots."""
        if not len(rows):
            return
        a, b = _seen(f, rows, targets)
        r = f.view.node_radius
        thick = width * max(0.8, min(1.6, r / 8)) if r >= SMALL else width
        painter.setPen(QPen(ink, 0 if thick <= 1 or (not fine and r < SMALL) else thick))
        self._lines.draw(painter, a, b)
        if r >= SMALL and fine:
            self._lines.draw(painter, *chevrons(a, b, max(3.5, 0.45 * r, 1.9 * thick)))

    def _alternates(self, painter: QPainter, f: Frame) -> None:
        """Second routes: dashed, with their own arrow heads nearer the sender."""
        rows, targets = f.scene.alternates()
        if not len(rows):
            return
        a, b = _seen(f, rows, targets)
        r = f.view.node_radius
        painter.setPen(QPen(f.ink.alternate, max(1.2, min(1.8, r / 6))))
        self._lines.draw(painter, *dashes(a, b, 9.0))
        if r >= SMALL:
            self._lines.draw(painter, *chevrons(a, b, max(4.0, 0.5 * r), 0.46))


def _seen(f: Frame, rows: np.ndarray, targets: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    a, b = f.xy[rows], f.xy[targets]
    if f.whole:
        return a, b
    seen = visible(a, b, f.size)
    return a[seen], b[seen]


def _spokes(scene: Scene) -> np.ndarray:
    """Members that send elsewhere than to their head."""
    snap = scene.snap
    out = np.flatnonzero(
        (snap.cluster >= 0) & snap.alive & ~scene.head & ~scene.router & (snap.cluster != snap.next_hop)
    )
    return out if len(out) <= _SPOKES_UP_TO else out[:0]
