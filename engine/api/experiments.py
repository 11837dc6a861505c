"""The door to experiments: what there is, one experiment from order to result, and a laboratory for the window."""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import nan
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from engine.api.forms import settings
from engine.base.errors import MotewardenError, ScenarioError
from engine.experiments.presets.catalogue import experiment_registry
from engine.experiments.presets.sweep import measure_of
from engine.experiments.programme import TEMPLATE, ExperimentError
from engine.experiments.recipe import Recipe
from engine.readmodel.detail import Parameter
from engine.readmodel.experiment import Figure, Plan, Preset, Progress, Result
from engine.scenario.model import Scenario
from engine.scenario.paths import with_value
from engine.scenario.templates import template

if TYPE_CHECKING:
    from engine.experiments.conduct import Experiment
    from engine.experiments.runner import Runner

__all__ = [
    "ExperimentError",
    "Laboratory",
    "LaboratoryOutlet",
    "Prospect",
    "cores",
    "measure_names",
    "measure_of",
    "plan",
    "preset",
    "presets",
    "start",
]

Tell = Callable[[Progress], None]
_FIGURES_EVERY_S = 2.0


def presets() -> tuple[Preset, ...]:
    """Every experiment, ready to start."""
    return tuple(_shown(recipe) for recipe in experiment_registry())


def preset(name: str) -> Preset:
    """One experiment by name.

    Raises:
        UnknownNameError: There is none; near names are offered.
    """
    return _shown(experiment_registry().get(name))


def _shown(recipe: Recipe) -> Preset:
    return Preset(
        name=recipe.name,
        title=recipe.title,
        source=recipe.source,
        paper=recipe.paper,
        scenario=recipe.scenario,
        seeds=recipe.seeds,
        rounds=recipe.rounds,
        axes=recipe.axes,
        parameters=_parameters(recipe),
        free=recipe.free,
    )


def _parameters(recipe: Recipe) -> tuple[Parameter, ...]:
    """Form rows of what matters to an experiment, with the values of its runs."""
    with suppress(ScenarioError):
        document = template(recipe.scenario.removeprefix(TEMPLATE))
        own: dict[str, Any] = {change.path: change.value for change in recipe.changes}
        for path in recipe.parameters:
            document = with_value(document, path, own[path]) if path in own else document
        rows = {parameter.key: parameter for _, group in settings(document) for parameter in group}
        return tuple(rows[path] for path in recipe.parameters if path in rows)
    return ()


def plan(order: Plan, document: Scenario | None = None) -> Plan:
    """The order completed and its runs counted; nothing runs.

    Raises:
        ExperimentError, ScenarioError, UnknownNameError: Something in it does not fit.
    """
    return _experiment(order, document).order


def _experiment(order: Plan, document: Scenario | None, *, apart: bool = False) -> Experiment:
    from engine.experiments.conduct import Experiment

    return Experiment(order, document, apart=apart)


