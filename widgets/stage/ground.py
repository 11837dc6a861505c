"""Hulls, links and routes; kept as a picture while nothing moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from widgets.common.theme import mixed
from widgets.stage.inks import Inks
from widgets.stage.layers import Layers
from widgets.stage.paper import draw_paper, field_rect
from widgets.stage.primitives import Lines, Polygon
from widgets.stage.scene import HULL_SIDES, Scene
from widgets.stage.sprites import SMALL
from widgets.stage.view import ViewTransform

SMOOTH_MOVING = 350
"""Up to so many links are smoothed even while nodes move."""
SMOOTH_STILL = 5000
"""Up to so many are smoothed in the kept picture."""
_HULL_LIMIT, _HULL_NODES = 160, 2000
_FINE_UP_TO = 400
"""Up to so many nodes nothing is left out while they move."""
_PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


def dashes(starts: np.ndarray, ends: np.ndarray, period: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """Splits lines into dashes of about half a ``period`` px; Qt's own dashing costs ten times as much."""
    run = ends - starts
    count = np.maximum(2, np.rint(np.hypot(run[:, 0], run[:, 1]) / period)).astype(np.int64)
    line = np.repeat(np.arange(len(starts)), count)
    first = np.cumsum(count) - count
    k = np.arange(len(line)) - first[line]
    unit = run[line] / count[line, None]
    begin = starts[line] + unit * (k + 0.25)[:, None]
    return begin, begin + 0.5 * unit


def chevrons(starts: np.ndarray, ends: np.ndarray, size: float, at: float = 0.58) -> tuple[np.ndarray, np.ndarray]:
    """Arrow heads on lines, as lines: two strokes each, the tip at ``at`` of the way."""
    run = ends - starts
    length = np.hypot(run[:, 0], run[:, 1])
    long = length > 2.5 * size
    run, length = run[long], length[long]
    unit = run / length[:, None]
    side = np.stack([-unit[:, 1], unit[:, 0]], axis=1)
    tip = starts[long] + at * run
    wings = [tip - size * unit + turn * 0.6 * size * side for turn in (1, -1)]
    return np.concatenate([tip, tip]), np.concatenate(wings)


class _Kept:
    """A picture of the whole widget, made when it is wanted a second time unchanged."""

    def __init__(self) -> None:
        self._key: object = None
        self._asked: object = None
        self._picture: QPixmap | None = None

    def ready(self, key: object) -> QPixmap | None:
        """The picture, if it is the wanted one."""
        return self._picture if self._key == key else None

    def due(self, key: object) -> bool:
        """True from the second time on that the same is wanted."""
        again, self._asked = self._asked == key, key
        return again

    def begin(self, key: object, painter: QPainter, size: QRectF) -> QPixmap:
        """An empty picture, to be painted now."""
        ratio = painter.device().devicePixelRatio()
        self._key = key
        self._picture = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        self._picture.setDevicePixelRatio(ratio)
        return self._picture


@dataclass(frozen=True)
class _Frame:
    """What one frame's painting needs."""

    scene: Scene
    xy: np.ndarray
    view: ViewTransform
    layers: Layers
    ink: Inks
    size: QRectF
    whole: bool
    """All nodes are within the widget: nothing to leave out."""


