"""The JSON Schema of scenario documents: ``python -m engine.scenario.schema`` prints it."""

from __future__ import annotations

import json
import sys

from engine.scenario.model import SCHEMA_VERSION, Scenario

SCHEMA_FILE = f"scenario-{SCHEMA_VERSION}.schema.json"
"""Its name in ``resources/schemas``."""


def schema_text() -> str:
    """The schema as JSON text, the same on every machine."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Scenario.model_json_schema(mode="validation"),
        "title": f"Motewarden scenario, schema {SCHEMA_VERSION}",
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(schema_text())
