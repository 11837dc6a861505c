"""The command line: results complete and parseable, settings taken over, exit code 0."""

import csv
import json

import numpy as np
import pytest

from app.cli import main
from engine.readmodel.metrics import METRIC_COLUMNS
from engine.scenario.storage import load
from engine.scenario.templates import names, template


@pytest.fixture
def cli(capsys):
    """Runs the command line; gives exit code, stdout and stderr."""

    def run(*arguments):
        code = main([str(a) for a in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def as_json(cli):
    """Runs a command that must succeed; gives the one JSON object it prints."""

    def run(*arguments):
        code, out, err = cli(*arguments, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    return run


def test_templates_are_listed(cli, as_json):
    listed = [t["name"] for t in as_json("templates")["templates"]]
    assert listed[:5] == [i.name for i in names()][:5]
    assert "s3-connected" in cli("templates")[1]


def test_new_writes_a_template_that_validates(cli, as_json, tmp_path):
    file = tmp_path / "net.motewarden"
    made = as_json("new", "s3-reference", file, "--seed", 9)
    assert made == {"file": str(file), "nodes": 100}
    assert load(file) == template("s3-reference", 9)
    report = as_json("validate", file)
    assert report["valid"]
    (warning,) = report["problems"]
    assert warning["severity"] == "warning"
    assert f"{len(warning['ids'])} of 100 nodes have no path to a base station" in warning["what"]
    assert cli("validate", "template:leach-100")[1].startswith("template:leach-100 is valid: 100 nodes")


def test_new_never_overwrites(cli, tmp_path):
    file = tmp_path / "net.motewarden"
    file.write_text("precious")
    assert cli("new", "empty", file)[0] == 2
    assert file.read_text() == "precious"


def test_run_writes_whole_and_parseable_results(as_json, tmp_path):
    out = tmp_path / "results"
    run = ("run", "template:s3-connected", "--rounds", 12, "--seed", 3, "--attack", "blackhole:count=5,start=4")
    printed = as_json(*run, "--out", out)
    files = {name: out / name for name in ("events.log", "metrics.csv", "summary.json")}
    assert sorted(printed.pop("files")) == sorted(map(str, files.values()))
    assert sorted(p.name for p in out.iterdir()) == sorted(files)
    assert json.loads(files["summary.json"].read_text(encoding="utf-8")) == printed

    with files["metrics.csv"].open(newline="") as file:
        table = list(csv.DictReader(file))
    assert tuple(table[0]) == METRIC_COLUMNS
    assert [int(row["round"]) for row in table] == list(range(1, 13))
    generated = sum(int(row["generated"]) for row in table)
    assert generated == printed["packets"]["generated"]

    heading, *lines = files["events.log"].read_text(encoding="utf-8").splitlines()
    assert heading == "time_s\tround\tevent\twhat"
    columns = [line.split("\t") for line in lines]
    assert {len(c) for c in columns} == {4}
    kinds = {c[2] for c in columns}
    assert kinds >= {"data", "transfer", "reputation", "trust_start", "attack_start", "head", "delivered", "lost"}
    assert sum(c[2] == "data" for c in columns) == generated
    assert sum(c[2] == "transfer" for c in columns) == sum(int(row["hops"]) for row in table)
    times = np.array([float(c[0]) for c in columns])
    assert ((times >= 0) & (times <= 12)).all()


SUMMARY = {
    "scenario": str,
    "seed": int,
    "rounds": int,
    "nodes": int,
    "alive": int,
    "packets": dict,
    "loss_ratio": float,
    "energy": dict,
    "attackers": list,
    "excluded": dict,
    "excluded_at_end": list,
    "false_exclusions": list,
    "rounds_per_s": float,
    "packet_hops_per_s": float,
}


def test_summary_holds_what_is_promised(as_json):
    summary = as_json("run", "template:s3-connected", "--rounds", 3, "--seed", 5)
    assert {key: type(summary[key]) for key in SUMMARY} == SUMMARY
    assert (summary["seed"], summary["rounds"], summary["nodes"]) == (5, 3, 100)
    assert {summary[k] for k in ("fnd", "hnd", "lnd")} == {None}
    assert summary["packets"].keys() >= {"generated", "delivered", "lost", "in_flight", "lost_by_cause"}
    assert summary["energy"].keys() >= {"initial_j", "residual_j", "spent_j", "spent_by_cause"}


def test_run_in_words_tells_the_same(cli):
    code, out, err = cli("run", "template:leach-hicss", "--rounds", 1600, "--seed", 1)
    assert (code, err) == (0, "")
    assert out.startswith("LEACH, HICSS 2000, seed 1, ")
    for word in ("FND", "HND", "LND", "packets", "lost by", "energy", "rounds/s"):
        assert word in out


def test_settings_change_the_run(as_json):
    base = ("run", "template:s3-connected", "--rounds", 30, "--seed", 3, "--attack", "blackhole:count=10")
    protected = as_json(*base)
    plain = as_json(*base, "--set", "trust.enabled=false", "--set", "radio.link_loss=0")
    assert plain["energy"]["spent_by_cause"]["reputation"] == 0
    assert plain["packets"]["lost_by_cause"]["link"] == 0
    assert plain["loss_ratio"] > protected["loss_ratio"]


def test_seed_places_a_template_anew_but_leaves_a_file_where_it_is(as_json, tmp_path):
    file = tmp_path / "net.motewarden"
    as_json("new", "s3-connected", file, "--seed", 1)
    of_file = [as_json("run", file, "--rounds", 2, "--seed", s)["packets"]["generated"] for s in (1, 2, 3)]
    assert len(set(of_file)) <= 2, "the same places: nearly the same nodes have a path"
    again = as_json("run", file, "--rounds", 2, "--seed", 1)
    template_run = as_json("run", "template:s3-connected", "--rounds", 2, "--seed", 1)
    assert again["packets"] == template_run["packets"]
    assert again["energy"] == template_run["energy"]


def test_measured_counts_from_the_round_asked_for(as_json):
    summary = as_json("run", "template:s3-connected", "--rounds", 6, "--measure-from", 4)
    assert summary["measured"]["from_round"] == 4
    assert summary["measured"]["generated"] < summary["honest"]["generated"]


def test_version_and_help_are_told(cli, capsys):
    assert "motewarden" in cli("--version")[1] or cli("--version")[1][0].isdigit()
    with pytest.raises(SystemExit) as stop:
        main(["run", "--help"])
    assert stop.value.code == 0
    assert "--attack" in capsys.readouterr().out


def test_attacks_are_listed_and_exported(cli, as_json, tmp_path):
    listed = as_json("attacks")
    kinds = [e["kind"] for e in listed["entries"]]
    assert {"sinkhole", "wormhole", "falseroute", "greyhole"} <= set(kinds)
    file = tmp_path / "attacks.json"
    code, out, err = cli("attacks", "--out", file)
    assert (code, err) == (0, "")
    assert json.loads(file.read_text(encoding="utf-8")) == listed
    for word in ("1. Impacts on user and service data", "wormhole", "exploits self-organisation", "Left out: UDP"):
        assert word in out
    code, out, err = cli("attacks", "--out", tmp_path / "no" / "such.json")
    assert (code, out) == (2, "")
    assert "no/such.json" in err


def test_design_review_is_told_in_words_and_as_data(cli, as_json):
    found = as_json("review", "template:smart-city", "--set", "hardening.check_eligibility=true")["findings"]
    assert {f["kind"]: f["open_to"] for f in found}["roletheft"] == "nobody"
    code, out, err = cli("review", "template:smart-city")
    assert (code, err) == (0, "")
    assert "to consider: hardening.check_eligibility, hardening.authentication" in out
