"""What is shown of an organisation: duties of a node, its configuration file, the summary, the service log."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest

from engine import api
from engine.readmodel.codes import Duty
from engine.runtime.picture import node_detail
from engine.runtime.picture_roles import configuration_file, organisation_summary
from engine.scenario.model import Attack, Mobility, Routing
from engine.scenario.organisation import Incident, Roles
from tests.worlds import after, s3


def organised(**changes):
    base = {"mobility": Mobility(enabled=False), "routing": Routing(protocol="roles"), "roles": Roles(enabled=True)}
    return s3(1, **{**base, **changes})


def test_costs_by_duty_add_up_to_what_was_spent():
    parts = after(organised(), 20)
    nodes = parts.network.nodes
    for row in range(100):
        costs = node_detail(parts, int(nodes["id"][row])).duties.costs
        assert sum(costs.values()) == pytest.approx(nodes["spent"][row].sum())


def test_controllers_pay_for_control_and_keepers_for_keeping():
    parts = after(organised(), 20)
    table = parts.roles.running.table()
    controller, keeper = int(table.holders(Duty.CONTROLLER)[0]), int(table.holders(Duty.KEEPER)[0])
    assert node_detail(parts, controller).duties.costs["control"] > 0
    assert node_detail(parts, keeper).duties.costs["keep"] > 0
    assert node_detail(parts, keeper).duties.costs["control"] == 0


def test_the_holder_of_a_role_scores_at_least_as_well_as_others_but_for_the_margin():
    parts = after(organised(), 5)
    table, margin = parts.roles.running.table(), parts.scenario.roles.margin
    for duty in (Duty.CONTROLLER, Duty.PROCESSOR):
        holder = int(table.holders(duty)[0])
        best = max(
            score.score
            for node in parts.scenario.nodes
            for score in node_detail(parts, node.id).duties.scores
            if score.role == duty.name.lower()
        )
        own = next(s for s in node_detail(parts, holder).duties.scores if s.role == duty.name.lower())
        assert own.score * (1 + margin) >= best
        assert own.best == pytest.approx(own.score)


def test_the_file_names_its_node_and_is_otherwise_the_same_everywhere():
    parts = after(organised(), 5)
    files = [configuration_file(parts, n.id) for n in parts.scenario.nodes]
    texts = [json.loads(f.text) for f in files]
    assert [t["node"] for t in texts] == [n.id for n in parts.scenario.nodes]
    assert len({json.dumps(t["shared"]) for t in texts}) == len({f.digest for f in files}) == 1
    assert len(texts[0]["shared"]["nodes"]) == 100
    assert {(f.equal, f.members) for f in files} == {(100, 100)}
    assert configuration_file(parts, 101) is None, "stations hold none"


def test_without_roles_nothing_is_shown():
    parts = after(organised(roles=Roles()), 2)
    assert node_detail(parts, 1).duties is None
    assert configuration_file(parts, 1) is None
    assert organisation_summary(parts) is None


def test_a_run_writes_the_summary_and_the_service_log(tmp_path):
    scenario = organised(incidents=(Incident(id="j", kind="join", at=3, node=100),))
    result = api.run(scenario, 30, out=tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text())["organisation"]
    assert summary == result.summary["organisation"]
    assert (summary["joins"], summary["redistributions"], summary["state"]) == (1, 1, "S1")
    assert summary["visits"]["Ss4"] == 2
    assert summary["node_state_visits"]["Scoll"] >= 100
    with (tmp_path / "service.log").open() as file:
        rows = list(csv.DictReader(file))
    assert [r["status"] for r in rows if r["event"] == "node added"] == ["initiated", "completed"]


def test_a_run_without_roles_writes_no_service_log(tmp_path):
    assert "organisation" not in api.run(organised(roles=Roles()), 2, out=tmp_path).summary
    assert not (tmp_path / "service.log").exists()


def test_what_is_shown_does_not_change_the_run():
    plain, watched = after(organised(), 0), after(organised(), 0)
    for _ in range(10):
        plain.network.run_round()
        watched.network.run_round()
        node_detail(watched, 5)
        configuration_file(watched, 5)
        organisation_summary(watched)
    assert np.array_equal(plain.network.nodes["energy"], watched.network.nodes["energy"])


def test_who_looks_at_a_node_changes_nothing():
    tampered = organised().replace(
        attacks=(Attack(id="a", type="fieldtamper", count=10, start=1, variation="exploiting"),)
    )
    watched, alone = after(tampered, 10), after(tampered, 10)
    malice = watched.roles.post.sources[0]
    before = malice.memory.rng.bit_generator.state, dict(watched.roles.admission.refusals)
    for node in watched.scenario.nodes:
        node_detail(watched, node.id)
    assert (malice.memory.rng.bit_generator.state, dict(watched.roles.admission.refusals)) == before
    rows = [[parts.network.run_round() for _ in range(30)] for parts in (watched, alone)]
    assert np.array_equal(*rows, equal_nan=True)
