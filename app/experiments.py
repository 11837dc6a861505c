"""Connects the workspace of experiments with the document, the laboratory and the folder of results."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.background import Background
from app.checking import RATE, check, engine_plan, paths_of, words_of
from app.data import template_of
from app.folders import results_folder
from app.laboratory import LaboratoryHost
from app.results import earlier_results, open_result
from app.session import Session
from app.settings import Settings
from engine.api import MotewardenError
from engine.readmodel.experiment import Figure, Plan, Preset, Progress, Result
from engine.scenario.model import Scenario
from widgets.experiments.order import Check, Order
from widgets.experiments.page import ExperimentsPage

TEMPLATE = "template:"
ENOUGH = 8
"""Runs from which the speed of this computer is learnt."""


class Experiments(QObject):
    """The app's side of the workspace.

    Args:
        page: The widgets.
        session: The open document.
        settings: For the speed of this computer.
        folder: Where results go; the user's documents by default.
        parent: Owner.
    """

    said = Signal(str)
    """One line for the status bar."""
    refused = Signal(str)
    """One line that matters too much for the status bar alone."""

    def __init__(
        self,
        page: ExperimentsPage,
        session: Session,
        settings: Settings,
        folder: Path | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.page, self._session, self._settings = page, session, settings
        self.folder = folder or results_folder()
        self.background = Background(self)
        self.host = LaboratoryHost(self.background, self)
        self._presets: dict[str, Preset] = {}
        self._names: tuple[str, ...] = ()
        self._order: Order | None = None
        self._plan: Plan | None = None
        self._pace = _Pace()
        self._connect()

    def _connect(self) -> None:
        page, host = self.page, self.host
        page.check_requested.connect(self._check)
        page.start_requested.connect(self._start)
        page.cancel_requested.connect(host.cancel)
        page.folder_chosen.connect(self.open_result)
        page.open_requested.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(path)))
        page.failed.connect(self.refused)
        host.progress.connect(self._progress)
        host.figures.connect(self._figures)
        host.result.connect(self._result)
        self._session.document_changed.connect(lambda _: self._tell_document())

    @property
    def ready(self) -> bool:
        """Whether the list of experiments has been read."""
        return bool(self._presets)

    def enter(self) -> None:
        """The workspace comes into sight."""
        self._tell_document()
        self._seek_earlier()
        if self._presets:
            self.page.first_focus().setFocus()
        else:
            self.background.ask(_read_catalogue, self._catalogue, self._catalogue_failed, key="catalogue")

    def _catalogue(self, found: tuple[tuple[Preset, ...], tuple[str, ...], int]) -> None:
        presets, names, cores = found
        self._presets = {p.name: p for p in presets}
        self.page.set_machine(cores, cluster=find_spec("distributed") is not None)
        self.page.set_presets(presets)
        self._names = names
        self._tell_document()
        self.page.first_focus().setFocus()

    def _catalogue_failed(self, error: MotewardenError) -> None:
        self.refused.emit(str(error))

    def _tell_document(self) -> None:
        if not self.page.isVisible():
            return
        scenario = self._session.scenario
        self.page.set_vocabulary(paths_of(scenario), self._names)
        self.page.set_document(scenario.name or self._session.title)

    def _seek_earlier(self) -> None:
        self.background.ask(partial(earlier_results, self.folder), self.page.set_earlier, key="earlier")

    # -- orders --------------------------------------------------------------------------------------------

    def _document_for(self, plan: Plan) -> Scenario | None:
        """The open document for a free sweep; a preset has its own."""
        preset = self._presets.get(plan.experiment)
        return self._session.scenario if preset is not None and preset.free else None

    def _nodes(self, plan: Plan) -> int:
        document = self._document_for(plan)
        if document is not None:
            return len(document.nodes)
        name = self._presets[plan.experiment].scenario.removeprefix(TEMPLATE)
        return len(template_of(name).nodes)

    def _check(self, order: Order) -> None:
        document, rate = self._document_for(order.plan), self._settings.experiment_rate or RATE

        def look() -> Check:
            return check(order, document, self.folder, self._nodes(order.plan), rate)

        self.background.ask(look, self.page.show_check, partial(self._check_failed, order), key="check")

    def _check_failed(self, order: Order, error: MotewardenError) -> None:
        self.page.show_check(Check(order, faults=(("", words_of(error, place=True)),)))

    def _start(self, order: Order) -> None:
        if self.host.busy:
            return
        self._order, self._plan = order, engine_plan(order.plan)
        self._pace = _Pace(self._nodes(order.plan), order)
        self.page.show_started(order)
        out = Path(order.out).expanduser()
        self.host.start(self._plan, out, self._document_for(order.plan), order.workers, order.scheduler)

    # -- what becomes of them ------------------------------------------------------------------------------

    def _progress(self, progress: Progress) -> None:
        if progress.state == "failed":
            progress = _in_words(progress)
            self.said.emit(progress.message)
        self.page.show_progress(progress)
        self._pace.note(progress)
        if progress.state == "done":
            rate = self._pace.rate()
            if rate is not None:
                self._settings.experiment_rate = rate
            self._seek_earlier()

    def _figures(self, figures: tuple[Figure, ...]) -> None:
        self.page.show_figures(figures)

    def _result(self, result: Result) -> None:
        folder = self._order.out if self._order is not None else ""
        self.page.show_result(result, folder, bring=False)
        text = self.tr("%1 is done: %2 claims, %3 hold").replace("%1", result.title)
        holds = sum(claim.verdict == "holds" for claim in result.claims)
        if not result.claims:
            text = self.tr("%1 is done").replace("%1", result.title)
        self.said.emit(text.replace("%2", str(len(result.claims))).replace("%3", str(holds)))

    def open_result(self, folder: str) -> None:
        """Shows the result in a folder; a bad folder is told."""
        self.background.ask(
            partial(open_result, Path(folder)),
            lambda result: self.page.show_result(result, folder),
            lambda error: self.refused.emit(str(error)),
        )

    def close(self) -> None:
        """Ends what goes on."""
        self.background.close()
        self.host.close()


class _Pace:
    """Learns from a run of an experiment how long a node takes in a round."""

    def __init__(self, nodes: int = 0, order: Order | None = None) -> None:
        self._nodes, self._order = nodes, order
        self._clock = QElapsedTimer()
        self._first: int | None = None
        self._last, self._workers, self._ms = 0, 1, 0

    def note(self, progress: Progress) -> None:
        """One more progress."""
        if progress.state != "running":
            return
        if self._first is None:
            self._first = progress.done
            self._clock.start()
        self._last, self._workers, self._ms = progress.done, max(progress.workers, 1), self._clock.elapsed()

    def rate(self) -> float | None:
        """Seconds a node takes in a round, on one core; None when too little was run here."""
        order = self._order
        if order is None or order.scheduler or self._first is None or self._last - self._first < ENOUGH:
            return None
        work = (self._last - self._first) * max(order.plan.rounds, 1) * max(self._nodes, 1)
        return max(1e-8, self._ms / 1000 * self._workers / work)


def _read_catalogue() -> tuple[tuple[Preset, ...], tuple[str, ...], int]:
    from engine.api import experiments

    return experiments.presets(), experiments.measure_names(), experiments.cores()


def _in_words(progress: Progress) -> Progress:
    """A failure without options of the command line."""
    return replace(progress, message=words_of(MotewardenError(progress.message)))