class Ground:
    """Paints everything below the nodes.

    While scene, view and layers stay the same the result is kept and only copied, links apart from what
    changes each round; while they change every frame it is drawn directly, in large networks more plainly.
    """

    def __init__(self) -> None:
        self._lines, self._polygon = Lines(), Polygon(HULL_SIDES)
        self._paper, self._under, self._all = _Kept(), _Kept(), _Kept()
        self.settled = True
        """False while the smooth picture is still to be made: paint once more when things are quiet."""

    def clear(self) -> None:
        """Forgets the pictures: the theme changed."""
        self._paper, self._under, self._all = _Kept(), _Kept(), _Kept()

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers, ink: Inks,
        size: QRectF,
    ) -> None:  # fmt: skip
        """Paints the ground; ``xy`` are the screen coordinates of the scene's rows."""
        corner = (size.width(), size.height())
        whole = not len(xy) or bool((xy.min(0) >= 0).all() and (xy.max(0) <= corner).all())
        frame = _Frame(scene, xy, view, layers, ink, size, whole=whole)
        look = (view.key(), size.width(), size.height())
        key = (look, scene.version, layers.grid, layers.links, layers.hulls, layers.roles)
        ready = self._all.ready(key)
        if ready is not None:
            painter.drawPixmap(0, 0, ready)
            self.settled = True
            return
        self.settled = self._all.due(key)
        if self.settled:
            picture = self._all.begin(key, painter, size)
            inner = QPainter(picture)
            self._paint_under(inner, frame, look, still=True)
            self._paint_over(inner, frame, fine=True, still=True)
            inner.end()
            painter.drawPixmap(0, 0, picture)
            return
        self._paint_under(painter, frame, look, still=False)
        self._paint_over(painter, frame, fine=scene.n <= _FINE_UP_TO, still=False)

    def _paint_under(self, painter: QPainter, f: _Frame, look: object, *, still: bool) -> None:
        """Paper and links."""
        key = (look, f.scene.links_version, f.layers.grid, f.layers.links)
        ready = self._under.ready(key)
        if ready is None and (self._under.due(key) or still):
            ready = self._under.begin(key, painter, f.size)
            inner = QPainter(ready)
            self._paint_paper(inner, f, look)
            self._links(inner, f, smooth=len(f.scene.snap.links) <= SMOOTH_STILL)
            inner.end()
        if ready is not None:
            painter.drawPixmap(0, 0, ready)
            return
        self._paint_paper(painter, f, look)
        self._links(painter, f, smooth=len(f.scene.snap.links) <= SMOOTH_MOVING)

    def _paint_paper(self, painter: QPainter, f: _Frame, look: object) -> None:
        snap = f.scene.snap
        key = (look, snap.width_m, snap.height_m, f.layers.grid)
        ready = self._paper.ready(key)
        if ready is None:
            ready = self._paper.begin(key, painter, f.size)
            inner = QPainter(ready)
            draw_paper(inner, snap, f.view, f.size, f.ink, grid=f.layers.grid)
            inner.end()
        painter.drawPixmap(0, 0, ready)

    def _paint_over(self, painter: QPainter, f: _Frame, *, fine: bool, still: bool) -> None:
        """Hulls and routes."""
        painter.save()
        if f.layers.hulls and (f.scene.n <= _HULL_NODES or f.view.node_radius >= SMALL):
            self._hulls(painter, f, fine=fine, still=still)
        if f.layers.roles:
            self._routes(painter, f, fine=fine)
        painter.restore()

    def _hulls(self, painter: QPainter, f: _Frame, *, fine: bool, still: bool) -> None:
        corners, heads = f.scene.hulls(2.2 * f.view.node_radius / f.view.scale)
        corners = f.view.to_screen(corners)
        seen = (corners.max(1) >= 0).all(1) & (corners.min(1) <= (f.size.width(), f.size.height())).all(1)
        if not 0 < seen.sum() <= _HULL_LIMIT:
            return
        ink = f.ink
        painter.setClipRect(field_rect(f.scene.snap, f.view))
        if not fine:
            self._outlines(painter, corners[seen], heads[seen] % len(ink.hulls), ink)
            painter.setClipping(False)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, still)  # dashes are dear while all moves
        for polygon, head in zip(corners[seen], heads[seen].tolist(), strict=True):
            color = QColor(ink.hulls[head % len(ink.hulls)])
            color.setAlphaF(0.7 if ink.contrast else 0.38)
            painter.setPen(QPen(color, 1.0, _PATTERNS[head % len(_PATTERNS)]) if still else QPen(color, 0))
            color.setAlphaF(0.0 if ink.contrast else 0.075)
            painter.setBrush(color)
            self._polygon.corners[:] = polygon
            painter.drawConvexPolygon(self._polygon.shape)
        painter.setClipping(False)

    def _outlines(self, painter: QPainter, corners: np.ndarray, hues: np.ndarray, ink: Inks) -> None:
        """Hulls without their fill, a call per hue."""
        after = np.roll(corners, -1, axis=1)
        for hue in np.unique(hues).tolist():
            painter.setPen(QPen(mixed(ink.field, ink.hulls[hue], 0.45), 0))
            some = hues == hue
            self._lines.draw(painter, corners[some].reshape(-1, 2), after[some].reshape(-1, 2))

    def _links(self, painter: QPainter, f: _Frame, *, smooth: bool) -> None:
        snap = f.scene.snap
        if not f.layers.links or not len(snap.links):
            return
        links, doubt = snap.links, snap.link_trust != 3
        if not snap.trust_enabled:
            doubt = np.zeros(len(links), bool)
        if not f.whole:
            seen = _visible(f.xy[links[:, 0]], f.xy[links[:, 1]], f.size)
            links, doubt = links[seen], doubt[seen]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.setPen(QPen(f.ink.link, 0))
        self._lines.draw_pairs(painter, f.xy, links[~doubt])
        painter.setPen(QPen(f.ink.untrusted, 0))
        shaky = links[doubt]
        self._lines.draw(painter, *dashes(f.xy[shaky[:, 0]], f.xy[shaky[:, 1]]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _routes(self, painter: QPainter, f: _Frame, *, fine: bool) -> None:
        rows, targets = f.scene.routes()
        head = f.scene.head[rows]
        r = f.view.node_radius
        coarse = not fine and r < SMALL
        if coarse:
            rows, targets, head = rows[head], targets[head], head[head]
        a, b = f.xy[rows], f.xy[targets]
        if not f.whole:
            seen = _visible(a, b, f.size)
            a, b, head = a[seen], b[seen], head[seen]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine and len(a) <= SMOOTH_STILL)
        if fine:
            spokes = self._spokes(f.scene)
            painter.setPen(QPen(f.ink.spoke, 0))
            self._lines.draw(painter, *dashes(f.xy[spokes], f.xy[f.scene.snap.cluster[spokes]], 4.0))
        plain = f.ink.route if r >= SMALL else f.ink.route_far
        for which, color, width in ((~head, plain, 1.0), (head, f.ink.backbone, 2.0)):
            thick = width * max(0.8, min(1.6, r / 8)) if r >= SMALL else width
            painter.setPen(QPen(color, 0 if thick <= 1 or coarse else thick))
            self._lines.draw(painter, a[which], b[which])
            if r >= SMALL and fine:
                self._lines.draw(painter, *chevrons(a[which], b[which], max(3.5, 0.45 * r)))

    @staticmethod
    def _spokes(scene: Scene) -> np.ndarray:
        """Members that send elsewhere than to their head."""
        snap = scene.snap
        out = np.flatnonzero((snap.cluster >= 0) & snap.alive & ~scene.head & (snap.cluster != snap.next_hop))
        return out if len(out) <= 1500 else out[:0]


def _visible(a: np.ndarray, b: np.ndarray, size: QRectF) -> np.ndarray:
    """bool[n]: lines whose boxes touch the widget."""
    w, h = size.width(), size.height()
    low, high = np.minimum(a, b), np.maximum(a, b)
    seen: np.ndarray = (high[:, 0] >= 0) & (high[:, 1] >= 0) & (low[:, 0] <= w) & (low[:, 1] <= h)
    return seen
