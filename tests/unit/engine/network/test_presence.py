"""Who is there: incidents of the document, attackers from outside, and edits in between."""

import numpy as np
import pytest

from engine.network.network import Network
from engine.network.presence import REPAIR_ROUNDS
from engine.readmodel.codes import Duty, EnergyCause, Membership, Rec, Vertex
from engine.routing.roles import Roles, RolesParams
from engine.runtime.compose import recompose
from engine.runtime.picture import node_detail, snapshot
from engine.scenario.model import Attack, Energy, Node
from engine.scenario.organisation import Incident
from engine.scenario.organisation import Roles as Policy
from tests.worlds import STRATEGIES, assert_books_balance, column, quiet, rows_of, start, world

LINE = [(10.0 * k, 0.0) for k in range(1, 5)]
"""Nodes 1 … 4 in a row, each hearing its neighbours alone; the station hears node 1."""


def incident(kind, at, node=None, **more):
    return Incident(id=f"{kind}-{at}-{node}", kind=kind, at=at, node=node, **more)


def line(*incidents, **changes):
    return world(LINE, radio=quiet(range_m=12.0), incidents=incidents, **changes)


def under_roles(*incidents, **roles):
    """A network whose roles are dealt by hand: nobody takes newcomers up."""
    network = Network(line(*incidents, roles=Policy(enabled=True, **roles)), Roles(), RolesParams())
    network.duties["roles"][0] = int(Duty.PROCESSOR | Duty.KEEPER)
    return network


def alive(network):
    return network.nodes["alive"][:4].tolist()


def records(network, kind):
    taken = network.take_records()
    return taken[taken["kind"] == kind]


def test_a_node_that_joins_is_not_there_before():
    parts = start(line(incident("join", 3, 2)))
    network = parts.network
    assert alive(network) == [1, 0, 1, 1]
    picture = snapshot(parts, run_id="", seq=0)
    assert not picture.alive[1]
    assert picture.vertex[1] == Vertex.SENSOR, "absent, and no router for that"
    rows = rows_of(network, 4)
    assert column(rows, "generated").tolist() == [1, 1, 4, 4], "3 and 4 are cut off without it"
    assert column(rows, "alive").tolist() == [3, 3, 4, 4]
    assert column(rows, "joined").tolist() == [0, 0, 1, 0]
    assert network.duties["joined"][1] == 3
    assert network.nodes["energy"][1] < network.nodes["initial"][1]
    assert_books_balance(network)


def test_who_leaves_keeps_its_battery_and_may_come_back():
    network = start(line(incident("leave", 2, 4), incident("join", 4, 4))).network
    rows = rows_of(network, 5)
    assert column(rows, "alive").tolist() == [4, 3, 3, 4, 4]
    assert column(rows, "left").tolist() == [0, 1, 0, 0, 0]
    assert column(rows, "joined").tolist() == [0, 0, 0, 1, 0]
    taken = network.take_records()
    assert [int(k) for k in taken["kind"] if k in (Rec.INCIDENT, Rec.LEAVE, Rec.JOIN)] == [
        Rec.INCIDENT,
        Rec.LEAVE,
        Rec.INCIDENT,
        Rec.JOIN,
    ]
    assert taken["c"][taken["kind"] == Rec.INCIDENT].tolist() == [0, 1]
    assert_books_balance(network)


def test_energy_of_who_is_away_stays():
    network = start(line(incident("leave", 2, 2))).network
    network.run_round()
    before = network.nodes["energy"][1]
    rows_of(network, 3)
    assert network.nodes["energy"][1] == before > 0
    assert network.duties["member"][1] == Membership.LEFT


def test_a_sudden_loss_without_roles():
    network = start(line(incident("kill", 2, 1))).network
    rows = rows_of(network, 2)
    assert column(rows, "alive")[-1] == 3
    assert column(rows, "generated")[-1] == 0, "nobody has a path left"
    assert network.duties["member"][0] == Membership.LEFT


def test_a_battery_runs_low():
    network = start(line(incident("drain", 2, 1, to=0.25))).network
    network.run_round()
    network.begin_round()
    assert network.nodes["energy"][0] <= 0.25 * network.nodes["initial"][0]
    assert network.nodes["spent"][0, EnergyCause.INCIDENT] > 0
    network.run_round()
    assert_books_balance(network)


