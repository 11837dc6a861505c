"""The picture on the stage and how it is looked at: snapshot, layers, zoom, selection."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QElapsedTimer, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px, scale
from widgets.stage.clock import Clock
from widgets.stage.flows import Pulse
from widgets.stage.hits import row_at
from widgets.stage.layers import LAYER_NAMES, Layers
from widgets.stage.legend import Legend
from widgets.stage.packets import Motion
from widgets.stage.picture import Picture
from widgets.stage.scene import Scene
from widgets.stage.spotlight import Spotlight
from widgets.stage.state import Touch
from widgets.stage.tips import describe_all
from widgets.stage.view import ViewTransform, fit_scale

_SETTLE_MS = 120
_MOST_PX_PER_M = 400.0
_HOLD_MS = 400
"""How long the picture of an attack stands at least while a run is too fast to follow."""


class Surface(QWidget):
    """One custom-painted widget; see `Layers` for what it shows."""

    selection_changed = Signal(tuple)
    snapshot_changed = Signal()
    """`scene` is another one now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view, self.touch, self.layers = ViewTransform(), Touch(), Layers()
        self.scene: Scene | None = None
        self._xy: np.ndarray | None = None
        self._ids: tuple[int, ...] = ()
        self._awaited: tuple[int, ...] = ()
        self._fitted = True
        self._truth_age = QElapsedTimer()
        self.picture, self.clock, self.legend = Picture(), Clock(self), Legend(self)
        self.pulse = Pulse(self)
        self.pulse.tick.connect(self.update)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 180)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self.update)
        self.clock.tick.connect(self.update)
        self.spotlight = Spotlight(self)
        self.spotlight.tick.connect(self.update)
        self.picture.spotlight = self.spotlight
        self.legend.toggled.connect(self._on_legend)
        self.legend.grown.connect(self._give_room)
        self.empty = EmptyState(parent=self)
        self.empty.hide()
        notifier().changed.connect(self._on_theme)

    # -- what is shown -------------------------------------------------------------------------------------

    def set_snapshot(self, snap: NetworkSnapshot | None) -> None:
        """Shows another moment; selection and hover follow the ids."""
        before = self.scene
        hover = self.hovered_id()
        self.scene = Scene(snap, before, hold_truth=self._hold_truth()) if snap is not None else None
        self._xy = None
        self.pulse.follow(before, self.scene)
        if self.scene is None:
            self.touch.selected = self.touch.boxes = np.empty(0, np.int64)
            self.touch.hover = self.touch.over = -1
            self.empty.hide()
            self._announce()
            self.snapshot_changed.emit()
            self.update()
            return
        boxes = self.scene.boxes
        arrived = any(i in self.scene.row_of or i in boxes.index_of for i in self._awaited)
        wanted = self._awaited if arrived else self._ids
        self.touch.selected, self.touch.boxes = np.sort(self.scene.rows(wanted)), np.sort(boxes.rows(wanted))
        self._awaited = () if arrived else self._awaited
        self.touch.hover, self.touch.over = self.scene.row_of.get(hover, -1), boxes.index_of.get(hover, -1)
        self._announce()
        self.view.spacing_m, self.view.factor = self.scene.spacing_m, scale()
        old = before.snap if before is not None else None
        field = (self.scene.snap.width_m, self.scene.snap.height_m)
        if old is None or (old.width_m, old.height_m) != field:
            self.fit()
        if old is None or old.run_id != self.scene.snap.run_id or old.round != self.scene.snap.round:
            self._begin_round()
        self.legend.set_state(self.layers, self.scene.snap.threshold, self.scene)
        self._place_legend()
        self._place_empty()
        self.setAccessibleDescription(describe_all(self.scene))
        self.snapshot_changed.emit()
        self.update()

    def _hold_truth(self) -> bool:
        """Whether attacks keep their pictures a little longer: in a fast run nothing may flash."""
        if self.clock.motion() is Motion.STREAKS and self._truth_age.isValid() and self._truth_age.elapsed() < _HOLD_MS:
            return True
        self._truth_age.start()
        return False

    def _begin_round(self) -> None:
        if self.scene is not None and len(self.scene.snap.hops.source) and self.layers.packets:
            self.clock.begin()

    def snapshot(self) -> NetworkSnapshot | None:
        """What is shown."""
        return self.scene.snap if self.scene is not None else None

    def set_layers(self, layers: Layers | None = None, **switches: bool) -> None:
        """Switches layers on and off: a whole `Layers`, or single ones by name (``reveal`` is ``truth``)."""
        if "reveal" in switches:
            switches["truth"] = switches.pop("reveal")
        unknown = set(switches) - set(LAYER_NAMES)
        if unknown:
            raise ValueError(f"no such layer: {sorted(unknown)}")
        self.layers = replace(layers or self.layers, **switches)
        if not self.layers.truth:
            self.spotlight.stop()
        self.legend.set_state(self.layers, self.scene.snap.threshold if self.scene else 0.5, self.scene)
        self._place_legend()
        self.update()

    def set_rate(self, rounds_per_s: float) -> None:
        """Rounds per wall second, 0 while the run stands: sets how packets are shown."""
        self.clock.set_rate(rounds_per_s)
        self.update()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Arrows in place of moving dots."""
        self.clock.set_reduced(reduced)
        if reduced:
            self.spotlight.stop()
        self.update()

    def spot(self, ids: tuple[int, ...]) -> bool:
        """Dims the field around these nodes for a beat; False while nothing may move, or attackers are hidden."""
        return self.layers.truth and not self.clock.reduced and self.spotlight.begin(ids)

    # -- view ----------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Shows the whole field."""
        if self.scene is not None:
            world = QRectF(0, 0, self.scene.snap.width_m, self.scene.snap.height_m)
            wide, tall = float(self.width()), float(self.height())
            self._give_room()
            aside = self.legend.folded or self.legend.width() > 0.4 * wide
            inset = 0.0 if aside else float(self.legend.geometry().right())
            self.view.fit(world, wide, tall, inset=inset)
            self._fitted = True
            self._moved()

    def _give_room(self) -> None:
        """Folds the legend where it would cover a field that is wholly shown; the view stays as it is."""
        if self.scene is not None:
            wide, tall = float(self.width()), float(self.height())
            world = QRectF(0, 0, self.scene.snap.width_m, self.scene.snap.height_m)
            self.legend.make_room(wide, tall, wide - 0.9 * fit_scale(world, wide, tall) * world.width())

    def zoom_to(self, ids: tuple[int, ...]) -> None:
        """Shows the given nodes, stations and obstacles with some room around them."""
        if self.scene is None:
            return
        rows, boxes = self.scene.rows(tuple(ids)), self.scene.boxes.rows(tuple(ids))
        places = np.concatenate([self.scene.xy[rows], self.scene.boxes.corners[boxes].reshape(-1, 2)])
        if not len(places):
            return
        low, high = places.min(axis=0), places.max(axis=0)
        room = 2.5 * self.scene.spacing_m
        world = QRectF(low[0] - room, low[1] - room, high[0] - low[0] + 2 * room, high[1] - low[1] + 2 * room)
        self.view.fit(world, self.width(), self.height())
        self._fitted = False
        self._moved()

    def centre_on(self, ids: tuple[int, ...]) -> None:
        """Brings the given nodes and stations to the middle, as large as they are."""
        rows = self.scene.rows(tuple(ids)) if self.scene is not None else np.empty(0, np.int64)
        if self.scene is None or not len(rows):
            return
        places = self.scene.xy[rows]
        x, y = (places.min(axis=0) + places.max(axis=0)) / 2
        self.view.left = self.width() / 2 - self.view.scale * float(x)
        self.view.bottom = self.height() / 2 + self.view.scale * float(y)
        self._fitted = False
        self._moved()

    def zoom_about(self, at: QPointF, factor: float) -> None:
        """Zooms; what is under pixel ``at`` stays there."""
        if self.scene is None:
            return
        snap = self.scene.snap
        whole = min(self.width() / max(snap.width_m, 1e-6), self.height() / max(snap.height_m, 1e-6))
        self.view.zoom_about(at.x(), at.y(), factor, whole * 0.25, max(_MOST_PX_PER_M, whole))
        self._fitted = False
        self._moved()

    def pan_by(self, by: QPointF) -> None:
        """Shifts the view by pixels."""
        self.view.pan(by.x(), by.y())
        self._fitted = False
        self._moved()

    def bring_into_view(self, at: QPointF) -> None:
        """Brings a pixel into view without changing the zoom."""
        inner = QRectF(self.rect()).adjusted(40, 40, -40, -40)
        if not inner.contains(at):
            self.pan_by(inner.center() - at)

    def _moved(self) -> None:
        self._xy = None
        self._place_empty()
        self.update()

    def screen_xy(self) -> np.ndarray:
        """float64[M, 2]: where the rows are on the screen."""
        if self.scene is None:
            return np.empty((0, 2))
        if self._xy is None:
            self._xy = self.view.to_screen(self.scene.xy)
        return self._xy

    def point_of(self, node: int) -> QPointF:
        """The pixel of the centre of a node, a station or an obstacle.

        Raises:
            KeyError: There is no such thing.
        """
        if self.scene is None:
            raise KeyError(node)
        if node in self.scene.boxes.index_of:
            return self.view.point_to_screen(*self.scene.boxes.centres[self.scene.boxes.index_of[node]].tolist())
        return QPointF(*self.screen_xy()[self.scene.row_of[node]].tolist())

    # -- selection -----------------------------------------------------------------------------------------

    def select(self, ids: tuple[int, ...]) -> None:
        """Selects nodes, stations and obstacles by id; unknown ones as soon as a snapshot shows them."""
        ids = tuple(ids)
        known = 0
        if self.scene is not None:
            rows, boxes = self.scene.rows(ids), self.scene.boxes.rows(ids)
            self.select_rows(rows, boxes)
            known = len(rows) + len(boxes)
        self._awaited = ids if known < len(ids) else ()

    def selection(self) -> tuple[int, ...]:
        """Ids selected, in the order of the document."""
        return self._ids

    def select_rows(self, rows: np.ndarray, boxes: np.ndarray | None = None) -> None:
        """Selects rows of the snapshot, and obstacles by index."""
        self.touch.selected = np.unique(rows).astype(np.int64)
        self.touch.boxes = np.unique(boxes).astype(np.int64) if boxes is not None else np.empty(0, np.int64)
        self._awaited = ()
        self._announce()
        self.update()

    def _announce(self) -> None:
        ids: tuple[int, ...] = ()
        if self.scene is not None:
            ids = (*self.scene.snap.ids[self.touch.selected].tolist(), *self.scene.boxes.ids[self.touch.boxes].tolist())
        if ids != self._ids:
            self._ids = ids
            self.selection_changed.emit(ids)

    def row_at(self, at: QPointF) -> int:
        """The row under a pixel, -1 for none."""
        return row_at(self.screen_xy(), at, self.view.node_radius)

    def box_at(self, at: QPointF) -> int:
        """The obstacle under a pixel, by index, -1 for none."""
        if self.scene is None or not self.scene.boxes.n:
            return -1
        return self.scene.boxes.at(*self.view.to_world(at.x(), at.y()), self.view.scale)

    def id_at(self, at: QPointF) -> int:
        """The id of the node, station or obstacle under a pixel, -1 for none."""
        row = self.row_at(at)
        return self._id_of(row) if row >= 0 else self.box_id(self.box_at(at))

    def box_id(self, index: int) -> int:
        """The id of an obstacle, -1 for none."""
        return int(self.scene.boxes.ids[index]) if self.scene is not None and 0 <= index < self.scene.boxes.n else -1

    def hovered_id(self) -> int:
        """The id of what the pointer rests on, -1 for nothing."""
        return self._id_of(self.touch.hover) if self.touch.hover >= 0 else self.box_id(self.touch.over)

    def is_station(self, row: int) -> bool:
        """The row is a base station."""
        return self.scene is not None and bool(self.scene.station[row])

    def _id_of(self, row: int) -> int:
        return int(self.scene.snap.ids[row]) if self.scene is not None and 0 <= row < self.scene.n else -1

    # -- painting ----------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, size = QPainter(self), QRectF(self.rect())
        if self.scene is None:
            painter.fillRect(size, self.picture.ink.ground)
            self.picture.paint_hint(painter, size, self.tr("No network is open"))
            return
        self.picture.changed = self.pulse.ages()
        self.picture.paint(painter, self.scene, self.screen_xy(), self.view, self.layers, self.touch, self.clock, size)
        if not self.picture.ground.settled:
            self._settle.start()
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self.picture.ink.accent)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._fitted:
            self.fit()
        self._place_legend()

    def _on_legend(self) -> None:
        if self._fitted:
            self.fit()

    def _place_empty(self) -> None:
        """What to do first, in the middle of an empty field, with a button that does it."""
        self.empty.setVisible(self.scene is not None and bool(self.scene.station.all()))
        if self.empty.isVisibleTo(self) and self.scene is not None:
            self.empty.resize(px(320), px(110))
            snap = self.scene.snap
            down = 0.5 if not self.scene.n else 0.22
            middle = self.view.point_to_screen(snap.width_m / 2, snap.height_m * down).toPoint()
            self.empty.move(middle - self.empty.rect().center())

    def _place_legend(self) -> None:
        self.legend.move(px(10), px(10))

    def _on_theme(self) -> None:
        self.picture.clear()
        self.view.factor = scale()
        self._place_legend()
        self._moved()
        if self._fitted:
            self.fit()
