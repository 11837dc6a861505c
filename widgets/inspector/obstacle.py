"""The page of one obstacle: where it stands, how large it is, what it takes from signals."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.detail import Parameter
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.settings import SettingsForm
from widgets.stage.emblems import entry_pixmap


class ObstaclePage(QWidget):
    """A heading and the form of an obstacle."""

    value_edited = Signal(int, str, object)
    """Id of the obstacle, name of the field, new value."""

    def __init__(self) -> None:
        super().__init__()
        self._id = -1
        self._picture, self._title, self._hint = QLabel(), QLabel(), QLabel()
        self.form = SettingsForm()
        self.form.value_edited.connect(lambda key, value: self.value_edited.emit(self._id, key, value))
        for label in (self._title, self._hint):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._hint.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        self._head = QHBoxLayout()
        self._head.addWidget(self._picture)
        self._head.addLayout(words, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(self.form, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def show_obstacle(self, obstacle: int, parameters: tuple[Parameter, ...]) -> None:
        """Shows an obstacle; the same one again only moves the fields that are not under edit."""
        if obstacle != self._id:
            self._id = obstacle
            self.form.set_parameters(())
        self.form.set_parameters(parameters)
        self._retranslate()

    def _retranslate(self) -> None:
        self._title.setText(self.tr("Obstacle {id}").format(id=self._id))
        self._hint.setText(self.tr("Drag it, stretch it by its corners, turn it by its knob, or type."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._head.setContentsMargins(px(12), px(8), px(12), px(6))
        self._head.setSpacing(px(10))
        self._picture.setPixmap(entry_pixmap("obstacle", px(36)))
        self._title.setFont(font("large", bold=True))
        self._hint.setFont(font("small"))
        self._hint.setStyleSheet(f"color: {theme().muted};")
