"""How kernels are compiled: without the interpreter lock, kept on disk, without reference counting of their arrays.

``_nrt=False`` leaves out the counting of references to array memory, which kernels that allocate nothing do not
need and which halves their speed (docs/decisions/0004-numba-kernels.md). Division follows IEEE rules, as in NumPy.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any

import numba
from numba import njit

ENGINE = Path(__file__).resolve().parents[2]
_KEPT = 3
"""So many versions' kernels stay on disk, for going back and forth between them."""


SOURCES = ("**/kernels/*.py", "**/kernel.py", "defence/**/rules.py", "readmodel/codes.py")
"""Files with kernels and with constants that are compiled into them; a test holds the list to what kernels import."""


def fingerprint(engine: Path) -> str:
    """A name for the present state of all that kernels are made of."""
    state = sha256()
    for file in sorted({file for pattern in SOURCES for file in engine.glob(pattern)}):
        state.update(f"{file.relative_to(engine).as_posix()}\n".encode())
        state.update(file.read_bytes())
    return state.hexdigest()[:16]


def cache_folder(engine: Path) -> Path | None:
    """Where the kernels of this state of the source are kept; older ones are removed. None: numba's own place.

    numba looks at the file of a kernel alone: it would go on using one into which a constant of another file was
    compiled before that file changed.
    """
    root = engine / "__pycache__"
    folder = root / f"kernels-{fingerprint(engine)}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        others = sorted(root.glob("kernels-*"), key=lambda f: f.stat().st_mtime, reverse=True)
    except OSError:
        return None
    for old in others[_KEPT:]:
        rmtree(old, ignore_errors=True)
    return folder


if not os.environ.get("NUMBA_CACHE_DIR"):
    _folder = cache_folder(ENGINE)
    if _folder is not None:
        numba.config.CACHE_DIR = str(_folder)  # type: ignore[attr-defined]

_ALL: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}
_NO_ALLOCATION: dict[str, Any] = {**_ALL, "_nrt": False}

compiled = njit(**_NO_ALLOCATION)
"""A kernel that Python calls."""

inlined = njit(**_NO_ALLOCATION, forceinline=True)
"""A part of kernels, merged into each caller."""

allocating = njit(**_ALL)
"""A kernel that makes arrays."""
