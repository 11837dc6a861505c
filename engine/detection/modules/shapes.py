"""Classifiers as flat arrays: forests (trees, AdaBoost, gradient boosting) and linear models (with naive Bayes).

Cycles are those of a small 32-bit processor without branch prediction: 12 a node of a tree (load, compare, jump), 4 a
sum, 8 a multiplication with its loads, 90 an exponential. Whether a tree is deep is weighed by the training rows: the
mean way of a row, not the longest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Fitted: TypeAlias = Any
"""A fitted scikit-learn estimator, or a part of one: the library has no types."""
NODE_CYCLES = 12.0
SUM_CYCLES = 4.0
PRODUCT_CYCLES = 8.0
EXP_CYCLES = 90.0


class Mismatch(Exception):  # noqa: N818 - told on as DetectionError, with the name of the module
    """An estimator that is of no known kind, or whose parts do not fit one another."""


def softmax(values: np.ndarray) -> np.ndarray:
    """Rows to shares: float64[n, c] to float64[n, c]."""
    raised = np.exp(values - values.max(axis=1, keepdims=True))
    shares: np.ndarray = raised / raised.sum(axis=1, keepdims=True)
    return shares


@dataclass(frozen=True, slots=True, eq=False)
class Forest:
    """Trees in one set of arrays; see `kernel.sum_leaves`."""

    classes: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leaf: np.ndarray
    roots: np.ndarray
    column: np.ndarray
    base: np.ndarray
    """float64[c]: where the sum starts."""
    steepness: float
    """0: sums are shares already; else shares are softmax(steepness · sum)."""
    way: float
    """Nodes that a row passes, all trees together."""

    @property
    def cycles(self) -> float:
        """For a verdict."""
        c = len(self.base)
        each = 1 if self.leaf.shape[1] == 1 else c
        ends = len(self.roots) * each * SUM_CYCLES
        return self.way * NODE_CYCLES + ends + (EXP_CYCLES * c if self.steepness else 0.0)

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
        parts = (self.feature, self.threshold, self.left, self.right, self.leaf, self.roots, self.column, self.base)
        return sum(part.nbytes for part in parts)

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """float64[n, c] of float32[n, k]."""
        from engine.detection.modules.kernel import sum_leaves

        out = np.repeat(self.base[None, :], len(rows), axis=0)
        sum_leaves(rows, self.feature, self.threshold, self.left, self.right, self.leaf, self.roots, self.column, out)
        if self.steepness:
            return softmax(out * self.steepness)
        shares: np.ndarray = out / np.maximum(out.sum(axis=1, keepdims=True), 1e-300)
        return shares


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """softmax(steepness · (weights · clip(x · scale + shift) + bias))."""

    classes: np.ndarray
    scale: np.ndarray
    shift: np.ndarray
    clip: bool
    """Scaled values are kept in 0 … 1."""
    weights: np.ndarray
    """float64[k, c]."""
    bias: np.ndarray
    steepness: float

    @property
    def cycles(self) -> float:
        """For a verdict."""
        k, c = self.weights.shape
        return float(k * PRODUCT_CYCLES + k * c * PRODUCT_CYCLES + c * EXP_CYCLES)

    @property
    def size_bytes(self) -> int:
        """Of all arrays."""
        return sum(part.nbytes for part in (self.scale, self.shift, self.weights, self.bias))

    def scores(self, rows: np.ndarray) -> np.ndarray:
        """float64[n, c] of float32[n, k]."""
        scaled = rows.astype(np.float64) * self.scale + self.shift
        if self.clip:
            scaled = np.clip(scaled, 0.0, 1.0)
        return softmax((scaled @ self.weights + self.bias) * self.steepness)
