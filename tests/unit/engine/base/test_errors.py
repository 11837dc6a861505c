"""Errors are one line: place, what, mend."""

from engine.base.errors import MotewardenError, ScenarioError


def test_message_names_place_what_and_mend():
    error = ScenarioError("must be above 0", where="f: nodes[3].x", mend="raise it")
    assert str(error) == "f: nodes[3].x: must be above 0; raise it"


def test_place_and_mend_may_be_left_out():
    assert str(MotewardenError("it rains")) == "it rains"


def test_message_is_one_line_whatever_it_quotes():
    assert str(MotewardenError("a\nb", where="x\r\ny", mend="c\td")) == "x y: a b; c d"