def test_an_emptied_battery_kills_and_a_repair_brings_a_full_one():
    scenario = line(incident("drain", 2, 2, to=0.0), incident("mend", 4, 2), energy=Energy(model="datasheet"))
    network = start(scenario).network
    rows = rows_of(network, 3)
    assert column(rows, "alive").tolist() == [4, 3, 3]
    assert network.nodes["energy"][1] == 0
    row = network.run_round()
    assert column(row, "alive") == 4
    assert network.nodes["energy"][1] > 0.99 * network.nodes["initial"][1]
    assert_books_balance(network)


def test_a_fault_is_noticed_and_repaired_by_the_node_itself():
    network = start(line(incident("fail", 3, 4))).network
    network.duties["uptime"][3] = 2
    rows = rows_of(network, 3 + REPAIR_ROUNDS)
    assert column(rows, "alive").tolist() == [4, 4, *[3] * REPAIR_ROUNDS, 4]
    assert network.duties["member"][3] == Membership.MEMBER
    assert records(network, Rec.REPAIRED)["a"].tolist() == [4]
    assert not column(rows, "left").any()


def test_a_repair_from_outside_comes_before_the_nodes_own():
    network = start(line(incident("fail", 2, 4), incident("mend", 3, 4))).network
    assert column(rows_of(network, 3), "alive").tolist() == [4, 3, 4]
    assert not len(records(network, Rec.REPAIRED))


def test_incidents_befall_nobody_who_is_not_there():
    network = start(line(incident("kill", 2, 1), incident("leave", 3, 1), incident("mend", 2, 2))).network
    rows_of(network, 3)
    assert records(network, Rec.INCIDENT)["c"].tolist() == [0], "2 is there already, 1 is gone"


def test_an_incident_finds_whoever_holds_the_role():
    network = under_roles(incident("kill", 2, role="keeper"))
    network.duties["roles"][2] = int(Duty.KEEPER)
    rows_of(network, 2)
    assert alive(network) == [0, 1, 1, 1], "of several the one with the lowest id"
    assert network.duties["member"][0] == Membership.MEMBER, "the network has yet to notice"


def test_an_incident_finds_nobody_where_nobody_has_the_role():
    network = under_roles(incident("kill", 2, role="controller"))
    rows_of(network, 2)
    assert alive(network) == [1, 1, 1, 1]
    assert not len(records(network, Rec.INCIDENT))


def test_under_roles_a_newcomer_waits_to_be_taken_up():
    network = under_roles(incident("join", 2, 2))
    rows = rows_of(network, 2)
    assert network.duties["member"][1] == Membership.JOINING
    assert alive(network) == [1, 1, 1, 1]
    assert network.nodes["sensor"][1] == 0
    assert column(rows, "generated").tolist() == [1, 1], "3 and 4 are cut off: there is no way over members"
    assert column(rows, "joined").tolist() == [0, 0]
    network.duties["member"][1] = Membership.MEMBER
    assert column(network.run_round(), "delivered") == 4


@pytest.mark.parametrize("protocol", ["flat", "leach", "hierarchical", "geographic", "multipath", "roles"])
def test_no_protocol_sends_over_a_node_that_is_no_member_yet(protocol):
    routing = STRATEGIES.routing.get(protocol)
    scenario = line(incident("join", 2, 2), roles=Policy(enabled=True))
    network = Network(scenario, type(routing)(), routing.params_type())
    network.duties["roles"][0] = int(Duty.PROCESSOR)
    rows = rows_of(network, 3)
    assert network.duties["member"][1] == Membership.JOINING
    assert not np.isin(network.routes["uplink"], 1).any()
    assert not np.isin(network.routes["parent"], 1).any()
    assert network.nodes["forwarded"][1] == 0
    assert column(rows, "delivered").tolist() == [1, 1, 1]
    assert network.links["near"].all(), "in range all the same"


def test_under_roles_who_leaves_has_the_round_to_say_so():
    network = under_roles(incident("leave", 2, 4))
    network.run_round()
    network.begin_round()
    assert network.presence.leaving.tolist() == [3]
    assert network.nodes["alive"][3] == 1
    network.run_round()
    assert network.duties["member"][3] == Membership.LEFT
    assert not network.nodes["alive"][3]
    assert not len(network.presence.leaving)


def test_storage_fills_up():
    network = under_roles(incident("fill", 1, 1, to=0.1))
    network.run_round()
    assert network.presence.ballast[0] == pytest.approx(0.9 * network.duties["storage"][0])


