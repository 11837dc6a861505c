"""Sybil: false identities that are elected, routed through and judged, and whose costs their master pays."""

import numpy as np
import pytest

from engine.readmodel.codes import Rec
from engine.readmodel.metrics import COLUMN
from engine.runtime.compose import recompose
from engine.runtime.picture import node_detail, snapshot, totals
from engine.runtime.summary import summarise
from engine.scenario.edits import move_to
from tests.worlds import STRATEGIES, after, assert_books_balance, column, on_nodes, rows_of, s3, start


def attacked(seed=3, text="sybil:nodes=5+60,identities=4", **changes):
    return s3(seed, text, **changes)


def ghosts(network):
    return np.flatnonzero(network.nodes["master"] >= 0)


def test_identities_stand_where_their_master_stands_while_the_attack_goes_on():
    network = start(attacked(text="sybil:nodes=5+60,identities=4,start=3,duration=4")).network
    shown = []
    for _ in range(8):
        network.run_round()
        rows = ghosts(network)
        master = network.nodes[network.nodes["master"][rows]]
        assert np.array_equal(network.nodes["x"][rows], master["x"])
        shown.append(int(network.nodes["alive"][rows].sum()))
    assert shown == [0, 0, 8, 8, 8, 8, 0, 0]


def test_identities_are_elected_and_members_join_them():
    network = start(attacked(trust={"enabled": False}), logging=True).network
    joined = 0
    for _ in range(20):
        network.run_round()
        rows = ghosts(network)
        joined += int(np.isin(network.routes["cluster"][:100], rows).sum())
    assert network.routes["times_head"][ghosts(network)].sum() >= 6, "eight identities, 20 rounds of p = 0.05"
    assert joined > 20
    ids = set(network.nodes["id"][ghosts(network)].tolist())
    records = network.take_records()
    assert ids & set(records["a"][records["kind"] == Rec.HEAD].tolist())


def test_throughput_falls():
    def delivered(*attacks):
        rows = rows_of(start(s3(5, *attacks, trust={"enabled": False})).network, 60)
        return column(rows, "delivered").sum() / column(rows, "generated").sum()

    assert delivered("sybil:count=10") < delivered() - 0.15


def test_identities_make_no_readings_and_count_nowhere():
    network = start(attacked()).network
    rows = rows_of(network, 30)
    assert (column(rows, "alive") == 100).all()
    assert column(rows, "generated").max() <= 100
    assert column(rows, "excluded").max() <= 100
    parts = after(attacked(), 30)
    summary = summarise(parts, rows, {})
    assert set(map(int, summary["excluded"])) <= set(range(1, 101))
    assert set(summary["excluded_at_end"]) <= set(range(1, 101))


def test_the_master_pays_for_its_identities():
    parts = after(attacked(trust={"enabled": False}), 25)
    network = parts.network
    assert_books_balance(network)
    assert network.nodes["spent"][ghosts(network)].sum() == 0
    alone = after(attacked(text="sybil:nodes=5+60,identities=4,start=99", trust={"enabled": False}), 25).network
    assert network.nodes["spent"][[4, 59]].sum() > 1.2 * alone.nodes["spent"][[4, 59]].sum()
    assert totals(network).initial_j == pytest.approx(200.0)


def test_the_picture_shows_them_at_their_master():
    parts = start(attacked(), logging=True)
    records = []
    for _ in range(6):
        parts.network.run_round()
        records = [parts.network.take_records()]
    picture = snapshot(parts, run_id="r", seq=1, records=records)
    assert picture.ids.tolist() == [*range(1, 101), 0]
    assert {row: int(n) for row, n in enumerate(picture.truth.identities) if n} == {4: 4, 59: 4}
    for rows in (picture.links, picture.cluster, picture.next_hop, picture.hops.source, picture.hops.target):
        assert rows.max() <= 100
    sizes = {len(getattr(picture, name)) for name in ("xy", "role", "alive", "trust", "dropped", "reachable")}
    assert sizes == {101}
    assert node_detail(parts, 60) is not None


def test_each_identity_is_judged_for_itself():
    network = after(attacked(text="sybil:count=10,identities=3,ghost_drop=1,start=10"), 60).network
    rows = ghosts(network)
    on = network.nodes["alive"][rows].astype(bool)
    judged = network.share[rows[on]]
    assert np.nanmean(judged) > 0.5, "identities that swallow are taken off the lists"


def test_an_edit_midrun_keeps_what_is_known_of_identities():
    scenario = attacked()
    parts = after(scenario, 20)
    ids, known = parts.network.nodes["id"].copy(), parts.network.watch["r"].sum()
    edited = move_to(scenario, {1: (100.0, 120.0)}).do(scenario)
    parts = recompose(parts, edited, STRATEGIES)
    assert np.array_equal(parts.network.nodes["id"], ids)
    assert parts.network.watch["r"].sum() > 0.8 * known
    rows = rows_of(parts.network, 3)
    assert rows[-1, COLUMN["alive"]] == 100
    assert_books_balance(parts.network)


def test_an_attack_added_and_removed_midrun_brings_and_takes_identities():
    plain = s3(3)
    parts = after(plain, 5)
    with_attack = plain.replace(attacks=(on_nodes("sybil", 5, identities=3),))
    parts = recompose(parts, with_attack, STRATEGIES)
    parts.network.run_round()
    assert len(ghosts(parts.network)) == 3
    parts = recompose(parts, plain, STRATEGIES)
    parts.network.run_round()
    assert len(parts.network.nodes) == 101
    assert_books_balance(parts.network)
