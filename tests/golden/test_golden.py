"""Seeded runs give the numbers they always gave; ``python tests/golden/update.py`` when they are meant to change."""

import json

import pytest

from engine.readmodel.metrics import METRIC_COLUMNS
from tests.golden import update


@pytest.mark.parametrize("name", list(update.SCENARIOS))
def test_seeded_run_gives_the_recorded_numbers(name):
    recorded = json.loads(update.path(name).read_text(encoding="utf-8"))
    now = update.trace(name, recorded["columns"])
    assert now["shown"] == recorded["shown"]
    digests = zip(now["digests"], recorded["digests"], strict=True)
    other = next((r for r, (a, b) in enumerate(digests, 1) if a != b), None)
    assert other is None, f"the metrics differ from round {other} on"


@pytest.mark.parametrize("name", list(update.SCENARIOS))
def test_every_column_is_recorded(name):
    """A new column alone fails here and not above: the numbers that were there stay what they were."""
    assert json.loads(update.path(name).read_text(encoding="utf-8"))["columns"] == list(METRIC_COLUMNS)


def test_every_trace_belongs_to_a_scenario():
    assert {p.stem for p in update.FOLDER.glob("*.json")} == set(update.SCENARIOS)
