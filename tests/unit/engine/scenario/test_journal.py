"""The swap journal: what comes back, what is not offered, and that it never disturbs an edit."""

import errno
import os
import subprocess
import sys

import pytest

from engine.base.errors import EditError, ScenarioError
from engine.scenario import journal as journals
from engine.scenario.edits import set_to
from engine.scenario.history import History
from engine.scenario.journal import Journal
from engine.scenario.recovery import discard, recover, recoverable, resume, tidy
from engine.scenario.templates import template


def _set(history, path, value, **how):
    return history.push(set_to(history.scenario, path, value), **how)


def _names(folder):
    return [p.name for p in folder.iterdir()]


def _started(folder, user_file="", **how):
    history = History(template("empty"))
    return history, Journal(folder, history, user_file, **how)


def _crash(journal):
    """The process is gone: the lock ends, the file stays."""
    journal.close(discard=False)


def _only(folder):
    (recovery,) = recoverable(folder)
    return recovery


def test_work_comes_back_with_its_undo_history(tmp_path):
    history, journal = _started(tmp_path, "/home/u/a.motewarden")
    _set(history, "seed", 2)
    _set(history, "seed", 3)
    _set(history, "name", "Ўрмон")
    history.undo()
    _crash(journal)
    recovery = _only(tmp_path)
    assert (recovery.user_file, recovery.name, recovery.steps) == ("/home/u/a.motewarden", "Untitled", 4)
    assert recovery.modified_s > 0
    scenario, user_file, recovered = recover(recovery.path)
    assert (scenario, user_file) == (history.scenario, "/home/u/a.motewarden")
    assert (recovered.labels, recovered.index) == (history.labels, history.index)
    assert recovered.undo() == template("empty")
    assert recovery.path.exists()
    discard(recovery.path)
    discard(recovery.path)
    assert recoverable(tmp_path) == ()


def test_unchanged_or_saved_documents_are_not_offered(tmp_path):
    _crash(_started(tmp_path)[1])
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    history.mark_clean("file")
    _crash(journal)
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    history.undo()
    _crash(journal)
    assert recoverable(tmp_path) == ()
    assert len(_names(tmp_path)) == 3
    tidy(tmp_path)
    assert _names(tmp_path) == []


