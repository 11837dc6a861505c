"""Problems of networks that organise themselves: each is told with cause and mend, and the run goes on."""

import pytest

from engine.api.verify import problems
from engine.base.errors import ScenarioError
from engine.scenario.model import Attack, Node, Radio, Routing, Scenario, Station
from engine.scenario.organisation import Hardening, Incident, Roles, Step
from engine.scenario.subnets import cut_off
from engine.scenario.validate import check, validated

_ROLES = Roles(enabled=True, keepers=1)


def _field(**changes):
    nodes = tuple(Node(id=k, x=20.0 * k, y=5.0) for k in range(1, 6))
    base = Scenario(nodes=nodes, stations=(Station(id=0, x=10, y=15),), routing=Routing(protocol="roles"), roles=_ROLES)
    return base.replace(**changes)


def _with(base, *changed):
    new = {n.id: n for n in changed}
    return base.replace(nodes=tuple(new.get(n.id, n) for n in base.nodes))


def _incidents(*rows):
    return {"incidents": tuple(Incident(id=f"i{k}", **row) for k, row in enumerate(rows))}


def test_a_plain_network_of_roles_has_no_problem():
    assert check(_field()) == ()


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"roles": Roles(enabled=True, keepers=9)}, "9 keepers are wanted of 5 nodes that can hold the role"),
        ({"roles": Roles(enabled=True, detectors=6)}, "6 detectors are wanted of 5 nodes"),
        ({"roles": Roles(enabled=True, low_energy=1.0)}, "no node can hold a role for long"),
        ({"roles": Roles(enabled=True, low_storage=1.0)}, "no node can hold the role keeper for long"),
        ({"roles": Roles(enabled=True, low_cpu=1.0)}, "no node can hold the roles controller and processor for long"),
        ({"roles": Roles(enabled=False)}, "readings are to follow roles, but nobody has any"),
        ({"routing": Routing(protocol="leach")}, "nodes have roles, but readings go as protocol 'leach' leads them"),
        (
            {"roles": Roles(enabled=True, processors=0), "stations": ()},
            "no processor is wanted and there is no base station",
        ),
        ({"nodes": (Node(id=1, x=1, y=1, kind="router"),)}, "no node can hold a role: all are routers or foreign"),
        (
            {
                **_incidents({"kind": "join", "at": 5, "node": 1}),
                "hardening": Hardening(limit_joins=True, joins=0),
            },
            "no node may join, but 1 is to",
        ),
        (
            {
                **_incidents(*({"kind": "join", "at": at, "node": at} for at in (1, 3, 5))),
                "hardening": Hardening(limit_joins=True, joins=2, joins_per=5),
            },
            "at most 2 may join in 5 rounds, but 3 are to",
        ),
        (
            {"hardening": Hardening(limit_reassignments=True, reassignments=0)},
            "roles may never be handed over",
        ),
        (_incidents({"kind": "kill", "at": 5, "node": 99}), "names unknown node 99"),
        (_incidents({"kind": "kill", "at": 5}), "names neither a node nor a role: it befalls nobody"),
        (_incidents({"kind": "join", "at": 5, "role": "keeper"}), "is there already and cannot join"),
        (_incidents({"kind": "leave", "at": 5, "node": 1}, {"kind": "kill", "at": 9, "node": 1}), "it has left"),
        (_incidents({"kind": "kill", "at": 5, "node": 1}, {"kind": "fail", "at": 9, "node": 1}), "it is lost"),
        (
            _incidents({"kind": "join", "at": 5, "node": 1}, {"kind": "join", "at": 9, "node": 1}),
            "befalls node 1 in round 9, when it is there already",
        ),
        (
            _incidents({"kind": "drain", "at": 5, "node": 1}, {"kind": "join", "at": 9, "node": 1}),
            "befalls node 1 in round 9, when it is there already",
        ),
    ],
)
def test_warnings_are_told_and_the_run_goes_on(changes, what):
    scenario = _field(**changes)
    found = [p for p in check(scenario) if what in p.what]
    assert len(found) == 1, check(scenario)
    assert found[0].severity == "warning"
    assert found[0].mend
    assert validated(scenario) is scenario


def test_who_has_processors_needs_no_base_station():
    assert check(_field(stations=())) == ()
    assert any("there is no base station" in p.what for p in check(_field(stations=(), routing=Routing())))


def test_lists_of_nodes_that_are_not_there():
    steps = (Step(at=1, title="Look", nodes=(1, 98)),)
    found = check(_field(roles=_ROLES.model_copy(update={"unneeded": (2, 99)}), steps=steps))
    assert [p.what for p in found] == [
        "the list of unneeded readings names unknown nodes: 99",
        "step 'Look' names unknown nodes: 98",
    ]


