"""Small runs of the papers' figures: enough seeds to see the order of the curves, not to decide every claim."""

import json

import pytest

from app.cli import main


@pytest.fixture
def concluded(capsys, tmp_path):
    """Runs an experiment and gives what ``--json`` prints and ``results.json``."""

    def run(*arguments):
        assert main(["experiment", *map(str, arguments), "--out", str(tmp_path), "--json"]) == 0
        printed = json.loads(capsys.readouterr().out)
        return {c["id"]: c["verdict"] for c in printed["claims"]}, json.loads((tmp_path / "results.json").read_text())

    return run


def test_energy_depletion_kills_the_unprotected_first(concluded):
    verdicts, results = concluded("s3-fig3", "--seeds", 3, "--rounds", 300)
    assert verdicts["half-dead"] == "holds"
    assert "fails" not in verdicts.values()
    last = {s["name"]: s["mean"][-1] for s in results["figures"][0]["series"]}
    assert last["upper bound"] > last["unprotected"] + 0.3
    assert last["protected"] > last["unprotected"] + 0.3
    assert [m["label"] for m in results["figures"][0]["markers"]][1:], "times of detection are marked"


def test_protection_keeps_most_packets_under_random_attacks(concluded):
    verdicts, results = concluded("s3-fig5", "--seeds", 4, "--rounds", 150, "--over", "attacks.0.count=0,20")
    assert verdicts == {"less-random": "holds", "some-random": "holds", "fifth-random": "holds"}
    guarded, plain = (s["mean"] for s in results["figures"][0]["series"])
    assert guarded[0] == pytest.approx(plain[0], abs=0.02), "without attackers protection changes little"


def test_lifetimes_are_inside_their_bands(concluded):
    verdicts, _ = concluded("lifetime", "--seeds", 2)
    assert [name for name, verdict in verdicts.items() if verdict == "fails"] == []
    exact = {"teen-open", "teen-falls", "teen-soft", "teen-silent", "heads", "bound"}
    assert {name for name in exact if verdicts[name] == "holds"} == exact
