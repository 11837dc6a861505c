"""The controller's decision: holders that are fit stay, vacancies go to the best, each role is held while it can be."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import Duty
from engine.roles.assignment import Case, assign
from engine.roles.suitability import SOUGHT

NOBODY = np.zeros(6, bool)


def case(score, **changes):
    """Six nodes, all of which may hold anything; ``score`` counts for every role."""
    base = {
        "wanted": {Duty.CONTROLLER: 1, Duty.PROCESSOR: 1, Duty.KEEPER: 2, Duty.DETECTOR: 0},
        "score": dict.fromkeys(SOUGHT, np.array(score, float)),
        "may": np.ones(6, bool),
        "unfit": dict.fromkeys(SOUGHT, NOBODY),
        "present": np.zeros(6, np.uint8),
        "collects": np.ones(6, bool),
        "margin": 0.15,
        "near": lambda _row: NOBODY,
        "reserved": {},
    }
    return Case(**{**base, **changes})


def holders(roles, duty):
    return np.flatnonzero(roles & int(duty)).tolist()


SCORE = [0.9, 0.87, 0.85, 0.83, 0.4, 0.3]


def test_the_best_get_one_role_each_and_all_collect():
    roles = assign(case(SCORE))
    assert [holders(roles, d) for d in (Duty.CONTROLLER, Duty.PROCESSOR, Duty.KEEPER)] == [[0], [1], [2, 3]]
    assert holders(roles, Duty.COLLECTOR) == [0, 1, 2, 3, 4, 5]


def test_a_holder_stays_unless_surpassed_by_the_margin():
    present = np.array([0, 0, 0, 0, Duty.PROCESSOR, 0], np.uint8)
    near_enough = assign(case([0.5, 0.45, 0.2, 0.1, 0.4, 0.1], present=present))
    assert holders(near_enough, Duty.PROCESSOR) == [4]
    surpassed = assign(case([0.5, 0.47, 0.2, 0.1, 0.4, 0.1], present=present))
    assert holders(surpassed, Duty.PROCESSOR) == [1]


def test_an_unfit_holder_is_relieved():
    weak = NOBODY.copy()
    weak[0] = True
    present = np.array([Duty.CONTROLLER, 0, 0, 0, 0, 0], np.uint8)
    roles = assign(case(SCORE, present=present, unfit={**dict.fromkeys(SOUGHT, NOBODY), Duty.CONTROLLER: weak}))
    assert holders(roles, Duty.CONTROLLER) == [1]


def test_where_nobody_is_fit_the_best_there_is_holds_the_role():
    all_weak = dict.fromkeys(SOUGHT, np.ones(6, bool))
    roles = assign(case(SCORE, unfit=all_weak))
    for duty, wanted in ((Duty.CONTROLLER, 1), (Duty.PROCESSOR, 1), (Duty.KEEPER, 2)):
        assert len(holders(roles, duty)) == wanted


def test_few_nodes_hold_several_roles():
    only = NOBODY.copy()
    only[5] = True
    roles = assign(case(SCORE, may=only, collects=only))
    assert roles[5] == Duty.CONTROLLER | Duty.PROCESSOR | Duty.KEEPER | Duty.COLLECTOR
    assert not roles[:5].any()


def test_who_did_not_report_gets_nothing():
    may = np.array([0, 1, 1, 1, 1, 1], bool)
    assert 0 not in holders(assign(case(SCORE, may=may)), Duty.CONTROLLER)


def test_reserved_nodes_come_first():
    first = NOBODY.copy()
    first[5] = True
    roles = assign(case(SCORE, reserved={Duty.CONTROLLER: first}))
    assert holders(roles, Duty.CONTROLLER) == [5]


def test_keepers_are_spread():
    def near(row):
        return np.array([k != row and abs(k - row) == 1 for k in range(6)])

    score = [0.1, 0.1, 0.9, 0.85, 0.1, 0.8]
    wanted = {**case(SCORE).wanted, Duty.CONTROLLER: 0, Duty.PROCESSOR: 0}
    assert holders(assign(case(score, wanted=wanted)), Duty.KEEPER) == [2, 3]
    assert holders(assign(case(score, wanted=wanted, near=near)), Duty.KEEPER) == [2, 5]


def test_too_many_holders_the_best_stay():
    present = np.full(6, int(Duty.KEEPER), np.uint8)
    roles = assign(case(SCORE, present=present, wanted={**case(SCORE).wanted, Duty.CONTROLLER: 0, Duty.PROCESSOR: 0}))
    assert holders(roles, Duty.KEEPER) == [0, 1]
