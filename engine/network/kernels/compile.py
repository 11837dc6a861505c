"""How kernels are compiled: without the interpreter lock, kept on disk, without reference counting of their arrays.

``_nrt=False`` leaves out the counting of references to array memory, which kernels that allocate nothing do not
need and which halves their speed (docs/decisions/0004-numba-kernels.md). Division follows IEEE rules, as in NumPy.
"""

from __future__ import annotations

from typing import Any

from numba import njit

_ALL: dict[str, Any] = {"nogil": True, "cache": True, "error_model": "numpy"}
_NO_ALLOCATION: dict[str, Any] = {**_ALL, "_nrt": False}

compiled = njit(**_NO_ALLOCATION)
"""A kernel that Python calls."""

inlined = njit(**_NO_ALLOCATION, forceinline=True)
"""A part of kernels, merged into each caller."""

allocating = njit(**_ALL)
"""A kernel that makes arrays."""
