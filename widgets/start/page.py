"""The start page: go on, open, or begin from a template."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px, theme
from widgets.start.card import Sketch, TemplateCard

Template = tuple[str, str, str, Sketch]


class StartPage(QWidget):
    """Cards of templates at the right; recent files, unsaved work and *Open* at the left."""

    template_chosen = Signal(str)
    file_chosen = Signal(str)
    recover_chosen = Signal(str)
    discard_recovery = Signal(str)
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[TemplateCard] = []
        self._recent: tuple[str, ...] = ()
        self._recoverable: tuple[tuple[str, str, float], ...] = ()
        self._columns = 0
        self._build_left()
        self._build_right()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._left)
        self._row.addWidget(self._rule)
        self._row.addWidget(self._scroll, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def _build_left(self) -> None:
        self._left, self._rule = QWidget(), QFrame()
        column = QVBoxLayout(self._left)
        column.setContentsMargins(0, 0, 0, 0)
        self._name, self._hint = QLabel("Motewarden"), QLabel()
        self._hint.setWordWrap(True)
        self._open = QPushButton()
        self._open.setIcon(icon("folder-open-outline"))
        self._open.clicked.connect(self.open_requested)
        self._recover_box, self._recent_box = QVBoxLayout(), QVBoxLayout()
        self._recover_title, self._recent_title = QLabel(), QLabel()
        column.addWidget(self._name)
        column.addWidget(self._hint)
        column.addSpacing(12)
        column.addWidget(self._open)
        for title, box in ((self._recover_title, self._recover_box), (self._recent_title, self._recent_box)):
            column.addSpacing(12)
            column.addWidget(title)
            column.addLayout(box)
        column.addStretch(1)

    def _build_right(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self._title, self._subtitle = QLabel(), QLabel()
        self._grid = QGridLayout()
        column.addWidget(self._title)
        column.addWidget(self._subtitle)
        column.addSpacing(8)
        column.addLayout(self._grid)
        column.addStretch(1)
        self._page_column = column
        self._scroll = QScrollArea()
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(page)

    # -- what comes in ---------------------------------------------------------------------------------

    def set_templates(self, templates: tuple[Template, ...]) -> None:
        """Show these templates: name, title, summary, picture of the field."""
        for card in self._cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._cards = []
        for name, title, summary, sketch in templates:
            card = TemplateCard(title, summary, sketch)
            card.clicked.connect(partial(self.template_chosen.emit, name))
            self._cards.append(card)
        self._columns = 0
        self._arrange()

    def set_recent(self, files: tuple[str, ...]) -> None:
        """Show files used before, the newest first."""
        self._recent = files
        self._fill_recent()

    def set_recoverable(self, journals: tuple[tuple[str, str, float], ...]) -> None:
        """Show unsaved work: key, name, and when it was last touched (seconds since 1970)."""
        self._recoverable = journals
        self._fill_recoverable()

    def _fill_recent(self) -> None:
        _empty(self._recent_box)
        self._recent_title.setVisible(bool(self._recent))
        for path in self._recent[:8]:
            button = _link(Path(path).stem, path)
            button.setIcon(icon("file-outline", "muted"))
            button.clicked.connect(partial(self.file_chosen.emit, path))
            self._recent_box.addWidget(button)

    def _fill_recoverable(self) -> None:
        _empty(self._recover_box)
        self._recover_title.setVisible(bool(self._recoverable))
        for key, name, when in self._recoverable:
            line = QHBoxLayout()
            holder = QWidget()
            holder.setLayout(line)
            line.setContentsMargins(0, 0, 0, 0)
            moment = f"{datetime.fromtimestamp(when).astimezone():%m-%d %H:%M}"
            back = _link(f"{name}  ·  {moment}", self.tr("Bring back the work that was not saved"))
            back.setIcon(icon("backup-restore", "warn"))
            back.clicked.connect(partial(self.recover_chosen.emit, key))
            drop = QToolButton()
            drop.setIcon(icon("close", "muted"))
            drop.setToolTip(self.tr("Discard the unsaved work of {name}").format(name=name))
            drop.setAccessibleName(drop.toolTip())
            drop.clicked.connect(partial(self.discard_recovery.emit, key))
            line.addWidget(back, 1)
            line.addWidget(drop)
            self._recover_box.addWidget(holder)

    # -- look ------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        room = self.width() - px(240) - px(72)
        columns = max(1, min(4, room // px(228)))
        if columns == self._columns:
            return
        self._columns = columns
        for index, card in enumerate(self._cards):
            self._grid.addWidget(card, index // columns, index % columns)
        for index in range(4):
            self._grid.setColumnStretch(index, 1 if index < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restyle()  # the scroll area has given its labels the font of the application

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Start page"))
        self._hint.setText(self.tr("Draw a sensor network, run it, attack it, and watch it defend itself."))
        self._open.setText(self.tr("Open…"))
        self._open.setToolTip(self.tr("Open a scenario file (Ctrl+O)"))
        self._recent_title.setText(self.tr("Recent"))
        self._recover_title.setText(self.tr("Unsaved work"))
        self._title.setText(self.tr("Begin from a template"))
        self._subtitle.setText(self.tr("Each opens as a new scenario; the template itself stays as it is."))
        self._fill_recent()
        self._fill_recoverable()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self._row.setContentsMargins(px(24), px(24), 0, 0)
        self._row.setSpacing(px(24))
        self._left.setFixedWidth(px(240))
        self._rule.setFixedWidth(1)
        self._rule.setStyleSheet(f"background: {t.line};")
        self._page_column.setContentsMargins(0, 0, px(24), px(24))
        self._grid.setSpacing(px(16))
        self._name.setFont(font("title", bold=True))
        self._title.setFont(font("title", bold=True))
        for label in (self._recent_title, self._recover_title):
            label.setFont(font("base", bold=True))
        for label in (self._hint, self._subtitle):
            label.setFont(font("small"))
            label.setStyleSheet(f"color: {t.muted};")
        self._columns = 0
        self._arrange()


def _link(text: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setSizePolicy(button.sizePolicy().Policy.Ignored, button.sizePolicy().Policy.Fixed)
    return button


def _empty(box: QVBoxLayout) -> None:
    while box.count():
        old = box.takeAt(0).widget()
        if old is not None:
            old.hide()
            old.deleteLater()
