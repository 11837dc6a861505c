"""Networks under the shadowing model: who neighbours whom, what links lose, and what of it stays the same."""

import numpy as np
import pytest

from engine.base.streams import kernel_state
from engine.network.kernels.obstruction import crosses
from engine.network.kernels.reception import OQPSK, path_loss, reception_rate, shadow
from engine.network.medium import Medium, snr_for
from engine.runtime.compose import recompose
from engine.runtime.picture import snapshot
from engine.scenario.model import Mobility, Node, Obstacle, Radio, Trust
from engine.scenario.validate import check
from tests.worlds import (
    STRATEGIES,
    assert_books_balance,
    column,
    heads,
    on_nodes,
    quiet,
    rows_of,
    some_nodes,
    start,
    world,
)

NO_HEADS = heads(0.0001)
SHADOWED = {"model": "shadowing", "range_m": None, "tx_dbm": -10.0}


def field(count=60, seed=4, obstacles=(), **radio):
    options = quiet(**{**SHADOWED, **radio})
    return world(some_nodes(count, seed), ((50, 50),), seed=seed, radio=options, obstacles=obstacles)


def by_hand(scenario, one, other, boxes=()):
    """Signal-to-noise ratio of a pair of items, dB."""
    radio, word = scenario.radio, kernel_state(scenario.seed, "shadowing")[0]
    metres = np.hypot(one.x - other.x, one.y - other.y)
    loss = path_loss(float(metres), radio.pl0_db, radio.exponent)
    loss += radio.sigma_db * shadow(word, one.id, other.id)
    loss += sum(b["loss_db"] for b in boxes if crosses(one.x, one.y, other.x, other.y, b))
    return radio.tx_dbm - radio.noise_dbm - loss


def pairs_of(network):
    ids, links = network.nodes["id"], network.links
    links = links[links["near"] == 1]
    return {(int(ids[a]), int(ids[b])): float(x) for a, b, x in links[["source", "target", "loss"]]}


@pytest.mark.parametrize("sigma", [0.0, 4.0, 9.0])
@pytest.mark.parametrize("walls", [(), (Obstacle(id=500, x=50, y=50, width_m=60, height_m=5, loss_db=6.0),)])
def test_neighbours_are_all_pairs_that_receive_well_enough_and_no_others(sigma, walls):
    scenario = field(sigma_db=sigma, obstacles=walls)
    network = start(scenario).network
    found = pairs_of(network)
    usable = snr_for(OQPSK, 0.9, 2000)
    things = scenario.items()
    for one in things:
        for other in things:
            if one.id == other.id:
                continue
            snr = by_hand(scenario, one, other, network.medium.boxes)
            if abs(snr - usable) > 1e-3:
                assert ((one.id, other.id) in found) == (snr > usable)
            if (one.id, other.id) in found:
                assert found[one.id, other.id] == pytest.approx(1 - reception_rate(OQPSK, snr, 2000.0), abs=1e-4)
    assert 100 < len(found) < len(things) ** 2 / 2


def test_both_directions_are_one_link():
    links = start(field()).network.links
    assert np.array_equal(links["near"], links["near"][links["back"]])
    assert np.array_equal(links["loss"], links["loss"][links["back"]])


def test_without_shadowing_it_is_a_disk_of_the_nominal_range():
    scenario = field(sigma_db=0.0)
    network = start(scenario).network
    metres = np.sqrt(network.links["d2"])
    assert network.medium.range_m == network.medium.reach_m
    assert np.array_equal(network.links["near"] == 1, metres <= network.medium.range_m)
    assert snapshot(start(scenario), run_id="r", seq=1).range_m == network.medium.range_m


def test_a_range_cuts_links_that_are_longer():
    free, cut = (start(field(range_m=r)).network for r in (None, 15.0))
    short = {p: x for p, x in pairs_of(free).items() if within(free, p, 15.0)}
    assert pairs_of(cut) == short
    assert len(short) < len(pairs_of(free))


def within(network, pair, metres):
    (x0, y0), (x1, y1) = ((t.x, t.y) for i in pair for t in network.scenario.items() if t.id == i)
    return np.hypot(x0 - x1, y0 - y1) <= metres


def test_another_node_or_an_edit_changes_nothing_for_a_pair():
    scenario = field()
    before = pairs_of(start(scenario).network)
    fewer = scenario.replace(nodes=tuple(reversed(scenario.nodes[5:])))
    gone = {n.id for n in scenario.nodes[:5]}
    assert pairs_of(start(fewer).network) == {p: x for p, x in before.items() if not gone & set(p)}
    parts = start(fewer)
    rows_of(parts.network, 3)
    more = scenario.replace(nodes=(Node(id=700, x=50, y=51), *scenario.nodes))
    parts = recompose(parts, more, STRATEGIES)
    assert {p: x for p, x in pairs_of(parts.network).items() if 700 not in p} == before


def test_another_seed_casts_other_shadows():
    one, other = (start(field(seed=4).replace(seed=seed)).network for seed in (1, 2))
    assert pairs_of(one) != pairs_of(other)
    assert pairs_of(one) == pairs_of(start(field(seed=4).replace(seed=1)).network)