def start(
    order: Plan,
    out: Path,
    *,
    document: Scenario | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Tell | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result | None:
    """One experiment from order to result, in the thread that calls.

    Args:
        order: What is asked for.
        out: Results folder; runs that are finished there are taken over.
        document: A document at hand, in place of the scenario that the order names.
        workers: Processes; None takes one for each core.
        scheduler: Address of a Dask scheduler, in place of processes here.
        progress: Told how far it is, some ten times a second.
        cancelled: Asked as often whether to stop.

    Returns:
        The result; None when cancelled.

    Raises:
        MotewardenError: Something in the order does not fit, the folder cannot be written or holds another experiment,
            the scheduler cannot be reached, or a run cannot be done. Finished runs are kept.
    """
    from engine.experiments.cluster import ClusterRunner
    from engine.experiments.local import LocalRunner

    runner = ClusterRunner(scheduler) if scheduler is not None else LocalRunner(workers)
    experiment = _experiment(order, document)
    return experiment.run(out, runner, progress or (lambda _: None), cancelled or (lambda: False))


class Prospect:
    """An order that was checked, to be looked at before it starts; nothing runs.

    Args:
        order: What is asked for.
        document: A document at hand, in place of the scenario that the order names.

    Raises:
        ExperimentError, ScenarioError, UnknownNameError: Something in the order does not fit.
    """

    def __init__(self, order: Plan, document: Scenario | None = None) -> None:
        self._experiment = _experiment(order, document)

    @property
    def plan(self) -> Plan:
        """The order completed, its runs counted."""
        return self._experiment.order

    def finished(self, folder: Path) -> int:
        """How many runs are finished in a results folder.

        Raises:
            ExperimentError: The folder cannot be read, or holds another experiment.
        """
        return self._experiment.finished(folder)


def measure_names() -> tuple[str, ...]:
    """Names that measures may use, and the functions, as they are begun: ``sum(``."""
    from engine.experiments.expression import FUNCTIONS
    from engine.experiments.measure import KNOWN

    return (*KNOWN, *(f"{name}(" for name in FUNCTIONS))


def cores() -> int:
    """Processes that run at the same time when nothing else is said."""
    from engine.experiments.local import cores

    return cores()


class LaboratoryOutlet:
    """Where a laboratory leaves what it has to show. Any thread may take."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._figures: tuple[Figure, ...] | None = None
        self._result: Result | None = None

    def show(
        self,
        progress: Progress | None = None,
        figures: tuple[Figure, ...] | None = None,
        result: Result | None = None,
    ) -> None:
        """Puts what is new in place of what was not taken yet."""
        with self._lock:
            self._progress = progress if progress is not None else self._progress
            self._figures = figures if figures is not None else self._figures
            self._result = result if result is not None else self._result

    def clear(self) -> None:
        """Forgets what an earlier experiment left."""
        with self._lock:
            self._progress = self._figures = self._result = None

    def take_progress(self) -> Progress | None:
        """The newest progress, once. ``state`` tells the end: ``done``, ``cancelled`` or ``failed``."""
        with self._lock:
            taken, self._progress = self._progress, None
        return taken

    def take_figures(self) -> tuple[Figure, ...] | None:
        """The newest figures of what is finished so far, once."""
        with self._lock:
            taken, self._figures = self._figures, None
        return taken

    def take_result(self) -> Result | None:
        """The result, once."""
        with self._lock:
            taken, self._result = self._result, None
        return taken


def _runner(workers: int | None, scheduler: str | None) -> Runner:
    from engine.experiments.cluster import ClusterRunner
    from engine.experiments.local import LocalRunner

    return ClusterRunner(scheduler) if scheduler else LocalRunner(workers, polite=True)


class Laboratory:
    """One experiment at a time in a background thread; its runs are in processes that give way to the window."""

    def __init__(self) -> None:
        self.outlet = LaboratoryOutlet()
        """Progress, growing figures, result."""
        self._cancel = threading.Event()
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether an experiment goes on."""
        return self._thread is not None and self._thread.is_alive()

    def start(
        self,
        order: Plan,
        out: Path,
        document: Scenario | None = None,
        workers: int | None = None,
        scheduler: str | None = None,
    ) -> Plan:
        """Checks the order and starts it; what it finds comes by the outlet.

        Args:
            order: What is asked for.
            out: Results folder; runs that are finished there are taken over.
            document: A document at hand, in place of the scenario that the order names.
            workers: Processes; None takes one for each core.
            scheduler: Address of a Dask scheduler, in place of processes here.

        Returns:
            The order completed.

        Raises:
            MotewardenError: Something in the order does not fit, or an experiment goes on.
        """
        if self.busy:
            raise ExperimentError("an experiment is running", where="the laboratory", mend="cancel it or wait for it")
        experiment = _experiment(order, document, apart=True)
        self._cancel.clear()
        self.outlet.clear()
        self.outlet.show(Progress("starting", total=experiment.order.runs))
        runner = partial(_runner, workers, scheduler)
        self._thread = threading.Thread(
            target=self._run, args=(experiment, out, runner), name="experiment", daemon=True
        )
        self._thread.start()
        return experiment.order

    def cancel(self) -> None:
        """Stops the runs; those finished are kept. ``Progress`` says when it has stopped."""
        self._cancel.set()

    def close(self, timeout_s: float = 10.0) -> bool:
        """Cancels and waits; returns whether the thread ended in time."""
        self.cancel()
        if self._thread is not None:
            self._thread.join(timeout_s)
        return not self.busy

    def _run(self, experiment: Experiment, out: Path, runner: Callable[[], Runner]) -> None:
        last, shown = Progress("starting"), monotonic()

        def tell(progress: Progress) -> None:
            nonlocal last, shown
            fresh = progress.done > last.done and monotonic() - shown >= _FIGURES_EVERY_S
            last = progress
            if fresh:
                shown = monotonic()
            if progress.state != "done":  # the result comes before its announcement
                self.outlet.show(progress, experiment.figures() if fresh else None)

        try:
            result = experiment.run(out, runner(), tell, self._cancel.is_set)
            if result is not None:
                self.outlet.show(last, result.figures, result)
        except MotewardenError as error:
            self._fail(last, str(error))
        except Exception as error:  # noqa: BLE001 - the window must learn of whatever it was
            self._fail(last, "".join(traceback.format_exception_only(error)).strip())

    def _fail(self, last: Progress, message: str) -> None:
        self.outlet.show(Progress("failed", last.done, last.total, last.kept, last.redone, nan, last.workers, message))