def test_attackers_from_outside_come_and_go_with_their_attack():
    attack = Attack(id="a", type="blackhole", nodes=(2,), start=3, duration=2, origin="outsider")
    parts = start(line(attacks=(attack,)))
    assert alive(parts.network) == [1, 0, 1, 1], "not there before the first round either"
    rows = rows_of(parts.network, 6)
    assert column(rows, "alive").tolist() == [3, 3, 4, 4, 3, 3]
    assert column(rows, "joined").tolist() == [0, 0, 1, 0, 0, 0]
    assert column(rows, "left").tolist() == [0, 0, 0, 0, 1, 0]
    assert column(rows, "lost_attack")[2] == 2
    assert_books_balance(parts.network)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_an_attacker_from_outside_comes_again_for_each_of_its_attacks(order):
    runs = [
        Attack(id=f"a{k}", type="blackhole", nodes=(2,), start=at, duration=2, origin="outsider")
        for k, at in enumerate((3, 7, 10))
    ]
    parts = start(line(attacks=tuple(runs[k] for k in order)))
    rows = rows_of(parts.network, 12)
    assert column(rows, "alive").tolist() == [3, 3, 4, 4, 3, 3, 4, 4, 3, 4, 4, 3]
    assert_books_balance(parts.network)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_attacker_from_outside_comes_anew_when_its_attacks_follow_without_a_gap(order):
    runs = [Attack(id=f"a{at}", type="blackhole", nodes=(2,), start=at, duration=2, origin="outsider") for at in (3, 5)]
    parts = start(line(attacks=tuple(runs[k] for k in order)))
    rows = rows_of(parts.network, 8)
    assert column(rows, "alive").tolist() == [3, 3, 4, 4, 4, 4, 3, 3]
    assert column(rows, "joined").tolist() == [0, 0, 1, 0, 1, 0, 0, 0]
    assert column(rows, "left").tolist() == [0, 0, 0, 0, 1, 0, 1, 0]
    assert_books_balance(parts.network)


def test_an_attacker_from_outside_whose_attack_is_taken_out_appears_as_an_honest_node():
    attack = Attack(id="a", type="blackhole", nodes=(2,), start=30, origin="outsider")
    parts = start(line(attacks=(attack,)))
    parts.network.run_round()
    parts = recompose(parts, line(), STRATEGIES)
    assert column(parts.network.run_round(), "delivered") == 4


def test_edits_do_not_wake_who_is_away():
    away = (incident("leave", 2, 4), incident("join", 9, 2))
    parts = start(line(*away))
    rows_of(parts.network, 3)
    scenario = parts.scenario
    refilled = tuple(n.model_copy(update={"energy_j": 1.5}) for n in scenario.nodes)
    parts = recompose(parts, scenario.replace(nodes=(*refilled, Node(id=9, x=5, y=5))), STRATEGIES)
    assert parts.network.nodes["alive"].tolist() == [1, 0, 1, 0, 1, 1]
    rows = rows_of(parts.network, 7)
    assert column(rows, "alive").tolist() == [3, 3, 3, 3, 3, 4, 4]
    assert_books_balance(parts.network)


def test_what_an_edit_schedules_happens_once_and_in_time():
    parts = start(line())
    rows_of(parts.network, 3)
    scenario = line(incident("kill", 2, 1), incident("kill", 5, 4), incident("join", 3, 3))
    parts = recompose(parts, scenario, STRATEGIES)
    rows = rows_of(parts.network, 2)
    assert column(rows, "alive").tolist() == [4, 3], "what lies in the past does not happen any more"


def test_a_node_that_an_edit_brings_may_join_later():
    parts = start(line())
    rows_of(parts.network, 3)
    scenario = line(incident("join", 6, 9))
    parts = recompose(parts, scenario.replace(nodes=(*scenario.nodes, Node(id=9, x=5, y=5))), STRATEGIES)
    assert column(rows_of(parts.network, 3), "alive").tolist() == [4, 4, 5]


def test_a_node_that_hangs_hangs_on_through_an_edit():
    parts = start(line(incident("fail", 2, 4)))
    rows_of(parts.network, 2)
    parts = recompose(parts, parts.scenario.replace(name="other"), STRATEGIES)
    assert column(rows_of(parts.network, 3), "alive").tolist() == [3, 3, 4]


def test_the_inspector_calls_an_absent_node_no_router():
    parts = start(line(incident("join", 3, 2)))
    assert node_detail(parts, 2).role == "member"


def test_networks_without_comings_and_goings_have_none_to_look_after():
    network = start(line()).network
    assert not network.presence.busy
    assert np.array_equal(network.presence.senses, network.nodes["sensor"])
