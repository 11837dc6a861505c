"""The document on disk: what is refused, in which words, and what a failed save leaves behind."""

import errno
import json
import os

import pytest

from engine.base.errors import ScenarioError
from engine.scenario import jsontext, storage
from engine.scenario.model import Attack, Node, Routing, Scenario, Station, Trust
from engine.scenario.storage import dumps, load, loads, migrated, save
from engine.scenario.templates import template


def _refusal(text, **how):
    with pytest.raises(ScenarioError) as caught:
        loads(text, "a.motewarden", **how)
    line = str(caught.value)
    assert "\n" not in line
    return line


def _names(folder):
    return [p.name for p in folder.iterdir()]


def _document(**changes):
    return json.dumps({"schema_version": 1, **changes})


@pytest.mark.parametrize("name", ["empty", "s3-reference", "s3-connected", "leach-hicss", "leach-100"])
def test_saved_template_loads_equal(name, tmp_path):
    scenario = template(name)
    save(scenario, tmp_path / "a.motewarden")
    assert load(tmp_path / "a.motewarden") == scenario
    assert dumps(load(tmp_path / "a.motewarden")) == dumps(scenario)


def test_one_node_is_one_line():
    lines = dumps(template("s3-reference")).splitlines()
    assert sum(line.startswith('    {"id": ') for line in lines) == 101


def test_byte_order_mark_is_allowed(tmp_path):
    file = tmp_path / "a.motewarden"
    file.write_bytes(b"\xef\xbb\xbf" + dumps(template("empty")).encode())
    assert load(file) == template("empty")
    assert loads("\ufeff" + dumps(template("empty"))) == template("empty")


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "a.motewarden", "is empty"),
        ("  \n", "a.motewarden", "is empty"),
        ('{"a": 1,\n  oops}', "line 2, column 3", "is not JSON"),
        ("[]", "a.motewarden", "must be an object, not a list"),
        ("null", "a.motewarden", "must be an object, not null"),
        ("{}", "schema_version", "is missing"),
        ('{"schema_version": "1"}', "schema_version", 'must be a whole number from 1, not the text "1"'),
        ('{"schema_version": true}', "schema_version", "must be a whole number from 1, not true"),
        ('{"schema_version": 0}', "schema_version", "must be a whole number from 1, not 0"),
        ('{"schema_version": 7}', "schema_version", "newer Motewarden (schema 7, this one reads up to 1)"),
        ("[" * 100_000, "a.motewarden", "too deeply"),
        ('{"schema_version": 1, "seed": ' + "9" * 5000 + "}", "a.motewarden", "too many digits"),
        (
            '{"schema_version": 1, "radio": {"range_m": 1, "range_m": 2}}',
            "radio",
            "the key 'range_m' stands twice",
        ),
        (_document(nodes=[{"id": 1, "x": float("nan"), "y": 0}]), "nodes[0].x", "NaN is not a number"),
        (_document(area={"width_m": float("-inf")}), "area.width_m", "-Infinity is not a number"),
        (
            _document(nodes=[{"id": 1, "x": "left", "y": 0}]),
            "nodes[0].x",
            'must be a number, not the text "left"',
        ),
        (_document(nodes=[{"id": 1.5, "x": 0, "y": 0}]), "nodes[0].id", "must be a whole number, not 1.5"),
        (_document(nodes=[{"id": 1, "y": 0}]), "nodes[0].x", "is missing; add it"),
        (_document(nodes={}), "nodes", "must be a list, not an object"),
        (_document(radio=[]), "radio", "must be an object, not a list"),
        (_document(radio={"rang_m": 1}), "radio.rang_m", "did you mean 'range_m'?"),
        (_document(trust={"memory": 1.5}), "trust.memory", "must be at most 1, not 1.5"),
        (_document(trust={"enabled": "false"}), "trust.enabled", "must be true or false"),
        (_document(trust={"history": "day"}), "trust.history", "must be 'window' or 'round'"),
        (_document(trust={"weights": {"m1": 1}}), "trust", "mandatory metrics need a weight"),
        (_document(name="x" * 121), "name", "is longer than 120 characters"),
        (_document(name=5), "name", "must be text, not 5"),
        (_document(routing={"params": {"a": [10**30]}}), "routing.params.a[0]", "too many digits"),
        (_document(routing={"params": {"a": "\ud800"}}), "a.motewarden", "is not valid JSON"),
        ('{"schema_version": 1, "routing": {"params": {"a": 1e999}}}', "routing.params.a", "finite"),
        (
            '{"schema_version": 1, "routing": {"params": {"a": ' + "[" * 50 + "]" * 50 + "}}}",
            "routing.params.a",
            "nests too deeply",
        ),
        (
            '{"schema_version": 1, "routing": {"params": {"a": ' + "[" * 500 + "]" * 500 + "}}}",
            "",
            "too deeply",
        ),
    ],
)
def test_bad_text_is_refused_naming_the_place(text, place, what):
    line = _refusal(text)
    assert line.startswith("a.motewarden: ")
    assert place in line
    assert what in line


def test_several_mistakes_show_the_first_and_count_the_rest():
    nodes = [{"id": k, "x": "a", "y": 0} for k in range(4)]
    line = _refusal(_document(nodes=nodes))
    assert 'nodes[0].x: must be a number, not the text "a" (and 3 more)' in line


def test_a_million_nodes_are_refused_in_one_line():
    text = '{"schema_version": 1, "nodes": [' + ",".join(["{}"] * 1_000_000) + "]}"
    assert "nodes: has 1,000,000 entries, at most 20,000 are allowed" in _refusal(text)


