"""The first window waits for Qt only: slow libraries come when they are first needed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SLOW = ("sklearn", "scipy", "networkx", "numba", "pandas", "matplotlib", "distributed")


def test_the_main_window_brings_no_slow_library() -> None:
    probe = f"import sys, app.main_window; print(*[name for name in {SLOW!r} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", probe],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert not done.stdout.split(), f"importing app.main_window brought {done.stdout}"
