"""Recorded runs: the same order gives the same table, whoever does the runs; orders go through programmes unchanged."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from engine.experiments.programme import Programme, Run
from engine.experiments.recording import prepare, programme_of, record, spec_of
from engine.experiments.runner import Deliver, Watch, Watcher
from engine.readmodel.laboratory import LabProgress, Specification

SPEC = Specification(
    "template:detection-bench", (("blackhole", "common"),), (1, 2), rounds=110, bursts=1, burst_rounds=20
)


class Here:
    """Does runs in this process, last first."""

    def run(self, programme: Programme, runs: Iterable[Run], deliver: Deliver, watch: Watcher) -> bool:
        work = prepare(programme)
        for run in reversed(list(runs)):
            if not watch(Watch(1, 0)):
                return False
            deliver(run, work(run))
        return True


def test_an_order_goes_through_a_programme_unchanged() -> None:
    assert spec_of(programme_of(SPEC)) == SPEC


def test_a_table_has_a_row_a_window_with_its_run_time_and_class() -> None:
    told: list[LabProgress] = []
    data = record(SPEC, runner=Here(), tell=told.append)
    assert data is not None
    assert data.classes == ("normal", "blackhole:common")
    assert sorted(dict.fromkeys(data.group.tolist())) == [0, 1, 2, 3]
    assert np.isfinite(data.values).all()
    assert data.values.shape == (len(data.label), len(data.features))
    for run in (0, 2):
        rows = data.group == run
        assert (data.label[rows] == 1).sum() == 20
        assert (np.diff(data.time[rows]) > 0).all()
    assert not (data.label[data.group == 1] != 0).any(), "honest churn is normal throughout"
    assert [t.state for t in told][-1] == "done"
    assert [t.done for t in told][:5] == [0, 1, 2, 3, 4]


def test_the_same_order_gives_the_same_table() -> None:
    one, other = (record(SPEC, runner=Here()) for _ in range(2))
    assert one is not None
    assert other is not None
    assert np.array_equal(one.values, other.values)
    assert np.array_equal(one.label, other.label)


def test_by_node_the_attackers_rows_alone_have_the_class() -> None:
    from dataclasses import replace

    data = record(replace(SPEC, scope="node", seeds=(1,)), runner=Here())
    assert data is not None
    attacked = data.label == 1
    assert 20 <= attacked.sum() <= 40, "two nodes, those that answered, twenty rounds"
    assert len(dict.fromkeys(data.node[attacked].tolist())) == 2
    assert len(data.node) == len(data.label)


def test_a_cancelled_recording_gives_no_table() -> None:
    told: list[LabProgress] = []
    assert record(SPEC, runner=Here(), tell=told.append, cancelled=lambda: True) is None
    assert told[-1].state == "cancelled"
