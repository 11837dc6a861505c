"""The same sweep on a Dask cluster that the test starts on this machine."""

import os
import subprocess
import sys
from json import loads
from pathlib import Path
from time import monotonic, sleep

import pytest

from engine.experiments.cluster import ClusterRunner
from engine.experiments.conduct import Experiment
from engine.experiments.local import LocalRunner
from engine.experiments.programme import ExperimentError
from engine.readmodel.experiment import Axis, Measure, Plan

pytest.importorskip("distributed")

ROOT = Path(__file__).resolve().parents[4]
ORDER = Plan(
    "sweep",
    (1, 2, 3),
    8,
    axes=(Axis("trust.enabled", (True, False)),),
    measures=(Measure("loss", "sum(lost)/sum(generated)"), Measure("alive", "alive")),
)


def started(*arguments):
    """A Dask program of our own Python, heard on loopback only."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", f"distributed.cli.dask_{arguments[0]}", *map(str, arguments[1:])]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)


def stop(*processes):
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(20)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A scheduler without workers."""
    file = tmp_path_factory.mktemp("dask") / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", file)
    scheduler = started("scheduler", *options)
    try:
        yield waited(lambda: file.exists() and file.read_text().strip().endswith("}") and file.read_text())
    finally:
        stop(scheduler)


def waited(found):
    until = monotonic() + 60
    while not (text := found()):
        assert monotonic() < until, "the scheduler does not start"
        sleep(0.05)
    return loads(text)["address"]


@pytest.fixture
def workers(address, tmp_path):
    """Two workers of that scheduler."""
    options = ("--nthreads", 1, "--no-dashboard", "--host", "127.0.0.1", "--local-directory", tmp_path)
    two = [started("worker", address, *options) for _ in range(2)]
    try:
        from distributed import Client

        with Client(address, timeout=30) as client:
            client.wait_for_workers(2, timeout=60)
        yield two
    finally:
        stop(*two)


def run(folder, runner):
    told = []
    result = Experiment(ORDER).run(folder, runner, told.append, lambda: False)
    return result, told


def test_a_scheduler_without_workers_is_one_clear_line(address, tmp_path):
    with pytest.raises(ExperimentError, match=rf"--scheduler {address}: the scheduler has no workers"):
        run(tmp_path, ClusterRunner(address))


def test_a_cluster_of_two_gives_what_this_machine_gives(address, workers, tmp_path):
    there, told = run(tmp_path / "there", ClusterRunner(address))
    here, _ = run(tmp_path / "here", LocalRunner(1))
    assert there.figures == here.figures
    assert (tmp_path / "there" / "runs.csv").read_bytes() == (tmp_path / "here" / "runs.csv").read_bytes()
    assert max(p.workers for p in told) == 2
    assert told[-1].done == 6


@pytest.mark.parametrize("wrong", ["tcp://127.0.0.1:9", "127.0.0.1:9", "nonsense://x", "tcp://no.such.host.invalid:1"])
def test_a_scheduler_that_cannot_be_reached_is_one_clear_line(wrong, tmp_path, monkeypatch):
    monkeypatch.setattr("engine.experiments.cluster.TIMEOUT_S", 1)
    with pytest.raises(ExperimentError, match=rf"^--scheduler {wrong}: .*dask scheduler"):
        run(tmp_path, ClusterRunner(wrong))
