"""Verdicts of trees: all rows through all trees of a flat forest."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.compile import compiled


@compiled
def sum_leaves(
    values: np.ndarray,
    feature: np.ndarray,
    threshold: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    leaf: np.ndarray,
    roots: np.ndarray,
    column: np.ndarray,
    out: np.ndarray,
) -> None:
    """Adds the leaves that each row falls into.

    Args:
        values: float32[n, k].
        feature: int32[m]: column that a node looks at; -1: a leaf.
        threshold: float64[m]: rows up to it go left.
        left: int32[m], as `right`: next node.
        right: See `left`.
        leaf: float64[m, c], or float64[m, 1] for trees of one class.
        roots: int32[t].
        column: int32[t]: class that a tree speaks of; -1: all.
        out: float64[n, c]: added to.
    """
    for i in range(values.shape[0]):
        for t in range(roots.shape[0]):
            node = roots[t]
            while feature[node] >= 0:
                node = left[node] if np.float64(values[i, feature[node]]) <= threshold[node] else right[node]
            if column[t] >= 0:
                out[i, column[t]] += leaf[node, 0]
            else:
                for k in range(out.shape[1]):
                    out[i, k] += leaf[node, k]
