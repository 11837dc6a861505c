"""The modules of a document, built in or files; each with those for nodes and for all at once, where there are any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np

from engine.base.errors import ScenarioError
from engine.detection.dataset import NORMAL
from engine.detection.features.names import FEATURE_SET, NETWORK_FEATURES, NODE_FEATURES
from engine.detection.modules.evaluator import Evaluator
from engine.detection.modules.module import Module, check_features, module_info
from engine.detection.modules.storage import load_module
from engine.readmodel.laboratory import ModuleInfo

BUILTIN: Final = "builtin:"
SUFFIX: Final = ".motedetector"
_OF = {"network": tuple(f.name for f in NETWORK_FEATURES), "node": tuple(f.name for f in NODE_FEATURES)}


@dataclass(frozen=True, slots=True)
class Installed:
    """A module ready to judge windows."""

    info: ModuleInfo
    module: Module
    evaluator: Evaluator
    columns: np.ndarray
    """int[k]: of the features at hand those that it wants, in its order."""

    def scores(self, values: np.ndarray) -> np.ndarray:
        """float64[n, classes] of float32[n, all features]; rows sum to 1."""
        return self.evaluator.scores(np.ascontiguousarray(values[:, self.columns]))

    @property
    def normal(self) -> int:
        """Index of the class without attack, -1: it has none."""
        return self.module.classes.index(NORMAL) if NORMAL in self.module.classes else -1


def installed(name: str) -> Mapping[str, Installed]:
    """Modules by their part: ``classifier`` or ``suspects`` (by scope), ``integral``; none for an empty name.

    ``NAME-node`` and ``NAME-integral`` beside a module belong to it.

    Raises:
        ScenarioError: There is no such module, or it is none, or was trained on other features.
    """
    if not name:
        return {}
    path = _path(name)
    if not path.is_file():
        mend = "choose a file, builtin:NAME, or leave it empty"
        raise ScenarioError(f"there is no detector module {name!r}", where="detection.model", mend=mend)
    found = {}
    for part, suffix in (("classifier", ""), ("suspects", "-node"), ("integral", "-integral")):
        file = path.with_name(path.stem + suffix + path.suffix)
        if file.is_file():
            one = _ready(str(file), file.stat().st_mtime_ns)
            found["suspects" if one.info.scope == "node" else part] = one
    return found


def _path(name: str) -> Path:
    if name.startswith(BUILTIN):
        return Path(str(files("resources").joinpath("detectors", name.removeprefix(BUILTIN) + SUFFIX)))
    return Path(name).expanduser()


@lru_cache(maxsize=8)
def _ready(path: str, _changed: int) -> Installed:
    module = load_module(path)
    names = _OF[module.scope]
    check_features(module, FEATURE_SET, names, path)
    evaluator = module.evaluator()
    columns = np.array([names.index(name) for name in module.features])
    return Installed(module_info(module, path, evaluator), module, evaluator, columns)
