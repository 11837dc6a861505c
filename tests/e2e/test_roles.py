"""What networks that organise themselves must show (paper S2): every state, recovery, the centralised twin's end."""

import contextlib
import io
import json

import numpy as np
import pytest

from app.cli import main
from engine import api
from engine.readmodel.codes import NetworkState, NodeState
from engine.readmodel.metrics import COLUMN
from engine.readmodel.organisation import network_state_label, node_state_label
from engine.scenario.organisation import Incident
from engine.scenario.templates import template

KILL, WITHIN = 30, 10
SEEDS = range(1, 101)


def told(*command):
    """What the command prints as JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main([str(word) for word in command]) == 0
    return json.loads(out.getvalue())


@pytest.mark.parametrize("name", ["roles-tour", "smart-city"])
def test_an_hour_passes_through_every_state_of_both_graphs(name):
    summary = told("run", f"template:{name}", "--rounds", 3600, "--seed", 1, "--json")
    organisation = summary["organisation"]
    assert organisation["visits"].keys() == {network_state_label(s) for s in NetworkState}
    assert [state for state, count in organisation["visits"].items() if not count] == []
    assert organisation["node_state_visits"].keys() == {node_state_label(s) for s in NodeState}
    assert [state for state, count in organisation["node_state_visits"].items() if not count] == []
    assert organisation["elections"] >= 1
    assert organisation["controller"] is not None
    packets = summary["packets"]
    assert packets["generated"] == packets["delivered"] + packets["lost"] + packets["in_flight"]
    assert packets["delivered"] > 0.9 * packets["generated"]


def small(seed, *, decentralised):
    """Sixteen nodes whose controller is lost; nobody attacks."""
    scenario = template("role-flood", seed)
    foreign = scenario.attacks[0].nodes
    loss = Incident(id="the controller is lost", kind="kill", at=KILL, role="controller")
    roles = scenario.roles.model_copy(update={"decentralised": decentralised})
    nodes = tuple(n for n in scenario.nodes if n.id not in foreign)
    return scenario.replace(nodes=nodes, attacks=(), roles=roles, incidents=(loss,))


def test_a_new_controller_within_ten_rounds_in_99_of_100_seeds():
    recovered = 0
    for seed in SEEDS:
        rows = api.run(small(seed, decentralised=True), KILL + WITHIN).rows
        controllers = rows[:, COLUMN["controllers"]]
        assert controllers[KILL - 2] == 1
        assert controllers[KILL - 1] == 0, "it is gone in the round of its loss"
        recovered += bool(controllers[-1])
    assert recovered >= 99


def test_the_same_network_centralised_loses_its_function():
    kept = {}
    for decentralised in (True, False):
        share = []
        for seed in range(1, 6):
            rows = api.run(small(seed, decentralised=decentralised), KILL + 50).rows
            generated, delivered = rows[:, COLUMN["generated"]], rows[:, COLUMN["delivered"]]
            before = delivered[10 : KILL - 1].sum() / generated[10 : KILL - 1].sum()
            share.append(delivered[KILL + 10 :].sum() / generated[KILL + 10 :].sum() / before)
        kept[decentralised] = np.array(share)
    assert kept[True].min() > 0.9
    assert kept[False].max() == 0.0


def test_the_replay_of_fig_8_shows_at_its_rounds_what_it_says():
    scenario = template("s2-bench", 1)
    seen = {}
    for step in scenario.steps:
        organisation = api.run(scenario, step.at).summary["organisation"]
        seen[step.title[:3]] = organisation
    assert [seen[k]["joins"] for k in ("(a)", "(b)", "(c)", "(d)")] == [0, 1, 1, 1]
    assert seen["(b)"]["redistributions"] == seen["(c)"]["redistributions"]
    assert seen["(d)"]["redistributions"] == seen["(c)"]["redistributions"] + 1
    assert seen["(d)"]["agreed"] == 1.0
