"""Golden traces: small seeded runs as digests of rounded metrics.

``python tests/golden/update.py`` writes them anew; say in the commit why they changed.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "traces"
ROUNDS = 25
SHOWN = ("alive", "heads", "generated", "delivered", "lost", "hops", "control_packets", "excluded")

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from engine import api  # noqa: E402 - after the path is set
from engine.readmodel.metrics import COLUMN, METRIC_COLUMNS  # noqa: E402
from engine.scenario.model import Routing, Scenario  # noqa: E402
from engine.scenario.templates import template  # noqa: E402


def _attacked() -> Scenario:
    scenario = template("s3-connected", 7)
    for text in ("blackhole:count=5,start=5", "damage:count=5,start=8", "sinkhole:count=2,start=10", "liar:count=5"):
        scenario = api.parse_attack(text, scenario)
    return scenario


def _by(protocol: str) -> Scenario:
    """The connected network under attack, by another protocol."""
    scenario = api.parse_attack("greyhole:count=8,start=5", template("s3-connected", 7))
    return scenario.replace(routing=Routing(protocol=protocol))


SCENARIOS: dict[str, Callable[[], Scenario]] = {
    "leach-100": lambda: template("leach-100", 7),
    "pegasis-50": lambda: template("pegasis-50", 7),
    **{name: partial(_by, name) for name in ("sep", "teen", "pegasis", "clusters", "flat", "geographic", "multipath")},
    "hierarchical": lambda: api.parse_attack("greyhole:count=8,start=5", template("s3-hierarchy", 7)),
    "s3-connected": lambda: template("s3-connected", 7),
    "s3-attacked": _attacked,
}


def trace(name: str, columns: Sequence[str] = METRIC_COLUMNS) -> dict[str, object]:
    """The columns most asked for in clear, and a digest a round over ``columns`` to six digits."""
    rows = api.run(SCENARIOS[name](), ROUNDS).rows
    digested = rows[:, [COLUMN[c] for c in columns]]
    lines = [",".join(f"{value:.6g}" for value in row) for row in digested]
    return {
        "scenario": name,
        "columns": list(columns),
        "shown": {c: np.asarray(rows[:, COLUMN[c]], int).tolist() for c in SHOWN},
        "digests": [hashlib.sha256(line.encode()).hexdigest()[:12] for line in lines],
    }


def path(name: str) -> Path:
    """Where the trace of a scenario lies."""
    return FOLDER / f"{name}.json"


def main() -> None:
    """Writes all traces."""
    FOLDER.mkdir(exist_ok=True)
    for name in SCENARIOS:
        path(name).write_text(json.dumps(trace(name), indent=1) + "\n", encoding="utf-8")
        print(f"wrote {path(name)}")


if __name__ == "__main__":
    main()
