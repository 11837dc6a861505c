"""Orders are completed and checked before anything runs; documents of runs are those that the paths say."""

from dataclasses import replace

import pytest

from engine.base.errors import MotewardenError
from engine.experiments.bench import Documents
from engine.experiments.order import MAX_RUNS, command_of, programme_of
from engine.experiments.presets.catalogue import experiment_registry
from engine.experiments.presets.sweep import measure_of
from engine.experiments.programme import Run
from engine.readmodel.experiment import Axis, Change, Measure, Plan
from engine.scenario.model import Attack
from engine.scenario.paths import get_value
from engine.scenario.templates import template

RECIPES = experiment_registry()
HOLES = Change("attacks", ({"id": "a", "type": "blackhole", "count": 10, "start": 20},))
SWEEP = Plan("sweep", (1, 2), axes=(Axis("trust.threshold", (0.7, 0.8)), Axis("mobility.step_m", (0, 2, 4))))


def planned(order, document=None):
    return programme_of(RECIPES.get(order.experiment), order, document)


@pytest.mark.parametrize("name", list(RECIPES.items()))
def test_every_experiment_can_be_planned(name):
    recipe = RECIPES.get(name)
    order, programme = planned(Plan(name, (1, 2)))
    assert order.runs == len(programme.runs()) == sum(len(programme.seeds_of(c)) for c in programme.cells) > 0
    assert (order.rounds, order.scenario) == (recipe.rounds, recipe.scenario)
    assert len({cell.key for cell in programme.cells}) == len(programme.cells)


def test_the_fourth_figure_takes_the_runs_that_it_is_to_take():
    order, _ = planned(Plan("s3-fig4", tuple(range(1, 21))))
    assert order.runs == 9 * 3 * 20 * 2


def test_a_sweep_is_the_product_of_its_axes_with_whole_seeds_first():
    order, programme = planned(SWEEP)
    assert order.runs == 12
    keys = [cell.key for cell in programme.cells]
    assert keys[0] == (("trust.threshold", 0.7), ("mobility.step_m", 0))
    assert keys[-1] == (("trust.threshold", 0.8), ("mobility.step_m", 4))
    assert [run.seed for run in programme.runs()] == [1] * 6 + [2] * 6


def test_documents_are_the_template_of_the_seed_with_the_values_of_the_cell():
    order = replace(SWEEP, changes=(HOLES, Change("radio.range_m", 40.0)))
    _, programme = planned(order)
    documents = Documents(programme)
    for run in (programme.runs()[4], programme.runs()[7]):
        scenario, base = documents.of(run), template("s3-connected", run.seed)
        for path, value in programme.cells[run.cell].key:
            assert get_value(scenario, path) == value
        assert scenario.nodes == base.nodes
        assert scenario.seed == run.seed
        assert scenario.radio.range_m == 40
        assert scenario.energy == base.energy
        assert scenario.attacks == (Attack(id="a", type="blackhole", count=10, start=20),)


def test_changes_of_nodes_are_made_for_each_seed():
    _, programme = planned(Plan("sweep", (1, 2), axes=(Axis("nodes.0.energy_j", (0.5,)),)))
    documents = Documents(programme)
    for seed in (1, 2):
        nodes, before = documents.of(Run(0, seed)).nodes, template("s3-connected", seed).nodes
        assert nodes == (before[0].model_copy(update={"energy_j": 0.5}), *before[1:])


def test_an_attack_by_nobody_is_none():
    _, programme = planned(Plan("sweep", (1,), changes=(HOLES,), axes=(Axis("attacks.0.count", (0, 3)),)))
    documents = Documents(programme)
    assert documents.of(Run(0, 1)).attacks == ()
    assert documents.of(Run(1, 1)).attacks[0].count == 3


def test_a_document_at_hand_keeps_its_places_under_every_seed():
    own = template("leach-100", 5).replace(name="mine")
    _, programme = planned(Plan("sweep", (1, 9)), own)
    documents = Documents(programme)
    for seed in (1, 9):
        assert documents.of(Run(0, seed)) == own.replace(seed=seed)


def test_everybody_ignores_the_attackers_at_the_upper_bound():
    _, programme = planned(Plan("s3-fig3", (1, 2)))
    documents = Documents(programme)
    cell = next(k for k, c in enumerate(programme.cells) if c.key == (("variant", "upper bound"),))
    blocked = [documents.of(Run(cell, seed)).trust.blocked for seed in (1, 2)]
    assert [len(ids) for ids in blocked] == [20, 20]
    assert blocked[0] != blocked[1], "who attacks is drawn anew for each seed"


