"""Types that a model file may name: the methods of the laboratory and what they are made of, and nothing else."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

TRUSTED = frozenset(
    {
        "builtins.dict",
        "builtins.list",
        "builtins.str",
        "builtins.tuple",
        "numpy.bool",
        "numpy.float32",
        "numpy.float64",
        "numpy.int32",
        "numpy.int64",
        "numpy.ndarray",
        "numpy.random._generator.Generator",
        "numpy.uint64",
        "sklearn._loss._loss.CyHalfBinomialLoss",
        "sklearn._loss._loss.CyHalfMultinomialLoss",
        "sklearn._loss.link.Interval",
        "sklearn._loss.link.LogitLink",
        "sklearn._loss.link.MultinomialLogit",
        "sklearn._loss.loss.HalfBinomialLoss",
        "sklearn._loss.loss.HalfMultinomialLoss",
        "sklearn.ensemble._forest.RandomForestClassifier",
        "sklearn.ensemble._hist_gradient_boosting.binning._BinMapper",
        "sklearn.ensemble._hist_gradient_boosting.gradient_boosting.HistGradientBoostingClassifier",
        "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
        "sklearn.ensemble._weight_boosting.AdaBoostClassifier",
        "sklearn.linear_model._logistic.LogisticRegression",
        "sklearn.linear_model._ridge.RidgeClassifier",
        "sklearn.naive_bayes.MultinomialNB",
        "sklearn.pipeline.Pipeline",
        "sklearn.preprocessing._data.MinMaxScaler",
        "sklearn.preprocessing._data.StandardScaler",
        "sklearn.preprocessing._label.LabelBinarizer",
        "sklearn.preprocessing._label.LabelEncoder",
        "sklearn.svm._classes.LinearSVC",
        "sklearn.tree._classes.DecisionTreeClassifier",
        "sklearn.tree._tree.Tree",
    }
)
LOADERS = frozenset(
    {
        "CachedNode",
        "DictNode",
        "JsonNode",
        "ListNode",
        "LossNode",
        "NdArrayNode",
        "ObjectNode",
        "RandomGeneratorNode",
        "TreeNode",
        "TupleNode",
        "TypeNode",
    }
)
"""How skops may build them: no functions, no methods, no partial calls."""
SCHEMA = "schema.json"
MAX_SCHEMA = 64 * 1024 * 1024
MAX_MEMBERS = 20_000
MAX_DEPTH = 60


class Untrusted(Exception):  # noqa: N818 - told on as DetectionError, with the file
    """A model that names what no module needs."""


def check_model(model: bytes, most: int) -> list[str]:
    """Looks through a skops file without building anything.

    Args:
        model: The file.
        most: B that its members may unpack to.

    Returns:
        The types it names, all of them trusted.

    Raises:
        Untrusted: It is too large, or names a type or a way of building that is not on the list.
    """
    with zipfile.ZipFile(io.BytesIO(model)) as pack:
        members = pack.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > most:
            raise Untrusted("unpacks to more than a module may take")
        if pack.getinfo(SCHEMA).file_size > MAX_SCHEMA:
            raise Untrusted("has a schema that is larger than a module may take")
        schema = json.loads(pack.read(SCHEMA))
    found = set()
    for node in _nodes(schema):
        name, loader = f"{node.get('__module__')}.{node.get('__class__')}", node.get("__loader__")
        if loader not in LOADERS:
            raise Untrusted(f"is built by {str(loader)[:60]}, which no module needs")
        if name not in TRUSTED:
            raise Untrusted(f"names the type {name[:120]}, which no module needs")
        found.add(name)
    return sorted(found)


def _nodes(schema: object) -> Iterator[dict[str, Any]]:
    """Every description of an object, whatever it hangs under."""
    waiting = [(schema, 0)]
    while waiting:
        item, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise Untrusted("is nested deeper than any module")
        if isinstance(item, dict):
            if item.keys() & {"__loader__", "__class__", "__module__"}:
                yield item
            waiting += [(value, depth + 1) for value in item.values()]
        elif isinstance(item, list):
            waiting += [(value, depth + 1) for value in item]
