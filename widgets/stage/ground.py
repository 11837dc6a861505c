"""Hulls, links and routes; kept as a picture while nothing moves."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from widgets.common.theme import mixed
from widgets.stage.boxes import LabelPlaces, draw_boxes
from widgets.stage.frame import Frame
from widgets.stage.inks import Inks
from widgets.stage.paper import draw_paper, field_rect
from widgets.stage.primitives import Lines, Polygon
from widgets.stage.routes import Routes
from widgets.stage.scene import HULL_SIDES
from widgets.stage.sprites import SMALL
from widgets.stage.strokes import dashes, visible
from widgets.stage.subnets import draw_subnets

SMOOTH_MOVING = 350
"""Up to so many links are smoothed even while nodes move."""
SMOOTH_STILL = 5000
"""Up to so many are smoothed in the kept picture."""
_HULL_LIMIT, _HULL_NODES = 160, 2000
_FINE_UP_TO = 400
"""Up to so many nodes nothing is left out while they move."""
_PATTERNS = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)


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


class Ground:
    """Paints everything below the nodes.

    While scene, view and layers stay the same the result is kept and only copied, links apart from what
    changes each round; while they change every frame it is drawn directly, in large networks more plainly.
    """

    def __init__(self) -> None:
        self._lines, self._polygon, self._routes = Lines(), Polygon(HULL_SIDES), Routes()
        self._labels = LabelPlaces()
        self._paper, self._under, self._all = _Kept(), _Kept(), _Kept()
        self.settled = True
        """False while the smooth picture is still to be made: paint once more when things are quiet."""

    def clear(self) -> None:
        """Forgets the pictures: the theme changed."""
        self._paper, self._under, self._all = _Kept(), _Kept(), _Kept()

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paints the ground."""
        scene, view, layers, size = frame.scene, frame.view, frame.layers, frame.size
        look = (view.key(), size.width(), size.height())
        shown = (layers.grid, layers.links, layers.hulls, layers.roles)
        key = (look, scene.version, scene.boxes.key, shown)
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

    def _paint_under(self, painter: QPainter, f: Frame, look: object, *, still: bool) -> None:
        """Paper and links."""
        key = (look, f.scene.links_version, f.layers.grid, f.layers.links, f.scene.boxes.key)
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

    def _paint_paper(self, painter: QPainter, f: Frame, look: object) -> None:
        snap = f.scene.snap
        spots = self._labels.choose(f.scene.boxes, f.scene.xy)
        key = (look, snap.width_m, snap.height_m, f.layers.grid, f.scene.boxes.key, spots)
        ready = self._paper.ready(key)
        if ready is None:
            ready = self._paper.begin(key, painter, f.size)
            inner = QPainter(ready)
            draw_paper(inner, snap, f.view, f.size, f.ink, grid=f.layers.grid)
            draw_boxes(inner, f.scene.boxes, f.view, f.size, f.ink, spots)
            inner.end()
        painter.drawPixmap(0, 0, ready)

    def _paint_over(self, painter: QPainter, f: Frame, *, fine: bool, still: bool) -> None:
        """Subnets, hulls and routes."""
        painter.save()
        if f.layers.hulls:
            draw_subnets(painter, f)
        if f.layers.hulls and not f.scene.chain and (f.scene.n <= _HULL_NODES or f.view.node_radius >= SMALL):
            self._hulls(painter, f, fine=fine, still=still)
        if f.layers.roles:
            self._routes.paint(painter, f, fine=fine)
        painter.restore()

    def _hulls(self, painter: QPainter, f: Frame, *, fine: bool, still: bool) -> None:
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

    def _links(self, painter: QPainter, f: Frame, *, smooth: bool) -> None:
        snap = f.scene.snap
        if not f.layers.links or not len(snap.links):
            return
        links, doubt = snap.links, snap.link_trust != 3
        if not snap.trust_enabled:
            doubt = np.zeros(len(links), bool)
        if not f.whole:
            seen = visible(f.xy[links[:, 0]], f.xy[links[:, 1]], f.size)
            links, doubt = links[seen], doubt[seen]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth)
        painter.setPen(QPen(f.ink.link, 0))
        self._lines.draw_pairs(painter, f.xy, links[~doubt])
        if f.scene.tiered:
            painter.setPen(QPen(f.ink.mesh_link, 2.0 if f.view.node_radius >= SMALL else 1.0))
            self._lines.draw_pairs(painter, f.xy, f.scene.mesh)
        painter.setPen(QPen(f.ink.untrusted, 0))
        shaky = links[doubt]
        self._lines.draw(painter, *dashes(f.xy[shaky[:, 0]], f.xy[shaky[:, 1]]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
