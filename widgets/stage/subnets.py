"""Subnets as labelled grounds under their nodes, where a network has more than one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from widgets.common.subnets import draw_subnet, subnet_hue
from widgets.common.theme import faded, font
from widgets.stage.frame import Frame
from widgets.stage.paper import field_rect
from widgets.stage.scene import Scene, support

_PAD = 2.6
"""Room between the outermost nodes and the outline, in radii of nodes."""
_NEAREST = 6
"""Neighbours by which a node is told to be among its own."""
_WEIGHED_UP_TO = 600
"""Nodes up to which that is looked at."""


def subnets_shown(scene: Scene) -> tuple[tuple[int, str], ...]:
    """Index and name of each subnet that has nodes; empty where there is but one."""
    if scene.duties is None:
        return ()
    org = scene.duties.org
    used: list[int] = np.unique(org.subnet[scene.here()]).tolist()
    return tuple((k, org.subnets[k]) for k in used if 0 <= k < len(org.subnets)) if len(used) > 1 else ()


def at_home(xy: np.ndarray, subnet: np.ndarray) -> np.ndarray:
    """bool[n]: nodes most of whose nearest belong to their own subnet; who drives about elsewhere widens no ground.

    Args:
        xy: float[n, 2], metres.
        subnet: int[n].
    """
    n = len(xy)
    near = min(_NEAREST, n - 1)
    if not near > 0 or n > _WEIGHED_UP_TO:
        return np.ones(n, bool)
    away = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    np.fill_diagonal(away, np.inf)
    nearest = np.argpartition(away, near - 1, axis=1)[:, :near]
    out: np.ndarray = 2 * (subnet[nearest] == subnet[:, None]).sum(axis=1) >= near
    return out


def draw_subnets(painter: QPainter, f: Frame) -> None:
    """Grounds first, names above all of them."""
    shown = [(k, name) for k, name in subnets_shown(f.scene) if name]
    if not shown or f.scene.duties is None:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    rows = np.flatnonzero(f.scene.here())
    xy, subnet = f.scene.xy[rows], f.scene.duties.org.subnet[rows]
    home, shapes = at_home(xy, subnet), []
    painter.setClipRect(field_rect(f.scene.snap, f.view))
    for k, _ in shown:
        own = home & (subnet == k)
        own = own if own.any() else subnet == k
        corners = f.view.to_screen(support(xy[own], _PAD * f.view.node_radius / f.view.scale))
        shape = QPolygonF([QPointF(x, y) for x, y in corners.tolist()])
        shapes.append(shape)
        draw_subnet(painter, shape, k)
    painter.setClipping(False)
    for (k, name), shape in zip(shown, shapes, strict=True):
        _name(painter, f, k, name, shape.boundingRect())
    painter.restore()


def _name(painter: QPainter, f: Frame, index: int, name: str, bounds: QRectF) -> None:
    """The name on a plate at the upper edge of the ground, within what is in sight."""
    face = font("small", bold=True)
    painter.setFont(face)
    metrics = QFontMetricsF(face)
    wide, tall = metrics.horizontalAdvance(name) + 12, metrics.height() + 2
    seen = field_rect(f.scene.snap, f.view).intersected(f.size)
    if not bounds.intersects(seen) or bounds.width() < wide:
        return
    x = min(max(bounds.center().x() - wide / 2, seen.left() + 2), seen.right() - wide - 2)
    y = min(max(bounds.top() - tall / 2, seen.top() + 2), seen.bottom() - tall - 2)
    plate = QRectF(x, y, wide, tall)
    painter.setPen(QPen(subnet_hue(index), 1.2))
    painter.setBrush(faded(f.ink.field, 0.92))
    painter.drawRoundedRect(plate, 4, 4)
    painter.setPen(f.ink.text)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, name)
