"""Puts the layers of the stage together, in order."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from widgets.common.theme import font
from widgets.stage.accused import Accused
from widgets.stage.atlas import Atlas, Atlases
from widgets.stage.callouts import Callouts
from widgets.stage.clock import Clock
from widgets.stage.flows import Flows
from widgets.stage.frame import Frame
from widgets.stage.ground import Ground
from widgets.stage.harm_above import HarmAbove
from widgets.stage.harm_below import HarmBelow
from widgets.stage.inks import Inks, inks
from widgets.stage.layers import Layers
from widgets.stage.nodes import Nodes
from widgets.stage.overlay import Overlay
from widgets.stage.packets import Packets
from widgets.stage.paper import draw_scale_bar
from widgets.stage.scene import Scene
from widgets.stage.spotlight import Spotlight
from widgets.stage.state import Touch
from widgets.stage.truth_above import TruthAbove
from widgets.stage.truth_below import TruthBelow
from widgets.stage.view import ViewTransform


class Picture:
    """All painters and what they keep between frames."""

    def __init__(self) -> None:
        self.ground = Ground()
        self._nodes, self._packets, self._overlay = Nodes(), Packets(), Overlay()
        self._below, self._above, self._callouts = TruthBelow(), TruthAbove(), Callouts()
        self._flows, self._accused = Flows(), Accused()
        self.changed: dict[int, float] = {}
        """Ids of nodes whose role has just changed, and how long ago, 0 … 1."""
        self._harm_below, self._harm_above = HarmBelow(), HarmAbove()
        self.spotlight: Spotlight | None = None
        """What dims the field when an attack begins."""
        self._atlases = Atlases()
        self._ink: Inks | None = None

    def clear(self) -> None:
        """Forgets colours and pictures: the theme changed."""
        self._ink = None
        self._atlases.clear()
        self.ground.clear()

    @property
    def ink(self) -> Inks:
        """The stage's colours."""
        if self._ink is None:
            self._ink = inks()
        return self._ink

    def atlas(self, r: float, ratio: float) -> Atlas:
        """Pictures of nodes of radius ``r``."""
        return self._atlases.get(r, self.ink, ratio)

    def paint(
        self, painter: QPainter, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers,
        touch: Touch, clock: Clock, size: QRectF,
    ) -> None:  # fmt: skip
        """Paints one frame; ``xy`` are the screen coordinates of the rows."""
        ink, atlas = self.ink, self.atlas(view.node_radius, painter.device().devicePixelRatio())
        frame = self._frame(scene, xy, view, layers, size)
        self.ground.paint(painter, frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._overlay.paint_ranges(painter, scene, xy, view, touch, ink, everyone=layers.ranges)
        self._flows.below(painter, frame, clock.beat(), self.changed)
        if layers.truth:
            self._harm_below.paint(painter, frame, clock.beat())
            self._below.paint(painter, frame, clock.beat())
        self._nodes.paint(painter, scene, xy, view, layers, atlas, size)
        if layers.suspicion:
            self._accused.paint(painter, frame)
        if layers.packets:
            self._packets.paint(painter, scene, xy, ink, atlas, clock.motion(), clock.phase(), truth=layers.truth)
        if layers.truth:
            if self.spotlight is not None:
                self.spotlight.paint(painter, scene, xy, view, ink, size)
            self._harm_above.paint(painter, frame, atlas, clock.beat())
            self._above.paint(painter, frame, atlas, clock.beat())
            self._callouts.paint(painter, frame, atlas)
        self._overlay.paint(painter, scene, xy, view, touch, ink, atlas)
        self._flows.above(painter, frame)
        draw_scale_bar(painter, view, size, ink)

    def _frame(self, scene: Scene, xy: np.ndarray, view: ViewTransform, layers: Layers, size: QRectF) -> Frame:
        corner = (size.width(), size.height())
        whole = not len(xy) or bool((xy.min(0) >= 0).all() and (xy.max(0) <= corner).all())
        return Frame(scene, xy, view, layers, self.ink, size, whole=whole)

    def paint_hint(self, painter: QPainter, size: QRectF, text: str) -> None:
        """What to do next, in the middle of an empty field."""
        painter.setFont(font("large"))
        painter.setPen(self.ink.muted)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(size.adjusted(40, 40, -40, -40), flags, text)
