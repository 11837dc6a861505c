"""Named random streams: the same seed and name give the same numbers, whatever else the run draws."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def sequence(seed: int, name: str) -> np.random.SeedSequence:
    """The seed sequence of the stream called ``name`` under ``seed``."""
    return np.random.SeedSequence(seed, spawn_key=(crc32(name.encode()),))


def stream(seed: int, name: str) -> np.random.Generator:
    """A NumPy generator for ordinary Python code."""
    return np.random.Generator(np.random.PCG64(sequence(seed, name)))


def kernel_state(seed: int, name: str) -> np.ndarray:
    """One ``uint64`` of state, shape (1,), for the generator that compiled kernels use (`kernels.rng`)."""
    return sequence(seed, name).generate_state(1, np.uint64)
