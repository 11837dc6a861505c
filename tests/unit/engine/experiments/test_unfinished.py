"""Figures grow while an experiment goes on: whatever is finished of it, they can be drawn, without a word."""

import numpy as np
import pytest

from engine.experiments.conduct import Experiment
from engine.experiments.measure import compiled, made_up
from engine.experiments.presets.catalogue import experiment_registry
from engine.readmodel.experiment import Plan

NAMES = [recipe.name for recipe in experiment_registry()]


@pytest.mark.parametrize("name", NAMES)
def test_figures_can_be_drawn_of_any_number_of_finished_runs(name):
    experiment = Experiment(Plan(name, (1, 2), rounds=30))
    names = made_up(30)
    values = {key: measure(names) for key, measure in compiled(experiment.programme.measures).items()}
    values |= {m.name: np.float64(0) for m in experiment.programme.measures if not m.expression}
    runs = experiment.programme.runs()
    for finished in range(len(runs) + 1):
        experiment._outcomes = dict.fromkeys(runs[:finished], values)
        assert experiment.figures()