def test_walking_nodes_keep_their_shadows():
    scenario = field().replace(mobility=Mobility(step_m=5.0))
    network = start(scenario).network
    searches = set()
    for _ in range(12):
        network.run_round()
        searches.add(id(network.links))
        xy = {int(n["id"]): Node(id=int(n["id"]), x=float(n["x"]), y=float(n["y"])) for n in network.nodes}
        found = pairs_of(network)
        usable = snr_for(OQPSK, 0.9, 2000)
        for one in range(1, 61, 7):
            for other in range(1, 61):
                snr = by_hand(scenario, xy[one], xy[other]) if one != other else -99
                if abs(snr - usable) > 1e-3:
                    assert ((one, other) in found) == (snr > usable)
    assert len(searches) > 1, "or the search was never made anew"


def lossy_link(**radio):
    """One node and a station, with half of the frames lost."""
    options = {"sigma_db": 0.0, "curve": "tossim", "min_reception": 0.01, **SHADOWED, **radio}
    probe = quiet(**options)
    snr = snr_for(1, 0.5, probe.data_bits)
    metres = 10 ** ((probe.tx_dbm - probe.noise_dbm - snr - probe.pl0_db) / (10 * probe.exponent))
    return world([(float(metres), 0)], radio=probe, routing=NO_HEADS, seed=9)


def test_links_lose_what_reception_leaves():
    network = start(lossy_link()).network
    rows = rows_of(network, 3000)
    assert column(rows, "lost_link").mean() == pytest.approx(0.5, abs=0.03)
    assert_books_balance(network)


def test_other_losses_come_on_top():
    network = start(lossy_link(link_loss=0.5)).network
    assert network.links["loss"] == pytest.approx([0.75, 0.75], abs=1e-4)
    assert column(rows_of(network, 3000), "lost_link").mean() == pytest.approx(0.75, abs=0.03)


def test_retransmissions_work_on_what_the_link_loses():
    network = start(lossy_link(mac="csma")).network
    assert column(rows_of(network, 3000), "lost_link").mean() == pytest.approx(0.5**4, abs=0.02)


def test_reports_are_lost_on_the_same_links():
    scenario = lossy_link().replace(trust=Trust(exchange_every=1))
    here = scenario.nodes[0]
    twin = scenario.replace(stations=(), nodes=(here, Node(id=2, x=0.0, y=0.0)))
    network = start(twin).network
    heard = []
    for _ in range(1500):
        network.run_round()
        heard.append(network.belief["got"].mean())
    assert np.mean(heard) == pytest.approx(0.5, abs=0.03)


def test_disk_links_say_what_they_lose():
    links = start(world([(10, 0)], radio=Radio(link_loss=0.25))).network.links
    assert links["loss"].tolist() == [0.25, 0.25]


def test_a_false_identity_is_heard_where_its_master_is():
    attack = on_nodes("sybil", 1)
    network = start(field().replace(attacks=(attack,))).network
    network.run_round()
    nodes, links = network.nodes, network.links
    ghosts = np.flatnonzero((nodes["master"] == 0) & (nodes["alive"] == 1))
    assert len(ghosts)
    mine = links[(links["source"] == 0) & (links["near"] == 1)]
    mine = mine[(nodes["master"][mine["target"]] < 0)]
    for ghost in ghosts:
        its = links[(links["source"] == ghost) & (links["near"] == 1)]
        its = its[(nodes["master"][its["target"]] < 0) & (its["target"] != 0)]
        assert its["target"].tolist() == mine["target"].tolist()
        assert np.array_equal(its["loss"], mine["loss"])


def test_a_tunnel_joins_far_pairs_under_shadowing_too():
    scenario = field(count=80, tx_dbm=-15.0)
    ends = sorted(scenario.nodes, key=lambda n: n.x + n.y)
    attack = on_nodes("wormhole", ends[0].id, ends[-1].id)
    network = start(scenario.replace(attacks=(attack,))).network
    network.run_round()
    through = network.links[(network.links["via"] != -1) & (network.links["near"] == 1)]
    assert len(through)
    assert not through["loss"].any()
    assert_books_balance(network)


def test_trust_needs_a_range_only_where_there_is_no_reception_curve():
    scenario = field().replace(trust=Trust())
    assert not [p for p in check(scenario) if p.severity == "error"]
    disk = scenario.replace(radio=scenario.radio.model_copy(update={"model": "disk"}))
    assert [p.what for p in check(disk) if p.severity == "error"] == ["trust needs a finite radio range"]
    assert start(scenario).network.watching


@pytest.mark.parametrize("radio", [{"tx_dbm": -60.0}, {"pl0_db": 150.0, "sigma_db": 20.0}, {"exponent": 1.0}])
def test_extremes_run(radio):
    network = start(field(**radio).replace(trust=Trust())).network
    rows_of(network, 3)
    assert_books_balance(network)


def test_disk_has_no_reach_without_a_range():
    medium = Medium(world([(1, 1)], radio=quiet(range_m=None)))
    assert medium.range_m is None
    assert medium.reach2 == np.inf
    with pytest.raises(ValueError, match="no neighbour list"):
        medium.edges(np.zeros(0), 0.0)
