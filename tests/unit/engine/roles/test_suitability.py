"""Suitability is a weighted sum of what nodes have, as shares of the best; liars say more."""

from __future__ import annotations

import numpy as np
import pytest

from engine.readmodel.codes import Duty
from engine.roles import suitability
from engine.roles.suitability import FIGURES, WEIGHTS, reputation, said, scores, shares
from tests.worlds import start, world


def told(*rows):
    return np.array([(*row, 0) for row in rows], FIGURES)


EVERYBODY = np.ones(2, bool)


def test_weights_add_up_to_one():
    for duty, weights in WEIGHTS.items():
        assert weights.sum() == pytest.approx(1.0), duty


def test_the_best_in_everything_scores_one_for_every_role():
    parts = shares(told((1, 8e6, 2.0, 1e6, 1), (0.5, 4e6, 1.0, 5e5, 0.5)), EVERYBODY)
    for score in scores(parts).values():
        assert score[0] == pytest.approx(1.0)
        assert score[1] < 1.0


def test_orders_of_magnitude_count_by_the_logarithm():
    parts = shares(told((1, 4.8e9, 2.0, 1e10, 1), (1, 8e6, 2.0, 1e6, 1)), EVERYBODY)
    assert parts[0, [1, 3]] == pytest.approx([1.0, 1.0])
    assert parts[1, 1] == pytest.approx(1 / np.log2(1 + 600))
    assert parts[1, 3] == pytest.approx(1 / np.log2(1 + 1e4))


def test_mains_is_the_best_battery_there_is():
    parts = shares(told((1, 1, np.inf, 1, 1), (1, 1, 2.0, 1, 1)), EVERYBODY)
    assert parts[:, 2].tolist() == [1.0, 1.0]
    assert np.isfinite(parts).all()


def test_storage_matters_most_to_keepers_and_computing_to_processors():
    parts = shares(told((1, 1e6, 2.0, 1e9, 1), (1, 1e9, 2.0, 1e6, 1)), EVERYBODY)
    found = scores(parts)
    assert found[Duty.KEEPER][0] > found[Duty.KEEPER][1]
    assert found[Duty.PROCESSOR][1] > found[Duty.PROCESSOR][0]


def test_nobody_reported_nobody_suits():
    assert not shares(told((1, 1, 1, 1, 1)), np.zeros(1, bool)).any()


def test_who_kept_its_word_has_the_better_reputation():
    kept, failed, lost = np.array([10, 10, 0, 0]), np.array([0, 5, 0, 10]), np.array([0, 5, 0, 0])
    assert reputation(kept, failed, lost).tolist() == pytest.approx([11 / 12, 11 / 22, 1 / 2, 1 / 12])


def test_reputation_turns_the_choice():
    parts = shares(told((1, 8e6, 2.0, 1e6, 1), (0.9, 8e6, 1.9, 1e6, 1)), EVERYBODY)
    assert np.argmax(scores(parts)[Duty.CONTROLLER]) == 0
    assert np.argmax(scores(parts, np.array([0.3, 0.9]))[Duty.CONTROLLER]) == 1


def test_a_boaster_says_more_than_it_has():
    network = start(world([(0.0, 0.0), (5.0, 0.0)])).network
    network.behaviour["boast"][1] = 10.0
    true = suitability.figures(network, np.array([0, 1, -1]))
    out = said(network, true)
    for name in ("computing", "storage", "energy"):
        assert out[name][1] == pytest.approx(10 * true[name][1])
        assert out[name][0] == true[name][0]
    assert out["communication"].tolist() == true["communication"].tolist()


def test_who_wants_certain_roles_says_that_it_is_not_ready_to_control():
    network = start(world([(0.0, 0.0), (5.0, 0.0)])).network
    network.behaviour["covets"][1] = int(Duty.KEEPER)
    out = said(network, suitability.figures(network, np.zeros(len(network.nodes), np.int32)))
    assert np.flatnonzero(out["declines"]).tolist() == [1]


def test_neighbours_and_nearness_make_communication():
    network = start(world([(0.0, 0.0), (20.0, 0.0), (40.0, 0.0)], ())).network
    true = suitability.figures(network, np.array([1, 0, 1]))["communication"]
    assert true[1] == pytest.approx(1.0)
    assert true[0] == true[2] == pytest.approx(0.7 / 2 + 0.3 / 2)
