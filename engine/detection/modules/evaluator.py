"""Quick verdicts: a fitted classifier laid out in flat arrays, with the scores that scikit-learn gives."""

from __future__ import annotations

import numpy as np

from engine.detection.dataset import DetectionError
from engine.detection.modules.layout import layout
from engine.detection.modules.shapes import Fitted, Forest, Linear, Mismatch


class Evaluator:
    """Scores of rows.

    Args:
        estimator: A fitted classifier of `engine.detection.laboratory.methods`, or a pipeline of scaler and classifier;
            its classes are indices into `classes`.
        features: Names of the columns.
        classes: Names of the classes.
        name: Of the module, for errors.

    Raises:
        DetectionError: The estimator is of no known kind, or does not fit features and classes.
    """

    def __init__(self, estimator: Fitted, features: tuple[str, ...], classes: tuple[str, ...], name: str = "") -> None:
        self.features, self.classes, self.name = features, classes, name
        try:
            self._layout: Forest | Linear = layout(estimator, len(features))
            self._known = _numbers(self._layout.classes, len(classes))
        except Mismatch as error:
            raise DetectionError(str(error), where=name or "module", mend="train it again") from None

    @property
    def cycles(self) -> float:
        """Cycles of a node's processor for one verdict, see `shapes`."""
        return self._layout.cycles

    @property
    def size_bytes(self) -> int:
        """Bytes of the flat arrays, which is what a node keeps."""
        return self._layout.size_bytes

    def scores(self, values: np.ndarray) -> np.ndarray:
        """How much speaks for each class.

        Args:
            values: float32[n, k], finite; columns as `features`.

        Returns:
            float64[n, c]; rows sum to 1. Classes that were absent in training have 0.

        Raises:
            DetectionError: Wrong number of columns, or values that are not finite.
        """
        rows = np.ascontiguousarray(values, np.float32)
        if rows.ndim != 2 or rows.shape[1] != len(self.features):
            what = f"wants {len(self.features)} features, not {rows.shape[-1] if rows.ndim else 0}"
            raise DetectionError(what, where=self.name or "module", mend="give the columns that it names")
        if not np.isfinite(rows).all():
            column = int(np.argmin(np.isfinite(rows).all(axis=0)))
            what = f"feature {self.features[column]} has missing or infinite values"
            raise DetectionError(what, where=self.name or "module", mend="leave out these rows")
        out = np.zeros((len(rows), len(self.classes)))
        out[:, self._known] = self._layout.scores(rows)
        return out

    def verdicts(self, values: np.ndarray) -> np.ndarray:
        """int32[n]: the class with the highest score; arguments as in `scores`."""
        best: np.ndarray = self.scores(values).argmax(axis=1).astype(np.int32)
        return best


def _numbers(classes: np.ndarray, c: int) -> np.ndarray:
    """int64: the classes of an estimator as columns of the scores."""
    plain = classes.ndim == 1 and np.issubdtype(classes.dtype, np.integer)
    if not plain or not 0 < len(np.unique(classes)) == len(classes):
        raise Mismatch("its classes are not numbers of classes")
    if classes.min() < 0 or classes.max() >= c:
        raise Mismatch(f"it knows classes that are not among the {c} named")
    return classes.astype(np.int64)
