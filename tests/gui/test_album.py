"""The album draws attacks that the engine carries out, each shown by what it does and told from the others."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app import album
from engine import api
from widgets.common.mime import AttackKey

ENTRIES = {entry.kind: entry for entry in api.attack_model().entries}
DRAWN = ("jamming", "sleepdenial", "injection")


def pixels(file):
    image = QImage(str(file)).convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[:, :, :3].astype(int)


@pytest.mark.parametrize("kind", ENTRIES)
def test_every_attack_of_the_model_has_a_scenario_in_each_of_its_variations(kind):
    entry = ENTRIES[kind]
    ways = ["common"] if entry.exploiting is None else ["common", "exploiting"]
    for variation in ways:
        (attack,) = album.scenario_of(entry, AttackKey(kind, variation)).attacks[-1:]
        assert (attack.type, attack.variation) == (kind, variation)
        assert attack.nodes


def test_pictures_of_what_the_engine_does_are_told_from_one_another(qapp, tmp_path):
    album.main(tmp_path, "dark", list(DRAWN))
    files = sorted((tmp_path / "attacks").glob("*.png"))
    assert [f.stem for f in files] == sorted(f"{k}-{v}" for k in DRAWN for v in ("common", "exploiting"))
    assert all(f.stat().st_size < 200_000 for f in files)
    wide, tall = album.SIZE
    pictures = [pixels(f)[:tall] for f in files]
    assert all(p.shape[1] == wide for p in pictures)
    for one, other in combinations(pictures, 2):
        assert (np.abs(one - other).sum(axis=2) > 60).sum() > 400
    sheet = QImage(str(tmp_path / "attacks.png"))
    assert sheet.width() == album.COLUMNS * (wide // 2)
