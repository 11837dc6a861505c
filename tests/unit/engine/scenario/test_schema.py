"""The JSON Schema in resources is the model's."""

import json
from importlib.resources import files

from engine.scenario.schema import SCHEMA_FILE, schema_text


def test_the_schema_file_is_up_to_date():
    kept = files("resources").joinpath("schemas", SCHEMA_FILE).read_text(encoding="utf-8")
    assert kept == schema_text(), f"run: python -m engine.scenario.schema > resources/schemas/{SCHEMA_FILE}"


def test_the_schema_names_version_and_units():
    schema = json.loads(schema_text())
    assert schema["properties"]["schema_version"]["const"] == 1
    assert "J" in schema["$defs"]["Node"]["properties"]["energy_j"]["description"]
