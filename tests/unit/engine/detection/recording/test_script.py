"""From an order to documents: bursts with pauses, attackers by seed, honest churn, labels."""

from __future__ import annotations

import pytest

from engine.detection.dataset import NORMAL, DetectionError
from engine.detection.recording.cast import foreign, insiders
from engine.detection.recording.labels import NEITHER, Labeller
from engine.detection.recording.script import AFTER, LEAD, classes_of, runs_of, scenario_for
from engine.readmodel.laboratory import Specification
from engine.runtime.compose import compose
from engine.runtime.strategies import Strategies
from engine.scenario.templates import template
from engine.scenario.validate import validated

SINKS = (("sinkhole", "common"), ("sinkhole", "exploiting"))
SPEC = Specification("template:detection-bench", SINKS, (1, 2), rounds=300, bursts=2, burst_rounds=40)


def _scenario(kind: str, seed: int = 1, spec: Specification = SPEC):
    run = next(r for r in runs_of(spec) if r.label == kind and r.seed == seed)
    return scenario_for(spec, template("detection-bench", seed), run)


def test_runs_are_numbered_seed_by_seed_with_the_quiet_one_last() -> None:
    assert [(r.label, r.seed, r.number) for r in runs_of(SPEC)] == [
        ("sinkhole:common", 1, 0),
        ("sinkhole:exploiting", 1, 1),
        (NORMAL, 1, 2),
        ("sinkhole:common", 2, 3),
        ("sinkhole:exploiting", 2, 4),
        (NORMAL, 2, 5),
    ]
    assert classes_of(SPEC) == (NORMAL, "sinkhole:common", "sinkhole:exploiting")


@pytest.mark.parametrize("kind", ["sinkhole:common", "sinkhole:exploiting"])
def test_bursts_have_pauses_between_them_and_fit_into_the_run(kind: str) -> None:
    attacks = _scenario(kind).attacks
    starts = [a.start for a in attacks]
    assert len(starts) == 2
    assert starts[0] > LEAD
    assert starts[1] - (starts[0] + 40) >= AFTER
    assert starts[-1] + 40 <= 300
    assert all(len(a.nodes) == 2 and a.duration == 40 for a in attacks)


def test_the_same_seed_gives_the_same_document_and_another_seed_others() -> None:
    assert _scenario("sinkhole:common") == _scenario("sinkhole:common")
    nodes = {_scenario("sinkhole:common", s).attacks[0].nodes for s in (1, 2)}
    assert len(nodes) == 2


def test_exploiting_attackers_come_from_outside_within_reach_of_the_network() -> None:
    own, scenario = template("detection-bench", 1), _scenario("sinkhole:exploiting")
    new = [n for n in scenario.nodes if n.id not in own.node_by_id]
    assert {a.origin for a in scenario.attacks} == {"outsider"}
    assert {n.id for n in new} == set(scenario.attacks[0].nodes)
    reach = scenario.radio.range_m
    assert reach is not None
    for node in new:
        assert any((node.x - n.x) ** 2 + (node.y - n.y) ** 2 < reach**2 for n in own.nodes)
    assert not foreign("rolecommand", "exploiting")


def test_attackers_of_the_network_are_nodes_that_much_passes_through() -> None:
    import numpy as np

    scenario = template("detection-bench", 1)
    drawn = {i for k in range(40) for i in insiders(scenario, np.random.default_rng(k))}
    assert {39, 40} <= drawn, "both gateways join the districts"
    assert len(drawn) <= 8


def test_quiet_runs_have_churn_and_no_attack() -> None:
    scenario = validated(_scenario(NORMAL))
    kinds = {i.kind for i in scenario.incidents}
    assert not scenario.attacks
    assert {"join", "fill"} <= kinds
    assert len(scenario.incidents) > 12
    assert scenario.mobility.step_m > template("detection-bench", 1).mobility.step_m


def test_windows_before_during_and_after_an_attack_have_their_labels() -> None:
    scenario = _scenario("sinkhole:common")
    network = compose(scenario, Strategies.load()).network
    labeller, seen = Labeller(scenario, 1), []
    for _ in range(180):
        network.run_round()
        seen.append(labeller.network(network))
    start = scenario.attacks[0].start
    assert seen[: start - 1] == [0] * (start - 1)
    assert seen[start - 1 : start + 39] == [1] * 40
    assert seen[start + 39 : start + 39 + AFTER] == [NEITHER] * AFTER


def test_what_a_worm_leaves_behind_is_neither_attack_nor_normal() -> None:
    spec = Specification("", (("domino", "common"),), (1,), rounds=200, bursts=1, burst_rounds=30)
    scenario = _scenario("domino:common", 1, spec)
    mended = scenario.replace(incidents=tuple(i for i in scenario.incidents if i.kind != "mend"))
    ends = {}
    for name, document in (("mended", scenario), ("left alone", mended)):
        network = compose(document, Strategies.load()).network
        labeller = Labeller(document, 1)
        seen = []
        for _ in range(200):
            network.run_round()
            seen.append(labeller.network(network))
        ends[name] = seen[-1]
    assert ends == {"mended": 0, "left alone": NEITHER}


def test_nodes_that_attack_are_labelled_and_others_are_not() -> None:
    scenario = _scenario("sinkhole:common")
    network = compose(scenario, Strategies.load()).network
    labeller = Labeller(scenario, 1)
    import numpy as np

    rows = np.arange(40)
    for _ in range(scenario.attacks[0].start):
        network.run_round()
        label = labeller.network(network)
    told = labeller.nodes(network, rows, label)
    assert set(network.nodes["id"][rows[told == 1]].tolist()) == set(scenario.attacks[0].nodes)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"seeds": ()}, "at least one seed"),
        ({"rounds": 100}, "do not fit"),
        ({"attacks": (SINKS[0], SINKS[0])}, "comes twice"),
        ({"attacks": (), "quiet_runs": 0}, "nothing to record"),
    ],
)
def test_orders_that_do_not_fit_are_refused(change: dict[str, object], what: str) -> None:
    from dataclasses import replace

    with pytest.raises(DetectionError, match=what):
        runs_of(replace(SPEC, **change))  # type: ignore[arg-type]


def test_a_scenario_without_roles_is_refused() -> None:
    with pytest.raises(DetectionError, match="no roles"):
        scenario_for(SPEC, template("s3-connected", 1), runs_of(SPEC)[0])
