"""Detectors around the rounds: who collects, what it costs its node, and what pictures and summaries say of it."""

import numpy as np
import pytest

from engine.api.headless import run
from engine.detection.collection.records import RECORD_BYTES
from engine.readmodel.codes import Duty, Rec
from engine.readmodel.detection import Step
from engine.runtime.compose import recompose
from engine.runtime.picture import snapshot
from engine.scenario.detection import Detection
from engine.scenario.model import Scenario
from engine.scenario.organisation import Roles
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, start


def _bench(detectors=1, **settings) -> Scenario:
    base = template("s2-bench", 1).replace(incidents=())
    roles = base.roles.model_copy(update={"detectors": detectors})
    return base.replace(roles=roles, detection=Detection(enabled=True, **settings))


class _Watcher:
    def __init__(self):
        self.pushed = []

    def push(self, round_, detector, records, events):
        self.pushed.append((round_, detector, records.copy(), events.copy()))
        return 0.0

    def show(self, view, ids):
        return view

    def keep(self, detectors):
        self.kept = detectors

    def take_fresh(self):
        return ()

    def take_over(self, before):
        self.pushed = before.pushed


def _watched(scenario, rounds, **incidents):
    parts = start(scenario.replace(**incidents))
    parts.detection.watcher = _Watcher()
    for _ in range(rounds):
        parts.network.run_round()
    return parts


def _same(one, other):
    return len(one) == len(other) and all(np.array_equal(one[n], other[n], equal_nan=True) for n in one.dtype.names)


def _detectors(network):
    return sorted(network.nodes["id"][network.duties["roles"] & int(Duty.DETECTOR) > 0].tolist())


@pytest.mark.parametrize("detectors", [1, 2])
def test_every_node_with_the_role_collects_of_everybody(detectors):
    parts = _watched(_bench(detectors), 6)
    assert sorted(parts.detection.collectors) == _detectors(parts.network)
    assert len(parts.detection.collectors) == detectors
    last = [p for p in parts.detection.watcher.pushed if p[0] == 6]
    assert [p[1] for p in last] == sorted(parts.detection.collectors)
    for _, _, records, _ in last:
        assert len(records) >= 9


def test_it_collects_as_often_as_the_document_says():
    parts = _watched(_bench(interval_s=3.0), 10)
    assert [p[0] for p in parts.detection.watcher.pushed] == [3, 6, 9]


def test_the_same_seed_collects_the_same():
    first, second = (_watched(_bench(), 8).detection.watcher.pushed for _ in range(2))
    for (_, _, one, log), (_, _, other, log2) in zip(first, second, strict=True):
        assert _same(one, other)
        assert _same(log, log2)


def test_what_the_controller_logs_comes_with_what_its_initiators_claim():
    base = template("s2-bench", 1)
    scenario = base.replace(roles=base.roles.model_copy(update={"detectors": 1}), detection=Detection(enabled=True))
    parts = _watched(scenario, 90)
    events = np.concatenate([p[3] for p in parts.detection.watcher.pushed])
    joined = events[(events["kind"] == Rec.JOIN) & (events["node"] == 9)]
    assert len(joined)
    assert 0 < joined["storage"][-1] <= 1
    place = parts.network.nodes[parts.network.nodes["id"] == 9]
    assert joined["x"][-1] == place["claimed_x"][0]


def test_reading_the_log_mid_round_takes_nothing_from_the_detector():
    whole = _watched(_bench(), 0)
    stepped = _watched(_bench(), 0)
    for _ in range(6):
        whole.network.run_round()
        stepped.network.begin_round()
        stepped.network.take_records()
        stepped.network.run_round()
    for one, other in zip(whole.detection.watcher.pushed, stepped.detection.watcher.pushed, strict=True):
        assert _same(one[3], other[3])


