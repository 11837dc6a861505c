"""Pictures of the real window, rendered off screen."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from PySide6.QtCore import QCoreApplication, QEventLoop
from PySide6.QtGui import QPixmap

from app.settings import Settings
from app.window import application
from engine import api
from engine.api import MotewardenError
from engine.scenario.model import Scenario

WAIT_S = 600.0


class PictureError(MotewardenError):
    """A picture cannot be made or written."""


def _wait(done: object, seconds: float) -> None:
    """Runs the event loop until ``done()`` or the time is over."""
    end = monotonic() + seconds
    while monotonic() < end and not done():  # type: ignore[operator]
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 200 <= int(width) <= 8000 and 200 <= int(height) <= 8000):
        raise PictureError(f"{text!r} is not a size", where="--size", mend="write WIDTHxHEIGHT, e.g. 1440x900")
    return int(width), int(height)


def picture(scenario: Scenario, args: argparse.Namespace) -> QPixmap:
    """The window as the arguments describe it: workspace, round, theme, selection."""
    size = _size(args.size)
    application(args.theme, "offscreen")
    from app.main_window import MainWindow

    with TemporaryDirectory() as folder:
        window = MainWindow(scenario, Settings(Path(folder) / "settings.ini"), Path(folder) / "journals")
        window.set_theme(args.theme)
        window.resize(*size)
        window.menus.action["reveal"].setChecked(bool(args.reveal))
        window.show()
        window.go(args.workspace)
        _wait(lambda: window.views.stage.snapshot() is not None, WAIT_S)
        if args.at:
            window.session.engine.submit(api.StepRound(args.at))
            _wait(lambda: (s := window.views.stage.snapshot()) is not None and s.round >= args.at, WAIT_S)
        if args.select is not None:
            window.views.stage.select((args.select,))
        window.views.stage.fit()
        window.docks.set_sizes()
        if args.workspace == "observe":
            window.views.charts.warm_up()
        _wait(lambda: False, 1.2)
        shot = window.grab()
        window.session.close()
        window.deleteLater()
        QCoreApplication.processEvents()
    return shot


def screenshot(scenario: Scenario, out: Path, args: argparse.Namespace) -> None:
    """Writes the picture; the file appears whole or not at all.

    Raises:
        PictureError: The size is none, or the file cannot be written.
    """
    shot = picture(scenario, args)
    part = out.with_name(f".{out.name}.part")
    if not shot.save(str(part), "PNG"):
        part.unlink(missing_ok=True)
        raise PictureError("the picture cannot be written", where=str(out), mend="choose another folder with --out")
    part.replace(out)
