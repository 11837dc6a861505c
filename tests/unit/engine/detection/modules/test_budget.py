"""A node runs what fits it, and is told why something does not."""

from dataclasses import replace

import pytest

from engine.detection.modules import Room, deployment, module_info
from tests.unit.engine.detection.kit import module

INFO = replace(module_info(module()), cycles=1000.0, size_bytes=4000)
ROOM = Room(node=7, cpu_hz=100_000.0, load=0.4, ram_free=10_000)


def test_what_fits_says_what_is_left():
    found = deployment(INFO, ROOM, allowed_growth=0.2)
    assert found.fits
    assert found.load_with == pytest.approx(0.41)
    assert "7.0% of computing time and 6,000 B" in found.reason


@pytest.mark.parametrize(
    ("info", "room", "reason"),
    [
        (replace(INFO, size_bytes=10_001), ROOM, "needs 10,001 B of memory, node 7 has 10,000 B free"),
        (replace(INFO, cycles=9000.0), ROOM, "load of node 7 would grow from 40.0% to 49.0%; allowed is 48.0%"),
        (INFO, replace(ROOM, cpu_hz=0.0), "no processor"),
        (replace(INFO, cycles=30_000.0), replace(ROOM, load=0.9), "allowed is 100.0%"),
    ],
)
def test_what_does_not_fit_says_why(info, room, reason):
    found = deployment(info, room, allowed_growth=0.2)
    assert not found.fits
    assert reason in found.reason


def test_verdicts_for_each_member_cost_more():
    assert deployment(INFO, ROOM, allowed_growth=0.2, rows=8).load_with == pytest.approx(0.48)
    assert not deployment(INFO, ROOM, allowed_growth=0.2, rows=9).fits


def test_an_idle_node_may_take_something():
    assert deployment(INFO, replace(ROOM, load=0.0), allowed_growth=0.2).fits
