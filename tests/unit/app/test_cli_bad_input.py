"""Bad input: exit code 2, one line that names the place and the mend, and nothing half-written."""

import errno
import json
from pathlib import Path

import pytest

from app.cli import main
from engine.scenario.storage import dumps
from engine.scenario.templates import template

GOOD = json.loads(dumps(template("s3-connected", 1)))


@pytest.fixture
def refused(capsys):
    """Runs a command that must be refused; gives the one line it says."""

    def run(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as stop:
            code = stop.code
        said = capsys.readouterr()
        assert code == 2
        assert said.out == ""
        assert said.err.startswith("motewarden: ")
        assert said.err.endswith("\n")
        assert said.err.count("\n") == 1, said.err
        assert "; " in said.err, "the mend"
        assert "Traceback" not in said.err
        assert "pydantic" not in said.err
        return said.err.strip()

    return run


def changed(**fields):
    return {**GOOD, **fields}


NODES = GOOD["nodes"]
UNKNOWN_ATTACK = {"id": "x", "type": "flood", "nodes": [1], "params": {}}

BAD_FILES = {
    "no JSON": ("{ not json", "", "JSON"),
    "no object": ("[1, 2]", "", "must be an object"),
    "half a file": (json.dumps(GOOD)[:3000], "", "JSON"),
    "newer version": (changed(schema_version=99), "schema_version", "newer Motewarden"),
    "unknown field": (changed(colour="red"), "colour", "not a known field"),
    "negative energy": (changed(energy={"initial_j": -1.0}), "energy.initial_j", "must be above 0"),
    "negative energy of a node": (
        changed(nodes=[{**NODES[0], "energy_j": -0.5}, *NODES[1:]]),
        "nodes[0].energy_j",
        "must be above 0",
    ),
    "NaN position": (json.dumps(changed(nodes=[{**NODES[0], "x": float("nan")}])), "nodes[0].x", ""),
    "infinite position": (json.dumps(changed(nodes=[{**NODES[0], "y": float("inf")}])), "nodes[0].y", ""),
    "the same id twice": (changed(nodes=[NODES[0], NODES[0]]), "nodes[1].id", "id 1 is used by"),
    "id of a station": (changed(nodes=[{**NODES[0], "id": 0}]), "stations[0].id", "id 0 is used by"),
    "attack on an unknown node": (
        changed(attacks=[{**UNKNOWN_ATTACK, "type": "blackhole", "nodes": [999]}]),
        "attacks[0].nodes",
        "unknown nodes: 999",
    ),
    "unknown attack": (changed(attacks=[UNKNOWN_ATTACK]), "attacks[0].type", "no attack called 'flood'"),
    "unknown protocol": (
        changed(routing={"protocol": "leash", "params": {}}),
        "routing.protocol",
        "did you mean 'leach'",
    ),
    "parameter out of range": (
        changed(routing={"protocol": "leach", "params": {"head_share": 7}}),
        "routing.params.head_share",
        "",
    ),
    "unknown parameter": (
        changed(attacks=[{**UNKNOWN_ATTACK, "type": "blackhole", "params": {"speed": 3}}]),
        "attacks[0].params.speed",
        "",
    ),
    "trust without a range": (changed(radio={"range_m": None}), "trust.enabled", "finite radio range"),
}


@pytest.mark.parametrize("command", ["run", "validate"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_file_is_refused_with_file_place_and_mend(refused, tmp_path, command, name):
    content, place, says = BAD_FILES[name]
    file = tmp_path / "bad.motewarden"
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    out = tmp_path / "results"
    line = refused(command, file, *(("--rounds", 2, "--out", out) if command == "run" else ()))
    assert str(file) in line
    assert place in line
    assert says in line
    assert not out.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["bad.motewarden"]


def test_a_million_nodes_are_refused_before_they_are_looked_at(refused, tmp_path):
    file = tmp_path / "bad.motewarden"
    many = ",".join(['{"id":1,"x":1}'] * 1_000_000)
    file.write_text(json.dumps(changed(nodes=[])).replace('"nodes": []', f'"nodes": [{many}]'), encoding="utf-8")
    assert "nodes: has 1,000,000 entries, at most 20,000 are allowed; remove some" in refused("run", file)


BAD_ARGUMENTS = {
    "unknown template": (("run", "template:s3-conected"), "did you mean 's3-connected'"),
    "no such file": (("run", "nowhere.motewarden"), "nowhere.motewarden: there is no such file"),
    "a folder": (("run", "."), "is a folder"),
    "unknown attack": (("run", "template:empty", "--attack", "blackhoel"), "did you mean 'blackhole'"),
    "attack on a station": (
        ("run", "template:s3-connected", "--attack", "blackhole:nodes=0"),
        "base stations cannot be attacked",
    ),
    "unknown path": (("run", "template:empty", "--set", "trust.enabeld=false"), "did you mean trust.enabled"),
    "no value": (("run", "template:empty", "--set", "trust.enabled"), "a change is PATH=VALUE"),
    "wrong value": (("run", "template:empty", "--set", "energy.initial_j=-1"), "must be above 0"),
    "broken by a setting": (
        ("run", "template:s3-connected", "--set", "radio.range_m=null"),
        "trust needs a finite radio range",
    ),
    "no rounds": (("run", "template:empty", "--rounds", "0"), "--rounds: '0' is not a whole number above 0"),
    "half a round": (("run", "template:empty", "--rounds", "1.5"), "--rounds"),
    "negative seed": (("run", "template:empty", "--seed", "-3"), "--seed"),
    "huge seed": (("run", "template:empty", "--seed", "99999999999999999999"), "seed"),
    "huge seed of a new file": (("new", "empty", "never.motewarden", "--seed", "99999999999999999999"), "seed"),
    "huge start": (
        ("run", "template:s3-connected", "--attack", "blackhole:count=1,start=99999999999999999999"),
        "start",
    ),
    "unknown command": (("rnu",), "invalid choice: 'rnu'"),
    "missing argument": (("run",), "SCENARIO"),
    "unknown template for new": (("new", "s4", "never.motewarden"), "there is no template called 's4'"),
    "folder that is not there": (("new", "empty", "no/where.motewarden"), "there is no such file or folder"),
}


@pytest.mark.parametrize("name", BAD_ARGUMENTS)
def test_bad_arguments_are_refused_in_one_line(refused, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    arguments, says = BAD_ARGUMENTS[name]
    assert says in refused(*arguments)
    assert list(tmp_path.iterdir()) == []


def test_seed_of_a_file_is_checked_like_that_of_a_template(refused, tmp_path):
    file = tmp_path / "good.motewarden"
    file.write_text(json.dumps(GOOD), encoding="utf-8")
    assert "seed" in refused("run", file, "--rounds", 1, "--seed", "99999999999999999999")


def test_folder_that_cannot_be_written_is_refused(refused, tmp_path):
    (tmp_path / "file").write_text("x")
    target = tmp_path / "file" / "results"
    line = refused("run", "template:empty", "--rounds", 2, "--out", target)
    assert str(target) in line
    assert "choose another folder with --out" in line


def test_folder_without_permission_is_refused(refused, tmp_path, monkeypatch):
    def denied(self, *args, **kwargs):
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    monkeypatch.setattr(Path, "mkdir", denied)
    line = refused("run", "template:empty", "--rounds", 2, "--out", tmp_path / "results")
    assert "permission denied" in line


def test_full_disk_is_refused_and_leaves_nothing_half_written(refused, tmp_path, monkeypatch):
    class Full:
        def __init__(self, file):
            self.file = file

        def __enter__(self):
            return self

        def __exit__(self, *exc):
            self.file.close()

        def write(self, text):
            raise OSError(errno.ENOSPC, "No space left on device")

    really = Path.open
    full = lambda self, mode="r", **kw: Full(really(self, mode, **kw)) if "w" in mode else really(self, mode, **kw)  # noqa: E731
    monkeypatch.setattr(Path, "open", full)
    line = refused("run", "template:s3-connected", "--rounds", 5, "--out", tmp_path)
    assert "no space left on device" in line
    assert "make room" in line
    assert list(tmp_path.iterdir()) == []


def test_interruption_is_told_in_one_line(capsys, monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("engine.api.run", interrupted)
    assert main(["run", "template:empty"]) == 130
    assert capsys.readouterr().err == "motewarden: interrupted\n"
