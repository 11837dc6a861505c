"""Every import contract is broken once on purpose: a contract that cannot fail protects nothing."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("app", "widgets", "engine", "resources")
LINT = "from importlinter.cli import lint_imports_command as main; main()"

# contract -> (file to write, forbidden import in it); files of other names lean on what the tree holds
BITES = {
    "top": ("engine/base/bite.py", "import widgets"),
    "noqt": ("engine/network/bite.py", "def f():\n    from pyqtgraph import mkPen"),
    "widgets": ("widgets/bite.py", "from engine.base import errors"),
    "app": ("app/bite.py", "def f():\n    import engine.network"),
    "rooms": ("engine/readmodel/bite.py", "import engine.scenario"),
    "routing": ("engine/routing/bite.py", "import engine.routing.other"),
    "attacks": ("engine/attacks/bite.py", "import engine.attacks.other"),
    "cycles": ("widgets/bite.py", "import widgets.other"),
}
EXTRA = {
    "engine/routing/other.py": "",
    "engine/attacks/other.py": "",
    "widgets/other.py": "import widgets.bite",
}


def contracts() -> dict[str, str]:
    """Contract ids and names, as the project's own file has them."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    prefix = "importlinter:contract:"
    return {s.removeprefix(prefix): parser[s]["name"] for s in parser.sections() if s.startswith(prefix)}


def write(folder: Path, name: str, text: str) -> None:
    """Write a module of the skeleton."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


@pytest.fixture
def skeleton(tmp_path: Path) -> Path:
    """The packages of the tree as empty files, under the real contracts."""
    shutil.copy(ROOT / ".importlinter", tmp_path)
    for package in PACKAGES:
        for init in (ROOT / package).rglob("__init__.py"):
            write(tmp_path, str(init.relative_to(ROOT)), "")
        assert (tmp_path / package / "__init__.py").exists(), f"{package} is no package"
    for name, text in EXTRA.items():
        write(tmp_path, name, text)
    write(tmp_path, "engine/base/errors.py", "")
    write(tmp_path, "widgets/bite.py", "")
    return tmp_path


def lint(folder: Path) -> tuple[int, str]:
    """Exit code and output of the contracts' checker."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", LINT, "--no-cache"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_clean_skeleton_keeps_every_contract(skeleton: Path) -> None:
    code, output = lint(skeleton)
    assert code == 0, output


def test_every_contract_has_its_bite() -> None:
    assert set(BITES) == set(contracts())


@pytest.mark.parametrize("contract", BITES)
def test_contract_bites(contract: str, skeleton: Path) -> None:
    write(skeleton, *BITES[contract])
    code, output = lint(skeleton)
    assert code != 0, output
    assert f"{contracts()[contract]} BROKEN" in output, output


def test_an_undeclared_room_breaks_the_build(skeleton: Path) -> None:
    write(skeleton, "engine/attic/__init__.py", "")
    code, output = lint(skeleton)
    assert code != 0, output
    assert "attic" in output
