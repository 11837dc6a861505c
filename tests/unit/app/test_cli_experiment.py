"""Experiments on the command line: listed, run, resumed after Ctrl+C, bad input in one line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.cli import main
from app.cli_experiment import plain_value, values_of

ROOT = Path(__file__).resolve().parents[3]
QUICK = ["experiment", "sweep", "--seeds", "2", "--rounds", "5", "--workers", "1"]


@pytest.fixture
def cli(capsys):
    """Runs the command line; gives exit code, stdout and stderr."""

    def run(*arguments):
        try:
            code = main([str(a) for a in arguments])
        except SystemExit as end:
            code = end.code
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_experiments_are_listed(cli):
    code, out, _ = cli("experiments")
    assert code == 0
    assert "s3-fig3" in out
    code, out, _ = cli("experiments", "--json")
    assert {e["name"] for e in json.loads(out)["experiments"]} >= {"s3-fig3", "s3-fig4", "s3-fig5", "sweep"}


def test_a_sweep_with_attack_change_axis_and_measures(cli, tmp_path):
    options = ["--attack", "blackhole:count=30,start=1", "--set", "trust.threshold=0.8", "--over"]
    options += ["attacks.0.count=0,30", "--measure", "lost=sum(lost)", "--measure", "alive", "--out", tmp_path]
    code, out, err = cli(*QUICK, *options, "--json")
    assert (code, err) == (0, "")
    data = json.loads(out)
    assert (data["experiment"], data["seeds"], data["claims"], data["runs"]) == ("sweep", 2, [], 4)
    assert all(Path(name).is_file() for name in data["files"])
    results = json.loads((tmp_path / "results.json").read_text())
    (lost,) = (f["series"][0]["mean"] for f in results["figures"] if f["name"] == "sweep-lost")
    assert lost[1] > 2 * lost[0]
    assert {"path": "trust.threshold", "value": 0.8} in results["plan"]["changes"]
    code, out, _ = cli(*QUICK, *options)
    assert code == 0
    assert "4 runs, 2 seeds, 5 rounds" in out


def test_claims_are_printed_with_the_paper_s_beside_ours(cli, tmp_path):
    options = ["--over", "attacks.0.count=10", "--seeds", 2, "--rounds", 70, "--workers", 1, "--out", tmp_path]
    code, out, _ = cli("experiment", "s3-fig5", *options, "--json")
    claims = json.loads(out)["claims"]
    assert code == 0
    assert {"id", "text", "verdict", "ours", "paper"} == set(claims[0])
    assert {c["verdict"] for c in claims} <= {"holds", "fails", "undecided"}
    assert "paper: " in cli("experiment", "s3-fig5", *options)[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["s3-fig33"], "there is no experiment called 's3-fig33'; did you mean 's3-fig3'?"),
        (["sweep", "--seeds", "0"], "--seeds: '0' is not a whole number above 0"),
        (["sweep", "--workers", "0"], "--workers: '0' is not a whole number above 0"),
        (["sweep", "--over", "trust.treshold=0.8"], "trust.treshold"),
        (["sweep", "--over", "trust.threshold"], "--over trust.threshold: is not PATH=VALUE"),
        (["sweep", "--over", "trust.threshold=0.8,high"], 'must be a number, not the text "high"'),
        (["sweep", "--set", "trust.enabled"], "--set trust.enabled: is not PATH=VALUE"),
        (["sweep", "--measure", "sum(lots)"], "there is no column or figure called 'lots'"),
        (["sweep", "--measure", "__import__('os')"], "there is no function called '__import__'"),
        (["sweep", "--scenario", "template:nowhere"], "there is no template called 'nowhere'"),
        (["sweep", "--workers", "1", "--scheduler", "x"], "not allowed with argument"),
        (["s3-fig4", "--attack", "blackhole"], "s3-fig4 has its own attacks"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_written(cli, tmp_path, arguments, words):
    out = tmp_path / "out"
    code, said, err = cli("experiment", *arguments, "--out", out)
    assert (code, said) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert not out.exists()


def test_a_folder_that_cannot_be_written_and_one_with_another_experiment(cli, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = cli(*QUICK, "--out", tmp_path / "file" / "deep")
    assert (code, "cannot write results" in err) == (2, True)
    assert cli(*QUICK, "--out", tmp_path / "one")[0] == 0
    code, _, err = cli(*QUICK, "--set", "trust.enabled=false", "--out", tmp_path / "one")
    assert (code, "runs of sweep with other parameters" in err) == (2, True)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.7,0.8", (0.7, 0.8)),
        ("true,false", (True, False)),
        ("s3, beta", ("s3", "beta")),
        ("[1,2],[3]", ([1, 2], [3])),
        ("5", (5,)),
        ("", ()),
    ],
)
def test_values_between_commas(text, values):
    assert values_of(text) == values


def test_a_value_is_json_or_else_text():
    assert (plain_value("0.8"), plain_value("null"), plain_value("leach")) == (0.8, None, "leach")


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_keeps_finished_runs_and_says_how_to_go_on(tmp_path):
    out = tmp_path / "out"
    command = [
        sys.executable,
        "-m",
        "app",
        "experiment",
        "sweep",
        "--seeds",
        "400",
        "--workers",
        "1",
        "--out",
        str(out),
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        until = monotonic() + 60
        while not (out / "runs.jsonl").exists() or len((out / "runs.jsonl").read_bytes().splitlines()) < 4:
            assert monotonic() < until
            sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 130
    assert said.startswith("motewarden: interrupted: ")
    assert f"of 400 runs are kept in {out}; give the same command again to go on" in said
    assert said.count("\n") == 1
    assert all(json.loads(line) for line in (out / "runs.jsonl").read_text().splitlines())
