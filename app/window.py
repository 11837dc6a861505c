"""Opening the window: application object, theme, first document."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.settings import Settings
from widgets.common.theme import apply_theme

if TYPE_CHECKING:
    from app.main_window import MainWindow

TEMPLATE = "template:"
SWITCH_S = 0.00005
"""How long the engine may keep the interpreter while the window waits for it."""


def application(theme: str, platform: str | None = None) -> QApplication:
    """The one application object, styled.

    Args:
        theme: ``light``, ``dark`` or ``contrast``.
        platform: Qt platform plug-in to force, e.g. ``offscreen``.
    """
    if platform is not None:
        os.environ["QT_QPA_PLATFORM"] = platform
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    QGuiApplication.setApplicationDisplayName("Motewarden")
    app.setApplicationName("motewarden")
    app.setOrganizationName("motewarden")
    app.setDesktopFileName("motewarden")
    apply_theme(app, theme)
    sys.setswitchinterval(SWITCH_S)
    return app


def _interrupt_ends(app: QApplication, window: MainWindow) -> QTimer:
    """Ctrl+C in the terminal closes the window; a timer lets Python see the signal."""
    signal.signal(signal.SIGINT, lambda *_: window.close() or app.quit())
    timer = QTimer(window)
    timer.start(250)
    timer.timeout.connect(lambda: None)
    return timer


def open_window(file: str | None, theme: str | None) -> int:
    """Opens the console and stays until it is closed.

    Args:
        file: A document, ``template:NAME``, or None for the start page.
        theme: Theme of this start only; None takes the remembered one.

    Returns:
        The exit code.
    """
    from app.data import template_of
    from engine.scenario.storage import load

    scenario = template_of("s3-connected")
    if file is not None:
        name = file.removeprefix(TEMPLATE)
        scenario = template_of(name) if file != name else load(Path(file), runnable=False)
    settings = Settings()
    app = application(theme or settings.theme)
    from app.main_window import MainWindow

    window = MainWindow(scenario, settings)
    if file is not None:
        if not file.startswith(TEMPLATE):
            window.session.path = Path(file)
            window.session.title_changed.emit()
            settings.add_recent(Path(file))
        window.go("build")
    window.show()
    _interrupt_ends(app, window)
    QTimer.singleShot(1500, window.views.charts.warm_up)
    return app.exec()
