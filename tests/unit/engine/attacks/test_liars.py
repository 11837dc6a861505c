"""Attacks on the trust system itself: what liars tell, and the rhythm of on-off attackers."""

import numpy as np
import pytest

from engine.attacks.schedule import Planned
from engine.base.errors import ScenarioError
from engine.defence.explain import edge_between
from engine.network.kernels.columns import CURSOR_ROUND
from engine.readmodel.codes import Rec
from engine.runtime.compose import recompose
from engine.runtime.picture import snapshot
from engine.scenario.model import Attack, Trust
from tests.worlds import STRATEGIES, after, column, heads, on_nodes, quiet, rows_of, s3, start, world

PLACES = ((0, 0), (10, 0), (0, 10), (10, 10), (5, 5))
HONEST = 0.6
"""What everybody thinks of everybody."""


def told(*attacks):
    """What each node told about each other in one exchange, by ids."""
    parts = start(world(PLACES, radio=quiet(), trust=Trust(exchange_every=1), attacks=attacks))
    net = parts.network
    net.books.cursor[CURSOR_ROUND] = 1
    parts.schedule.begin_round(net)
    net.watch["seen"], net.belief["own"] = 1, HONEST
    parts.trust.end_round(net)
    pairs = [(i, j) for i in range(5) for j in range(5) if i != j]
    return {(i + 1, j + 1): round(float(net.belief["told"][edge_between(net, i, j)]), 3) for i, j in pairs}


def of(reports, *liars):
    return {pair: value for pair, value in reports.items() if pair[0] in liars}


def test_the_honest_tell_what_they_think():
    assert set(told().values()) == {HONEST}
    reports = told(on_nodes("collusion", 1, 2))
    assert set(of(reports, 3, 4, 5).values()) == {HONEST}, "also beside liars"


@pytest.mark.parametrize(
    ("kind", "of_ally", "of_others"),
    [("liar", 1, 0), ("badmouth", HONEST, 0), ("ballot", 1, HONEST), ("collusion", 1, 0)],
)
def test_what_each_kind_of_liar_tells(kind, of_ally, of_others):
    reports = of(told(on_nodes(kind, 1, 2)), 1, 2)
    for (teller, subject), value in reports.items():
        assert value == (of_ally if subject in (1, 2) else of_others), (teller, subject)


def test_bad_mouthers_with_victims_spare_all_others():
    reports = of(told(on_nodes("badmouth", 1, 2, victims=[4])), 1, 2)
    assert {pair for pair, value in reports.items() if value == 0} == {(1, 4), (2, 4)}
    assert set(reports.values()) == {0, HONEST}


def test_two_lies_compose():
    both = (on_nodes("ballot", 1, 2), on_nodes("badmouth", 1, victims="5"))
    reports = told(*both)
    assert reports[1, 2] == 1
    assert reports[1, 5] == 0
    assert reports[1, 3] == HONEST
    assert reports[2, 5] == HONEST


def test_victims_are_followed_by_id_when_rows_change():
    scenario = s3(4).replace(attacks=(on_nodes("badmouth", 3, victims=(17, 900)),))
    parts = after(scenario, 2)
    assert parts.network.nodes["id"][parts.network.behaviour["victim"] == 1].tolist() == [17]
    fewer = scenario.replace(nodes=tuple(n for n in scenario.nodes if n.id != 5))
    network = recompose(parts, fewer, STRATEGIES).network
    assert network.nodes["id"][network.behaviour["victim"] == 1].tolist() == [17]


def test_victims_are_written_as_text_on_the_command_line_and_wrong_ones_are_refused():
    (attack,) = s3(4, "badmouth:nodes=3,victims=17+20").attacks
    assert attack.params == {"victims": "17+20"}
    network = start(s3(4, "badmouth:nodes=3,victims=17+20")).network
    network.run_round()
    assert network.behaviour["victim"].sum() == 2
    with pytest.raises(ScenarioError, match=r"attacks\[0\]\.params\.victims: .*ids separated by commas"):
        start(s3(4).replace(attacks=(on_nodes("badmouth", 3, victims="all"),)))


@pytest.mark.parametrize("share", [0.0, 0.4, 1.0])
def test_colluding_nodes_drop_their_share(share):
    chain = world([(30, 0), (60, 0)], radio=quiet(), routing=heads(0.0001))
    rows = rows_of(start(chain.replace(attacks=(on_nodes("collusion", 1, share=share),))).network, 1000)
    assert column(rows, "lost_attack").mean() == pytest.approx(share, abs=0.05)


# -- on and off -----------------------------------------------------------------------------------------------------

PULSE = Attack(id="p", type="onoff", nodes=(1,), start=4, duration=12, params={"on_rounds": 2, "off_rounds": 3})
ON = [4, 5, 9, 10, 14, 15]


def pulsing(attack=PULSE):
    return world([(30, 0), (60, 0)], radio=quiet(), routing=heads(0.0001), attacks=(attack,))


def test_pulse_counts_from_the_first_round_of_the_attack():
    strategy = STRATEGIES.attacks.get("onoff")
    plan = Planned(PULSE, strategy, strategy.params_type(**PULSE.params), (1,))
    assert [r for r in range(30) if plan.acts_in(r)] == ON
    assert [r for r in range(30) if plan.active_in(r)] == list(range(4, 16))
    always = Planned(PULSE, strategy, strategy.params_type(on_rounds=3, off_rounds=0), (1,))
    assert [r for r in range(30) if always.acts_in(r)] == list(range(4, 16))


def test_it_drops_in_its_bad_rounds_only():
    rows = rows_of(start(pulsing()).network, 20)
    assert (np.flatnonzero(column(rows, "lost_attack")) + 1).tolist() == ON


def test_start_and_end_are_logged_once_and_pauses_are_not():
    network = start(pulsing()).network
    rows_of(network, 20)
    log = network.take_records()
    log = log[np.isin(log["kind"], (Rec.ATTACK_START, Rec.ATTACK_END))]
    assert [(r["round"], r["kind"]) for r in log] == [(4, Rec.ATTACK_START), (16, Rec.ATTACK_END)]


def test_the_picture_shows_it_active_while_it_is_on():
    parts = start(pulsing())
    active = []
    for seq in range(17):
        parts.network.run_round()
        active.append(bool(snapshot(parts, run_id="r", seq=seq).truth.active[0]))
    assert [r for r, on in enumerate(active, 1) if on] == ON


def test_an_edit_in_a_pause_does_not_wake_it():
    parts = start(pulsing())
    rows_of(parts.network, 6)
    parts = recompose(parts, pulsing().replace(name="renamed"), STRATEGIES)
    assert not parts.network.behaviour["drop"].any()
    rows = rows_of(parts.network, 10)
    assert (np.flatnonzero(column(rows, "lost_attack")) + 7).tolist() == [9, 10, 14, 15]