def test_the_values_of_a_preset_s_own_axes_may_be_exchanged():
    order, _ = planned(Plan("s3-fig5", (1,), axes=(Axis("attacks.0.count", (5, 10)),)))
    assert order.runs == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"seeds": ()}, "at least one seed is needed"),
        ({"seeds": (1, 1)}, "a seed comes twice"),
        ({"seeds": (-1,)}, "at least one seed"),
        ({"rounds": -1}, "at least one round"),
        ({"axes": (Axis("trust.treshold", (0.8,)),)}, "trust.treshold .*did you mean trust.threshold"),
        ({"axes": (Axis("trust.threshold", ()),)}, "has no values"),
        ({"axes": (Axis("trust.threshold", (0.8, 0.8)),)}, "a value comes twice"),
        ({"axes": (SWEEP.axes[0], SWEEP.axes[0])}, "trust.threshold: comes twice"),
        ({"axes": (Axis("trust.threshold", (0.8, "low")),)}, 'trust.threshold .*must be a number, not the text "low"'),
        (
            {"axes": (Axis("radio.range_m", (33.0, -1.0)),)},
            r"radio.range_m \(with radio.range_m -1.0\): must be above 0",
        ),
        ({"axes": (Axis("routing.protocol", ("leach", "leech")),)}, "did you mean 'leach'"),
        ({"axes": (Axis("attacks.0.count", (1,)),)}, "attacks has no entry '0'"),
        ({"axes": (Axis("attacks.0.count", (1, 101)),), "changes": (HOLES,)}, "101 attackers.*has 100 nodes"),
        ({"axes": (Axis("seed", (1, 2)),)}, "use --seeds"),
        ({"axes": (Axis("trust.threshold", tuple(range(1000))), Axis("round_s", tuple(range(1, 1000))))}, "too many"),
        ({"changes": (Change("trust.enabled", "perhaps"),)}, "trust.enabled: must be true or false"),
        ({"measures": (Measure("a", "sum(lots)"),)}, "no column or figure called 'lots'"),
        ({"measures": (Measure("a", "lost[1:] + lost"),)}, "do not fit together"),
        ({"measures": (Measure("a", "lost"), Measure("a", "hops"))}, "--measure a: comes twice"),
        ({"scenario": "template:s3-conected"}, "did you mean 's3-connected'"),
        ({"scenario": "no-such-file"}, "no such file"),
        ({"experiment": "s3-fig9"}, "did you mean 's3-fig"),
        ({"experiment": "s3-fig3"}, "--over trust.threshold: s3-fig3 varies named settings only"),
        ({"experiment": "s3-fig4"}, "s3-fig4 varies attacks.0.type, attacks.0.count, trust.enabled"),
        ({"experiment": "s3-fig4", "axes": (), "measures": (Measure("a", "lost"),)}, "has its own measures"),
    ],
)
def test_what_does_not_fit_is_named(change, words):
    with pytest.raises(MotewardenError, match=words):
        planned(replace(SWEEP, **change))


def test_too_many_runs_are_refused_before_they_are_written_out():
    with pytest.raises(MotewardenError, match="too many"):
        planned(Plan("sweep", tuple(range(MAX_RUNS + 1))))


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("alive", Measure("alive", "alive")),
        ("residual_j", Measure("residual_j", "residual_j", "J")),
        ("loss=sum(lost)/sum(generated)", Measure("loss", "sum(lost)/sum(generated)")),
        ("when(lost == 3)", Measure("when(lost == 3)", "when(lost == 3)")),
        ("energy.spent_j", Measure("energy.spent_j", "energy.spent_j", "J")),
    ],
)
def test_measures_as_they_are_typed(text, measure):
    assert measure_of(text) == measure


def test_the_command_that_makes_it_again():
    order = replace(SWEEP, rounds=50, changes=(HOLES,), measures=(Measure("loss", "sum(lost)"), Measure("hnd", "hnd")))
    command = command_of(order)
    assert command.startswith("motewarden experiment sweep --seeds 2 --rounds 50 --set ")
    assert (
        "--over trust.threshold=0.7,0.8 --over mobility.step_m=0,2,4 --measure 'loss=sum(lost)' --measure hnd"
        in command
    )
