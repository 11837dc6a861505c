"""Values as one types them in a sweep: lists, ranges, words; and back."""

from itertools import pairwise

import pytest

from widgets.experiments.gutter import spread
from widgets.experiments.sweep import measure_of
from widgets.experiments.values import MOST, ValuesError, parse_values, spell_values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0, 5, 10", (0, 5, 10)),
        ("0..40 step 10", (0, 10, 20, 30, 40)),
        ("0 to 3", (0, 1, 2, 3)),
        ("0.7..0.9 step 0.05", (0.7, 0.75, 0.8, 0.85, 0.9)),
        ("-2..2 by 2, 7", (-2, 0, 2, 7)),
        ("true, false", (True, False)),
        ("s3, beta", ("s3", "beta")),
        ('"1..2"', ("1..2",)),
        ("[1,2],[3]", ((1, 2), (3,))),
        ("null", (None,)),
    ],
)
def test_lists_ranges_and_words_are_read(text, values):
    found = parse_values(text)
    assert found == values
    assert [type(v) for v in found] == [type(v) for v in values]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" , ", "empty"),
        ("40..0", "range"),
        ("0..9 step 0", "range"),
        ("1..2..3", "range"),
        (f"0..{MOST}", "many"),
        (", ".join(map(str, range(MOST + 1))), "many"),
    ],
)
def test_what_is_no_list_is_refused(text, kind):
    with pytest.raises(ValuesError) as error:
        parse_values(text)
    assert error.value.kind == kind


@pytest.mark.parametrize(
    "values",
    [
        (0, 5, 10, 15, 20),
        (0.1, 0.2, 0.3, 0.4, 0.5),
        (1, 2),
        ("damage", "blackhole"),
        (True, False),
        ("true", "1..2", "a, b"),
        (None, (1, 2), 0.25),
    ],
)
def test_what_is_spelt_reads_back(values):
    assert parse_values(spell_values(values)) == values


def test_even_steps_are_spelt_as_a_range():
    assert spell_values((0, 5, 10, 15, 20)) == "0..20 step 5"
    assert spell_values((0, 5, 10, 15, 21)) == "0, 5, 10, 15, 21"


def test_a_measure_has_a_name_when_it_is_given_one():
    assert (measure_of("loss = sum(lost)").name, measure_of("loss = sum(lost)").expression) == ("loss", "sum(lost)")
    assert measure_of("alive == nodes").name == "alive == nodes"


def test_names_at_the_ends_of_curves_keep_apart_and_inside():
    places = spread([10.0, 12.0, 13.0, 90.0], 20.0, 0.0, 100.0)
    assert places == sorted(places)
    assert all(b - a >= 20 for a, b in pairwise(places))
    assert places[-1] <= 80
