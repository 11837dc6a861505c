"""How kernels are compiled: without the interpreter lock, kept on disk, without reference counting of their arrays.

``_nrt=False`` leaves out the counting of references to array memory, which kernels that allocate nothing do not need and
which halves their speed (docs/decisions/0004-numba-kernels.md). Division follows IEEE rules, as in NumPy.
"""

from __future__ import annotations

from numba import njit

compiled = njit(nogil=True, cache=True, error_model="numpy", _nrt=False)
"""A kernel that Python calls."""

inlined = njit(nogil=True, cache=True, error_model="numpy", _nrt=False, forceinline=True)
"""A part of kernels, merged into each caller."""

allocating = njit(nogil=True, cache=True, error_model="numpy")
"""A kernel that makes arrays."""
