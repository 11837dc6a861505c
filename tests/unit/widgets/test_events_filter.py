from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec
from engine.readmodel.records import RECORD, describe
from widgets.events.filter import FIELDS, MAX_DEPTH, MAX_LENGTH, FilterError, complete, parse
from widgets.events.phrases import phrases

NAMES = ("black hole", "grey hole")


def rows(*values: tuple[float, ...]) -> np.ndarray:
    return np.array([tuple(v) for v in values], RECORD)


SOME = rows(
    (1, Rec.DATA, 1.5, 3, -1, 0, 21.5),
    (2, Rec.LOST, 2.5, 17, 3, LossCause.ATTACK, 2),
    (3, Rec.LOST, 130.0, 4, 5, LossCause.LINK, 1),
    (3, Rec.HEAD, 131.0, 4, -1, 0, 0),
    (4, Rec.EXCLUDED, 132.0, 5, 17, 0, 0.71),
    (5, Rec.DIED, 140.0, 9, -1, EnergyCause.TRANSMIT, 0),
    (6, Rec.TRANSFER, 141.0, 3, 4, PacketKind.AGGREGATE, 0.2),
    (7, Rec.ATTACK_START, 142.0, 17, -1, 1, 0),
    (8, Rec.MAJORITY_EXCLUDED, 143.0, 17, -1, 0, 0.6),
)


def found(text: str) -> list[int]:
    return np.flatnonzero(parse(text).mask(SOME, NAMES)).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", list(range(9))),
        ("type==lost", [1, 2]),
        ("kind = LOST and cause == attack", [1]),
        ("type==lost && cause==attack && node in {3, 17} && t>1 && round<=50", [1]),
        ("kind != lost and kind != head", [0, 4, 5, 6, 7, 8]),
        ("node in {3, 4..5}", [0, 2, 3, 4, 6]),
        ("node in (3)", [0, 6]),
        ("other == 17", [4]),
        ("other < 10", [1, 2, 6]),
        ("cause in {link, transmit}", [2, 5]),
        ("packet == aggregate", [6]),
        ("value >= 21", [0]),
        ('text ~ "HEAD"', [3]),
        ("text~head or node==9", [3, 5]),
        ('"grey hole"', [7]),
        ("not (kind==lost || kind==trust)", [0, 3, 5, 6, 7]),
        ("!kind==lost && !!node==17", [7, 8]),
        ("kind==alarm", [5, 8]),
        ("kind==trust", [4, 8]),
        ("kind in {packet, head}", [0, 1, 2, 3, 6]),
        ("t > 1e2 and t < 135", [2, 3, 4]),
    ],
)
def test_filter_finds(text: str, expected: list[int]) -> None:
    assert found(text) == expected


def test_and_binds_tighter_than_or() -> None:
    assert found("kind==head || kind==lost && cause==link") == [2, 3]


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("node", 4, "comparison"),
        ("node ==", 7, "a number"),
        ("kind > lost", 5, "==, != or in"),
        ("kind == lots", 8, "a value of kind"),
        ("nod == 3", 0, "a field"),
        ("node in 3", 8, "a list"),
        ("node in {3 4}", 11, "comma"),
        ("(kind == lost", 13, "closing )"),
        ("kind == lost kind", 13, "and, or, or the end"),
        ("text == head", 5, "~"),
        ('text ~ "head', 7, "closing quotation mark"),
        ("node # 3", 5, "a field, value or operator"),
        ("t ~ 3", 2, "comparison"),
        ("x" * (MAX_LENGTH + 1), MAX_LENGTH, "characters"),
        ("!" * (MAX_DEPTH + 2) + "t>1", MAX_DEPTH + 1, "levels"),
        ("kind == lost and", 16, "a field"),
    ],
)
def test_error_names_column_and_what_was_expected(text: str, column: int, expected: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)
    assert caught.value.column == column
    assert expected in caught.value.expected


def test_error_offers_the_name_that_was_meant() -> None:
    with pytest.raises(FilterError) as caught:
        parse("kind == exclude")
    assert caught.value.hint == "excluded"


def test_reasons_name_the_fields_that_matched() -> None:
    made = parse("kind==lost && cause==attack || node==4")
    assert made.reasons(SOME[1:2], NAMES) == {"kind", "cause"}
    assert made.reasons(SOME[3:4], NAMES) == {"node"}
    assert made.reasons(SOME[0:1], NAMES) == frozenset()
    assert parse("not kind==lost").reasons(SOME[0:1], NAMES) == {"kind"}


@pytest.mark.parametrize(
    ("text", "expects", "refuses"),
    [
        ("", "kind", "attack"),
        ("ki", "kind", "node"),
        ("kind ", "==", ">"),
        ("kind==", "lost", "attack"),
        ("kind==lo", "lost", "head"),
        ("cause in {attack, l", "link", "attack"),
        ("kind==lost ", "and", "kind"),
        ("kind==lost && c", "cause", "kind"),
        ("t>3 ", "or", "t"),
        ("(n", "node", "text"),
    ],
)
def test_completion_fits_the_place(text: str, expects: str, refuses: str) -> None:
    choices = complete(text, len(text)).choices
    assert expects in choices
    assert refuses not in choices


def test_every_completion_of_a_field_leads_on() -> None:
    for field in FIELDS:
        assert complete(f"{field} ", len(field) + 1).choices


def column_of_error(text: str) -> int:
    """0 where there is none."""
    try:
        parse(text).mask(SOME, NAMES)
    except FilterError as error:
        return error.column
    return 0


records = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.sampled_from([int(k) for k in Rec]),
        st.floats(0, 300),
        st.integers(-1, 30),
        st.integers(-1, 30),
        st.integers(0, 3),
        st.floats(0, 40, width=32),
    ),
    max_size=25,
).map(lambda v: np.array(v, RECORD))
leaf = st.sampled_from(
    [
        "kind==lost",
        "kind!=head",
        "node in {1, 3..9}",
        "other>=4",
        "t<120.5",
        "round==7",
        "cause==attack",
        'text~"1"',
    ]
)
formula = st.recursive(
    leaf,
    lambda f: st.one_of(
        st.tuples(f, st.sampled_from(["and", "&&", "or", "||"]), f).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
        f.map(lambda p: f"not ({p})"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(records, formula, formula)
def test_logic_is_that_of_sets(some: np.ndarray, x: str, y: str) -> None:
    mx, my = parse(x).mask(some), parse(y).mask(some)
    np.testing.assert_array_equal(parse(f"({x}) && ({y})").mask(some), mx & my)
    np.testing.assert_array_equal(parse(f"({x}) || ({y})").mask(some), mx | my)
    np.testing.assert_array_equal(parse(f"!({x})").mask(some), ~mx)


@settings(deadline=None)
@given(records, formula)
def test_reasons_are_given_exactly_for_matches(some: np.ndarray, x: str) -> None:
    made = parse(x)
    for index, matches in enumerate(made.mask(some)):
        assert bool(made.reasons(some[index : index + 1])) == bool(matches)


@settings(deadline=None)
@given(records)
def test_phrases_are_those_of_describe(some: np.ndarray) -> None:
    assert phrases(some, NAMES).tolist() == [describe(r, NAMES) for r in some]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused_with_a_column(text: str) -> None:
    assert 0 <= column_of_error(text) <= len(text)
    complete(text, len(text))


@settings(deadline=None)
@given(st.text("kindo=!<>&|(){},.\"'~ 0123", max_size=60))
def test_any_mixture_of_marks_is_parsed_or_refused(text: str) -> None:
    assert 0 <= column_of_error(text) <= len(text)
