"""The templates are exactly what the papers and the design say."""

import numpy as np
import pytest

from engine.base.errors import ScenarioError, UnknownNameError
from engine.scenario import templates
from engine.scenario.model import MAX_NODES, Area, Energy, Node, Radio, Station, Trust
from engine.scenario.placing import place_random
from engine.scenario.templates import intel_lab, names, read_positions, template
from engine.scenario.validate import check

_LAB = "# survey\nid,x,y\n" + "\n".join(f"{k},{k % 9 * 5},{k // 9 * 5 + 1}" for k in range(1, 55))


def test_listed_templates_can_be_built():
    listed = [i.name for i in names()]
    assert listed[:4] == ["empty", "s3-reference", "s3-connected", "s3-obstacles"]
    assert listed[4:9] == ["s3-motes", "s3-hierarchy", "crisis", "smart-city", "smart-city-attacked"]
    for info in names():
        assert info.title
        assert info.summary
        assert not [p for p in check(template(info.name)) if p.severity == "error"]


def test_hierarchy_is_a_mesh_of_routers_that_every_sensor_can_reach():
    scenario = template("s3-hierarchy", 5)
    routers = [n for n in scenario.nodes if n.kind == "router"]
    assert (len(scenario.sensors()), len(routers), len(scenario.stations)) == (100, 25, 1)
    places = np.array([(n.x, n.y) for n in routers])
    for node in scenario.sensors():
        assert np.hypot(*(places - (node.x, node.y)).T).min() <= scenario.radio.range_m
    assert scenario.routing.protocol == "hierarchical"
    assert scenario.nodes[:100] == template("s3-connected", 5).nodes, "the same sensors at the same places"


def test_networks_of_leachs_kin_differ_from_leachs_in_what_they_are_about():
    leach, sep, teen = (template(f"{name}-100", 3) for name in ("leach", "sep", "teen"))
    assert [n.energy_j for n in sep.nodes].count(1.0) == 20
    assert all((a.x, a.y) == (b.x, b.y) for a, b in zip(leach.nodes, sep.nodes, strict=True))
    assert (teen.nodes, teen.energy, teen.radio) == (leach.nodes, leach.energy, leach.radio)
    assert (sep.routing.protocol, teen.routing.protocol) == ("sep", "teen")


def test_unknown_names_are_refused_with_near_ones():
    with pytest.raises(UnknownNameError, match="did you mean 'leach-100'"):
        template("leach-10")
    with pytest.raises(UnknownNameError, match="choose one of: empty"):
        template("xyz")


def test_same_seed_same_places_other_seed_other_places():
    assert template("s3-connected", 7) == template("s3-connected", 7)
    assert template("s3-connected").seed == 1
    assert template("s3-connected", 0).seed == 0
    assert template("s3-connected", 7).nodes != template("s3-connected", 8).nodes
    assert template("s3-connected", 7).nodes == template("s3-reference", 7).nodes


@pytest.mark.parametrize(("name", "range_m"), [("s3-reference", 25), ("s3-connected", 33)])
def test_s3(name, range_m):
    s = template(name)
    assert [n.id for n in s.nodes] == list(range(1, 101))
    assert (s.area.width_m, s.area.height_m) == (200, 200)
    assert s.stations == (Station(id=0, x=100, y=100, name="Base station"),)
    assert s.radio == Radio(range_m=range_m)
    assert (s.mobility.enabled, s.mobility.step_m) == (True, 2)
    assert (s.trust, s.energy) == (Trust(), Energy())
    assert "0.70" in s.notes or name != "s3-reference"


def test_obstacles_stand_on_the_field_of_the_connected_network():
    s = template("s3-obstacles", 4)
    plain = template("s3-connected", 4)
    assert s.replace(obstacles=(), name=plain.name, notes=plain.notes) == plain
    assert [o.name for o in s.obstacles] == ["Wood", "Hill", "House", "Wall"]
    assert check(s) == ()


def test_motes_are_the_network_of_s3_with_real_radios():
    s, plain = template("s3-motes", 4), template("s3-connected", 4)
    assert (s.nodes, s.stations, s.trust) == (plain.nodes, plain.stations, plain.trust)
    assert (s.radio.model, s.radio.mac, s.energy.model) == ("shadowing", "csma", "datasheet")
    assert check(s) == ()


@pytest.mark.parametrize(
    ("name", "side", "station", "bits", "amplifier"),
    [("leach-hicss", 50, (25, -100), 2000, (100, 0)), ("leach-100", 100, (50, 50), 4000, (10, 0.0013))],
)
def test_leach(name, side, station, bits, amplifier):
    s = template(name)
    assert len(s.nodes) == 100
    assert (s.area.width_m, s.area.height_m) == (side, side)
    assert [(b.id, b.x, b.y) for b in s.stations] == [(0, *station)]
    assert s.radio == Radio(range_m=None, data_bits=bits, control_bits=0, ack_bits=0, link_loss=0)
    assert s.energy == Energy(initial_j=0.5, amp_fs_pj=amplifier[0], amp_mp_pj=amplifier[1])
    assert (s.routing.protocol, s.routing.params) == ("leach", {"head_share": 0.05})
    assert not s.mobility.enabled
    assert not s.trust.enabled


def test_empty():
    s = template("empty")
    assert (s.nodes, [(b.x, b.y) for b in s.stations]) == ((), [(100, 100)])


def test_intel_lab_is_built_from_its_survey(tmp_path, monkeypatch):
    s = intel_lab(_LAB, 3)
    assert [n.id for n in s.nodes] == list(range(1, 55))
    assert (s.seed, s.radio.range_m, s.mobility.enabled, s.trust.enabled) == (3, 10, False, True)
    assert (s.stations[0].id, s.stations[0].x, s.stations[0].y) == (0, 21, 16.5)
    monkeypatch.setattr(templates, "files", lambda _: tmp_path)
    assert "intel-lab" not in [i.name for i in names()]
    with pytest.raises(ScenarioError, match="are not installed; put them there"):
        template("intel-lab")
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "intel-lab.csv").write_text(_LAB)
    assert "intel-lab" in [i.name for i in names()]
    assert template("intel-lab", 3) == s
    assert check(s) == ()


def test_positions_are_read_and_refused_by_line():
    assert read_positions("1 21.5 23\n\n2, 1, 2 # door\n", "f") == (
        Node(id=1, x=21.5, y=23),
        Node(id=2, x=1, y=2),
    )
    for text in ("1 2", "1 2 3 4", "a 1 2", "1 nan 2", "1 1e9 2", "1 2 3\nid x y"):
        with pytest.raises(ScenarioError, match="is not a position"):
            read_positions(text, "f")
    with pytest.raises(ScenarioError, match="f: line 3: the id 1 comes twice"):
        read_positions("id x y\n1 2 3\n1 4 5", "f")


def test_random_places_fill_the_area_evenly_and_stay_inside():
    nodes = place_random(5000, Area(width_m=10.0004, height_m=400), 1, 11)
    xy = np.array([(n.x, n.y) for n in nodes])
    assert [nodes[0].id, nodes[-1].id] == [11, 5010]
    assert (xy >= 0).all()
    assert (xy <= [10.0004, 400]).all()
    assert np.allclose(xy.mean(0), [5, 200], rtol=0.05)
    assert place_random(3, Area(), 1, 1) != place_random(3, Area(), 1, 1, name="other")
    assert place_random(0, Area(), 1, 1) == ()
    for count in (-1, MAX_NODES + 1):
        with pytest.raises(ScenarioError, match="choose 0 to"):
            place_random(count, Area(), 1, 1)
