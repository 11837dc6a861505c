"""The head of the chosen experiment: its title, where it comes from, and what the paper claims."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.readmodel.experiment import Preset, Result
from widgets.common.panel import ElidedLabel
from widgets.common.theme import font, notifier, px, theme
from widgets.experiments.parts import sentence

_PAPER = re.compile(r"S\d(,|$)")
"""Sources that are papers, whose words are quoted."""


class Head(QWidget):
    """Two lines."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset: Preset | None = None
        self._document = ""
        self._title, self._source, self._claim = ElidedLabel(), QLabel(), QLabel()
        self._claim.setWordWrap(True)
        self._line = QHBoxLayout()
        self._line.addWidget(self._source, 0, Qt.AlignmentFlag.AlignVCenter)
        self._line.addWidget(self._title, 1)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._line)
        self._column.addWidget(self._claim)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_preset(self, preset: Preset) -> None:
        """An experiment of the catalogue."""
        self._preset = preset
        self._tell()

    def set_document(self, name: str) -> None:
        """What the open scenario is called."""
        self._document = name
        self._tell()

    def set_result(self, result: Result) -> None:
        """A result of an experiment that is not in the catalogue."""
        self._preset = None
        self._set(result.title, "", self.tr("A result of another version"))

    def _tell(self) -> None:
        preset = self._preset
        if preset is None:
            return
        if preset.free:
            text = self.tr("Runs “%1” under every combination of the values below, and measures what you ask for.")
            self._set(self.tr("Free sweep over this scenario"), "", text.replace("%1", self._document))
        else:
            claim = self.tr("The paper: “%1”") if _PAPER.match(preset.source) else "%1."
            claim = claim.replace("%1", preset.paper) if preset.paper else ""
            self._set(preset.title, preset.source, sentence(claim))

    def _set(self, title: str, source: str, claim: str) -> None:
        self._title.set_full_text(title)
        self._source.setText(source)
        self._source.setVisible(bool(source))
        self._claim.setText(claim)
        self.setAccessibleName(f"{source} {title}".strip())
        self.setAccessibleDescription(claim)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self._column.setContentsMargins(px(24), px(12), px(24), px(6))
        self._column.setSpacing(px(4))
        self._line.setSpacing(px(10))
        self._title.setFont(font("title", bold=True))
        self._source.setFont(font("small", bold=True))
        self._source.setStyleSheet(
            f"color: {t.text}; border: 1px solid {t.muted}; border-radius: {px(4)}px; padding: {px(1)}px {px(6)}px;"
        )
        self._claim.setFont(font("small"))
        self._claim.setStyleSheet(f"color: {t.muted};")
