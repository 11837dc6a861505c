"""A detector on made-up collections: learns, raises one alarm for one attack, names who stands out, falls silent."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError
from engine.detection.collection.records import EVENT, RECORD
from engine.detection.live.alarms import class_of, title_of
from engine.detection.live.detector import Live
from engine.readmodel.detection import AlarmClass
from engine.scenario.detection import Detection
from engine.scenario.model import Node, Scenario, Station

IDS = np.arange(1, 13)


def scenario(**changes):
    nodes = tuple(Node(id=int(i), x=10.0 * i, y=5.0) for i in IDS)
    settings = Detection(enabled=True, learn_s=30, **changes)
    return Scenario(nodes=nodes, stations=(Station(id=0, x=1, y=1),), detection=settings)


def collected(rng, **heard):
    """Records of one quiet interval; ``heard``: column → {id: value}."""
    records = np.zeros(len(IDS), RECORD)
    records["id"], records["answered"], records["taken"], records["arrived"] = IDS, 1, 1, 1
    records["frames"], records["energy"], records["uptime"], records["value"] = 1, 0.9, 500, 21
    records["handed"] = rng.poisson(3, len(IDS))
    records["relayed"] = np.maximum(records["handed"] - rng.binomial(1, 0.05, len(IDS)), 0)
    for column, values in heard.items():
        for node, value in values.items():
            records[column][records["id"] == node] = value
    return records


def watch(live, rounds, detectors=(3,), start=1, seed=1, **heard):
    rng = np.random.default_rng([seed, start])
    for k in range(start, start + rounds):
        for detector in detectors:
            live.push(k, detector, collected(rng, **heard), np.zeros(0, EVENT))


def test_a_quiet_network_raises_nothing():
    live = Live(scenario())
    watch(live, 600)
    assert live.alarms == ()
    assert live.leading.profile.learned == 1


def test_an_attack_that_nobody_knows_is_one_alarm_with_its_node_first():
    live = Live(scenario())
    watch(live, 60)
    watch(live, 30, start=61, altered={7: 8.0})
    watch(live, 40, start=91)
    (alarm,) = live.alarms
    assert alarm.raised == 61
    assert 91 <= alarm.ended <= 125
    assert alarm.suspects[0].id == 7
    assert alarm.suspects[0].reason == "packets altered"
    assert (alarm.kind, alarm.alarm_class, alarm.title) == ("unknown", AlarmClass.UNKNOWN, "Unusual behaviour")
    assert len(alarm.deviations) == 3
    assert all("altered" in d.feature for d in alarm.deviations)


def test_while_it_learns_it_raises_nothing():
    live = Live(scenario())
    watch(live, 29, altered={7: 8.0})
    assert live.alarms == ()


def test_a_quorum_of_two_wants_two_detectors_that_agree():
    rng = np.random.default_rng(3)
    live = Live(scenario(quorum=2))
    watch(live, 60, detectors=(3, 9))
    for k in range(61, 80):
        live.push(k, 3, collected(rng, altered={7: 8.0}), np.zeros(0, EVENT))
        live.push(k, 9, collected(rng), np.zeros(0, EVENT))
    assert live.alarms == ()
    watch(live, 5, detectors=(3, 9), start=80, altered={7: 8.0})
    assert live.alarms[0].detectors == (3, 9)


def test_a_reading_out_of_range_is_a_vote_of_the_rules():
    live = Live(scenario(highest=40.0))
    watch(live, 3, value={5: 55.0})
    vote = next(v for v in live.votes() if v.method == "rules")
    assert vote.verdict == "node"
    assert vote.text == "node 5 reads 55.0 °C"


def test_methods_that_are_off_do_not_vote():
    live = Live(scenario(rules=False, heuristics=False, profile=False))
    watch(live, 3)
    assert live.votes() == ()


def test_heuristics_learn_a_threshold_and_say_what_exceeds_it():
    live = Live(scenario())
    watch(live, 60)
    watch(live, 12, start=61, control={7: 30.0})
    gauge = next(g for g in live.gauges() if g.key == "control")
    assert gauge.value > gauge.threshold
    vote = next(v for v in live.votes() if v.method == "heuristics")
    assert "control frames" in vote.text


def test_an_unknown_module_is_refused_by_name():
    with pytest.raises(ScenarioError, match="nobody-made-it"):
        Live(scenario(model="builtin:nobody-made-it"))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("sinkhole", AlarmClass.DATA), ("jamming", AlarmClass.CHANNEL), ("badmouth", AlarmClass.TRUST), ("unknown", 0)],
)
def test_kinds_of_attack_belong_to_the_classes_of_table_4(kind, expected):
    assert class_of(kind) == expected


def test_titles_tell_the_variation():
    assert title_of("sinkhole", "exploiting") == "Sinkhole, exploiting roles"
    assert title_of("sinkhole", "common") == "Sinkhole"
