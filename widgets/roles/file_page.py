"""The role configuration file that lies on a node (S2-125): its text, version and hash, and who holds the same."""

from __future__ import annotations

import json

from PySide6.QtCore import QEvent, QSignalBlocker, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from engine.readmodel.organisation import ConfigurationFile
from widgets.common.theme import font, mono_font, notifier, px, theme


class FilePage(QWidget):
    """Shows one node's file; asks for another when another node is chosen."""

    configuration_requested = Signal(int)
    """Node whose file is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._ids: tuple[int, ...] = ()
        self._file: ConfigurationFile | None = None
        self.node, self.copy = QComboBox(), QPushButton()
        self.node.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.node.activated.connect(self.ask)
        self.equal, self.version, self.text = QLabel(), QLabel(), QPlainTextEdit()
        self.copy.clicked.connect(self._copy)
        self.text.setReadOnly(True)
        for label in (self.equal, self.version):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._label = QLabel()
        row = QHBoxLayout()
        row.addWidget(self._label)
        row.addWidget(self.node, 1)
        row.addWidget(self.copy)
        self._column = QVBoxLayout(self)
        self._column.addLayout(row)
        for widget in (self.equal, self.version):
            self._column.addWidget(widget)
        self._column.addWidget(self.text, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def set_nodes(self, ids: tuple[int, ...]) -> None:
        """Nodes to choose from."""
        if ids == self._ids:
            return
        chosen = self.node.currentData()
        self._ids = ids
        with QSignalBlocker(self.node):
            self.node.clear()
            for i in ids:
                self.node.addItem(str(i), i)
            self.node.setCurrentIndex(max(0, self.node.findData(chosen)))

    def choose(self, node: int) -> None:
        """Another node's file is wanted; an unknown one changes nothing."""
        at = self.node.findData(node)
        if at >= 0 and node != self.node.currentData():
            self.node.setCurrentIndex(at)
            self.ask()

    def ask(self) -> None:
        """Ask for the file of the node chosen."""
        if self.node.currentData() is not None:
            self.configuration_requested.emit(self.node.currentData())

    def show_file(self, file: ConfigurationFile | None) -> None:
        """Show a file; None: the node holds none."""
        self._file = file
        self.text.setEnabled(file is not None)
        self.copy.setEnabled(file is not None)
        if file is None:
            self.equal.setText(self.tr("This node holds no configuration."))
            self.version.setText("")
            self.text.setPlainText("")
            return
        self.equal.setText(self.tr("{0} of {1} members hold an equal file").format(file.equal, file.members))
        tone = theme().good if file.equal == file.members else theme().warn
        self.equal.setStyleSheet(f"color: {tone};")
        short = file.digest[:16]
        self.version.setText(self.tr("version {0} · hash {1}…").format(file.version, short))
        self.version.setToolTip(file.digest)
        text = _laid_out(file.text)
        if self.text.toPlainText() != text:
            at = self.text.verticalScrollBar().value()
            self.text.setPlainText(text)
            self.text.verticalScrollBar().setValue(at)

    def _copy(self) -> None:
        if self._file is not None:
            QGuiApplication.clipboard().setText(self._file.text)

    def _retranslate(self) -> None:
        self._label.setText(self.tr("On node"))
        self.copy.setText(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy the text of the file"))
        self.node.setAccessibleName(self.tr("Node whose configuration file is shown"))
        self.text.setAccessibleName(self.tr("Configuration file"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.show_file(self._file)
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setContentsMargins(px(12), px(8), px(12), px(8))
        self._column.setSpacing(px(6))
        self.text.setFont(mono_font("small"))
        self.equal.setFont(font("base", bold=True))
        self.version.setFont(font("small"))
        self.version.setStyleSheet(f"color: {theme().muted};")
        self.show_file(self._file)


def _laid_out(text: str) -> str:
    """The file on several lines, one node a line; what is no JSON stays as it is."""
    try:
        held = json.loads(text)
    except ValueError:
        return text
    return "\n".join(_lines(held, ""))


def _lines(value: object, indent: str) -> list[str]:
    if isinstance(value, dict) and value:
        out = []
        for key, item in value.items():
            below = _lines(item, indent + "  ")
            out += (
                [f"{indent}{json.dumps(key)}: {below[0].strip()}", *below[1:]]
                if len(below) == 1
                else [f"{indent}{json.dumps(key)}:", *below]
            )
        return out
    if isinstance(value, list) and any(isinstance(v, list | dict) for v in value):
        return [indent + json.dumps(v, ensure_ascii=False) for v in value]
    return [indent + json.dumps(value, ensure_ascii=False)]
