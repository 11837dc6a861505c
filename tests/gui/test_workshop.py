"""The process beside the window: jobs in order, progress, cancel, death, end."""

from __future__ import annotations

import multiprocessing
import time

import pytest

from app.workshop import LOST, Workshop
from tests.gui.workshop_fakes import count

LONG = 60_000


@pytest.fixture
def shop(qtbot):
    made = Workshop(life=count)
    made.steps, made.answers, made.errors = [], [], []
    made.progress.connect(made.steps.append)
    made.answered.connect(lambda job, value: made.answers.append((job, value)))
    made.refused.connect(lambda job, error: made.errors.append((job, error)))
    yield made
    made.close()
    assert [p for p in multiprocessing.active_children() if p.name == "workshop"] == []


def test_no_process_before_the_first_job(shop):
    assert shop.pid is None
    assert not shop.busy


def test_jobs_are_done_in_order_by_one_process_that_keeps_what_it_has(qtbot, shop):
    shop.ask("up", 5)
    shop.ask("pid")
    shop.ask("fail")
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    assert shop.answers[0] == ("up", 5)
    assert shop.answers[1] == ("pid", (shop.pid, 5))
    assert shop.errors == [("fail", "the number is odd; take an even one")]
    assert shop.steps
    assert shop.steps[-1].state == "running"


def test_cancel_stops_the_job_and_forgets_those_that_wait(qtbot, shop):
    shop.ask("up", 5000)
    shop.ask("pid")
    qtbot.waitUntil(lambda: bool(shop.steps), timeout=LONG)
    shop.cancel()
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    assert shop.steps[-1].state == "cancelled"
    assert shop.answers == [("up", None)]
    shop.ask("up", 3)
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    assert shop.answers[-1] == ("up", 3)


def test_a_process_that_dies_is_told_and_the_next_job_has_another(qtbot, shop):
    shop.ask("pid")
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    first = shop.answers[-1][1][0]
    shop.ask("die")
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    assert shop.errors == [("die", LOST)]
    shop.ask("pid")
    qtbot.waitUntil(lambda: not shop.busy, timeout=LONG)
    assert shop.answers[-1][1][0] != first


def test_closing_ends_a_busy_process_soon(qtbot, shop):
    shop.ask("up", 100_000)
    qtbot.waitUntil(lambda: bool(shop.steps), timeout=LONG)
    begin = time.monotonic()
    shop.close()
    assert time.monotonic() - begin < 5
