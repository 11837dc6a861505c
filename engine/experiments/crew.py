"""What a worker of this machine does: measured runs, and stages that hand files on."""

from __future__ import annotations

from engine.experiments import bench
from engine.experiments.measure import Values
from engine.experiments.programme import Programme, Run
from engine.experiments.stages import carried_out
from engine.runtime.strategies import Strategies


def prepare(programme: Programme) -> bench.Work:
    """The work of one worker. The compiled kernels are loaded here."""
    measured = bench.prepare(programme)
    if not any(programme.stages()):
        return measured
    documents, strategies = bench.Documents(programme), Strategies.load()

    def work(run: Run) -> Values:
        staged = programme.cells[run.cell].stage
        return carried_out(programme, run, documents, strategies) if staged else measured(run)

    return work
