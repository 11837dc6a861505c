"""Module files: what is written is read again; what is anything else is refused in one line."""

import io
import json
import zipfile
from contextlib import suppress
from dataclasses import fields
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.detection.dataset import DetectionError
from engine.detection.modules import Module, load_module, module_bytes, read_module, save_module, storage
from tests.unit.engine.detection.kit import estimators, module, table

METHODS = sorted(estimators())
GOOD = module_bytes(module())


def parts_of(data):
    with zipfile.ZipFile(io.BytesIO(data)) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as pack:
        for name, data in parts.items():
            pack.writestr(name, data)
    return out.getvalue()


def with_manifest(**changes):
    parts = parts_of(GOOD)
    manifest = json.loads(parts["manifest.json"])
    manifest.update(changes)
    return packed(parts | {"manifest.json": json.dumps(manifest)})


def with_model(model):
    parts = parts_of(with_manifest(model_sha256=sha256(model).hexdigest()))
    return packed(parts | {"model.skops": model})


@pytest.mark.parametrize("method", METHODS)
def test_a_saved_module_gives_the_same_scores(method, tmp_path):
    made = module(method)
    save_module(made, tmp_path / "m.motedetector")
    read = load_module(tmp_path / "m.motedetector")
    fresh = table(seed=9).values
    np.testing.assert_array_equal(read.evaluator().scores(fresh), made.evaluator().scores(fresh))
    for field in fields(Module):
        assert field.name == "estimator" or getattr(read, field.name) == getattr(made, field.name)


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(DetectionError, match="no such file"):
        load_module(tmp_path / "none.motedetector")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"label,a\n1,2\n", b"\x80\x04K\x01.", b"\0" * 500])
def test_a_file_that_is_something_else(data):
    with pytest.raises(DetectionError, match="is not a detector module"):
        read_module(data, "m")


def test_another_zip_is_refused():
    with pytest.raises(DetectionError, match="is not a detector module"):
        read_module(packed({"word/document.xml": "x"}), "m")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        ({"version": 2}, "version 2, this Motewarden reads version 1"),
        ({"format": "x"}, "is not a detector module"),
        ({"features": []}, "features: must be a list of names"),
        ({"features": ["a", "a"]}, "features: must be a list of different names"),
        ({"features": ["a"]}, "not whole|features"),
        ({"classes": ["normal"]}, "among the 1 named"),
        ({"scope": "house"}, "scope: must be network or node"),
        ({"card": 3}, "card: must be a text"),
        ({"scores": [["random"]]}, "scores: must be"),
        ({"model_sha256": "0"}, "is damaged"),
    ],
)
def test_a_wrong_manifest_is_told_by_name(change, match):
    with pytest.raises(DetectionError, match=match):
        read_module(with_manifest(**change), "m")


def test_a_manifest_that_is_no_json():
    with pytest.raises(DetectionError, match="no JSON text"):
        read_module(packed(parts_of(GOOD) | {"manifest.json": "[" * 100_000}), "m")


def test_types_that_no_module_needs_are_refused():
    import skops.io
    from sklearn.neighbors import KNeighborsClassifier

    strange = KNeighborsClassifier().fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(DetectionError, match=r"names the type .*KNeighbors"):
        read_module(with_model(skops.io.dumps(strange)), "m")


def test_functions_are_refused():
    import os

    import skops.io

    with pytest.raises(DetectionError, match="which no module needs"):
        read_module(with_model(skops.io.dumps({"f": os.getcwd})), "m")


def test_a_zip_that_blows_up_is_refused_before_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(storage, "MAX_MODEL", 1000)
    with pytest.raises(DetectionError, match="unpacks to over"):
        read_module(packed(parts_of(GOOD) | {"model.skops": b"\0" * 100_000}), "m")


def test_an_inner_zip_that_blows_up_is_refused(monkeypatch):
    inner = packed({"schema.json": "{}", "0.npy": b"\0" * 3_000_000})
    monkeypatch.setattr(storage, "MAX_MODEL", 1_000_000)
    with pytest.raises(DetectionError, match="unpacks to more"):
        read_module(with_model(inner), "m")


def test_a_write_that_fails_leaves_the_old_file(tmp_path):
    with pytest.raises(DetectionError, match="no such"):
        save_module(module(), tmp_path / "none" / "m.motedetector")
    assert not list(tmp_path.iterdir())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_damaged_files_are_refused_or_read(changes):
    data = bytearray(GOOD)
    for place, value in changes:
        data[place] = value
    with suppress(DetectionError):
        read_module(bytes(data), "m")


MODEL = parts_of(GOOD)["model.skops"]
SCHEMA = parts_of(MODEL)["schema.json"].decode()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_models_made_by_strangers_are_refused_or_read(data):
    """The digest fits here: whatever stands in the model is looked at."""
    words = ["DictNode", "ObjectNode", "Tree", "numpy", "ndarray", "0.npy", "content", "null", "true", "[]", "builtins"]
    schema = SCHEMA
    for _ in range(data.draw(st.integers(1, 4))):
        old, new = data.draw(st.sampled_from(words)), data.draw(st.sampled_from(words))
        places = [i for i in range(len(schema)) if schema.startswith(old, i)]
        if places:
            at = data.draw(st.sampled_from(places))
            schema = schema[:at] + new + schema[at + len(old) :]
    model = packed(parts_of(MODEL) | {"schema.json": schema})
    with suppress(DetectionError):
        read_module(with_model(model), "m")
