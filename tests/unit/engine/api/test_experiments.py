"""The door to experiments, as the window uses it: forms, a look before the start."""

import pytest

from engine.api import experiments
from engine.api.experiments import ExperimentError, Prospect
from engine.base.errors import ScenarioError
from engine.readmodel.experiment import Axis, Plan


def test_forms_show_the_values_of_the_runs_and_not_of_the_template():
    rows = {p.key: p.value for p in experiments.preset("s3-fig3").parameters}
    assert rows["energy.initial_j"] == 0.5


def test_a_prospect_counts_runs_and_what_is_finished_of_them(tmp_path):
    prospect = Prospect(Plan("s3-fig4", (1, 2), axes=(Axis("attacks.0.count", (5, 10)),)))
    assert prospect.plan.runs == 3 * 2 * 2 * 2
    assert prospect.plan.rounds == 300
    assert prospect.finished(tmp_path / "nothing") == 0


def test_a_prospect_of_what_does_not_fit_is_refused_before_anything_runs():
    with pytest.raises(ScenarioError, match=r"did you mean trust\.threshold"):
        Prospect(Plan("sweep", (1,), axes=(Axis("trust.treshold", (0.8, 0.9)),)))
    with pytest.raises(ExperimentError, match="seed"):
        Prospect(Plan("sweep", ()))


def test_names_offered_for_measures_make_expressions():
    names = experiments.measure_names()
    assert {"lost", "packets.lost_by_cause.attack", "sum("} <= set(names)
    assert Prospect(Plan("sweep", (1,), measures=(experiments.measure_of("x=sum(lost)/nodes"),))).plan.runs == 1