def test_collection_takes_computing_time_of_its_node():
    with_it, without = _watched(_bench(), 8), start(_bench().replace(detection=Detection()))
    for _ in range(8):
        without.network.run_round()
    row = int(np.flatnonzero(with_it.network.nodes["id"] == next(iter(with_it.detection.collectors)))[0])
    assert with_it.network.duties["load"][row] > without.network.duties["load"][row]
    shown = with_it.detection.view(with_it.network).budgets[0]
    assert 0 < shown.load_before < shown.load_with <= shown.allowed


def test_who_has_no_room_refuses_the_work():
    parts = start(_bench())
    parts.network.duties["storage"][:] = 5000.0
    parts.network.run_round()
    assert not parts.detection.collectors
    assert parts.detection.unfit
    notes = parts.network.take_records()
    assert notes["c"][notes["kind"] == Rec.DETECTOR].tolist() == [2]
    assert parts.detection.summary(parts.network)["refused_work"] == list(parts.detection.unfit)


def test_who_gives_the_role_up_gives_its_room_back():
    parts = _watched(_bench(), 5)
    (detector,) = parts.detection.collectors
    row = int(np.flatnonzero(parts.network.nodes["id"] == detector)[0])
    before = parts.detection.summary(parts.network)
    assert parts.network.presence.ballast[row] == before["bytes"] > 0
    parts.network.duties["roles"][row] &= ~np.uint8(Duty.DETECTOR)
    parts.detection.begin_round(parts.network)
    after = parts.detection.summary(parts.network)
    assert parts.network.presence.ballast[row] == 0
    assert (after["requests"], after["records"]) == (before["requests"], 0)


def test_an_edit_elsewhere_keeps_what_was_collected_and_one_of_the_settings_begins_anew():
    parts = _watched(_bench(), 5)
    had = parts.detection.summary(parts.network)
    parts.detection.watcher = None
    same = recompose(parts, parts.scenario.replace(name="Other"), STRATEGIES)
    assert same.detection.summary(same.network)["records"] == had["records"]
    same.network.run_round()
    edited = same.scenario.replace(detection=Detection(enabled=True, interval_s=2.0))
    other = recompose(same, edited, STRATEGIES)
    summary = other.detection.summary(other.network)
    assert (summary["records"], other.network.presence.ballast.any()) == (0, False)
    assert summary["requests"] > had["requests"]
    off = recompose(other, edited.replace(detection=Detection()), STRATEGIES)
    assert off.detection is None
    assert not off.network.heeding
    off.network.run_round()


def test_the_picture_shows_the_collection():
    parts = _watched(_bench(), 4)
    view = snapshot(parts, run_id="r", seq=1).detection
    (collection,) = view.collections
    assert collection.round == 4
    assert [s.step for s in collection.steps] == list(Step)
    assert collection.bytes == collection.records * RECORD_BYTES > 0
    assert collection.oldest_s == 3.0
    assert snapshot(start(_bench().replace(detection=Detection())), run_id="r", seq=1).detection is None


def test_the_summary_has_a_block_only_where_there_is_detection():
    summary = run(_bench(), 5).summary["detection"]
    assert summary["requests"] == summary["responses"] + summary["missing"] > 0
    assert summary["bytes"] == summary["records"] * RECORD_BYTES > 0
    assert len(summary["detectors"]) == 1
    assert "detection" not in run(_bench().replace(detection=Detection()), 2).summary


def test_without_roles_there_is_no_detection():
    assert start(_bench().replace(roles=Roles())).detection is None


def test_limits_of_age_and_of_bytes_hold_in_a_run():
    parts = _watched(_bench(keep_s=5.0), 12)
    (collector,) = parts.detection.collectors.values()
    assert [t for t, _ in collector.store.intervals()] == [8.0, 9.0, 10.0, 11.0, 12.0]
    few = _watched(_bench(keep_bytes=30_000), 12)
    (collector,) = few.detection.collectors.values()
    each = len(next(collector.store.intervals())[1])
    assert collector.store.bytes == 30_000 // (each * RECORD_BYTES) * each * RECORD_BYTES
    assert few.detection.view(few.network).collections[0].limit_bytes == 30_000
