"""Wormhole: neighbours that are none, routes through them, and what is left when the tunnel closes."""

import numpy as np
import pytest

from engine.network.deception import FALSE, heard_through
from engine.readmodel.codes import Rec
from engine.runtime.picture import snapshot
from engine.scenario.model import Mobility
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, start, world

LINE = [(25.0 * k, 0.0) for k in range(1, 11)]
"""Nodes 1 … 10 in a row, each hears its next neighbours only; the station at the origin hears node 1."""


def line(*attacks, **changes):
    return world(LINE, radio=quiet(range_m=30.0), attacks=attacks, **changes)


def pairs(network):
    ids, through = network.nodes["id"], heard_through(network.links)
    edges = network.links[through & (network.links["source"] < network.links["target"])]
    return {(int(ids[a]), int(ids[b])) for a, b in zip(edges["source"], edges["target"], strict=True)}


def test_who_hears_one_end_takes_the_other_for_a_neighbour():
    network = after(line(on_nodes("wormhole", 2, 9, drop=0)), 1).network
    hears_2, hears_9 = {1, 3}, {8, 10}
    assert pairs(network) == {(2, p) for p in hears_9} | {(min(p, 9), max(p, 9)) for p in hears_2} | {(2, 9)}


def test_a_false_pair_is_as_long_as_the_way_to_the_end_that_is_heard():
    network = after(line(on_nodes("wormhole", 2, 9, drop=0)), 1).network
    for edge in network.links[heard_through(network.links)]:
        ends = {int(network.nodes["id"][edge[k]]) for k in ("source", "target")}
        assert edge["d2"] == pytest.approx(0.0 if ends == {2, 9} else 25.0**2)
    assert ((network.links["via"] >= 0) | (network.links["via"] == FALSE) | (network.links["via"] == -1)).all()


def test_routes_run_through_the_tunnel_and_packets_arrive_over_it():
    calm, tunnelled = (start(line(*some)).network for some in ((), (on_nodes("wormhole", 2, 9, drop=0),)))
    rows = [rows_of(n, 5) for n in (calm, tunnelled)]
    assert calm.routes["level"][:10].tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    assert tunnelled.routes["level"][:10].tolist() == [1, 2, 3, 4, 5, 5, 4, 3, 2, 3]
    assert [column(r, "lost").sum() for r in rows] == [0, 0]
    assert column(rows[1], "hops").sum() < column(rows[0], "hops").sum()
    assert_books_balance(tunnelled)


def test_a_tunnel_that_drops_takes_the_traffic_of_those_it_deceives():
    scenarios = (line(), line(on_nodes("wormhole", 2, 9, drop=1)))
    delivered = [after(s, 10).network.nodes["delivered"][:10].tolist() for s in scenarios]
    assert delivered[0] == [10] * 10
    assert [delivered[1][k] for k in (5, 6, 7, 9)] == [0] * 4, "6, 7, 8 and 10 go through the tunnel now"


def test_false_neighbours_vanish_with_the_attack_and_what_was_learned_of_true_ones_stays():
    attack = on_nodes("wormhole", 2, 9).model_copy(update={"start": 3, "duration": 4})
    network = start(line(attack)).network
    seen = []
    for _ in range(9):
        network.run_round()
        seen.append(len(pairs(network)))
    assert seen == [0, 0, 5, 5, 5, 5, 0, 0, 0]


def test_a_tunnel_closes_with_the_death_of_the_end_that_is_heard():
    network = after(line(on_nodes("wormhole", 2, 9, drop=0)), 1).network
    assert (2, 8) in pairs(network)
    network.nodes["alive"][8] = 0
    network.run_round()
    assert not {p for p in pairs(network) if 2 in p and p != (2, 9)}, "nobody hears node 2 at the far side any more"


def test_several_ends_each_feign_all_others_and_one_end_alone_nothing():
    assert len(pairs(after(line(on_nodes("wormhole", 2, 6, 10, drop=0)), 1).network)) > 5
    assert not pairs(after(line(on_nodes("wormhole", 2)), 1).network)


@pytest.mark.parametrize("mobile", [False, True])
def test_false_neighbours_follow_moving_ends_and_show_in_the_picture(mobile):
    scenario = s3(4, "wormhole:nodes=7+93", mobility=Mobility(enabled=mobile))
    parts = start(scenario, logging=True)
    network = parts.network
    for _ in range(12):
        network.run_round()
        x, y, links = network.nodes["x"], network.nodes["y"], network.links
        for edge in links[links["via"] >= 0]:
            near = np.hypot(x[edge["target"]] - x[edge["via"]], y[edge["target"]] - y[edge["via"]]) <= 33.0
            assert bool(edge["near"]) == bool(near)
    picture = snapshot(parts, run_id="r", seq=1)
    assert picture.truth.tunnels.tolist() == [[6, 92]]
    shown = {tuple(pair) for pair in picture.links.tolist()}
    assert len(picture.truth.false_links)
    assert {tuple(pair) for pair in picture.truth.false_links.tolist()} <= shown
    records = network.take_records()
    told = records[records["kind"] == Rec.TUNNEL]
    assert [(int(r["a"]), int(r["b"])) for r in told] == [(7, 93)]
    assert told["c"][0] > 0
    assert_books_balance(network)
