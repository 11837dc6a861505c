"""Every GUI test runs off screen, in Fusion with our theme, and fails on anything unexpected that is said."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.data import template_of
from app.main_window import MainWindow
from app.settings import Settings
from engine.scenario.model import Scenario
from widgets.common.mime import PALETTE_MIME
from widgets.common.tables import keep_widths_in
from widgets.common.theme import apply_theme, px, theme


class _Collector(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _quiet_logs() -> Iterator[None]:
    collector = _Collector()
    logging.getLogger().addHandler(collector)
    yield
    logging.getLogger().removeHandler(collector)
    assert not collector.records, [r.getMessage() for r in collector.records]


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[Callable[..., None]]:
    """Dark at the start of each test. Panels that a test leaves go, or every style sheet would be put on them too."""
    if (theme().name, px(100)) != ("dark", 100) or not qapp.styleSheet():
        apply_theme(qapp, "dark")
    yield lambda name, scale=1.0: apply_theme(qapp, name, scale)
    for widget in qapp.topLevelWidgets():
        if widget.parent() is None and type(widget).__module__.partition(".")[0] == "widgets":
            widget.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def palette_mime(key: str) -> QMimeData:
    data = QMimeData()
    data.setData(PALETTE_MIME, key.encode())
    return data


@pytest.fixture
def drop_on() -> Callable[..., bool]:
    """Delivers enter, move and drop to a widget; False when one of them was refused."""

    def deliver(
        widget: QWidget,
        mime: QMimeData | str,
        at: QPointF | QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> bool:
        data = palette_mime(mime) if isinstance(mime, str) else mime
        pixel = at.toPoint() if isinstance(at, QPointF) else at
        places = ((QDragEnterEvent, pixel), (QDragMoveEvent, pixel), (QDropEvent, QPointF(pixel)))
        for kind, place in places:
            event = kind(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, modifiers)
            QApplication.sendEvent(widget, event)
            if not event.isAccepted():
                return False
        return True

    return deliver


def end(window: MainWindow) -> None:
    """Closes a window without a question, whatever was not saved."""
    window.files.may_lose = lambda: True
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def open_window(qtbot, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Opens the real window, its settings and journals in a folder of the test, with a first picture on the stage."""
    opened: list[MainWindow] = []

    def make(scenario: Scenario | str = "s3-connected", workspace: str = "build", name: str = "one") -> MainWindow:
        document = template_of(scenario, 7) if isinstance(scenario, str) else scenario
        window = MainWindow(document, Settings(tmp_path / f"{name}.ini"), tmp_path / "journals")
        opened.append(window)
        window.show()
        window.go(workspace)
        qtbot.waitUntil(lambda: window.views.stage.snapshot() is not None, timeout=60_000)
        return window

    yield make
    for window in opened:
        end(window)
    keep_widths_in(None)
