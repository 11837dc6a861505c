"""Palettes and forms are complete, and every field they show can be set."""

import pytest

from engine import api
from engine.base.errors import MotewardenError
from engine.network.strategies import Exploiting, MixtureStrategy
from engine.scenario.detection import Detection
from engine.scenario.edits import edit_obstacle
from engine.scenario.hardware import PROFILES
from engine.scenario.model import Attack, Node, Obstacle, Routing
from engine.scenario.organisation import Hardening, Incident, Roles
from engine.scenario.paths import get_value, set_value, with_value
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, s3

FORMS = api.settings(template("leach-100"))
FIELDS = [p for _, fields in FORMS for p in fields]


def test_palette_offers_nodes_stations_and_every_registered_attack():
    keys = [entry.key for entry in api.palette()]
    attacks = (f"attack:{name}" for name in STRATEGIES.attacks.items())
    hardware = [f"node:{name}" for name in PROFILES]
    assert keys == [*hardware, "node:router", "station", "obstacle", *attacks]
    assert all(entry.tip and entry.title and entry.group for entry in api.palette())


def test_tips_of_hardware_say_what_the_source_says_and_what_it_leaves_out():
    tips = {entry.key: entry.tip for entry in api.palette()}
    xbee, esp = tips["node:xbee-s2"], tips["node:esp32-wroom-32e"]
    assert "4 × 1200 MHz; 1 GiB of memory; ZigBee; Digi XBee Series 2: sending 116 mW, receiving 165 mW" in xbee
    assert xbee.endswith("Source: paper S2, Table 7.")
    assert esp.startswith("Wi-Fi, Bluetooth; radio currents not stated")
    assert "secure boot" in tips["node:lpc55s3x"]
    assert "secure boot" not in esp


def test_fields_of_the_radio_have_units_and_say_when_they_count():
    rows = {p.key: p for p in FIELDS}
    units = {"tx_dbm": "dBm", "noise_dbm": "dBm", "pl0_db": "dB", "sigma_db": "dB", "bit_rate": "bit/s", "range_m": "m"}
    assert {name: rows[f"radio.{name}"].unit for name in units} == units
    for name in ("pl0_db", "sigma_db", "noise_dbm", "curve", "min_reception"):
        assert "(shadowing only)" in rows[f"radio.{name}"].tip
    assert "(csma only)" in rows["radio.retries"].tip
    assert "(datasheet only)" in rows["energy.duty_cycle"].tip
    assert rows["radio.curve"].choices == ("oqpsk", "tossim", "fsk")


def test_the_form_of_an_obstacle_has_every_field_that_can_be_edited():
    wall = Obstacle(id=7, x=1, y=2, name="mill")
    scenario = template("leach-100").replace(obstacles=(wall,))
    rows = {p.key: p for p in api.obstacle_parameters(wall)}
    assert set(rows) == set(Obstacle.model_fields) - {"id"}
    assert (rows["loss_db"].unit, rows["turn_deg"].unit, rows["x"].unit, rows["width_m"].unit) == ("dB", "°", "m", "m")
    assert (rows["loss_db"].minimum, rows["loss_db"].maximum) == (0, 200)
    for key, row in rows.items():
        assert edit_obstacle(scenario, 7, **{key: row.value}).after == wall


def test_forms_cover_the_sections_of_the_document_once():
    keys = [p.key for p in FIELDS]
    assert len(set(keys)) == len(keys)
    for key in ("trust.threshold", "trust.weights.m11", "radio.range_m", "routing.params.head_share", "area.width_m"):
        assert key in keys


@pytest.mark.parametrize("field", FIELDS, ids=lambda p: p.key)
def test_every_field_can_be_read_and_set_at_its_path(field):
    scenario = template("leach-100")
    if not field.key.startswith("trust.weights"):
        value = get_value(scenario, field.key)
        assert (", ".join(map(str, value)) if isinstance(value, list) else value) == field.value
    text = "null" if field.value is None else str(field.value).lower() if field.value in (True, False) else None
    again = set_value(scenario, field.key, text or str(field.value))
    assert again.model_dump() == scenario.model_dump() or field.key.startswith("trust.weights")
    for choice in field.choices:
        set_value(scenario, field.key, choice)


