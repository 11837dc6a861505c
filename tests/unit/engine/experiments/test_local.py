"""Runs in processes: all delivered once, dead workers replaced, hopeless runs named, cancelled at once."""

import os
import signal

import pytest

from engine.experiments.local import ATTEMPTS, LocalRunner, cores
from engine.experiments.programme import ExperimentError
from tests.experiments_kit import SICK, deadly, frail, programme, quick, raising, stillborn, value_of


class Log:
    """Takes what a runner delivers."""

    def __init__(self) -> None:
        self.runs, self.values, self.seen = [], [], []

    def deliver(self, run, values):
        self.runs.append(run)
        self.values.append(float(values["value"]))

    def watch(self, seen):
        self.seen.append(seen)
        return True


def do(make, plan, workers=2, runs=None, watch=None):
    log, runner = Log(), LocalRunner(workers, make=make)
    done = runner.run(plan, plan.runs() if runs is None else runs, log.deliver, watch or log.watch)
    assert not runner.pids, "workers are left behind"
    return done, log


def test_every_run_is_delivered_once():
    plan = programme(cells=5, seeds=range(1, 9))
    done, log = do(quick, plan)
    assert done
    assert sorted(log.runs) == sorted(plan.runs())
    assert log.values == [value_of(run) for run in log.runs]
    assert max(seen.workers for seen in log.seen) == 2


def test_only_what_is_asked_for_is_run():
    plan = programme()
    _, log = do(quick, plan, runs=plan.runs()[3:5])
    assert sorted(log.runs) == sorted(plan.runs()[3:5])


@pytest.mark.parametrize("workers", [1, 2])
def test_the_runs_of_a_worker_that_dies_are_done_again(tmp_path, workers):
    plan = programme(named=tmp_path)
    done, log = do(frail, plan, workers)
    assert (tmp_path / "died").exists()
    assert done
    assert sorted(log.runs) == sorted(plan.runs())
    assert log.seen[-1].redone == 1


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_a_worker_that_is_killed_from_outside_is_replaced():
    plan, log, runner = programme(cells=40), Log(), LocalRunner(2, make=quick)
    killed = []

    def deliver(run, values):
        log.deliver(run, values)
        if not killed:
            killed.append(runner.pids[0])
            os.kill(runner.pids[0], signal.SIGKILL)

    assert runner.run(plan, plan.runs(), deliver, log.watch)
    assert killed
    assert sorted(log.runs) == sorted(plan.runs())


def test_a_run_that_always_kills_its_worker_is_named_in_the_end():
    with pytest.raises(ExperimentError, match=rf"k 1, seed 2: .* its worker {ATTEMPTS} times \(exit code 7"):
        do(deadly, programme())


def test_a_run_that_raises_is_named_at_once():
    plan = programme()
    with pytest.raises(ExperimentError, match=f"{plan.name_of(SICK)}: failed: no such thing"):
        do(raising, plan)


def test_workers_that_never_start_are_reported():
    with pytest.raises(ExperimentError, match=r"workers end while they start \(exit code 3\)"):
        do(stillborn, programme(), 1)


def test_a_stop_ends_the_workers_and_keeps_what_was_delivered():
    plan, log = programme(cells=200), Log()
    runner = LocalRunner(2, make=quick)
    assert not runner.run(plan, plan.runs(), log.deliver, lambda _: len(log.runs) < 5)
    assert 5 <= len(log.runs) < 800
    assert not runner.pids


def test_there_is_a_worker_for_each_core():
    assert LocalRunner().workers == cores() >= 1
