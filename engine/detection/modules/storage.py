"""Modules on disk: ``*.motedetector``, a zip of ``manifest.json`` and ``model.skops``; never pickle.

What is read is bounded in size before it is unpacked, and every type that the model names is held against `trusted`
before anything is built from it.
"""

from __future__ import annotations

import io
import json
import os
import warnings
import zipfile
import zlib
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn

from engine.base.errors import ScenarioError
from engine.detection.dataset import DetectionError
from engine.detection.modules.evaluator import Evaluator
from engine.detection.modules.module import Module
from engine.detection.modules.shapes import Fitted
from engine.detection.modules.trusted import Untrusted, check_model
from engine.scenario.storage import file_error, write_whole

SUFFIX = ".motedetector"
FORMAT = "motewarden detector module"
VERSION = 1
MANIFEST, MODEL = "manifest.json", "model.skops"
MAX_FILE = 64 * 1024 * 1024
MAX_MODEL = 256 * 1024 * 1024
MAX_MANIFEST = 4 * 1024 * 1024
_MEND = "choose a module that Motewarden made"
_DAWN = (1980, 1, 1, 0, 0, 0)
_FIELDS = ("name", "method", "scope", "features", "feature_set", "classes", "made_of", "card", "scores")


def save_module(module: Module, path: str | os.PathLike[str]) -> None:
    """Writes a module whole, or leaves what was there.

    Raises:
        DetectionError: It cannot be written, or is larger than what `load_module` reads.
    """
    where = os.fspath(path)
    data = module_bytes(module)
    try:
        write_whole(Path(where), data)
    except (OSError, ValueError) as error:
        raise _told(file_error(error, where)) from None


def module_bytes(module: Module) -> bytes:
    """The file's bytes.

    Raises:
        DetectionError: The module is too large, or no valid one.
    """
    import skops.io

    Evaluator(module.estimator, module.features, module.classes, module.name)
    model = skops.io.dumps(module.estimator)
    record: dict[str, Any] = {"format": FORMAT, "version": VERSION, "model_sha256": sha256(model).hexdigest()}
    record |= {name: getattr(module, name) for name in _FIELDS}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr(zipfile.ZipInfo(MANIFEST, _DAWN), json.dumps(record, ensure_ascii=False, indent=1))
        pack.writestr(zipfile.ZipInfo(MODEL, _DAWN), model, zipfile.ZIP_DEFLATED)
    data = out.getvalue()
    if len(data) > MAX_FILE or len(model) > MAX_MODEL:
        what = f"the model is too large to keep ({len(model) / 1e6:.0f} MB)"
        raise DetectionError(what, where=module.name, mend="train fewer or shallower trees")
    return data


def load_module(path: str | os.PathLike[str]) -> Module:
    """Reads a module; `check_features` tells whether it fits what is there.

    Raises:
        DetectionError: It cannot be read, is not a module, is damaged, of another version, or names a type that no
            module needs.
    """
    where = os.fspath(path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - paths of any kind
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        raise _told(file_error(error, where)) from None
    return read_module(data, where)


def read_module(data: bytes, where: str = "module") -> Module:
    """The module in a file's bytes; errors as in `load_module`."""
    if len(data) > MAX_FILE:
        raise DetectionError(f"is larger than {MAX_FILE >> 20} MiB", where=where, mend=_MEND)
    try:
        parts = _unpacked(data, where)
        manifest = json.loads(parts[MANIFEST].decode())
    except (ValueError, RecursionError):
        raise DetectionError(f"its {MANIFEST} is no JSON text", where=where, mend=_MEND) from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError):
        raise DetectionError("is not a detector module, or damaged", where=where, mend=_MEND) from None
    fields = _fields(manifest, where)
    if manifest.get("model_sha256") != sha256(parts[MODEL]).hexdigest():
        raise DetectionError("is damaged: its model is not the one that was saved", where=where, mend="copy it anew")
    module = Module(**fields, estimator=_estimator(parts[MODEL], where))
    Evaluator(module.estimator, module.features, module.classes, where)
    return module


def _unpacked(data: bytes, where: str) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        entries = {info.filename: info for info in pack.infolist()}
        if set(entries) != {MANIFEST, MODEL} or len(pack.infolist()) != 2:
            raise DetectionError("is not a detector module", where=where, mend=_MEND)
        for name, most in ((MANIFEST, MAX_MANIFEST), (MODEL, MAX_MODEL)):
            if entries[name].file_size > most:
                raise DetectionError(f"its {name} unpacks to over {most >> 20} MiB", where=where, mend=_MEND)
        # A member never yields more than the size it declares, which is bounded above.
        return {name: pack.read(name) for name in entries}


def _fields(manifest: object, where: str) -> dict[str, Any]:
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise DetectionError("is not a detector module", where=where, mend=_MEND)
    version = manifest.get("version")
    if version != VERSION:
        what = f"is a module of version {str(version)[:20]}, this Motewarden reads version {VERSION}"
        raise DetectionError(what, where=where, mend="train it again, or use the Motewarden that made it")
    texts = {name: manifest.get(name) for name in ("name", "method", "scope", "feature_set", "made_of", "card")}
    for name, value in texts.items():
        if not isinstance(value, str):
            _bad(where, name, "a text")
    if texts["scope"] not in {"network", "node"}:
        _bad(where, "scope", "network or node")
    lists = {name: _names(manifest, name, where) for name in ("features", "classes")}
    return {**texts, **lists, "scores": _scores(manifest, where)}


def _names(manifest: Mapping[str, Any], name: str, where: str) -> tuple[str, ...]:
    value = manifest.get(name)
    if not isinstance(value, list) or not 1 <= len(value) <= 10_000 or not all(isinstance(v, str) for v in value):
        _bad(where, name, "a list of names")
    if len(set(value)) != len(value):
        _bad(where, name, "a list of different names")
    return tuple(value)


def _scores(manifest: Mapping[str, Any], where: str) -> tuple[tuple[str, float], ...]:
    found = []
    value = manifest.get("scores")
    for pair in value if isinstance(value, list) else [None]:
        if not (
            isinstance(pair, list) and len(pair) == 2 and isinstance(pair[0], str) and type(pair[1]) in {int, float}
        ):
            _bad(where, "scores", "a list of splits with their figures")
        found.append((pair[0], float(pair[1])))
    return tuple(found)


def _estimator(model: bytes, where: str) -> Fitted:
    import skops.io

    try:
        names = check_model(model, MAX_MODEL)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # another release of scikit-learn: `Evaluator` checks what it needs
            return skops.io.loads(model, trusted=names)
    except Untrusted as error:
        raise DetectionError(f"its model {error}", where=where, mend="do not use it; " + _MEND) from None
    except Exception as error:  # noqa: BLE001 - a foreign file, read by a library that raises what it likes
        what = f"its model cannot be built ({type(error).__name__})"
        raise DetectionError(what, where=where, mend=_MEND) from None


def _bad(where: str, name: str, wanted: str) -> NoReturn:
    raise DetectionError(f"must be {wanted}", where=f"{where}: {MANIFEST}: {name}", mend=_MEND)


def _told(error: ScenarioError) -> DetectionError:
    return DetectionError(error.what, where=error.where, mend=error.mend)
