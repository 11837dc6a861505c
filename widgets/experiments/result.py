"""A result: the figures large, the claims below, and where the files are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from engine.readmodel.experiment import Figure, Result
from widgets.common.icons import icon
from widgets.common.panel import ElidedLabel, EmptyState
from widgets.common.texts import count, numbered
from widgets.common.theme import font, notifier, px, theme
from widgets.experiments.claims import ClaimsTable
from widgets.experiments.figure import FigureView

REPORT = "report.html"
FIGURE_SHARE = 0.64
"""Of the height that figure and claims share."""


class ResultView(QWidget):
    """Shows what is finished so far, then the whole result."""

    open_requested = Signal(str)
    """A folder or file is to be opened with the system's program."""
    set_up_requested = Signal()
    export_failed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.result: Result | None = None
        self.folder = ""
        self._moved = False
        self.views: dict[str, FigureView] = {}
        self.figures = QStackedWidget()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.currentChanged.connect(self.figures.setCurrentIndex)
        self.claims = ClaimsTable()
        self._foot = ElidedLabel()
        self._buttons = {name: QToolButton() for name in ("folder", "report", "command")}
        self._empty = EmptyState()
        self._empty.triggered.connect(self.set_up_requested)
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self.clear()

    def _lay_out(self) -> None:
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._tab_line = QHBoxLayout()
        self._tab_line.addWidget(self.tabs)
        self._tab_line.addStretch(1)
        column.addLayout(self._tab_line)
        column.addWidget(self.figures, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(upper)
        self.split.addWidget(self.claims)
        self.split.splitterMoved.connect(lambda *_: setattr(self, "_moved", True))
        self._bar = QFrame()
        self._line = QHBoxLayout(self._bar)
        self._line.addWidget(self._foot, 1)
        for button in self._buttons.values():
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            self._line.addWidget(button)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.split, 1)
        column.addWidget(self._bar)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self._buttons["folder"].setIcon(icon("folder-open-outline"))
        self._buttons["report"].setIcon(icon("file-document-outline"))
        self._buttons["command"].setIcon(icon("content-copy"))
        self._buttons["folder"].clicked.connect(lambda: self.open_requested.emit(self.folder))
        self._buttons["report"].clicked.connect(lambda: self.open_requested.emit(str(Path(self.folder) / REPORT)))
        self._buttons["command"].clicked.connect(self._copy_command)

    # -- what comes in -------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Nothing to show yet."""
        self.result, self.folder = None, ""
        self._stack.setCurrentIndex(0)

    def some(self) -> bool:
        """Whether there is something to show."""
        return self._stack.currentIndex() == 1

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Figures of what is finished so far."""
        self.result = None
        self._show(figures)
        self.claims.hide()
        self._bar.hide()

    def show_result(self, result: Result, folder: str) -> None:
        """A whole result, and the folder it is in."""
        self.result, self.folder = result, folder
        self._show(result.figures)
        self.claims.set_claims(result.claims)
        self.claims.setVisible(bool(result.claims))
        self._bar.show()
        self._divide()
        self._buttons["report"].setVisible(any(Path(name).name == REPORT for name in result.files))
        self._buttons["command"].setVisible(bool(result.command))
        self._retell()

    def _show(self, figures: tuple[Figure, ...]) -> None:
        wanted = [figure.name for figure in figures]
        if wanted != list(self.views):
            self._rebuild(figures)
        for k, figure in enumerate(figures):
            self.views[figure.name].set_figure(figure)
            self.tabs.setTabText(k, figure.title)
        self._stack.setCurrentIndex(1 if figures else 0)

    def _rebuild(self, figures: tuple[Figure, ...]) -> None:
        while self.tabs.count():
            self.tabs.removeTab(0)
        for view in self.views.values():
            self.figures.removeWidget(view)
            view.hide()
            view.deleteLater()
        self.views = {}
        for figure in figures:
            view = self.views[figure.name] = FigureView()
            view.export_failed.connect(self.export_failed)
            self.figures.addWidget(view)
            self.tabs.addTab(figure.title)
        self.tabs.setVisible(len(figures) > 1)

    def _copy_command(self) -> None:
        if self.result is not None:
            QGuiApplication.clipboard().setText(self.result.command)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._divide()

    def _divide(self) -> None:
        """Most of the height to the figure, until the user divides it himself."""
        if not self._moved and self.claims.isVisibleTo(self):
            height = self.split.height()
            self.split.setSizes([round(FIGURE_SHARE * height), height - round(FIGURE_SHARE * height)])

    # -- words and look ------------------------------------------------------------------------------------

    def _retell(self) -> None:
        result = self.result
        if result is None:
            return
        runs = numbered(self.tr("%n run(s)", "", result.runs), result.runs).replace(
            str(result.runs), count(result.runs)
        )
        files = numbered(self.tr("%n file(s)", "", len(result.files)), len(result.files))
        text = self.tr("%4  ·  %3  ·  %1, version %2").replace("%1", runs).replace("%2", result.version)
        self._foot.set_full_text(text.replace("%3", files).replace("%4", self.folder))

    def _retranslate(self) -> None:
        self._empty.set_texts(self.tr("No result yet. Start the experiment; its curves grow here."), self.tr("Set up"))
        texts = {
            "folder": (self.tr("Open folder"), self.tr("Open the results folder")),
            "report": (self.tr("Report"), self.tr("Open the page that can be cited, in the browser")),
            "command": (self.tr("Copy command"), self.tr("Copy the command line that makes this result again")),
        }
        for name, (text, tip) in texts.items():
            self._buttons[name].setText(text)
            self._buttons[name].setToolTip(tip)
        self.tabs.setAccessibleName(self.tr("Figures"))
        self._retell()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self._line.setContentsMargins(px(16), px(2), px(8), px(2))
        self._tab_line.setContentsMargins(px(6), 0, px(6), 0)
        self._bar.setObjectName("resultbar")
        self._bar.setStyleSheet(f"QFrame#resultbar {{ border: 0; border-top: 1px solid {t.line}; }}")
        self._foot.setFont(font("small"))
        self._foot.setStyleSheet(f"color: {t.muted};")
