"""Trees of scikit-learn in the arrays of a `Forest`, checked: a file may hold trees that lead astray."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.detection.modules.shapes import Fitted, Forest, Mismatch


@dataclass(frozen=True, slots=True, eq=False)
class _Tree:
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    right: np.ndarray
    leaf: np.ndarray
    way: float


def forest(trees: Sequence[Fitted], owner: Fitted, k: int) -> Forest:
    """A decision tree, or a random forest: the mean of the shares in the leaves."""
    classes = np.asarray(owner.classes_)
    parts = [_tree(member.tree_, len(classes), k) for member in trees]
    for part in parts:
        part.leaf[:] /= np.maximum(part.leaf.sum(axis=1, keepdims=True), 1e-300) * len(parts)
    return _joined(parts, classes, np.full(len(parts), -1), np.zeros(len(classes)), 0.0)


def boosted(owner: Fitted, k: int) -> Forest:
    """AdaBoost (SAMME): weighted votes; shares as `AdaBoostClassifier.predict_proba` works them out."""
    classes = np.asarray(owner.classes_)
    c = len(classes)
    weights = np.asarray(owner.estimator_weights_, float)[: len(owner.estimators_)]
    parts = []
    for member, weight in zip(owner.estimators_, weights / weights.sum(), strict=True):
        own = np.asarray(member.classes_)
        part = _tree(member.tree_, len(own), k)
        chosen = np.searchsorted(classes, own[part.leaf.argmax(axis=1)])
        votes = np.full((len(part.leaf), c), -1.0 / max(c - 1, 1))
        votes[np.arange(len(votes)), chosen] = 1.0
        parts.append(_Tree(part.feature, part.threshold, part.left, part.right, votes * weight, part.way))
    return _joined(parts, classes, np.full(len(parts), -1), np.zeros(c), 1.0 / max(c - 1, 1))


def gradient(owner: Fitted, k: int) -> Forest:
    """Histogram gradient boosting: each tree adds to one class; two classes share one tree."""
    classes = np.asarray(owner.classes_)
    c = len(classes)
    start = np.asarray(owner._baseline_prediction, float).ravel()  # noqa: SLF001 - kept nowhere else
    rounds = owner._predictors  # noqa: SLF001 - same
    base = np.zeros(c)
    base[c - len(start) :] = start
    parts, column = [], []
    for members in rounds:
        if len(members) != len(start):
            raise Mismatch(f"a round of {len(members)} trees where {len(start)} are wanted")
        for index, member in enumerate(members):
            parts.append(_gradient_tree(member.nodes, k))
            column.append(index + c - len(start))
    return _joined(parts, classes, np.array(column), base, 1.0)


def _tree(tree: Fitted, c: int, k: int) -> _Tree:
    state = tree.__getstate__()
    nodes, value = state["nodes"], np.asarray(state["values"], float)
    if value.shape != (len(nodes), 1, c):
        raise Mismatch(f"leaves of shape {value.shape} for {c} classes")
    ends = nodes["left_child"] < 0
    feature = np.where(ends, -1, nodes["feature"])
    rows = np.asarray(nodes["weighted_n_node_samples"], float)
    way = float(rows[~ends].sum() / rows[0]) if len(rows) and rows[0] > 0 else 0.0
    return _checked(feature, nodes["threshold"], nodes["left_child"], nodes["right_child"], value[:, 0].copy(), way, k)


def _gradient_tree(nodes: np.ndarray, k: int) -> _Tree:
    if np.any(nodes["is_categorical"]):
        raise Mismatch("a tree with categories")
    ends = nodes["is_leaf"].astype(bool)
    rows = nodes["count"].astype(float)
    way = float(rows[~ends].sum() / rows[0]) if len(rows) and rows[0] > 0 else 0.0
    feature = np.where(ends, -1, nodes["feature_idx"].astype(np.int64))
    leaf = np.where(ends, nodes["value"], 0.0)[:, None]
    return _checked(feature, nodes["num_threshold"], nodes["left"], nodes["right"], leaf, way, k)


def _checked(
    feature: np.ndarray,
    threshold: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    leaf: np.ndarray,
    way: float,
    k: int,
) -> _Tree:
    """Every way leads down to a leaf: children stand after their parent, and within the tree."""
    m = len(feature)
    inner = np.flatnonzero(feature >= 0)
    left, right = left.astype(np.int64), right.astype(np.int64)
    children = np.concatenate([left[inner], right[inner]])
    parents = np.concatenate([inner, inner])
    if not m or np.any(children <= parents) or np.any(children >= m):
        raise Mismatch("a tree that does not lead to its leaves")
    if np.any(feature[inner] >= k) or not np.isfinite(leaf).all() or not np.isfinite(way):
        raise Mismatch(f"a tree that looks at more than {k} features, or ends in no number")
    return _Tree(feature, threshold, left, right, leaf, way)


def _joined(parts: Sequence[_Tree], classes: np.ndarray, column: np.ndarray, base: np.ndarray, steep: float) -> Forest:
    if not parts:
        raise Mismatch("it has no trees")
    sizes = np.array([len(part.feature) for part in parts])
    roots = np.concatenate([[0], np.cumsum(sizes)[:-1]])

    def all_of(name: str, dtype: type, *, shift: bool = False) -> np.ndarray:
        rows = [getattr(part, name) + (root if shift else 0) for part, root in zip(parts, roots, strict=True)]
        return np.ascontiguousarray(np.concatenate(rows).astype(dtype))

    return Forest(
        classes=classes,
        feature=all_of("feature", np.int32),
        threshold=all_of("threshold", np.float64),
        left=all_of("left", np.int32, shift=True),
        right=all_of("right", np.int32, shift=True),
        leaf=all_of("leaf", np.float64),
        roots=roots.astype(np.int32),
        column=column.astype(np.int32),
        base=base,
        steepness=steep,
        way=sum(part.way for part in parts),
    )
