"""Any valid scenario survives saving; any text or bytes give a scenario or one clear error."""

import json
import math

from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.base.errors import EditError, ScenarioError
from engine.scenario.clip import clip_from_text
from engine.scenario.edits import from_json
from engine.scenario.model import (
    DEFAULT_WEIGHTS,
    Area,
    Attack,
    Energy,
    Node,
    Obstacle,
    Radio,
    Routing,
    Scenario,
    Station,
    Trust,
)
from engine.scenario.paths import known_paths, set_value
from engine.scenario.storage import dumps, load, loads, save
from engine.scenario.templates import template
from engine.scenario.validate import check, problems_of

QUIET = settings(max_examples=120, deadline=None, derandomize=True, database=None)

metres = st.floats(-1e6, 1e6)
positive = st.floats(0, 1e9, exclude_min=True)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
params = st.dictionaries(texts, plain, max_size=3)
# What a stranger's JSON may hold: much like a scenario, and much that is not.
foreign = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["schema_version", "nodes", "id", "x", "y", "trust", "attacks", "kind", "edits", "title"])
            | st.text(max_size=4),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@st.composite
def scenarios(draw):
    ids = draw(st.lists(st.integers(0, 1_999_999_990), unique=True, min_size=1, max_size=12))
    cut = draw(st.integers(0, min(3, len(ids) - 1)))
    stations = tuple(Station(id=i, x=draw(metres), y=draw(metres), name=draw(texts)) for i in ids[:cut])
    nodes = tuple(
        Node(id=i, x=draw(metres), y=draw(metres), energy_j=draw(st.none() | positive), name=draw(texts))
        for i in ids[cut:]
    )
    targets = st.lists(st.sampled_from(ids[cut:]), min_size=1, max_size=4, unique=True).map(tuple)
    free = max(ids) + 1
    obstacles = tuple(
        Obstacle(id=k, x=draw(metres), y=draw(metres), turn_deg=draw(st.floats(-360, 360)), name=draw(texts))
        for k in range(free, free + draw(st.integers(0, 3)))
    )
    names = draw(st.lists(texts.filter(bool), unique=True, max_size=3))
    attacks = tuple(Attack(id=n, type="t", nodes=draw(targets), params=draw(params)) for n in names)
    weights = {**DEFAULT_WEIGHTS, "m2": draw(st.floats(0, 10))}
    return Scenario(
        name=draw(texts),
        notes=draw(texts),
        seed=draw(st.integers(0, 2**63 - 1)),
        area=Area(width_m=draw(positive), height_m=draw(positive)),
        stations=stations,
        nodes=nodes,
        obstacles=obstacles,
        radio=Radio(range_m=draw(positive)),
        energy=Energy(initial_j=draw(positive)),
        routing=Routing(params=draw(params)),
        trust=Trust(threshold=draw(st.floats(-1, 1)), weights=weights),
        attacks=attacks,
    )


@QUIET
@given(scenarios())
def test_any_scenario_survives_saving(scenario):
    text = dumps(scenario)
    assert loads(text) == scenario
    assert dumps(loads(text)) == text
    assert problems_of(json.loads(text)) == []
    assert all(p.severity == "warning" for p in check(scenario))


def test_files_and_texts_are_the_same(tmp_path):
    @settings(QUIET, max_examples=20)
    @given(scenarios())
    def run(scenario):
        save(scenario, tmp_path / "a.motewarden")
        assert load(tmp_path / "a.motewarden") == scenario

    run()


def _one_line(error):
    assert "\n" not in str(error)
    assert error.what


@QUIET
@given(st.text() | foreign.map(json.dumps) | foreign.map(lambda v: json.dumps({"schema_version": 1, "nodes": v})))
@example('{"schema_version": 1, "trust": {"weights": {"m1": 1e400}}}')
@example('{"schema_version": 1e0}')
@example('{"schema_version": 1, "schema_version": 1}')
@example("{" * 5000)
def test_any_text_gives_a_scenario_or_a_clear_error(text):
    for runnable in (True, False):
        try:
            assert isinstance(loads(text, "f", runnable=runnable), Scenario)
        except ScenarioError as error:
            _one_line(error)


def test_any_bytes_give_a_scenario_or_a_clear_error(tmp_path):
    file = tmp_path / "a.motewarden"
    good = dumps(template("s3-reference")).encode()

    @QUIET
    @given(st.binary() | st.tuples(st.integers(0, len(good) - 1), st.binary(max_size=3)))
    def run(data):
        if isinstance(data, tuple):
            place, junk = data
            data = good[:place] + junk + good[place + len(junk) :]
        file.write_bytes(data)
        try:
            load(file)
        except ScenarioError as error:
            _one_line(error)

    run()


@QUIET
@given(foreign)
def test_any_data_has_a_list_of_problems_or_none(data):
    for error in problems_of(data, "f"):
        _one_line(error)


@QUIET
@given(foreign, st.text(max_size=60))
def test_foreign_edits_and_clips_are_refused_plainly(data, text):
    for act, value in ((from_json, data), (clip_from_text, text), (clip_from_text, json.dumps(data))):
        try:
            act(value)
        except EditError as error:
            _one_line(error)


paths = (
    st.sampled_from(known_paths()) | st.from_regex(r"[a-z_]{1,8}(\.[a-z0-9_]{1,8}){0,3}", fullmatch=True) | st.text()
)


@QUIET
@given(paths, st.text(max_size=20) | foreign.map(json.dumps))
@example("attacks[0", "1")
@example("nodes.99999999999", "1")
@example("trust.weights", "[" * 5000)
def test_any_setting_gives_a_valid_scenario_or_a_clear_error(path, text):
    try:
        after = set_value(template("leach-100"), path, text)
    except ScenarioError as error:
        _one_line(error)
    else:
        assert loads(dumps(after), runnable=False) == after
        assert math.isfinite(after.round_s)
