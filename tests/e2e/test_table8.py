"""Table 8 from recording to verdicts, small: what is trained on one seed is judged on another, and it goes on."""

from __future__ import annotations

import json
from pathlib import Path

from engine.api import experiments
from engine.readmodel.experiment import Plan


def test_table8_records_trains_and_judges_and_takes_over_what_is_done(tmp_path: Path) -> None:
    order = Plan("s2-table8", (1, 2), rounds=250)
    result = experiments.start(order, tmp_path, workers=2)
    assert result is not None
    f1 = {c.id: float(c.ours.split()[0]) for c in result.claims if c.id.startswith("f1-")}
    assert len(f1) == 5
    assert f1["f1-hello-flood-common"] > 0.9
    assert all(0.0 < value <= 1.0 for value in f1.values())
    assert len(list((tmp_path / "modules").glob("*.motedetector"))) == 5
    lines = (tmp_path / "runs.jsonl").read_text().count("\n")
    (tmp_path / "modules" / "integral.motedetector").unlink()
    again = experiments.start(order, tmp_path, workers=2)
    assert again is not None
    assert (tmp_path / "runs.jsonl").read_text().count("\n") == lines + 1, "the module that was gone, and nothing else"
    assert json.loads((tmp_path / "results.json").read_text())["experiment"] == "s2-table8"
    assert again.claims == result.claims
