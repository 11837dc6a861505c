"""Sizes: files up to 400 lines, functions up to 40 (a few longer ones are tolerated, none over 80)."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "engine", "resources", "tests", "widgets")
FILES = sorted([ROOT / "dev.py", *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))])
SOURCES = [path for path in FILES if path.relative_to(ROOT).parts[0] != "tests"]

FILE_LINES = 400
FUNCTION_LINES = 40
FUNCTION_LINES_EVER = 80
TOLERATED = 12
"""How many functions outside the compiled kernels may have 41 to 80 lines; make it smaller, not larger."""


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function of a file with its length in lines, decorators aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT)
    return [
        (f"{where}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_is_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= FILE_LINES, f"{lines} lines: split it by what changes together"


def test_no_function_is_over_80_lines() -> None:
    long = [(name, length) for path in SOURCES for name, length in functions(path) if length > FUNCTION_LINES_EVER]
    assert not long


def test_few_functions_are_over_40_lines() -> None:
    ordinary = [path for path in SOURCES if "kernels" not in path.parts and path.stem != "kernel"]
    long = [(name, length) for path in ordinary for name, length in functions(path) if length > FUNCTION_LINES]
    assert len(long) <= TOLERATED, sorted(long, key=lambda item: -item[1])
