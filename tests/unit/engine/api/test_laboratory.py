"""The door to experiments, and the laboratory that the window polls."""

from time import monotonic, sleep

import pytest

from engine.api import experiments
from engine.api.experiments import ExperimentError, Laboratory
from engine.base.errors import MotewardenError
from engine.readmodel.experiment import Axis, Measure, Plan, from_json, to_json

ORDER = Plan(
    "sweep",
    (1, 2),
    5,
    axes=(Axis("trust.enabled", (True, False)),),
    measures=(Measure("loss", "sum(lost)/sum(generated)"),),
)
LONG = Plan("sweep", tuple(range(1, 200)), 300)


@pytest.fixture
def laboratory():
    made = Laboratory()
    yield made
    assert made.close(), "the laboratory does not end"


def ended(laboratory, patience_s=60.0):
    """All progress until the end."""
    until, told = monotonic() + patience_s, []
    while not told or told[-1].state not in ("done", "cancelled", "failed"):
        assert monotonic() < until, told
        progress = laboratory.outlet.take_progress()
        if progress is not None:
            told.append(progress)
        sleep(0.01)
    return told


def test_presets_say_what_they_are_and_survive_json():
    found = experiments.presets()
    assert [p.name for p in found][:3] == ["s3-fig3", "s3-fig4", "s3-fig5"]
    for preset in found:
        assert preset.title
        assert preset.free or preset.paper
        assert from_json(to_json(preset)) == preset
    assert {p.key for p in found[0].parameters} >= {"energy.initial_j", "trust.threshold"}


def test_an_order_is_completed_without_running():
    plan = experiments.plan(Plan("s3-fig5", (1, 2, 3)))
    assert (plan.runs, plan.rounds, plan.scenario) == (54, 300, "template:s3-connected")


def test_the_laboratory_gives_progress_figures_and_a_result(laboratory, tmp_path):
    assert laboratory.start(ORDER, tmp_path, workers=1).runs == 4
    assert laboratory.busy
    with pytest.raises(ExperimentError, match="an experiment is running"):
        laboratory.start(ORDER, tmp_path)
    told = ended(laboratory)
    assert told[-1].state == "done", told[-1]
    assert told[-1].done == told[-1].total == 4
    result = laboratory.outlet.take_result()
    assert result.figures == laboratory.outlet.take_figures()
    assert (tmp_path / "report.html").exists()
    assert laboratory.outlet.take_result() is None, "each is taken once"


def test_the_laboratory_can_be_cancelled_and_goes_on(laboratory, tmp_path):
    laboratory.start(LONG, tmp_path, workers=1)
    while (progress := laboratory.outlet.take_progress()) is None or progress.done < 2:
        sleep(0.01)
    laboratory.cancel()
    last = ended(laboratory)[-1]
    assert last.state == "cancelled"
    assert 2 <= last.done < last.total == 199
    assert laboratory.outlet.take_result() is None
    laboratory.close()
    laboratory.start(LONG, tmp_path, workers=1)
    while (progress := laboratory.outlet.take_progress()) is None or progress.state != "running":
        sleep(0.01)
    assert progress.kept >= 2


def test_what_does_not_fit_is_said_before_anything_starts(laboratory, tmp_path):
    with pytest.raises(MotewardenError, match="did you mean"):
        laboratory.start(Plan("sweep", (1,), axes=(Axis("trust.treshold", (1,)),)), tmp_path)
    assert not laboratory.busy


def test_what_goes_wrong_later_arrives_as_progress(laboratory, tmp_path):
    (tmp_path / "file").touch()
    laboratory.start(ORDER, tmp_path / "file", workers=1)
    last = ended(laboratory)[-1]
    assert last.state == "failed"
    assert "cannot write results" in last.message