@pytest.mark.parametrize("field", [p for p in FIELDS if p.maximum is not None], ids=lambda p: p.key)
def test_limits_of_a_field_are_those_of_the_document(field):
    scenario = template("leach-100")
    assert field.minimum is None or field.minimum < field.maximum
    set_value(scenario, field.key, str(field.maximum))
    assert field.value is None or field.minimum is None or field.minimum <= field.value <= field.maximum


@pytest.mark.parametrize("attack", list(STRATEGIES.attacks), ids=lambda a: a.name)
def test_attack_forms_hold_schedule_and_parameters(attack):
    fields = api.attack_parameters(Attack(id="x", type=attack.name, start=20))
    keys = [p.key for p in fields]
    own = (f"params.{name}" for name in attack.params_type.model_fields)
    assert keys == ["start", "duration", "variation", "origin", *own]
    assert [p.value for p in fields[:4]] == [20, 0, "common", "insider"]
    assert all(p.tip for p in fields[2:])


@pytest.mark.parametrize("attack", list(STRATEGIES.attacks), ids=lambda a: a.name)
def test_the_variation_can_be_chosen_exactly_where_there_are_two(attack):
    two = isinstance(attack, Exploiting | MixtureStrategy)
    variation, origin = api.attack_parameters(Attack(id="x", type=attack.name))[2:4]
    assert variation.choices == ("common", "exploiting")
    assert origin.choices == ("insider", "outsider")
    assert bool(variation.locked) is not two
    assert attack.title in variation.locked or two
    assert not origin.locked
    stuck = Attack(id="x", type=attack.name, variation="exploiting")
    assert not api.attack_parameters(stuck)[2].locked, "a wrong choice can be taken back"


def test_roles_and_hardening_show_what_their_switches_govern_and_no_more():
    bare = template("leach-100")
    keys = {p.key for rows in dict(api.settings(bare)).values() for p in rows}
    assert {k for k in keys if k.startswith("roles.")} == {"roles.enabled"}
    assert "hardening.limit_joins" in keys
    assert "hardening.joins" not in keys
    on = bare.replace(roles=Roles(enabled=True), hardening=Hardening(limit_joins=True))
    rows = {p.key: p for p in dict(api.settings(on))["Roles"] + dict(api.settings(on))["Hardening"]}
    assert {k for k in rows if k.startswith("roles.")} == {f"roles.{n}" for n in Roles.model_fields}
    assert rows["hardening.joins_per"].unit == "rounds"
    assert rows["roles.policy"].choices == ("suitability", "reputation")
    for row in rows.values():
        assert row.tip, row.key
        set_value(on, row.key, str(row.value).lower())


def test_detection_shows_what_its_switches_govern_and_every_field_can_be_set():
    bare = template("leach-100")
    assert [p.key for p in dict(api.settings(bare))["Detection"]] == ["detection.enabled"]
    roles = Roles(enabled=True, detectors=1)
    on = bare.replace(roles=roles, detection=Detection(enabled=True), routing=Routing(protocol="roles"))
    rows = {p.key: p for p in dict(api.settings(on))["Detection"]}
    assert set(rows) == {f"detection.{n}" for n in Detection.model_fields}
    assert rows["detection.types"].value.startswith("routes, redistributions")
    assert (rows["detection.interval_s"].unit, rows["detection.highest"].unit) == ("s", "°C")
    for row in rows.values():
        assert row.tip, row.key
        again = set_value(on, row.key, str(row.value).lower())
        assert again.detection == on.detection, row.key
    two = set_value(on, "detection.types", "signal, routes")
    assert two.detection.types == ("signal", "routes")
    calm = on.replace(detection=Detection(enabled=True, rules=False, profile=False))
    left = {p.key for p in dict(api.settings(calm))["Detection"]}
    assert set(rows) - left == {f"detection.{n}" for n in ("lowest", "highest", "learn_s")}


