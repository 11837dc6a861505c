"""The engine runs without Qt; the import contracts cannot see dynamic imports, a fresh interpreter can."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROBE = """
import importlib, pkgutil, sys
import engine
names = ["engine", *(m.name for m in pkgutil.walk_packages(engine.__path__, "engine."))]
for name in names:
    importlib.import_module(name)
qt = {"PySide6", "shiboken6", "pyqtgraph", "qtpy"}
print(len(names), *sorted({m.split(".")[0] for m in sys.modules} & qt))
"""


def test_importing_every_engine_module_brings_no_qt() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, *bindings = done.stdout.split()
    assert int(count) > 1
    assert not bindings, f"the engine imported {bindings}"
