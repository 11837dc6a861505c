"""Values by path: what ``--set`` understands and how it refuses."""

import pytest

from engine.base.errors import ScenarioError
from engine.scenario.model import Attack, Routing
from engine.scenario.paths import get_value, known_paths, set_value, with_value, without
from engine.scenario.templates import template


@pytest.fixture
def scenario():
    attack = Attack(id="a", type="blackhole", nodes=(3,), params={"share": 0.5})
    return template("s3-connected").replace(attacks=(attack,), routing=Routing(params={"head_share": 0.05}))


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("trust.enabled", "false", False),
        ("trust.threshold", "1", 1.0),
        ("radio.range_m", "null", None),
        ("radio.data_bits", "4000", 4000),
        ("trust.history", "round", "round"),
        ("trust.weights.m2", "0.5", 0.5),
        ("routing.protocol", "flat", "flat"),
        ("routing.params.head_share", "0.1", 0.1),
        ("routing.params.new", "[1, 2]", [1, 2]),
        ("routing.params.new", "words", "words"),
        ("attacks.0.start", "7", 7),
        ("detection.interval_s", "2", 2.0),
        ("attacks[0].duration", "null", None),
        ("attacks[0].params.share", "1", 1),
        ("attacks[0].nodes", "[1, 2]", [1, 2]),
        ("nodes.3.energy_j", "1.5", 1.5),
        ("stations[0].name", "Base", "Base"),
        ("name", "123", "123"),
        ("name", '"quoted"', "quoted"),
        ("name", "NaN", "NaN"),
        ("seed", "5", 5),
        ("area", '{"width_m": 10, "height_m": 20}', {"width_m": 10.0, "height_m": 20.0}),
        ("attacks", "[]", []),
    ],
)
def test_values_are_set(scenario, path, text, value):
    after = set_value(scenario, path, text)
    got = get_value(after, path)
    assert got == value
    assert type(got) is type(value)
    assert with_value(after, path, get_value(scenario, path)) == scenario if "new" not in path else True


@pytest.mark.parametrize(
    ("path", "text", "what"),
    [
        ("range_m", "1", "did you mean radio.range_m?"),
        ("trust.treshold", "1", "did you mean trust.threshold"),
        ("truts.enabled", "true", "trust.enabled"),
        ("nonsense", "1", "there is no such value"),
        ("", "1", "is not a path"),
        ("trust..enabled", "1", "is not a path"),
        ("seed.x", "1", "seed is a single value without parts"),
        ("attacks.1.start", "1", "attacks has no entry '1'; its entries are 0 to 0"),
        ("attacks.-1.start", "1", "attacks has no entry '-1'"),
        ("attacks.²", "1", "attacks has no entry"),
        ("trust.weights.m99.x", "1", "there is no such value"),
        ("trust.weights.m99", "1", "unknown metrics: m99"),
        ("trust.threshold", "high", 'trust.threshold: must be a number, not the text "high"'),
        ("trust.threshold", "NaN", "must be a number"),
        ("trust.memory", "2", "trust.memory: must be at most 1, not 2"),
        ("nodes[2].x", "left", "nodes[2].x: must be a number"),
        ("attacks[0].start", "-1", "attacks[0].start: must be at least 0"),
        ("routing.params.a", "1e999", "finite"),
        ("schema_version", "2", "schema_version: must be 1, not 2"),
        ("nodes", "5", "nodes: must be a list"),
    ],
)
def test_what_does_not_fit_is_refused(scenario, path, text, what):
    with pytest.raises(ScenarioError) as caught:
        set_value(scenario, path, text)
    assert what in str(caught.value)


def test_free_parameters_can_be_left_out_again(scenario):
    more = with_value(scenario, "routing.params.new", 1)
    assert without(more, "routing.params.new") == scenario
    with pytest.raises(ScenarioError, match="cannot be left out"):
        without(scenario, "trust.enabled")
    with pytest.raises(ScenarioError, match="there is no such value"):
        without(scenario, "routing.params.none")


def test_values_given_out_are_copies(scenario):
    get_value(scenario, "trust.weights")["m1"] = 9
    assert scenario.trust.weights["m1"] == 0.02


def test_all_section_paths_can_be_read(scenario):
    for path in known_paths():
        get_value(scenario, path)
    assert "radio.range_m" in known_paths()
