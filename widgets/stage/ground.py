"""Hulls, links and routes; kept as a picture while nothing moves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from widgets.stage.inks import Inks
from widgets.stage.layers import Layers
from widgets.stage.paper import draw_paper, field_rect
from widgets.stage.primitives import Lines
from widgets.stage.scene import Scene
from widgets.stage.sprites import SMALL
from widgets.stage.view import ViewTransform

SMOOTH_MOVING = 350
"""Up to so many links are smoothed even while nodes move."""
SMOOTH_STILL = 5000
"""Up to so many are smoothed in the kept picture."""
_HULL_LIMIT = 160
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


def chevrons(
    starts: np.ndarray, ends: np.ndarray, size: float, at: float = 0.58
) -> tuple[np.ndarray, np.ndarray]:
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


class Ground:
    """Paints everything below the nodes.

    While scene, view and layers stay the same the result is kept and only copied; while they change every
    frame it is drawn directly, with plain lines.
    """

    def __init__(self) -> None:
        self._lines = Lines()
        self._paper: tuple[object, QPixmap] | None = None
        self._kept: tuple[object, QPixmap] | None = None
        self._seen: object = None
        self.settled = True
        """False while the smooth picture is still to be made: paint once more when things are quiet."""

    def clear(self) -> None:
        """Forgets the pictures: the theme changed."""
        self._paper = self._kept = self._seen = None

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers, ink: Inks,
        size: QRectF,
    ) -> None:  # fmt: skip
        """Paints the ground; ``xy`` are the screen coordinates of the scene's rows."""
        key = (scene.version, view.key(), layers, size.width(), size.height(), scene.n)
        self.settled = True
        if self._kept is None or self._kept[0] != key:
            if self._seen != key:
                self._seen, self.settled = key, False
                self._paint_paper(painter, scene, view, layers, ink, size)
                self._paint_net(painter, scene, xy, view, layers, ink, size, SMOOTH_MOVING)
                return
            picture = self._blank(painter, size)
            inner = QPainter(picture)
            self._paint_paper(inner, scene, view, layers, ink, size)
            self._paint_net(inner, scene, xy, view, layers, ink, size, SMOOTH_STILL)
            inner.end()
            self._kept = (key, picture)
        painter.drawPixmap(0, 0, self._kept[1])

    @staticmethod
    def _blank(painter: QPainter, size: QRectF) -> QPixmap:
        ratio = painter.device().devicePixelRatio()
        out = QPixmap(round(size.width() * ratio), round(size.height() * ratio))
        out.setDevicePixelRatio(ratio)
        return out

    def _paint_paper(
        self, painter: QPainter, scene: Scene, view: ViewTransform, layers: Layers, ink: Inks, size: QRectF
    ) -> None:
        snap = scene.snap
        key = (view.key(), size.width(), size.height(), snap.width_m, snap.height_m, layers.grid)
        if self._paper is None or self._paper[0] != key:
            picture = self._blank(painter, size)
            inner = QPainter(picture)
            draw_paper(inner, snap, view, size, ink, grid=layers.grid)
            inner.end()
            self._paper = (key, picture)
        painter.drawPixmap(0, 0, self._paper[1])

    def _paint_net(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers, ink: Inks,
        size: QRectF, smooth: int,
    ) -> None:  # fmt: skip
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(scene.snap.links) <= smooth)
        if layers.hulls:
            self._hulls(painter, scene, view, ink, size)
        if layers.links:
            self._links(painter, scene, xy, ink, size)
        if layers.roles:
            self._routes(painter, scene, xy, view, ink, size)
        painter.restore()

    def _hulls(self, painter: QPainter, scene: Scene, view: ViewTransform, ink: Inks, size: QRectF) -> None:
        r = view.node_radius
        corners, heads = scene.hulls(2.2 * r / view.scale)
        corners = view.to_screen(corners)
        seen = (corners.max(1) >= 0).all(1) & (corners.min(1) <= (size.width(), size.height())).all(1)
        if not 0 < seen.sum() <= _HULL_LIMIT:
            return
        painter.setClipRect(field_rect(scene.snap, view))
        for polygon, head in zip(corners[seen].tolist(), heads[seen].tolist(), strict=True):
            color = QColor(ink.hulls[head % len(ink.hulls)])
            color.setAlphaF(0.0 if ink.contrast else 0.075)
            painter.setBrush(color)
            color.setAlphaF(0.7 if ink.contrast else 0.38)
            painter.setPen(QPen(color, 1.0, _PATTERNS[head % len(_PATTERNS)]))
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in polygon]))
        painter.setClipping(False)

    def _links(self, painter: QPainter, scene: Scene, xy: np.ndarray, ink: Inks, size: QRectF) -> None:
        links = scene.snap.links
        a, b = xy[links[:, 0]], xy[links[:, 1]]
        trusted = scene.snap.link_trust == 3
        if not scene.snap.trust_enabled:
            trusted = np.ones(len(links), bool)
        a, b, trusted = _visible(a, b, size, trusted)
        painter.setPen(QPen(ink.link, 0))
        self._lines.draw(painter, a[trusted], b[trusted])
        painter.setPen(QPen(ink.untrusted, 0))
        self._lines.draw(painter, *dashes(a[~trusted], b[~trusted]))

    def _routes(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, ink: Inks, size: QRectF
    ) -> None:
        rows, targets = scene.routes()
        a, b, head = _visible(xy[rows], xy[targets], size, scene.head[rows])
        r = view.node_radius
        spokes = self._spokes(scene)
        painter.setPen(QPen(ink.spoke, 0))
        self._lines.draw(painter, *dashes(xy[spokes], xy[scene.snap.cluster[spokes]], 4.0))
        for which, color, width in ((~head, ink.route if r >= SMALL else ink.route_far, 1.0), (head, ink.backbone, 2.0)):
            thick = width * max(0.8, min(1.6, r / 8)) if r >= SMALL else width
            painter.setPen(QPen(color, 0 if thick <= 1 else thick))
            self._lines.draw(painter, a[which], b[which])
            if r >= SMALL:
                self._lines.draw(painter, *chevrons(a[which], b[which], max(3.5, 0.45 * r)))

    @staticmethod
    def _spokes(scene: Scene) -> np.ndarray:
        """Members that send elsewhere than to their head."""
        snap = scene.snap
        out = np.flatnonzero((snap.cluster >= 0) & snap.alive & ~scene.head & (snap.cluster != snap.next_hop))
        return out if len(out) <= 1500 else out[:0]


def _visible(
    a: np.ndarray, b: np.ndarray, size: QRectF, flag: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Lines whose boxes touch the widget, with one flag each."""
    w, h = size.width(), size.height()
    low, high = np.minimum(a, b), np.maximum(a, b)
    seen = (high[:, 0] >= 0) & (high[:, 1] >= 0) & (low[:, 0] <= w) & (low[:, 1] <= h)
    return (a, b, flag) if seen.all() else (a[seen], b[seen], flag[seen])
