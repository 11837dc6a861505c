"""What hands and keys do to the stage at this moment; the overlay paints it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from widgets.stage.hits import Snapped

SELECT, PAN, PLACE = "select", "pan", "place:"


@dataclass
class Touch:
    """Passing state of pointer and keyboard; nothing of it belongs to the network."""

    tool: str = SELECT
    sticky: bool = False
    hover: int = -1
    """Row under the pointer."""
    selected: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    """Rows, in ascending order."""
    boxes: np.ndarray = field(default_factory=lambda: np.empty(0, np.int64))
    """Selected obstacles, by index, in ascending order."""
    over: int = -1
    """Obstacle under the pointer, by index; a node that stands on it comes first."""
    band: QRectF | None = None
    """Rubber band, pixels."""
    shift: tuple[float, float] | None = None
    """Metres by which the selection is being dragged."""
    shape: tuple[float, float, float, float, float] | None = None
    """Shape to which the selected obstacle is being dragged: centre, width, height, turn."""
    snapped: Snapped | None = None
    place: QPointF | None = None
    """Where the placing cursor is, pixels; None while it is outside."""
    free: bool = False
    """Alt is held: no snapping."""
    space: bool = False
    """Space is held: dragging pans."""
    tapped: bool = False
    """Space went down and nothing was dragged since."""

    @property
    def key(self) -> str:
        """The palette key being placed, empty otherwise."""
        return self.tool.removeprefix(PLACE) if self.tool.startswith(PLACE) else ""

    @property
    def obstacle(self) -> bool:
        """An obstacle is being placed: it may stand on anything."""
        return self.key.partition(":")[0] == "obstacle"

    @property
    def attack(self) -> bool:
        """An attack is being placed: it needs a node under it."""
        return self.key.startswith("attack:")
