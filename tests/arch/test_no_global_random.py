"""Same scenario, seed and commands, same run: the engine has no hidden source of chance, time or order."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "engine").rglob("*.py"))

# numpy.random itself is a door to named streams only through these
STREAMS = {"Generator", "SeedSequence", "PCG64", "PCG64DXSM", "Philox", "BitGenerator", "default_rng"}
CLOCKS = {
    "time.time",
    "time.time_ns",
    "datetime.now",
    "datetime.datetime.now",
    "datetime.utcnow",
    "date.today",
}


def dotted(node: ast.AST) -> str:
    """`a.b.c` for nested attributes, else nothing."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else ""
    return ""


def is_set(node: ast.AST) -> bool:
    """A set display, a set comprehension or a call of set() or frozenset()."""
    called = isinstance(node, ast.Call) and dotted(node.func) in ("set", "frozenset")
    return called or isinstance(node, ast.Set | ast.SetComp)


def offences(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and reason of everything forbidden."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name == "random" for alias in node.names):
            yield node.lineno, "imports random"
        elif isinstance(node, ast.ImportFrom):
            names = {alias.name for alias in node.names}
            if node.module in ("random", "secrets") or (node.module == "numpy.random" and names - STREAMS):
                yield node.lineno, f"imports from {node.module}"
            if node.module == "time" and names & {"time", "time_ns"}:
                yield node.lineno, "imports the wall clock"
        elif isinstance(node, ast.Attribute):
            name = dotted(node)
            if name.startswith(("np.random.", "numpy.random.")) and name.split(".")[2] not in STREAMS:
                yield node.lineno, f"uses {name}"
            if name in CLOCKS:
                yield node.lineno, f"reads the clock by {name}"
        elif isinstance(node, ast.For | ast.comprehension) and is_set(node.iter):
            yield node.iter.lineno, "iterates over a set, whose order is not fixed"


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_engine_file_is_deterministic_by_construction(path: Path) -> None:
    found = list(offences(ast.parse(path.read_text(encoding="utf-8"))))
    assert not found


@pytest.mark.parametrize(
    "code",
    [
        "import random",
        "from random import choice",
        "import numpy as np\nnp.random.rand(3)",
        "from numpy.random import shuffle",
        "import time\ntime.time()",
        "from datetime import datetime\ndatetime.now()",
        "for x in {1, 2}: pass",
        "[x for x in set(y)]",
    ],
)
def test_the_scan_bites(code: str) -> None:
    assert list(offences(ast.parse(code)))


@pytest.mark.parametrize("code", ["import numpy as np\nnp.random.default_rng(1)", "for x in sorted({1, 2}): pass"])
def test_the_scan_leaves_good_code_alone(code: str) -> None:
    assert not list(offences(ast.parse(code)))