def test_the_form_of_a_node_names_the_hardware_there_is():
    rows = {p.key: p for p in api.node_parameters(Node(id=1, x=0, y=0, roles=("keeper", "processor")))}
    assert rows["profile"].choices == tuple(PROFILES)
    assert rows["roles"].value == "keeper, processor"
    assert "vehicle" in rows["motion"].choices


def test_the_form_of_an_incident_asks_for_what_its_kind_needs():
    drain = {p.key: p for p in api.incident_parameters(Incident(id="a", kind="drain", at=3, role="keeper"))}
    assert (drain["whom"].value, drain["to"].maximum, "node" in drain) == ("keeper", 1, False)
    leave = {p.key: p for p in api.incident_parameters(Incident(id="a", kind="leave", at=3, node=4))}
    assert (leave["whom"].value, leave["node"].value, "to" in leave) == ("node", 4, False)


def test_documents_that_cannot_run_give_clear_errors_not_crashes():
    with pytest.raises(MotewardenError, match="speed"):
        api.settings(s3().replace(routing=Routing(params={"speed": 1})))
    with pytest.raises(MotewardenError, match="share"):
        api.attack_parameters(Attack(id="x", type="greyhole", params={"share": 7}))
    with pytest.raises(MotewardenError, match="no attack called 'flood'"):
        api.attack_parameters(Attack(id="x", type="flood"))


@pytest.mark.parametrize("model", list(STRATEGIES.trust), ids=lambda m: m.name)
def test_forms_of_a_trust_model_show_its_parameters_and_none_that_it_does_not_read(model):
    scenario = s3(trust={"model": model.name})
    sections = dict(api.settings(scenario))
    keys = {p.key for rows in sections.values() for p in rows}
    own = {f"trust.params.{name}" for name in model.params_type.model_fields}
    assert own <= keys
    weights = {k for k in keys if k.startswith("trust.weights.")}
    assert (
        (len(weights) == 11) == (model.name == "s3") == ("trust.threshold" in keys) == bool(api.trust_presets(scenario))
    )
    choice = next(p for p in sections["Trust"] if p.key == "trust.model")
    assert (choice.value, choice.choices) == (model.name, tuple(STRATEGIES.trust.items()))
    for p in sections.get(model.title, ()):
        again = set_value(scenario, p.key, str(p.value))
        assert api.settings(again) == api.settings(scenario)
        assert p.tip


def test_presets_of_weights_can_be_applied_in_any_order_and_leave_nothing_behind():
    presets = api.trust_presets(s3())
    assert [p.title for p in presets] == ["Recommended", "Equal", "As printed, per round"]
    assert len({frozenset(p.values) for p in presets}) == 1, "each sets what any of them sets"
    found = {}
    for first in presets:
        for then in presets:
            scenario = s3()
            for preset in (first, then):
                for key, value in preset.values.items():
                    scenario = with_value(scenario, key, value)
            found.setdefault(then.title, []).append(scenario.trust)
    assert all(trusts == [trusts[0]] * 3 for trusts in found.values())
    assert found["Recommended"][0] == s3().trust
    assert set(found["Equal"][0].weights.values()) == {0.0909}
    assert (found["As printed, per round"][0].history, found["As printed, per round"][0].weights["m8"]) == (
        "round",
        0.7,
    )
    assert all(sum(trusts[0].weights.values()) == pytest.approx(1, abs=2e-3) for trusts in found.values())


def test_an_unknown_trust_model_is_named_with_its_place():
    with pytest.raises(
        MotewardenError, match=r"trust\.model: there is no trust model called 'bta'; did you mean 'beta'"
    ):
        api.settings(s3(trust={"model": "bta"}))
    with pytest.raises(MotewardenError, match=r"trust\.params\.speed: .*parameters are: threshold, hysteresis"):
        api.settings(s3(trust={"model": "beta", "params": {"speed": 1}}))
