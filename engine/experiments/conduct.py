"""One experiment from order to result: plan, take over what is finished, run the rest, conclude, write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import nan
from pathlib import Path
from time import monotonic

from engine.experiments.measure import Values
from engine.experiments.order import command_of, programme_of
from engine.experiments.output import draw_all, draw_apart, write
from engine.experiments.presets.catalogue import experiment_registry
from engine.experiments.programme import ExperimentError, Programme, Run
from engine.experiments.recipe import Recipe
from engine.experiments.runner import Runner, Watch
from engine.experiments.stages import handed_on
from engine.experiments.store import RunStore, finished
from engine.experiments.table import Table
from engine.experiments.version import engine_version
from engine.readmodel.experiment import Figure, Plan, Progress, Result
from engine.scenario.model import Scenario

Tell = Callable[[Progress], None]
Cancelled = Callable[[], bool]


class Experiment:
    """An experiment that has been checked and can be run, more than once if it is interrupted.

    Args:
        order: What is asked for.
        document: A document at hand, in place of the scenario that the order names.
        apart: Draw figures in another process, so that a window in this one is not disturbed.

    Raises:
        ExperimentError, ScenarioError, UnknownNameError: Something in the order does not fit.
    """

    def __init__(self, order: Plan, document: Scenario | None = None, *, apart: bool = False) -> None:
        self.recipe: Recipe = experiment_registry().get(order.experiment, where="experiment")
        self.order, self.programme = programme_of(self.recipe, order, document)
        self._command = command_of(order)
        self._draw = draw_apart if apart else draw_all
        self._outcomes: dict[Run, Values] = {}

    def run(self, folder: Path, runner: Runner, tell: Tell, cancelled: Cancelled) -> Result | None:
        """Does what is not done yet, concludes and writes.

        Args:
            folder: Results folder; finished runs in it are taken over.
            runner: Where to run.
            tell: Told how far it is.
            cancelled: Asked some ten times a second whether to stop.

        Returns:
            The result; None when cancelled, then finished runs are in the folder.

        Raises:
            ExperimentError: The folder cannot be written or holds another experiment, or a run cannot be done.
        """
        programme = _in_folder(self.programme, folder, runner)
        with RunStore(folder, self.programme, engine_version()) as store:
            self._outcomes = store.done
            for lost in [run for run in store.done if not handed_on(programme, run)]:
                del store.done[lost]
            clock = _Clock(len(store.done), len(self.programme.runs()), tell)
            missing = [run for run in self.programme.runs() if run not in store.done]

            def deliver(run: Run, values: Values) -> None:
                store.add(run, values)
                clock.count()

            def watch(seen: Watch) -> bool:
                clock.beat(seen)
                return not cancelled()

            for stage in programme.stages():
                batch = [run for run in missing if programme.cells[run.cell].stage == stage]
                if batch and not runner.run(programme, batch, deliver, watch):
                    clock.say("cancelled")
                    return None
            clock.say("concluding")
            result = self._conclude(folder, store.done)
            clock.say("done")
            return result

    def finished(self, folder: Path) -> int:
        """How many of its runs are finished in a folder; nothing is written.

        Raises:
            ExperimentError: The folder cannot be read, or holds another experiment.
        """
        return finished(folder, self.programme, engine_version())

    def figures(self) -> tuple[Figure, ...]:
        """The figures of what is finished so far; may be called from another thread while `run` goes on."""
        return self.recipe.conclude(self.order, Table(self.programme, dict(self._outcomes)))[0]

    def _conclude(self, folder: Path, outcomes: dict[Run, Values]) -> Result:
        table = Table(self.programme, outcomes)
        figures, claims = self.recipe.conclude(self.order, table)
        result = Result(
            experiment=self.recipe.name,
            title=self.recipe.title,
            seeds=self.order.seeds,
            rounds=self.order.rounds,
            version=engine_version(),
            figures=figures,
            claims=claims,
            runs=len(self.programme.runs()),
            command=self._command,
        )
        return write(folder, self.recipe, self.order, table, result, self._draw)


def _in_folder(programme: Programme, folder: Path, runner: Runner) -> Programme:
    """The programme at its place; stages are not spread over machines that do not see one another's files."""
    if any(programme.stages()) and not getattr(runner, "shares_files", False):
        mend = "run it on this machine, without --scheduler"
        raise ExperimentError("its stages hand files on, which a cluster does not share", where="runner", mend=mend)
    return replace(programme, folder=str(folder))


class _Clock:
    """Counts runs and estimates the time left from the runs of this start."""

    def __init__(self, kept: int, total: int, tell: Tell) -> None:
        self._tell, self._begun = tell, monotonic()
        self._now = Progress("starting", kept, total, kept)
        self._tell(self._now)

    def count(self) -> None:
        """One more run is finished."""
        done = self._now.done + 1
        rest, fresh = self._now.total - done, done - self._now.kept
        left = rest * (monotonic() - self._begun) / fresh
        self._now = replace(self._now, state="running", done=done, seconds_left=left)

    def beat(self, seen: Watch) -> None:
        """Passes on how far it is."""
        self._now = replace(self._now, workers=seen.workers, redone=seen.redone)
        self._tell(self._now)

    def say(self, state: str) -> None:
        """The state has changed."""
        left = 0.0 if state in ("concluding", "done") else nan
        self._now = replace(self._now, state=state, seconds_left=left)  # type: ignore[arg-type] # a State
        self._tell(self._now)