def test_unfinished_work_opens_when_it_need_not_run():
    text = _document(radio={"range_m": None})
    assert "trust needs a finite radio range; set radio.range_m or switch trust off" in _refusal(text)
    assert loads(text, runnable=False).radio.range_m is None
    twice = _document(nodes=[{"id": 1, "x": 0, "y": 0}, {"id": 1, "x": 1, "y": 0}])
    assert "id 1 is used by nodes[0] and nodes[1]" in _refusal(twice, runnable=False)


def test_older_documents_are_raised_step_by_step():
    steps = {1: lambda d: {**d, "b": d["a"]}, 2: lambda d: {**d, "c": d["b"] + 1}}
    raised = migrated({"schema_version": 1, "a": 1}, migrations=steps, current=3)
    assert raised == {"schema_version": 3, "a": 1, "b": 1, "c": 2}
    with pytest.raises(ScenarioError, match="is not a valid document of schema 1"):
        migrated({"schema_version": 1}, migrations=steps, current=3)
    with pytest.raises(ScenarioError, match="schema 1 is no longer read"):
        migrated({"schema_version": 1}, migrations={}, current=2)


def test_large_files_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "MAX_BYTES", 1000)
    file = tmp_path / "a.motewarden"
    file.write_bytes(b" " * 1001)
    with pytest.raises(ScenarioError, match="is larger than"):
        load(file)
    monkeypatch.setattr(jsontext, "MAX_BYTES", 1000)
    with pytest.raises(ScenarioError, match="is larger than"):
        loads(" " * 1001)
    with pytest.raises(ScenarioError, match="is larger than"):
        save(template("s3-reference"), tmp_path / "b.motewarden")
    assert not (tmp_path / "b.motewarden").exists()


def test_what_cannot_be_opened_is_said_plainly(tmp_path):
    with pytest.raises(ScenarioError, match="there is no such file"):
        load(tmp_path / "none.motewarden")
    with pytest.raises(ScenarioError, match="is a folder; name a file"):
        load(tmp_path)
    (tmp_path / "a").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ScenarioError, match=r"is not UTF-8 text \(byte 0\)"):
        load(tmp_path / "a")
    with pytest.raises(ScenarioError, match="path is not valid"):
        load("a\0b")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_and_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ScenarioError, match="is not an ordinary file"):
        load(tmp_path / "pipe")


def _full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(call, tmp_path, monkeypatch):
    file = tmp_path / "a.motewarden"
    save(template("empty"), file)
    before = file.read_bytes()
    monkeypatch.setattr(os, call, _full)
    with pytest.raises(ScenarioError, match="the disk is full; free some space") as caught:
        save(template("s3-reference"), file)
    monkeypatch.undo()
    assert str(file) in str(caught.value)
    assert file.read_bytes() == before
    assert _names(tmp_path) == [file.name]


def test_a_disk_that_fills_up_half_way_leaves_the_old_file(tmp_path, monkeypatch):
    file = tmp_path / "a.motewarden"
    save(template("empty"), file)
    before = file.read_bytes()
    real = os.write
    room = [100, 100, 0]

    def write(handle, data):
        left = room.pop(0)
        return real(handle, data[:left]) if left else _full()

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(ScenarioError, match="disk is full"):
        save(template("s3-reference"), file)
    monkeypatch.undo()
    assert file.read_bytes() == before
    assert _names(tmp_path) == [file.name]


def test_writes_that_the_system_splits_are_whole(tmp_path, monkeypatch):
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: real(handle, data[:100]))
    save(template("s3-reference"), tmp_path / "a.motewarden")
    assert load(tmp_path / "a.motewarden") == template("s3-reference")


def test_an_interrupted_save_leaves_no_temporary_file(tmp_path, monkeypatch):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(template("empty"), tmp_path / "a.motewarden")
    assert _names(tmp_path) == []


def test_a_folder_that_may_not_be_written_is_said_plainly(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(ScenarioError, match="access is not allowed; choose another folder"):
        save(template("empty"), tmp_path / "a.motewarden")
    monkeypatch.undo()
    with pytest.raises(ScenarioError, match="there is no such file or folder"):
        save(template("empty"), tmp_path / "none" / "a.motewarden")
    with pytest.raises(ScenarioError, match="is a folder; name a file"):
        save(template("empty"), tmp_path)
    with pytest.raises(ScenarioError, match="the name is too long"):
        save(template("empty"), tmp_path / ("x" * 300))
    assert _names(tmp_path) == []


def test_saving_through_a_link_keeps_the_link(tmp_path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to("real")
    save(template("empty"), tmp_path / "link")
    assert (tmp_path / "link").is_symlink()
    assert load(tmp_path / "real") == template("empty")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_saving_keeps_the_files_mode(tmp_path):
    file = tmp_path / "a.motewarden"
    save(template("empty"), file)
    file.chmod(0o640)
    save(template("empty"), file)
    assert file.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, (1, 2), b"x", {3: 4}, "\ud800", 2**70])
def test_parameters_that_json_cannot_carry_are_not_saved(value, tmp_path):
    file = tmp_path / "a.motewarden"
    with pytest.raises(ScenarioError, match=r"a\.motewarden: routing\.params"):
        save(Scenario(routing=Routing(params={"a": value})), file)
    bad = Attack(id="x", type="y", count=1, params={"a": value})
    with pytest.raises(ScenarioError, match=r"attacks\[0\]\.params"):
        save(Scenario(attacks=(bad,)), file)
    assert not file.exists()


def test_unusual_names_survive():
    scenario = Scenario(
        name="Дала — «тест» 😀\u2028",
        notes='two\nlines "quoted" \\',
        nodes=(Node(id=7, x=-0.1, y=1e-300, name="ўзбек"),),
        stations=(Station(id=0, x=0, y=0),),
        trust=Trust(enabled=False),
    )
    assert loads(dumps(scenario)) == scenario
