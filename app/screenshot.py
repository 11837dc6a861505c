"""Pictures of the real window, rendered off screen."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QPixmap

from app.settings import Settings
from app.window import application
from engine import api
from engine.api import MotewardenError
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from app.main_window import MainWindow

WAIT_S = 600.0
OVER = ("ended", "failed")
"""States in which no further round comes."""


class PictureError(MotewardenError):
    """A picture cannot be made or written."""


def _wait(done: Callable[[], object], seconds: float) -> None:
    """Runs the event loop until ``done()`` or the time is over."""
    end = monotonic() + seconds
    while monotonic() < end and not done():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 200 <= int(width) <= 8000 and 200 <= int(height) <= 8000):
        raise PictureError(f"{text!r} is not a size", where="--size", mend="write WIDTHxHEIGHT, e.g. 1440x900")
    return int(width), int(height)


def picture(scenario: Scenario, args: argparse.Namespace) -> QPixmap:
    """The window as the arguments describe it: workspace, round, theme, selection, panels."""
    size = _size(args.size)
    if args.select is not None and args.select not in {item.id for item in scenario.items()}:
        mend = "choose the id of a node or a base station"
        raise PictureError(f"there is no node {args.select}", where="--select", mend=mend)
    application(args.theme, "offscreen")
    from app.main_window import MainWindow

    with TemporaryDirectory() as folder:
        window = MainWindow(scenario, Settings(Path(folder) / "settings.ini"), Path(folder) / "journals")
        try:
            window.experiments.folder = window.detectors.folder = Path(folder)
            shot = _shown(window, args, size)
        finally:
            window.settings.flush()
            window.experiments.close()
            window.detectors.close()
            window.session.close()
            window.deleteLater()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return shot


def _shown(window: MainWindow, args: argparse.Namespace, size: tuple[int, int]) -> QPixmap:
    """The window, brought to where the arguments want it."""
    window.set_theme(args.theme)
    window.resize(*size)
    window.menus.action["reveal"].setChecked(bool(args.reveal))
    window.show()
    window.go(args.workspace)
    _run(window, args.at)
    if args.workspace == "experiments":
        _show_experiments(window, args.result)
    elif args.workspace == "detectors":
        _wait(lambda: window.detectors.ready, WAIT_S)
        window.views.detectors.go(args.stage - 1)
    if args.select is not None:
        window.views.stage.select((args.select,))
    for name in args.panel:
        _open_panel(window, name)
    window.views.stage.fit()
    window.docks.set_sizes()
    if args.workspace == "observe":
        window.views.charts.warm_up()
    _wait(lambda: False, 1.2)
    return window.grab()


def _run(window: MainWindow, rounds: int) -> None:
    """Waits for the first picture, then for so many rounds, unless the network dies before.

    Raises:
        PictureError: The scenario cannot run.
    """
    stage, over, refused = window.views.stage, [], []
    window.session.bridge.state.connect(lambda state, *_: over.append(state) if state in OVER else None)
    window.session.bridge.failed.connect(lambda message, _detail: refused.append(message))
    window.session.bridge.rejected.connect(refused.append)
    _wait(lambda: stage.snapshot() is not None or refused, WAIT_S)
    if rounds and not refused:
        window.session.engine.submit(api.StepRound(rounds))
        _wait(lambda: refused or over or ((s := stage.snapshot()) is not None and s.round >= rounds), WAIT_S)
    if refused:
        raise PictureError(refused[0], where="the run", mend="check the scenario with `motewarden validate`")


def _open_panel(window: MainWindow, name: str) -> None:
    """Brings a page of the docks to the front.

    Raises:
        PictureError: There is none of that name.
    """
    if name == "catalogue":
        window.docks.open_catalogue()
    elif name in window.docks.pages:
        window.docks.open(name)
    else:
        names = ", ".join((*window.docks.pages, "catalogue"))
        raise PictureError(f"there is no panel {name!r}", where="--panel", mend=f"choose one of: {names}")


def _show_experiments(window: MainWindow, folder: Path | None) -> None:
    """Waits for the list of experiments, then for the result in a folder, if one is named.

    Raises:
        PictureError: The folder holds no result.
    """
    refused: list[str] = []
    experiments = window.experiments
    experiments.refused.connect(refused.append)
    _wait(lambda: experiments.ready or refused, WAIT_S)
    if folder is not None:
        experiments.open_result(str(folder))
        _wait(lambda: window.views.experiments.current or refused, WAIT_S)
    if refused:
        raise PictureError(refused[0], where="--result")


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
