"""Algorithm 1 of paper S2 on a network: each step does what it says, and reads nothing that a node cannot know."""

import json

import numpy as np
import pytest

from engine.detection.collection import observing
from engine.detection.collection.collector import Collector
from engine.detection.collection.records import EVENT, FIGURES, RECORD_BYTES, columns_of
from engine.network.service import ServicePlane
from engine.readmodel.codes import Duty, Membership, Rec
from engine.readmodel.detection import Step
from engine.scenario.detection import Detection
from engine.scenario.templates import template
from tests.worlds import start

DETECTOR = 1


def _network(rounds=3, **changes):
    """A network that somebody heeds, a few rounds old, at the end of a round; and what was heard in the last one."""
    network = start(template("s2-bench", 1).replace(incidents=(), **changes)).network
    network.heed(on=True)
    for _ in range(rounds):
        network.run_round()
    ear = observing.Ear(network)
    network.run_round()
    ear.listen(network)
    return network, ear


def _collect(network, ear, collector=None, **settings):
    collector = collector or Collector(DETECTOR, Detection(enabled=True, **settings), authenticated=False)
    records, cycles = collector.collect(network, ServicePlane(network), ear)
    return collector, records, cycles


def _step(collector, step):
    return next(s for s in collector.steps if s.step is step)


def test_the_steps_are_those_of_the_algorithm_in_its_order():
    collector, _, _ = _collect(*_network())
    assert [s.step for s in collector.steps] == list(Step)


def test_members_are_asked_and_their_answers_become_records_in_store():
    network, ear = _network()
    collector, records, cycles = _collect(network, ear)
    members = network.nodes["id"][(network.duties["member"] == Membership.MEMBER) & (network.nodes["station"] == 0)]
    assert set(collector.asked) == set(members.tolist()) - {DETECTOR}
    assert collector.requests == len(members) - 1
    assert collector.responses + collector.missing == collector.requests
    assert collector.store.records == len(records) >= len(members)
    assert _step(collector, Step.STORE).count == len(records)
    assert collector.store.bytes == len(records) * RECORD_BYTES
    assert cycles[0] > cycles[1:].max() > 0


def test_asking_costs_energy_and_service_messages():
    network, ear = _network()
    energy, served = network.nodes["energy"].copy(), network.duties["served"].copy()
    _collect(network, ear)
    assert (network.nodes["energy"] < energy)[1:8].any()
    assert (network.duties["served"] - served)[:8].sum() >= 8


def test_one_answer_is_followed_through_preprocessing_and_unification():
    collector, records, _ = _collect(*_network())
    prepared, unified = _step(collector, Step.PREPROCESS), _step(collector, Step.UNIFY)
    raw, after = json.loads(prepared.before), json.loads(prepared.after)
    assert raw["readings"] == 4
    assert after["taken"] == 1, "one since the last answer, not four since the start"
    assert raw["ram_bytes"] > 1e6
    assert 0 < after["ram"] < 1
    assert unified.before == prepared.after
    assert set(after) < set(json.loads(unified.after)), "what others heard of it comes on top"
    assert "arrived" in json.loads(unified.after)
    assert set(json.loads(unified.after)) <= set(FIGURES) < set(records.dtype.names)


def test_only_what_is_asked_for_is_told_and_paid():
    network, ear = _network()
    spent = network.nodes["energy"][:8].copy()
    _, some, _ = _collect(network, ear, types=("signal", "readings"))
    cheap = (spent - network.nodes["energy"][:8]).sum()
    others = set(FIGURES) - set(columns_of(("signal", "readings")))
    assert all(not some[name].any() for name in others)
    assert some["value"].any()
    network, ear = _network()
    spent = network.nodes["energy"][:8].copy()
    _collect(network, ear)
    assert cheap < (spent - network.nodes["energy"][:8]).sum()


def test_who_does_not_answer_is_missing_and_asked_again_after_the_wait():
    network, ear = _network()
    network.nodes["alive"][4] = 0
    silent = int(network.nodes["id"][4])
    collector, records, _ = _collect(network, ear, wait_s=3.0)
    assert silent in collector.asked
    assert silent not in records["id"]
    assert collector.missing >= 1
    asked = []
    for _ in range(3):
        network.run_round()
        network.nodes["alive"][4] = 0
        _collect(network, ear, collector)
        asked.append(silent in collector.asked)
    assert asked == [False, False, True]


def test_the_list_follows_who_joins_and_who_leaves():
    network, ear = _network()
    collector, _, _ = _collect(network, ear)
    gone = int(network.nodes["id"][5])
    assert gone in collector.asked
    network.duties["member"][5] = Membership.LEFT
    _collect(network, ear, collector)
    assert gone not in collector.asked
    network.duties["member"][5] = Membership.MEMBER
    _collect(network, ear, collector)
    assert gone in collector.asked


