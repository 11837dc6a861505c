"""The detector modules that come with the program, made anew: ``python -m engine.experiments.builtin FOLDER``.

Recorded on template ``detection-bench`` with every attack of the catalogue in both variations, and honest churn:
``catalogue`` names the attack from a window of the network, ``catalogue-integral`` does so by a single decision tree
(S2-172), ``catalogue-node`` tells attackers from other nodes.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np

from engine.attacks.model.entries import ENTRIES
from engine.base.errors import ScenarioError
from engine.base.streams import stream
from engine.detection.dataset import NORMAL, Dataset
from engine.detection.laboratory.training import make_module, train
from engine.detection.modules.storage import save_module
from engine.experiments.recording import part_of, record
from engine.readmodel.laboratory import LabOrder, LabProgress, Scope, Specification

NAME: Final = "catalogue"
SCENARIO: Final = "template:detection-bench"
UNHEARD: Final = (("roletheft", "common"), ("ballot", "common"))
"""Attacks that leave nothing in the data of Table 5 on this bench: listening, and praise that nobody contradicts."""
_KEPT: Final = 0.04
"""Share of the rows of honest nodes that is trained on: there are some twenty for each attacker's."""


def catalogue() -> tuple[tuple[str, str], ...]:
    """(kind, variation) of every attack that can be heard; mixtures are made of these."""
    both = [(e.kind, v) for e in ENTRIES if e.kind != "random" for v in ("common", "exploiting")]
    exploited = {e.kind for e in ENTRIES if e.exploiting is not None}
    return tuple(a for a in both if a not in UNHEARD and (a[1] == "common" or a[0] in exploited))


def specification(seeds: Sequence[int], scope: Scope) -> Specification:
    """What is recorded; of nodes less, there are forty rows a window."""
    of_nodes = scope == "node"
    return Specification(
        SCENARIO,
        catalogue(),
        tuple(seeds),
        rounds=240 if of_nodes else 400,
        bursts=1 if of_nodes else 3,
        burst_rounds=60,
        quiet_runs=3,
        scope=scope,
    )


def attackers_only(data: Dataset, seed: int) -> Dataset:
    """Nodes that attack against nodes that do not, whichever attack it is; a sample of the latter."""
    lot = stream(seed, "builtin").random(len(data.label)) < _KEPT
    thin = part_of(data, np.flatnonzero((data.label > 0) | (lot & (data.label == 0))))
    return replace(thin, label=np.minimum(thin.label, 1), classes=(NORMAL, "attacker"))


def make(folder: Path, seeds: Sequence[int], tell: bool = True) -> tuple[Path, ...]:  # noqa: FBT001, FBT002
    """Records, trains and writes the three modules; returns their files."""

    def say(progress: LabProgress) -> None:
        if tell and progress.done % 20 == 0:
            sys.stderr.write(f"{progress.stage} {progress.done} of {progress.total}\n")

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    network = record(specification(seeds, "network"), tell=say)
    nodes = record(specification(seeds[: max(2, len(seeds) // 2)], "node"), tell=say)
    if network is None or nodes is None:
        raise ScenarioError("was cancelled", where="recording", mend="give the command again")
    plan: tuple[tuple[str, Dataset, str, Scope], ...] = (
        ("", network, "RandomForest", "network"),
        ("-integral", network, "DecisionTree", "network"),
        ("-node", attackers_only(nodes, seeds[0]), "RandomForest", "node"),
    )
    for suffix, data, method, scope in plan:
        order = LabOrder((method,), splits=("grouped",), folds=2)
        result = train(data, order, jobs=2)
        module = make_module(data, order, result, method, name=NAME + suffix, scope=scope, jobs=2)
        files.append(folder / f"{NAME}{suffix}.motedetector")
        save_module(module, files[-1])
        if tell:
            score = result.scores[0]
            sys.stderr.write(f"{files[-1].name}: macro-F1 {score.macro_f1:.3f}, {files[-1].stat().st_size:,} B\n")
    return tuple(files)


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=8)
    given = parser.parse_args()
    make(given.folder, tuple(range(1, given.seeds + 1)))


if __name__ == "__main__":
    main()
