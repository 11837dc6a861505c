"""Snapshots and node figures: read-only copies that say what the network says."""

from dataclasses import fields

import numpy as np
import pytest

from engine.defence.explain import edge_between
from engine.readmodel.codes import Role, Vertex
from engine.runtime.picture import node_detail, snapshot
from engine.scenario.model import Trust
from tests.worlds import after, on_nodes, quiet, s3, start, world

ATTACKS = ("blackhole:nodes=3+17,start=2", "damage:nodes=17+40,start=99")


def picture_of(parts, **options):
    return snapshot(parts, run_id="run-1", seq=1, **options)


def arrays(thing):
    found = {f.name: getattr(thing, f.name) for f in fields(thing)}
    return {name: value for name, value in found.items() if isinstance(value, np.ndarray)}


OF_OTHER_THINGS = {"membership", "links", "link_trust", "obstacles", "alternate"}
"""Arrays of a picture that do not have a row for each node and station."""


@pytest.fixture(scope="module")
def parts():
    return after(s3(3, *ATTACKS), 12, logging=True)


def test_arrays_are_read_only_copies(parts):
    picture = picture_of(parts, records=[parts.network.books.log[:50]])
    holders = (picture, picture.hops, picture.truth)
    for holder in holders:
        assert arrays(holder)
        for name, array in arrays(holder).items():
            assert not array.flags.writeable, name
            assert not np.shares_memory(array, parts.network.nodes), name
            assert not np.shares_memory(array, parts.network.routes), name


def test_a_picture_does_not_change_when_the_run_goes_on():
    parts = after(s3(3), 3)
    picture = picture_of(parts)
    was = picture.xy.copy(), picture.energy.copy(), picture.totals
    parts.network.run_round()
    assert np.array_equal(picture.xy, was[0])
    assert np.array_equal(picture.energy, was[1])
    assert picture.totals == was[2]


def test_rows_are_nodes_in_document_order_then_stations(parts):
    picture = picture_of(parts)
    assert picture.ids.tolist() == [*range(1, 101), 0]
    assert picture.vertex.tolist() == [Vertex.SENSOR] * 100 + [Vertex.STATION]
    assert picture.role[-1] == Role.STATION
    assert picture.energy[-1] == 1
    assert picture.hops_to_station[-1] == 0
    sizes = {name: len(a) for name, a in arrays(picture).items() if name not in OF_OTHER_THINGS}
    assert set(sizes.values()) == {101}


def test_ground_truth_names_who_attacks_and_what_is_going_on(parts):
    truth = picture_of(parts).truth
    assert truth.attack_names == ("blackhole-1", "damage-1")
    assert {row: int(truth.attack[row]) for row in np.flatnonzero(truth.attack >= 0)} == {2: 0, 16: 0, 39: 1}
    assert np.flatnonzero(truth.active).tolist() == [2, 16], "damage starts in round 99"
    assert truth.extra == {16: (0, 1)}


def test_links_are_live_pairs_in_range_with_both_opinions():
    parts = start(world([(0, 0), (10, 0), (90, 90)], ((20, 0),), radio=quiet(range_m=33.0), trust=Trust()))
    network = parts.network
    network.belief["trusted"][edge_between(network, 1, 0)] = 0  # node 2 has node 1 off its list
    picture = picture_of(parts)
    opinion = {tuple(pair): int(bits) for pair, bits in zip(picture.links.tolist(), picture.link_trust, strict=True)}
    assert opinion == {(0, 1): 1, (0, 3): 3, (1, 3): 3}, "bit 0: the first trusts the second"
    assert picture.distrusted.tolist() == [1, 0, 0, 0]
    assert np.isnan(picture.trust[2]), "nobody holds an opinion of node 3"
    network.nodes["alive"][1] = 0
    assert picture_of(parts).links.tolist() == [[0, 3]]


def test_picture_before_the_first_round_shows_who_has_a_path():
    parts = start(world([(10, 0), (30, 0), (150, 150)], radio=quiet(range_m=25.0)))
    picture = picture_of(parts)
    assert (picture.round, picture.phase) == (0, "ready")
    assert picture.reachable.tolist() == [True, True, False, True]
    assert picture.hops_to_station.tolist() == [1, 2, -1, 0]
    assert parts.network.run_round() is not None


def test_hop_trace_holds_the_transfers_of_the_round_in_rows():
    parts = start(world([(30, 0), (60, 0)], attacks=(on_nodes("blackhole", 1),)), logging=True)
    parts.network.run_round()
    trace = picture_of(parts, records=[parts.network.take_records()]).hops
    hops = sorted(zip(trace.source.tolist(), trace.target.tolist(), trace.fate.tolist(), strict=True))
    assert hops == [(0, 2, 0), (1, 0, 2)], "node 1's own reading arrives, node 2's is swallowed"
    assert (trace.start < trace.end).all()
    assert ((trace.start >= 0) & (trace.end <= 1)).all()


def test_totals_add_up(parts):
    t = picture_of(parts).totals
    assert t.generated == t.delivered + t.lost + t.in_flight
    assert sum(t.lost_by_cause.values()) == t.lost
    assert sum(t.spent_by_cause.values()) == pytest.approx(t.initial_j - t.residual_j, abs=1e-9)


def test_node_detail_says_what_the_columns_say(parts):
    network = parts.network
    detail = node_detail(parts, 17)
    assert detail.attacks == ("blackhole-1", "damage-1")
    assert detail.residual_j + sum(detail.spent_by_cause.values()) == pytest.approx(detail.initial_j)
    assert detail.generated == detail.delivered + detail.lost
    assert detail.dropped == network.nodes["swallowed"][16]
    assert [n.distance_m for n in detail.neighbours] == sorted(n.distance_m for n in detail.neighbours)
    for n in detail.neighbours:
        mine, theirs = edge_between(network, 16, n.id - 1), edge_between(network, n.id - 1, 16)
        assert n.trusted == network.belief["trusted"][mine]
        assert n.trusts_me == network.belief["trusted"][theirs]
        assert n.trust == pytest.approx(float(network.belief["trust"][mine]))


def test_station_detail_and_stranger(parts):
    station = node_detail(parts, 0)
    assert (station.is_station, station.role, station.name) == (True, "base station", "Base station")
    assert node_detail(parts, 4711) is None