def test_edits_after_a_save_are_offered_with_the_new_file(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    history.mark_clean("new-file")
    assert journal.user_file == "new-file"
    _set(history, "seed", 3)
    _crash(journal)
    tidy(tmp_path)
    assert (_only(tmp_path).user_file, _only(tmp_path).steps) == ("new-file", 1)
    recovered = recover(_only(tmp_path).path)
    assert (recovered.scenario.seed, recovered.user_file) == (3, "new-file")
    recovered.history.undo()
    assert recovered.history.is_clean


def test_a_document_recovered_and_not_yet_saved_is_offered_again(tmp_path):
    history = History(template("empty").replace(seed=9), clean=False)
    _crash(Journal(tmp_path, history))
    assert recover(_only(tmp_path).path).scenario.seed == 9


def test_a_normal_end_leaves_nothing(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    journal.close(discard=True)
    _set(history, "seed", 3)
    assert _names(tmp_path) == []


def test_a_living_windows_journal_is_left_alone(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    assert recoverable(tmp_path) == ()
    tidy(tmp_path)
    for act in (recover, discard, resume):
        with pytest.raises(ScenarioError, match="is in use by another window"):
            act(journal.path)
    other_history, other = _started(tmp_path)
    assert other.path != journal.path
    _set(other_history, "seed", 3)
    _crash(other)
    assert _only(tmp_path).path != journal.path
    assert recover(_only(tmp_path).path).scenario.seed == 3
    journal.close(discard=True)


def test_a_killed_process_leaves_a_journal_that_is_offered(tmp_path):
    code = (
        "import os, sys; from pathlib import Path\n"
        "from engine.scenario.history import History; from engine.scenario.journal import Journal\n"
        "from engine.scenario.templates import template; from engine.scenario.edits import set_to\n"
        "h = History(template('empty')); j = Journal(Path(sys.argv[1]), h)\n"
        "h.push(set_to(h.scenario, 'seed', 42)); os._exit(9)\n"
    )
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False, env=paths)
    assert done.returncode == 9
    assert recover(_only(tmp_path).path).scenario.seed == 42


def test_a_torn_last_line_loses_that_step_only(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    _set(history, "name", "x")
    _crash(journal)
    path = _only(tmp_path).path
    whole = path.read_bytes()
    for cut in (1, 5, 40):
        path.write_bytes(whole[:-cut])
        assert recover(path).scenario.seed == 2
        assert recover(path).scenario.name == "Untitled"
    path.write_bytes(whole + b'{"op": "push", "edit": {"kind": "dance"}}\n{"op": "undo"}\n')
    assert recover(path).scenario == history.scenario
    path.write_bytes(whole + b"[]\n\xff\n")
    assert recover(path).scenario == history.scenario
    path.write_bytes(whole + b'{"op": "redo", "clean": false}\n')
    assert recover(path).scenario == history.scenario


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"[" * 9999, b'{"motewarden_journal": 1, "text": "{}"}\n'])
def test_damaged_journals_are_not_offered_and_not_deleted(data, tmp_path):
    (tmp_path / "1-0.journal").write_bytes(data)
    assert recoverable(tmp_path) == ()
    tidy(tmp_path)
    with pytest.raises(ScenarioError, match="is not a journal, or its first line is damaged"):
        recover(tmp_path / "1-0.journal")
    with pytest.raises(ScenarioError, match="first line is damaged"):
        resume(tmp_path / "1-0.journal")
    assert (tmp_path / "1-0.journal").exists()


def test_a_changed_base_document_is_noticed(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    _crash(journal)
    path = _only(tmp_path).path
    path.write_bytes(path.read_bytes().replace(b"Base station", b"Case station"))
    assert recoverable(tmp_path) == ()


def test_missing_folders_and_files_are_no_crash(tmp_path):
    assert recoverable(tmp_path / "none") == ()
    with pytest.raises(ScenarioError, match="there is no such file"):
        recover(tmp_path / "none")
    with pytest.raises(ScenarioError, match="there is no such file"):
        resume(tmp_path / "none")


def test_a_resumed_journal_goes_on_in_the_same_file(tmp_path):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    _set(history, "name", "x")
    history.undo()
    _crash(journal)
    path = _only(tmp_path).path
    path.write_bytes(path.read_bytes() + b'{"op": "pu')
    recovered, journal = resume(path)
    assert recoverable(tmp_path) == ()
    recovered.history.redo()
    _set(recovered.history, "notes", "more")
    _crash(journal)
    again = recover(path)
    assert again.scenario == recovered.history.scenario
    assert (again.scenario.name, again.scenario.notes) == ("x", "more")


def test_undo_behind_the_journals_start_begins_it_anew(tmp_path):
    history = History(template("empty"))
    _set(history, "seed", 2)
    _set(history, "name", "x")
    history.undo()
    journal = Journal(tmp_path, history)
    history.redo()
    history.undo()
    history.undo()
    assert len(_names(tmp_path)) == 1
    history.redo()
    _crash(journal)
    assert recover(_only(tmp_path).path).scenario == history.scenario


def test_a_merge_into_an_edit_before_the_start_begins_it_anew(tmp_path):
    history = History(template("empty"), clean=False)
    _set(history, "seed", 2)
    journal = Journal(tmp_path, history)
    _set(history, "seed", 3)
    _crash(journal)
    assert recover(_only(tmp_path).path).scenario.seed == 3


def test_a_journal_that_grew_too_long_begins_anew(tmp_path, monkeypatch):
    monkeypatch.setattr(journals, "MAX_JOURNAL_BYTES", 500)
    history, journal = _started(tmp_path)
    for seed in range(2, 40):
        _set(history, "seed", seed, merge=False)
    assert len(_names(tmp_path)) == 1
    assert journal.path.stat().st_size < 5000
    _crash(journal)
    assert recover(_only(tmp_path).path).scenario.seed == 39


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_told_once_and_never_disturbs_an_edit(call, tmp_path, monkeypatch):
    told = []
    history, journal = _started(tmp_path, on_failure=told.append)
    _set(history, "seed", 2)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    _set(history, "seed", 3, merge=False)
    _set(history, "seed", 4, merge=False)
    history.undo()
    history.mark_clean("file")
    assert len(told) == 1
    assert "not journalled until the next save" in told[0]
    assert "the disk is full" in told[0]
    assert journal.broken
    monkeypatch.undo()
    assert recoverable(tmp_path) == ()
    assert len(_names(tmp_path)) == 1
    history.mark_clean("file")
    assert not journal.broken
    _set(history, "seed", 7)
    _crash(journal)
    assert recover(_only(tmp_path).path).scenario.seed == 7


def test_steps_before_a_full_disk_come_back(tmp_path, monkeypatch):
    history, journal = _started(tmp_path)
    _set(history, "seed", 2)
    real = os.write

    def half(handle, data):
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(handle, data[:10])

    monkeypatch.setattr(os, "write", half)
    _set(history, "name", "lost")
    monkeypatch.undo()
    _set(history, "notes", "lost too")
    _crash(journal)
    scenario = recover(_only(tmp_path).path).scenario
    assert (scenario.seed, scenario.name, scenario.notes) == (2, "Untitled", "")


def test_a_folder_that_cannot_be_made_is_told_and_journalling_begins_with_the_next_save(tmp_path):
    (tmp_path / "state").write_text("a file in the way")
    told = []
    history, journal = _started(tmp_path / "state", on_failure=told.append)
    _set(history, "seed", 2)
    journal.sync()
    assert len(told) == 1
    assert journal.path is None
    (tmp_path / "state").unlink()
    history.mark_clean("file")
    assert journal.path is not None
    journal.close(discard=True)
    assert _names(tmp_path / "state") == []


def test_syncing_is_the_callers_choice(tmp_path, monkeypatch):
    calls = []
    monkeypatch.setattr(os, "fsync", calls.append)
    history, journal = _started(tmp_path, sync_every=3)
    assert len(calls) == 1
    for seed in range(2, 9):
        _set(history, "seed", seed)
    assert len(calls) == 3
    journal.sync()
    journal.sync()
    assert len(calls) == 4
    journal.close(discard=True)


def test_an_edit_the_history_refuses_is_not_journalled(tmp_path):
    history, journal = _started(tmp_path)
    size = journal.path.stat().st_size
    with pytest.raises(EditError):
        _set(history, "seed", -1)
    assert journal.path.stat().st_size == size
    journal.close(discard=True)
