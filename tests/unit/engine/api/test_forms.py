"""Palettes and forms are complete, and every field they show can be set."""

import pytest

from engine import api
from engine.base.errors import MotewardenError
from engine.scenario.model import Attack, Routing
from engine.scenario.paths import get_value, set_value
from engine.scenario.templates import template
from tests.worlds import STRATEGIES, s3

FORMS = api.settings(template("leach-100"))
FIELDS = [p for _, fields in FORMS for p in fields]


def test_palette_offers_nodes_stations_and_every_registered_attack():
    keys = [entry.key for entry in api.palette()]
    assert keys == ["node:mote", "node:router", "station", *(f"attack:{name}" for name in STRATEGIES.attacks.items())]
    assert all(entry.tip and entry.title and entry.group for entry in api.palette())


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
    assert keys == ["start", "duration", *(f"params.{name}" for name in attack.params_type.model_fields)]
    assert (fields[0].value, fields[1].value) == (20, 0)
    assert all(p.tip for p in fields[2:])


def test_documents_that_cannot_run_give_clear_errors_not_crashes():
    with pytest.raises(MotewardenError, match="speed"):
        api.settings(s3().replace(routing=Routing(params={"speed": 1})))
    with pytest.raises(MotewardenError, match="share"):
        api.attack_parameters(Attack(id="x", type="greyhole", params={"share": 7}))
    with pytest.raises(MotewardenError, match="no attack called 'flood'"):
        api.attack_parameters(Attack(id="x", type="flood"))