def test_who_is_lost_before_it_could_join_was_there_from_the_start():
    rows = ({"kind": "kill", "at": 5, "node": 1}, {"kind": "mend", "at": 9, "node": 1})
    assert check(_field(**_incidents(*rows, {"kind": "leave", "at": 12, "node": 1}))) == ()
    assert check(_field(**_incidents(rows[0], {"kind": "join", "at": 9, "node": 1}))) == ()


@pytest.mark.parametrize(
    ("rows", "start", "what"),
    [
        ([{"kind": "leave", "at": 10}], 20, "begins in round 20, when node 3 has left (round 10)"),
        ([{"kind": "kill", "at": 20}], 20, "begins in round 20, when node 3 is lost (round 20)"),
        ([{"kind": "join", "at": 30}], 20, "begins in round 20, node 3 joins in round 30"),
        ([{"kind": "leave", "at": 30}], 20, ""),
        ([{"kind": "join", "at": 10}], 20, ""),
        ([{"kind": "kill", "at": 5}, {"kind": "mend", "at": 9}], 20, ""),
        ([{"kind": "drain", "at": 5}, {"kind": "join", "at": 30}], 20, ""),
    ],
)
def test_an_attack_by_a_node_that_is_not_there(rows, start, what):
    attack = Attack(id="a", type="blackhole", nodes=(3,), start=start)
    scenario = _field(**_incidents(*({**row, "node": 3} for row in rows)), attacks=(attack,))
    found = [p for p in check(scenario) if "attack 'a'" in p.what]
    assert [what in p.what and p.ids == (3,) for p in found] == [True] * bool(what)


def test_roles_without_a_range():
    scenario = _field(radio=Radio(range_m=None), trust=_field().trust.model_copy(update={"enabled": False}))
    assert any("roles need a finite radio range" in p.what for p in check(scenario))


def test_roles_that_are_given_and_cannot_be_held():
    base = _field()
    five = base.node_by_id
    many = _with(base, *(five[k].model_copy(update={"roles": ("keeper",)}) for k in (1, 2)))
    assert check(many) == (), "all who are given a role hold it"
    two = _with(base, *(five[k].model_copy(update={"roles": ("controller",)}) for k in (1, 2)))
    assert any("given the role controller, which one node holds" in p.what for p in check(two))
    router = _with(base, five[1].model_copy(update={"roles": ("keeper",), "kind": "router"}))
    assert any("router 1 is given roles" in p.what for p in check(router))
    off = many.replace(roles=Roles(), routing=Routing())
    assert [p.ids for p in check(off) if "given roles that are switched off" in p.what] == [(1, 2)]


def test_a_foreign_node_is_nobodys_first_holder():
    base = _field(attacks=(Attack(id="a", type="blackhole", nodes=(1,), origin="outsider", start=9),))
    given = _with(base, base.node_by_id[1].model_copy(update={"roles": ("processor",)}))
    assert any("node 1 is given roles, but is foreign until attack 'a'" in p.what for p in check(given))


def test_exploiting_needs_roles_and_a_variation():
    attack = Attack(id="a", type="loop", nodes=(1,), variation="exploiting")
    assert any(
        "has no variation that exploits roles: it goes as common" in p.what for p in problems(_field(attacks=(attack,)))
    )
    off = _field(attacks=(attack,), roles=Roles(), routing=Routing())
    assert any("exploits self-organisation and roles, but roles are switched off" in p.what for p in check(off))
    common = attack.model_copy(update={"variation": "common"})
    assert not any("variation" in p.what for p in problems(_field(attacks=(common,))))


def test_faults_of_incidents_keep_a_document_from_opening():
    twice = _field(incidents=(Incident(id="a", kind="kill", at=1, node=1),) * 2)
    with pytest.raises(ScenarioError, match="incident id 'a' is used by"):
        validated(twice)
    station = _field(incidents=(Incident(id="a", kind="kill", at=1, node=0),))
    with pytest.raises(ScenarioError, match="nothing befalls base stations"):
        validated(station)


def test_subnets_that_no_node_joins():
    def nodes(*spots):
        return tuple(Node(id=k, x=x, y=5, subnet=name) for k, (x, name) in enumerate(spots, 1))

    apart = _field(radio=Radio(range_m=20), nodes=nodes((0, "a"), (15, "a"), (60, "b"), (75, "b")))
    assert cut_off(apart) == (("a",), ("b",))
    assert [p.what for p in check(apart) if "joins" in p.what] == [
        "no node joins 'a' to any other subnet",
        "no node joins 'b' to any other subnet",
    ]
    joined = apart.replace(nodes=nodes((0, "a"), (15, "a"), (35, ""), (52, "b"), (75, "b")))
    assert cut_off(joined) == ()
    three = apart.replace(nodes=nodes((0, "a"), (15, "b"), (60, "c")))
    assert cut_off(three) == (("a", "b"), ("c",))
    both_sides = apart.replace(nodes=nodes((0, "a"), (15, "b"), (60, "c"), (75, "b")))
    assert cut_off(both_sides) == ()
    assert cut_off(apart.replace(radio=Radio(range_m=None))) == ()
