"""The attacks tab: what is configured on a node. Ground truth, shown only on *Reveal*."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.readmodel.detail import NodeDetail
from widgets.common.icons import icon
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.parts import Heading, Page


class AttacksTab(Page):
    """One row per attack, with a way to take it off the node."""

    attack_remove_requested = Signal(int, str)
    """Node and name of the attack."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: NodeDetail | None = None
        self._heading, self._hint = Heading(first=True), QLabel()
        self._hint.setWordWrap(True)
        self._rows = QVBoxLayout()
        self.column.addWidget(self._heading)
        self.column.addLayout(self._rows)
        self.column.addWidget(self._hint)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_tab)
        self._restyle_tab()

    def show_node(self, detail: NodeDetail | None) -> None:
        """Show a node's attacks."""
        same = detail is not None and self._detail is not None
        same = same and (detail.id, detail.attacks) == (self._detail.id, self._detail.attacks)
        self._detail = detail
        if not same:
            self._rebuild()

    def _rebuild(self) -> None:
        while self._rows.count():
            old = self._rows.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        d = self._detail
        if d is None:
            return
        self._heading.setText(self.tr("Attacks on node {id}").format(id=d.id))
        for name in d.attacks:
            self._rows.addWidget(self._row(d.id, name))
        if d.is_station:
            self._hint.setText(self.tr("A base station cannot be attacked."))
        elif d.attacks:
            self._hint.setText(self.tr("The network cannot see this; trust and detectors never read it."))
        else:
            self._hint.setText(self.tr("This node is honest. Drag an attack from the palette onto it."))

    def _row(self, node: int, name: str) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        sign, label = QLabel(), QLabel(name)
        sign.setPixmap(icon("skull-crossbones-outline", "danger").pixmap(QSize(px(20), px(20))))
        label.setFont(font("base", bold=True))
        button = QPushButton(self.tr("Remove"))
        button.setToolTip(self.tr("Take {name} off node {id}").format(name=name, id=node))
        button.setAccessibleName(button.toolTip())
        button.clicked.connect(partial(self.attack_remove_requested.emit, node, name))
        line.addWidget(sign)
        line.addWidget(label, 1)
        line.addWidget(button)
        return row

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._rebuild()
        super().changeEvent(event)

    def _restyle_tab(self) -> None:
        self._hint.setFont(font("small"))
        self._hint.setStyleSheet(f"color: {theme().muted};")
        self._rebuild()
