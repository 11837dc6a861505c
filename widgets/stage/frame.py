"""What the painters of one frame are given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor

from widgets.stage.inks import Inks
from widgets.stage.layers import Layers
from widgets.stage.scene import Scene
from widgets.stage.view import ViewTransform


@dataclass(frozen=True)
class Frame:
    """Network, places on the screen, and how it is looked at."""

    scene: Scene
    xy: np.ndarray
    view: ViewTransform
    layers: Layers
    ink: Inks
    size: QRectF
    whole: bool
    """All nodes are within the widget: nothing to leave out."""

    @property
    def tunnel(self) -> QColor:
        """The colour of wormholes in this network."""
        return self.ink.tunnel if self.scene.snap.organisation is None else self.ink.tunnel_s2
