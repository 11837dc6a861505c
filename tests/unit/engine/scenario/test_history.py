"""The undo history: places, marks, merging, limit."""

import pytest

from engine.base.errors import EditError
from engine.scenario.edits import SetValue, set_to
from engine.scenario.history import History
from engine.scenario.templates import template


@pytest.fixture
def history():
    return History(template("empty"))


def _set(history, path, value, **how):
    return history.push(set_to(history.scenario, path, value), **how)


def test_undo_and_redo_walk_the_line(history):
    start = history.scenario
    _set(history, "seed", 2)
    _set(history, "name", "x")
    assert history.labels == ("Set seed to 2", "Rename to “x”")
    assert (history.undo_label, history.redo_label) == ("Rename to “x”", None)
    end = history.scenario
    history.undo()
    assert (history.index, history.redo_label) == (1, "Rename to “x”")
    assert history.go_to(0) == start
    assert history.go_to(2) == end
    with pytest.raises(EditError, match="nothing to redo"):
        history.redo()
    history.go_to(0)
    with pytest.raises(EditError, match="nothing to undo"):
        history.go_to(-3)
    _set(history, "seed", 5)
    assert history.labels == ("Set seed to 5",)


def test_an_edit_that_fails_changes_nothing(history):
    _set(history, "seed", 2)
    history.undo()
    with pytest.raises(EditError):
        history.push(SetValue("seed", 1, -1))
    assert history.redo_label == "Set seed to 2"


def test_successive_edits_of_one_value_merge_until_sealed(history):
    _set(history, "seed", 2)
    _set(history, "seed", 3)
    assert history.labels == ("Set seed to 3",)
    history.seal()
    _set(history, "seed", 4)
    _set(history, "seed", 5, merge=False)
    assert len(history.labels) == 3
    history.go_to(0)
    assert history.scenario == template("empty")


def test_nothing_merges_across_a_save_an_undo_or_a_redo(history):
    _set(history, "seed", 2)
    history.mark_clean()
    _set(history, "seed", 3)
    assert not history.is_clean
    history.undo()
    assert history.is_clean
    history.redo()
    _set(history, "seed", 4)
    assert len(history.labels) == 3
    history.undo()
    _set(history, "seed", 9)
    assert len(history.labels) == 3


def test_a_clean_place_that_is_cut_off_is_never_clean_again(history):
    _set(history, "seed", 2)
    _set(history, "name", "x")
    history.mark_clean()
    history.undo()
    _set(history, "notes", "y")
    assert not history.is_clean
    history.go_to(0)
    assert not history.is_clean


def test_the_oldest_edits_are_forgotten():
    history = History(template("empty"), limit=3)
    for seed in range(10, 16):
        _set(history, "seed", seed, merge=False)
    assert (history.index, len(history.labels)) == (3, 3)
    assert not history.is_clean
    history.go_to(0)
    assert history.scenario.seed == 12
    assert not history.is_clean
    with pytest.raises(ValueError, match="at least one"):
        History(template("empty"), limit=0)


def test_a_clean_mark_moves_with_the_limit():
    history = History(template("empty"), limit=2)
    _set(history, "seed", 10, merge=False)
    history.mark_clean()
    for seed in (11, 12):
        _set(history, "seed", seed, merge=False)
    history.go_to(0)
    assert history.is_clean


def test_watchers_hear_each_step(history):
    steps = []
    history.watch(steps.append)
    edit = set_to(history.scenario, "seed", 2)
    history.push(edit)
    history.push(SetValue("seed", 2, 3))
    history.undo()
    history.redo()
    history.mark_clean("file")
    assert [(s.op, s.merged, s.where) for s in steps] == [
        ("push", False, ""),
        ("push", True, ""),
        ("undo", False, ""),
        ("redo", False, ""),
        ("saved", False, "file"),
    ]
    assert steps[0].edit is edit
    history.unwatch(steps.append)
    history.undo()
    assert len(steps) == 5
