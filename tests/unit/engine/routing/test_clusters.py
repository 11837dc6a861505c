"""Predetermined clusters: groups by place, and heads by chance, by centrality or by residual energy."""

import numpy as np
import pytest

from engine.readmodel.codes import Rec
from engine.scenario.model import Energy, Mobility, Routing
from tests.worlds import after, assert_books_balance, column, on_nodes, quiet, rows_of, s3, some_nodes, start, world


def clusters(election, share=0.1, **params):
    return Routing(protocol="clusters", params={"election": election, "share": share, **params})


def field(election, count=60, share=0.1, seed=1, range_m=None, **changes):
    options = {"radio": quiet(range_m=range_m), "routing": clusters(election, share), "seed": seed, **changes}
    return world(some_nodes(count, seed), ((50, 50),), **options)


def groups_of(network):
    return network.routing._groups.group[: len(network.scenario.nodes)]


def test_as_many_clusters_as_the_share_says_and_each_has_one_head():
    network = start(field("chance")).network
    rows = rows_of(network, 20)
    assert (column(rows, "heads") == 6).all()
    assert sorted(set(groups_of(network))) == list(range(6))
    network.begin_round()
    assert sorted(groups_of(network)[np.flatnonzero(network.routes["head"])]) == list(range(6))


def test_every_node_belongs_to_the_cluster_whose_centre_is_nearest():
    network = after(field("energy", count=200), 1).network
    group, nodes = groups_of(network), network.nodes
    xy = np.stack([nodes["x"][:200], nodes["y"][:200]], axis=1).astype(float)
    centres = np.array([xy[group == g].mean(axis=0) for g in range(20)])
    away = np.hypot(*(xy[:, None] - centres).transpose(2, 0, 1))
    assert np.array_equal(away.argmin(1), group)


def test_election_by_chance_is_equally_likely_for_every_member():
    network = start(field("chance", energy=Energy(initial_j=1e6))).network
    rounds = 2000
    rows_of(network, rounds)
    group, times = groups_of(network), network.routes["times_head"][:60]
    for g in range(6):
        mine = times[group == g]
        expected = rounds / len(mine)
        chi2 = ((mine - expected) ** 2 / expected).sum()
        assert chi2 < 2 * len(mine) + 15, "a near-uniform histogram"
        assert mine.sum() == rounds


def test_election_by_centrality_takes_the_least_sum_of_euclidean_distances():
    network = after(field("centrality"), 3).network
    group, nodes = groups_of(network), network.nodes
    x, y = nodes["x"][:60].astype(float), nodes["y"][:60].astype(float)
    total = np.hypot(x[:, None] - x, y[:, None] - y)
    for g in range(6):
        mine = np.flatnonzero(group == g)
        sums = total[np.ix_(mine, mine)].sum(axis=1)
        assert network.routes["head"][mine[sums.argmin()]]
    assert (network.routes["times_head"][:60] > 0).sum() == 6, "always the same ones while nothing moves"


def test_election_by_energy_takes_whoever_claims_most():
    network = start(field("energy")).network
    for _ in range(30):
        network.begin_round()
        nodes = network.nodes
        group, left = groups_of(network), nodes["claimed"][:60] * nodes["initial"][:60]
        for g in range(6):
            mine = np.flatnonzero(group == g)
            head = mine[network.routes["head"][mine] == 1]
            assert len(head) == 1
            assert left[head[0]] == left[mine].max()
        network.run_round()
    assert (network.routes["times_head"][:60] > 0).sum() > 30, "so that the load goes round"


def test_liar_about_its_energy_heads_its_cluster_every_round():
    network = start(field("energy", attacks=(on_nodes("sinkhole", 7, drop=0.0),))).network
    rows_of(network, 15)
    assert network.routes["times_head"][6] == 15


def test_distrusted_node_is_not_elected():
    scenario = s3(2, "sinkhole:nodes=30,drop=1", routing=clusters("energy"), mobility=Mobility(enabled=False))
    network = start(scenario).network
    rows_of(network, 30)
    assert network.excluded[29]
    assert network.first_excluded[29] < 25
    announced = network.routes["times_head"][29]
    assert announced == 30, "it still announces itself"
    followers = [network.routes["cluster"][row] for row in range(100) if row != 29]
    assert followers.count(29) <= 2, "but hardly anybody joins it"


def test_clusters_are_formed_again_only_while_nodes_move():
    still = start(field("chance", mobility=Mobility(enabled=False))).network
    rows_of(still, 1)
    before = groups_of(still).copy()
    rows_of(still, 50)
    assert np.array_equal(groups_of(still), before)
    routing = clusters("chance", reform_every=10)
    moving = start(field("chance", mobility=Mobility(step_m=5.0)).replace(routing=routing)).network
    changed = []
    for _ in range(31):
        before = groups_of(moving).copy()
        moving.run_round()
        changed.append(not np.array_equal(groups_of(moving), before))
    assert set(np.flatnonzero(changed)) <= {0, 10, 20, 30}
    assert changed[10] or changed[20]


def test_members_join_the_head_of_their_own_cluster_over_members():
    network = after(field("chance", count=150, share=0.05, range_m=25.0), 2).network
    network.begin_round()
    routes, group = network.routes, groups_of(network)
    joined = np.flatnonzero(routes["parent"][:150] >= 0)
    assert len(joined) > 100
    assert np.array_equal(group[joined], group[routes["parent"][joined]])
    assert np.array_equal(group[joined], group[routes["cluster"][joined]])


def test_cluster_without_a_live_member_has_no_head_and_the_rest_go_on():
    network = after(field("energy"), 2).network
    mine = np.flatnonzero(groups_of(network) == 0)
    network.nodes["alive"][mine] = 0
    row = rows_of(network, 1)[0]
    assert column(row, "heads") == 5
    assert column(row, "delivered") == 60 - len(mine)
    assert_books_balance(network)


def test_heads_are_logged():
    network = after(field("centrality"), 1).network
    taken = network.take_records()
    assert sorted(taken["a"][taken["kind"] == Rec.HEAD]) == sorted(
        network.nodes["id"][np.flatnonzero(network.routes["head"])]
    )


@pytest.mark.parametrize("count", [1, 2, 5])
def test_fewer_nodes_than_clusters_would_take(count):
    network = after(field("centrality", count=count, share=1.0), 3).network
    assert network.routes["times_head"][:count].tolist() == [3] * count
