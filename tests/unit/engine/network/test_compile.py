"""Compiled kernels belong to one state of the source: a constant changed anywhere makes them anew."""

import ast
import os

import numba
import pytest

from engine.network.kernels import forward
from engine.network.kernels.compile import ENGINE, SOURCES, cache_folder, fingerprint


@pytest.fixture
def source(tmp_path):
    (tmp_path / "network" / "kernels").mkdir(parents=True)
    (tmp_path / "network" / "kernels" / "columns.py").write_text("LOST_BY = 10\n")
    (tmp_path / "network" / "kernels" / "forward.py").write_text("from columns import LOST_BY\n")
    (tmp_path / "network" / "state.py").write_text("nothing compiled\n")
    return tmp_path


@pytest.fixture
def columns(source):
    return source / "network" / "kernels" / "columns.py"


def test_a_constant_in_another_file_gives_another_folder(source, columns):
    before = cache_folder(source)
    assert cache_folder(source) == before
    columns.write_text("LOST_BY = 11\n")
    assert cache_folder(source) != before
    columns.write_text("LOST_BY = 10\n")
    assert cache_folder(source) == before


def test_a_renamed_file_counts_too_and_ordinary_code_does_not(source, columns):
    before = fingerprint(source)
    (source / "network" / "state.py").write_text("still nothing compiled\n")
    assert fingerprint(source) == before
    columns.rename(columns.with_name("other.py"))
    assert fingerprint(source) != before


def imported_by(file):
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("engine."):
            yield ENGINE.parent / (node.module.replace(".", "/") + ".py")


def test_whatever_a_file_with_kernels_imports_is_part_of_the_fingerprint():
    counted = {file for pattern in SOURCES for file in ENGINE.glob(pattern)}
    with_kernels = [f for f in ENGINE.rglob("*.py") if "kernels.compile import" in f.read_text(encoding="utf-8")]
    assert len(with_kernels) > 15
    for file in with_kernels:
        assert {file, *imported_by(file)} <= counted, file


def test_old_folders_go_and_the_last_few_stay(source, columns):
    folders = []
    for k in range(6):
        columns.write_text(f"LOST_BY = {k}\n")
        folder = cache_folder(source)
        os.utime(folder, (k, k))
        folders.append(folder)
    left = {f for f in folders if f.exists()}
    assert folders[-1] in left
    assert len(left) <= 4
    assert not folders[0].exists()


def test_a_folder_that_cannot_be_made_leaves_the_choice_to_numba(source):
    (source / "__pycache__").write_text("a file where the folder should be")
    assert cache_folder(source) is None


def test_the_engine_s_kernels_lie_in_their_folder():
    wanted = os.environ.get("NUMBA_CACHE_DIR") or str(ENGINE / "__pycache__" / f"kernels-{fingerprint(ENGINE)}")
    assert wanted == numba.config.CACHE_DIR
    assert forward.steady._cache.cache_path.startswith(wanted)
