"""One figure of a result with its title and readout. pyqtgraph comes in with the first figure."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QShortcut,
)
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from engine.readmodel.experiment import Figure
from widgets.charts.export import write_png, write_svg, write_table
from widgets.common.panel import ElidedLabel
from widgets.common.texts import count
from widgets.common.texts import figure as number
from widgets.common.theme import font, notifier, px, theme

if TYPE_CHECKING:
    from widgets.experiments.plot import FigurePlot

HEAD = ("series", "x", "mean", "low95", "high95", "n", "unit")


class FigureView(QWidget):
    """A chart with a title; ← and → read it out, a right click writes it to a file."""

    export_failed = Signal(str)
    """A file could not be written; one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure: Figure | None = None
        self.plot: FigurePlot | None = None
        self._title, self._unit, self._note = QLabel(), ElidedLabel(), QLabel()
        self._caption = ElidedLabel()
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._unit, 1)
        below = QHBoxLayout()
        below.addWidget(self._caption, 1)
        below.addWidget(self._note)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addLayout(self._head)
        self._column.addLayout(below)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        menu = QShortcut(QKeySequence("Shift+F10"), self, self._menu_at_middle)
        menu.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_figure(self, figure: Figure) -> None:
        """Shows a figure; the place read out stays when it is the same one with more data."""
        self.figure = figure
        if self.plot is None:
            from widgets.experiments.plot import FigurePlot

            self.plot = FigurePlot()
            self.plot.hovered.connect(self.read_out)
            self.plot.menu_requested.connect(self._menu)
            self._column.addWidget(self.plot, 1)
        self.plot.set_figure(figure)
        self._retell()

    # -- readout -------------------------------------------------------------------------------------------

    def read_out(self, index: int | None) -> None:
        """Reads the values at a stop out; None those at the end."""
        if self.plot is not None:
            self.plot.set_hover(index)
            self._tell_caption()

    def readout(self) -> str:
        """What is read out, as plain text."""
        values = self.plot.gutter.values() if self.plot is not None else []
        return ", ".join(f"{name} {value}" for name, value in values if value)

    def place(self) -> str:
        """The x that is read out, in words; empty when none is."""
        if self.plot is None or self.figure is None or self.plot.hover is None:
            return ""
        x = float(self.plot.stops[self.plot.hover])
        if self.figure.ticks:
            return self.figure.ticks[int(x)] if 0 <= int(x) < len(self.figure.ticks) else ""
        return f"{self.figure.x_label} {_at(x)}"

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plot, key = self.plot, Qt.Key
        if plot is None or not len(plot.stops):
            super().keyPressEvent(event)
            return
        here, last = plot.hover, len(plot.stops) - 1
        moves: dict[int, int | None] = {
            key.Key_Left: last if here is None else here - 1,
            key.Key_Right: 0 if here is None else here + 1,
            key.Key_Home: 0,
            key.Key_End: last,
            key.Key_Escape: None,
        }
        if event.key() not in moves:
            super().keyPressEvent(event)
            return
        there = moves[event.key()]
        self.read_out(None if there is None else min(max(there, 0), last))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # -- files ---------------------------------------------------------------------------------------------

    def export_png(self, path: str | Path) -> None:
        """Writes the chart as a picture of twice the size on the screen.

        Raises:
            OSError: The file cannot be written.
        """
        write_png(self, Path(path))

    def export_svg(self, path: str | Path) -> None:
        """Writes the chart as a vector drawing.

        Raises:
            OSError: The file cannot be written.
        """
        write_svg(self, Path(path))

    def export_csv(self, path: str | Path) -> None:
        """Writes every mean with its band, a line each.

        Raises:
            OSError: The file cannot be written.
        """
        rows = []
        for s in self.figure.series if self.figure else ():
            for x, *values in zip(s.x, s.mean, s.low, s.high, strict=True):
                at = self.figure.ticks[int(x)] if self.figure and self.figure.ticks else x
                rows.append((s.name, at, *values, s.n, s.unit))
        write_table(HEAD, rows, Path(path))

    def _menu(self, at: QPoint) -> None:
        if self.figure is None or self.plot is None:
            return
        menu = QMenu(self)
        for write, name in ((self.export_png, "PNG"), (self.export_svg, "SVG"), (self.export_csv, "CSV")):
            text = self.tr("Export this figure as {format}…").format(format=name)
            file = f"{self.figure.name}.{name.lower()}"
            menu.addAction(text, partial(self._ask, write, file, f"{name} (*.{name.lower()})"))
        menu.addSeparator()
        menu.addAction(self.tr("Show the whole figure"), self.plot.show_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)

    def _menu_at_middle(self) -> None:
        self._menu(self.mapToGlobal(self.rect().center()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._menu(event.globalPos())

    def _ask(self, write: Callable[[str], None], name: str, kinds: str) -> None:
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export figure"), name, kinds)
        if not path:
            return
        try:
            write(path)
        except OSError as error:
            reason = f"{path}: {error.strerror}" if error.strerror else str(error)
            self.export_failed.emit(self.tr("The figure was not written: %1").replace("%1", reason))

    # -- look ----------------------------------------------------------------------------------------------

    def _retell(self) -> None:
        if self.figure is None:
            return
        self._title.setText(self.figure.title)
        self._unit.set_full_text(self.figure.y_label)
        self._note.setText(self._seeds())
        self.setAccessibleName(f"{self.figure.title}, {self.figure.y_label}")
        self._tell_caption()

    def _seeds(self) -> str:
        counts = sorted({s.n for s in self.figure.series}) if self.figure else []
        if not counts or counts[-1] < 2:
            return self.tr("one seed, no bands") if 1 in counts else ""
        seeds = str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"
        return self.tr("means of %1 seeds, 95 % bands").replace("%1", seeds)

    def _tell_caption(self) -> None:
        """One line under the title: the place read out, or else what the dotted lines mark."""
        if self.figure is None:
            return
        marks = sorted(self.figure.markers, key=lambda m: m.x)
        here = self.place()
        words = here or "   ".join(f"┊ {m.label}: {_at(m.x)}" for m in marks)
        self._caption.set_full_text(words)
        self._caption.setStyleSheet(f"color: {theme().text if here else theme().muted};")
        self.setAccessibleDescription(f"{here}: {self.readout()}" if here else self.readout())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retell()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(640), px(420))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(320), px(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().surface1)
        if self.hasFocus():
            painter.setPen(QPen(QColor(theme().accent), 2))
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _restyle(self) -> None:
        t = theme()
        self._column.setContentsMargins(px(16), px(8), px(8), px(4))
        self._head.setSpacing(px(8))
        self._title.setFont(font("base", bold=True))
        for label in (self._unit, self._note, self._caption):
            label.setFont(font("small"))
        for label in (self._unit, self._note):
            label.setStyleSheet(f"color: {t.muted};")
        self._caption.setFixedHeight(self._caption.fontMetrics().height() + px(4))
        if self.plot is not None:
            self.plot.restyle()
        self._tell_caption()


def _at(x: float) -> str:
    """A place on the axis; whole numbers whole."""
    return count(x) if x == round(x) else number(x, 4)
