"""Folders that must stay as they are."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_packaging_has_no_init() -> None:
    found = [str(path.relative_to(ROOT)) for path in (ROOT / "packaging").rglob("__init__.py")]
    assert not found, f"{found} would hide the library `packaging`"


def test_every_test_folder_is_run() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = set(settings["tool"]["pytest"]["ini_options"]["testpaths"])
    there = {f"tests/{path.parts[-1]}" for path in (ROOT / "tests").iterdir() if any(path.rglob("test_*.py"))}
    assert there - run <= {"tests/bench"}


def test_the_locks_agree() -> None:
    """`run` is content with the developers' environment, so both locks must name the same versions."""
    run, dev = (
        {line for line in (ROOT / "packaging/locks" / name).read_text().splitlines() if "==" in line}
        for name in ("run.txt", "dev.txt")
    )
    assert run <= dev, sorted(run - dev)