def test_only_named_sources_are_asked():
    collector, _, _ = _collect(*_network(), sources=(3, 5))
    assert collector.asked == (3, 5)


@pytest.mark.parametrize(
    ("column", "value"),
    [("claimed_x", 1e7), ("claimed_y", np.nan), ("claimed", -0.5)],
)
def test_answers_that_cannot_be_are_refused(column, value):
    network, ear = _network()
    network.nodes[column][3] = value
    collector, records, _ = _collect(network, ear)
    assert collector.refused == 1
    assert _step(collector, Step.CHECK).count == 1
    assert records["answered"][records["id"] == network.nodes["id"][3]].tolist() == [0]


def test_what_is_heard_of_a_node_comes_with_the_answers_of_those_who_hear_it():
    network, _ = _network()
    answered = np.zeros(len(network.nodes), bool)
    assert not observing.told_of(network, answered).any()
    answered[3] = True
    first, last = network.nodes["first"][3], network.nodes["last"][3]
    near = network.links[first:last]
    hears = set(near["target"][near["near"] == 1].tolist())
    assert set(np.flatnonzero(observing.told_of(network, answered)).tolist()) == hears


def test_a_store_fills_the_storage_of_its_node_and_never_more_than_that():
    network, ear = _network()
    room = 20 * RECORD_BYTES
    network.duties["storage"][0] = network.presence.ballast[0] + 64.0 * network.duties["kept"][0] + room
    collector = None
    for _ in range(5):
        collector, records, _ = _collect(network, ear, collector)
        assert collector.store.bytes <= room
        assert network.presence.ballast[0] == collector.store.bytes
    assert collector.limit == room
    assert collector.store.purged == 5 * len(records) - collector.store.records > 0
    collector.occupy(network, 0, 0)
    assert network.presence.ballast[0] == 0


def test_records_are_the_same_whatever_the_ground_truth_says():
    def collected(scramble):
        network, ear = _network()
        if scramble:
            rng = np.random.default_rng(7)
            # what carries messages is left as it is: lost answers are no look at the truth
            kept = {n: network.behaviour[n].copy() for n in ("drop", "mangle", "listens_in", "usurps", "fields")}
            raw = network.behaviour.view(np.uint8)
            raw[:] = rng.integers(0, 255, raw.shape, np.uint8)
            for name, values in kept.items():
                network.behaviour[name] = values
            for name in ("infected", "clock"):
                network.duties[name] = rng.integers(0, 2, len(network.duties))
            for name in ("swallowed", "lost"):
                network.nodes[name] = rng.integers(0, 99, len(network.nodes))
            network.honest[:] = 0
            network.excluded[:] = 1
        return _collect(network, ear)[1]

    assert np.array_equal(collected(False), collected(True))


def test_roles_are_in_the_records():
    network, ear = _network()
    _, records, _ = _collect(network, ear)
    told = dict(zip(records["id"].tolist(), records["keeps"].tolist(), strict=True))
    leads = network.duties["roles"] & int(Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER) > 0
    for node, lead in zip(network.nodes["id"].tolist(), leads.tolist(), strict=True):
        assert told.get(node, lead) == lead


def _log(*kinds):
    out = np.zeros(len(kinds), EVENT)
    out["kind"] = kinds
    return out


def test_the_controllers_log_comes_with_its_answer_and_is_not_lost_before():
    network, ear = _network()
    collector, _, _ = _collect(network, ear)
    assert collector.hear_log(_log(Rec.JOIN))["kind"].tolist() == [Rec.JOIN]
    controller = int(np.flatnonzero(network.duties["roles"] & int(Duty.CONTROLLER))[0])
    away = Collector(5, Detection(enabled=True), authenticated=False)
    network.nodes["alive"][controller] = 0
    _collect(network, ear, away)
    assert not len(away.hear_log(_log(Rec.JOIN, Rec.LEAVE)))
    network.nodes["alive"][controller] = 1
    for _ in range(6):
        network.run_round()
    _collect(network, ear, away)
    assert away.hear_log(_log(Rec.REDISTRIBUTION))["kind"].tolist() == [Rec.JOIN, Rec.LEAVE, Rec.REDISTRIBUTION]
    assert not len(away.hear_log(_log()))


def test_of_the_log_only_what_is_asked_for_comes():
    network, ear = _network()
    collector, _, _ = _collect(network, ear, types=("membership", "signal"))
    assert collector.hear_log(_log(Rec.REDISTRIBUTION, Rec.LEAVE))["kind"].tolist() == [Rec.LEAVE]
