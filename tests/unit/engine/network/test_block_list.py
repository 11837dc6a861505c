"""The operator's block list: on nobody's list from the start, with trust or without, and never back."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError
from engine.readmodel.codes import EnergyCause, Rec
from engine.runtime.compose import recompose
from engine.scenario.model import Scenario, Trust
from engine.scenario.paths import get_value, set_value
from engine.scenario.validate import check, validated
from tests.worlds import STRATEGIES, after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

BLOCKED = (3, 17, 40)
CHAIN = ((30, 0), (60, 0))


def rows_by_id(network, ids=BLOCKED):
    return [int(np.flatnonzero(network.nodes["id"] == i)[0]) for i in ids]


def lists(network):
    """Who has anybody of the blocked on the list, or is on a list of theirs."""
    rows = rows_by_id(network)
    touched = np.isin(network.links["source"], rows) | np.isin(network.links["target"], rows)
    return network.belief["trusted"][touched], network.belief["trusted"][~touched]


@pytest.mark.parametrize("enabled", [True, False])
def test_blocked_nodes_are_on_no_list_and_nobody_sends_over_them(enabled):
    network = start(s3(4, trust={"enabled": enabled, "blocked": BLOCKED})).network
    rows = rows_by_id(network)
    for _ in range(60):
        network.run_round()
        theirs, others = lists(network)
        assert not theirs.any()
        assert others.mean() > 0.9
        assert not network.routes["head"][rows].any()
        for step in ("uplink", "parent"):
            assert not np.isin(network.routes[step], rows).any()
            assert (network.routes[step][rows] == -1).all()
    assert not network.nodes["forwarded"][rows].any()
    assert_books_balance(network)


def test_the_packets_of_the_blocked_find_no_route_and_those_of_others_do():
    rows = rows_of(start(world((*CHAIN, (0, 30)), radio=quiet(), trust=Trust(enabled=False, blocked=(1,)))).network, 5)
    assert column(rows, "lost_no_trusted_route").tolist() == [2.0] * 5, "node 1, and node 2 behind it"
    assert column(rows, "delivered").tolist() == [1.0] * 5


def test_the_blocked_neither_report_nor_count_as_witnesses():
    scenario = s3(4, trust={"blocked": BLOCKED, "exchange_every": 1})
    network = after(scenario, 5).network
    spent = network.nodes["spent"][:, EnergyCause.REPUTATION]
    told = np.isin(network.links["target"], rows_by_id(network)) & ~np.isnan(network.belief["told"])
    assert not told.any()
    assert (np.delete(spent[:100], rows_by_id(network)) > 0).all()
    assert column(rows_of(network, 1), "reputation_packets").tolist() == [97.0]


def test_frames_of_a_blocked_spammer_are_not_listened_to():
    spam = on_nodes("depletion", 1)
    places = ((30, 0), (30, 10))
    for blocked in ((), (1,)):
        scenario = world(places, radio=quiet(), trust=Trust(enabled=False, blocked=blocked), attacks=(spam,))
        network = after(scenario, 3).network
        heard = network.nodes["spent"][1, EnergyCause.RECEIVE]
        assert (heard == 0) == bool(blocked)


@pytest.mark.parametrize("enabled", [True, False])
def test_an_edit_in_mid_run_blocks_and_lists_again(enabled):
    parts = after(s3(4, trust={"enabled": enabled}), 30)
    trust = parts.scenario.trust
    blocked = parts.scenario.replace(trust=trust.model_copy(update={"blocked": BLOCKED}))
    parts = recompose(parts, blocked, STRATEGIES)
    for _ in range(30):
        assert not lists(parts.network)[0].any()
        parts.network.run_round()
    known = parts.network.watch["r"].sum()
    assert (known > 0) == enabled
    parts = recompose(parts, parts.scenario.replace(trust=trust), STRATEGIES)
    assert lists(parts.network)[0].all(), "listed again until trust says otherwise"
    assert parts.network.watch["r"].sum() == known, "and what was observed is kept"


def test_a_blocked_node_that_trust_condemns_goes_off_the_list_again_when_it_is_unblocked():
    parts = after(s3(4, "blackhole:nodes=3+17+40,start=2"), 40)
    trust = parts.scenario.trust
    condemned = lists(parts.network)[0].mean()
    assert condemned < 0.7
    for blocked in (BLOCKED, ()):
        scenario = parts.scenario.replace(trust=trust.model_copy(update={"blocked": blocked}))
        parts = recompose(parts, scenario, STRATEGIES)
        parts.network.run_round()
    assert lists(parts.network)[0].mean() < 0.7


def test_trust_writes_no_exclusions_and_no_returns_of_the_blocked():
    network = after(s3(4, "blackhole:nodes=3+17+40,start=2", trust={"blocked": BLOCKED}), 60).network
    log = network.take_records()
    pairs = log[np.isin(log["kind"], (Rec.EXCLUDED, Rec.READMITTED))]
    assert len(pairs), "or the test shows nothing"
    assert not np.isin(pairs["a"], BLOCKED).any()
    assert not np.isin(pairs["b"], BLOCKED).any()


def test_ids_may_be_written_as_text_as_the_form_does():
    scenario = set_value(s3(4), "trust.blocked", "3, 17+40")
    assert scenario.trust.blocked == BLOCKED
    assert get_value(scenario, "trust.blocked") == [3, 17, 40]
    assert set_value(scenario, "trust.blocked", "").trust.blocked == ()
    assert set_value(scenario, "trust.blocked", "[5]").trust.blocked == (5,)
    assert Scenario.model_validate_json(scenario.model_dump_json(), strict=True) == scenario
    with pytest.raises(ScenarioError, match=r"trust\.blocked: must be ids separated by commas"):
        set_value(scenario, "trust.blocked", "three")


def test_stations_cannot_be_blocked_and_strangers_are_pointed_out():
    scenario = s3(4, trust={"blocked": (0,)})
    with pytest.raises(ScenarioError, match=r"trust\.blocked: names 0; base stations cannot be blocked"):
        validated(scenario)
    assert any("block list names unknown nodes: 900" in p.what for p in check(s3(4, trust={"blocked": (900,)})))
    one_hop = s3(4, trust={"blocked": (5,), "enabled": False}, radio=quiet(range_m=None))
    with pytest.raises(ScenarioError, match="a block list needs a finite radio range"):
        validated(one_hop)
