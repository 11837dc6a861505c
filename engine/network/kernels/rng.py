"""SplitMix64 (Steele, Lea, Flood 2014): one word of state, one nanosecond a draw, the same on every platform."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.compile import inlined

_GAMMA = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_S30, _S27, _S31, _S11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_UNIT = 1.0 / (1 << 53)


@inlined
def uniform(state: np.ndarray) -> float:
    """A draw from [0, 1); ``state`` is uint64[1], see `engine.base.streams.kernel_state`."""
    state[0] += _GAMMA
    z = state[0]
    z = (z ^ (z >> _S30)) * _MIX1
    z = (z ^ (z >> _S27)) * _MIX2
    z = z ^ (z >> _S31)
    return float(z >> _S11) * _UNIT
