"""Live charts of a run: life, delivery, energy, trust. pyqtgraph comes in when they are first shown."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QGridLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.snapshot import NetworkSnapshot
from widgets.charts import store as data
from widgets.charts.export import write_csv, write_png, write_svg
from widgets.charts.names import series_names
from widgets.common.panel import EmptyState
from widgets.common.texts import count, fixed, joules, numbered, percent
from widgets.common.theme import cause_color, font, notifier, px, theme

if TYPE_CHECKING:
    from widgets.charts.plots import Line, PlotCell

REFRESH_MS = 150
WINDOWS = (1, 10, 50, 200)
_KINDS = ("alive", "flow", "energy", "trust")
_ORGANISED = ("roles", "harm")
"""Charts that are there only while there is something in them."""


class Charts(QWidget):
    """Four charts over one axis of rounds; they cost nothing while nobody sees them."""

    export_failed = Signal(str)
    """A file could not be written; one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = data.MetricStore()
        self.cells: dict[str, PlotCell] = {}
        self._threshold: float | None = None
        self._window, self._reveal = 10, True
        self._dirty = True
        self._stale: list[str] = []
        self._columns = 0
        self._open: list[str] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._empty = EmptyState()
        self._box.addWidget(self._empty)
        self._page = QWidget()
        self._grid = QGridLayout(self._page)
        self._page.hide()
        self._box.addWidget(self._page)
        self._timer = QTimer(self, interval=REFRESH_MS, singleShot=True)
        self._timer.timeout.connect(self._refresh_one)
        notifier().changed.connect(self._restyle)
        menu = QShortcut(QKeySequence("Shift+F10"), self, self._menu_at_middle)
        menu.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._retranslate()

    # -- what comes in ---------------------------------------------------------------------------------

    def append(self, rows: np.ndarray) -> None:
        """Add rows of ``METRIC_COLUMNS``; drawn in turn, each chart a few times a second, and only when visible."""
        self.store.append(rows)
        self._later()

    def clear(self) -> None:
        """Forget the run."""
        self.store.clear()
        for cell in self.cells.values():
            cell.clear_marks()
        self._later()

    def set_snapshot(self, snapshot: NetworkSnapshot) -> None:
        """Take over P for the line in the trust chart."""
        threshold = snapshot.threshold if snapshot.trust_enabled else None
        if threshold != self._threshold:
            self._threshold = threshold
            self._later()

    def set_window(self, rounds: int) -> None:
        """Rounds over which delivery and loss are averaged."""
        self._window = max(1, rounds)
        self._later()

    def set_reveal(self, reveal: bool) -> None:
        """Tell losses to attacks from those on the way, or hide what only the ground truth knows."""
        self._reveal = reveal
        if self.cells:
            self.cells["flow"].rename("link", series_names(reveal=reveal)["link"])
        self._later()

    def _flow(self, at: np.ndarray) -> data.Series:
        series = data.flow_series(self.store, at, self._window)
        if not self._reveal:
            series["link"] = series["link"] + series["attack"]
            series["attack"] = np.zeros(len(at))
        return series

    def _later(self) -> None:
        self._dirty = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    # -- drawing ---------------------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Import pyqtgraph and build the charts now, for the quiet moment after the first window."""
        if not self.cells:
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later()

    def refresh(self) -> None:
        """Draw what has come since the last time."""
        if not self._dirty or not self.isVisible():
            return
        some = self.store.size > 0
        if some:
            self.warm_up()
        self._empty.setVisible(not some)
        self._page.setVisible(some)
        if some:
            self._unfold()
            self._draw()
        self._dirty = False
        self._stale.clear()

    def _refresh_one(self) -> None:
        """Draw one chart that is behind; the next one has its turn later, so that no frame pays for all four."""
        if not self.cells or self._page.isHidden() or not self.isVisible():
            self.refresh()
            return
        if self._dirty:
            self._unfold()
            self._stale += [kind for kind in (*_KINDS, *self._open) if kind not in self._stale]
            self._dirty = False
        if self._stale:
            self._draw((self._stale.pop(0),))
        if self._stale:
            self._timer.start()

    def _draw(self, kinds: tuple[str, ...] = (*_KINDS, *_ORGANISED)) -> None:
        at = self.store.picks()
        x = self.store.stock("round", at)
        for kind in kinds:
            cell = self.cells[kind]
            match kind:
                case "alive":
                    cell.set_top(self.store.first_alive() * 1.05 or 1.0)
                    cell.set_data(x, data.alive_series(self.store, at))
                    for name, when in data.deaths(self.store).items():
                        cell.mark_round(name, when)
                case "flow":
                    cell.set_top(105.0)
                    cell.set_data(x, self._flow(at))
                case "energy":
                    cell.set_data(x, data.energy_series(self.store, at))
                case "roles":
                    cell.set_data(x, data.roles_series(self.store, at, self._window))
                case "harm":
                    cell.set_data(x, data.harm_series(self.store, at))
                case _:
                    cell.set_top(1.05)
                    cell.set_data(x, data.trust_series(self.store, at))
                    self._mark_threshold()

    def _unfold(self) -> None:
        """Charts of roles and of harm are there when their columns hold something, and harm only on *Reveal*."""
        there = [*(["roles"] if self.store.any(data.ROLE_FLOWS) else [])]
        there += ["harm"] if self._reveal and self.store.any(data.HARM_FLOWS) else []
        if there != self._open:
            self._open, self._columns = there, 0
            self._arrange()

    def _mark_threshold(self) -> None:
        if self._threshold is None:
            self.cells["trust"].clear_marks()
        else:
            self.cells["trust"].mark_level("P", self._threshold)

    def _build(self) -> None:
        from widgets.charts.plots import PlotCell

        for kind, lines in self._lines().items():
            cell = PlotCell(kind, lines)
            cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
            cell.hovered.connect(self._hover)
            cell.zoomed.connect(partial(self._zoomed, kind))
            cell.menu_requested.connect(partial(self._menu, kind))
            self.cells[kind] = cell
        self._windows = QComboBox()
        for rounds in WINDOWS:
            self._windows.addItem("", rounds)
        self._windows.setCurrentIndex(WINDOWS.index(10))
        self._windows.currentIndexChanged.connect(lambda i: self.set_window(WINDOWS[i]))
        self.cells["flow"].head.addWidget(self._windows)
        self._arrange()
        self._retranslate()
        self._restyle()

    def _lines(self) -> dict[str, tuple[Line, ...]]:
        from widgets.charts.plots import Line

        def colour(name: str) -> Callable[[], QColor]:
            return partial(cause_color, name)

        names = series_names(reveal=self._reveal)
        share = partial(_share, 1)
        lost = [Line(c, names[c], colour(c), stacked=True, text=share, hide_zero=True) for c in data.LOSSES]
        spent = [Line(c, names[c], colour(c), stacked=True, text=joules, hide_zero=True) for c in data.COSTS]
        accent: Callable[[], QColor] = lambda: QColor(theme().accent)  # noqa: E731
        trust = Line("trust", names["trust"], accent, text=partial(fixed, digits=3))
        excluded = Line("excluded", names["excluded"], colour("excluded"), right=True, text=count)
        return {
            "alive": (Line("alive", names["alive"], colour("alive"), text=count),),
            "flow": (Line("delivered", names["delivered"], colour("delivered"), text=share), *lost),
            "energy": tuple(spent),
            "trust": (trust, excluded),
            "roles": _counted(data.ROLE_FLOWS, names, right=("redistributions", "aborted", "joined", "left")),
            "harm": _counted(data.HARM_FLOWS, names),
        }

    def _arrange(self) -> None:
        """Four in a row where the panel is wide, two by two, or one under the other."""
        columns = 4 if self.width() >= px(1000) else 2 if self.width() >= px(480) else 1
        if columns == self._columns or not self.cells:
            return
        self._columns = columns
        shown = [cell for kind, cell in self.cells.items() if kind in _KINDS or kind in self._open]
        for kind in _ORGANISED:
            self.cells[kind].setVisible(kind in self._open)
        for index, cell in enumerate(shown):
            self._grid.addWidget(cell, index // columns, index % columns)
        for index in range(len(self.cells)):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)
            self._grid.setColumnMinimumWidth(index, 1)
            self._grid.setRowStretch(index, 1 if index < -(-len(shown) // columns) else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        return QSize(px(240), px(140))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().surface1))

    def _hover(self, index: int | None) -> None:
        for cell in self.cells.values():
            cell.set_hover(index)

    def _zoomed(self, kind: str, by_hand: bool) -> None:
        """All charts show the same rounds."""
        first, last = self.cells[kind].item.getViewBox().viewRange()[0]
        for name, cell in self.cells.items():
            cell.fitted = not by_hand
            if by_hand and name != kind:
                cell.item.setXRange(first, last, padding=0)
        if not by_hand:
            self._later()

    # -- export ----------------------------------------------------------------------------------------

    def _target(self, kind: str | None) -> QWidget:
        self.warm_up()
        return self.cells[kind] if kind else self._page

    def export_png(self, path: str | Path, kind: str | None = None) -> None:
        """Write one chart, or all of them, as a picture of twice the size on the screen.

        Raises:
            OSError: The file cannot be written.
        """
        write_png(self._target(kind), Path(path))

    def export_svg(self, path: str | Path, kind: str | None = None) -> None:
        """Write one chart, or all of them, as a vector drawing.

        Raises:
            OSError: The file cannot be written.
        """
        write_svg(self._target(kind), Path(path))

    def export_csv(self, path: str | Path, kind: str | None = None) -> None:
        """Write every round of one chart's series, or of all of them.

        Raises:
            OSError: The file cannot be written.
        """
        at = np.arange(self.store.size)
        made = {
            "alive": lambda: data.alive_series(self.store, at),
            "flow": lambda: {f"{k}_percent": v for k, v in self._flow(at).items()},
            "energy": lambda: {f"{k}_j": v for k, v in data.energy_series(self.store, at).items()},
            "trust": lambda: data.trust_series(self.store, at),
            "roles": lambda: data.roles_series(self.store, at, self._window),
            "harm": lambda: data.harm_series(self.store, at),
        }
        columns = {"round": self.store.stock("round", at)}
        for name in (kind,) if kind else (*_KINDS, *self._open):
            columns |= made[name]()
        write_csv(columns, Path(path))

    def _menu(self, kind: str, at: QPoint) -> None:
        menu = QMenu(self)
        writers = (
            (self.export_png, "png", "PNG"),
            (self.export_svg, "svg", "SVG"),
            (self.export_csv, "csv", "CSV"),
        )
        for write, suffix, name in writers:
            text = self.tr("Export this chart as {format}…").format(format=name)
            menu.addAction(text, partial(self._ask, write, f"{kind}.{suffix}", f"{name} (*.{suffix})", kind))
        menu.addSeparator()
        menu.addAction(self.tr("Show the whole run"), self.cells[kind].show_all)
        menu.popup(at)

    def _menu_at_middle(self) -> None:
        self._menu("alive", self.mapToGlobal(self.rect().center()))

    def _ask(self, write: Callable[[str, str], None], name: str, kinds: str, kind: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export chart"), name, kinds)
        if not path:
            return
        try:
            write(path, kind)
        except OSError as error:
            reason = f"{path}: {error.strerror}" if error.strerror else str(error)
            self.export_failed.emit(self.tr("The chart was not written: %1").replace("%1", reason))

    # -- look ------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._empty.set_texts(self.tr("No rounds yet. Press Space to run the network; its curves grow here."))
        self.setAccessibleName(self.tr("Charts"))
        if not self.cells:
            return
        self.cells["alive"].set_texts(self.tr("Live nodes"), self.tr("number"))
        self.cells["flow"].set_texts(self.tr("Delivery"), self.tr("% of readings"))
        self.cells["energy"].set_texts(self.tr("Energy spent"), self.tr("J, by cause"))
        self.cells["roles"].set_texts(self.tr("Organisation"), self.tr("messages a round; events, right"))
        self.cells["harm"].set_texts(self.tr("Harm to data"), self.tr("readings so far"))
        self.cells["trust"].set_texts(self.tr("Trust"), self.tr("mean D; excluded nodes at the right"))
        for index, rounds in enumerate(WINDOWS):
            text = numbered(self.tr("over %n round(s)", "", rounds), rounds) if rounds > 1 else self.tr("each round")
            self._windows.setItemText(index, text)
        self._windows.setAccessibleName(self.tr("Moving window"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(4))
        for cell in self.cells.values():
            cell.restyle()
        if self.cells:
            self._windows.setFont(font("small"))
            self._windows.setStyleSheet(f"QComboBox {{ min-height: {px(14)}px; padding: 0 {px(4)}px; }}")
        self._later()


def _counted(keys: tuple[str, ...], names: dict[str, str], right: tuple[str, ...] = ()) -> tuple[Line, ...]:
    """Lines of whole numbers, told apart by colour and dash."""
    from widgets.charts.plots import Line

    dashes = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
    return tuple(
        Line(
            key, names[key], partial(cause_color, key), right=key in right, dash=dashes[k % len(dashes)], text=count,
            fill=False, hide_zero=True,
        )
        for k, key in enumerate(keys)
    )  # fmt: skip


def _share(digits: int, value: float) -> str:
    return percent(value / 100, digits)
