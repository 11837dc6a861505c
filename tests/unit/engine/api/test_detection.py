"""The door to the detector laboratory: from a file to a module that a node can run."""

from dataclasses import replace

import pytest

from engine.api import detection
from engine.detection.modules import save_module
from engine.detection.tables.writing import write_table
from engine.readmodel.laboratory import LabOrder, TableMapping
from engine.scenario.templates import template
from tests.unit.engine.detection.kit import module, table

ORDER = LabOrder(("DecisionTree",), splits=())


@pytest.fixture
def read(tmp_path):
    path = tmp_path / "t.parquet"
    write_table(table(300, 4, 3, groups=6), path)
    return detection.read(TableMapping(str(path), "label", "run", "time"))


def test_from_a_file_to_a_module(read, tmp_path):
    assert detection.card(read).groups == 6
    assert [f.name for f in detection.features(read)] == ["f0", "f1", "f2", "f3"]
    assert detection.rank(read).steps == (1, 2, 3, 4)
    result = detection.train(read, ORDER)
    assert [s.split for s in result.scores] == ["grouped", "random", "time"]
    path = tmp_path / "mine.motedetector"
    made = detection.make(read, ORDER, "", "mine", "network", path, result)
    assert detection.info(path) == made
    assert "# mine" in detection.model_card(path)
    assert detection.evaluate(path, read).scores[0].macro_f1 > 0.9


def test_a_module_needs_a_leader_board(read, tmp_path):
    with pytest.raises(detection.DetectionError, match="nothing was judged"):
        detection.make(read, ORDER, "", "mine", "network", tmp_path / "m.motedetector", None)


def test_classes_that_a_module_does_not_know_count_as_errors(read, tmp_path):
    path = tmp_path / "m.motedetector"
    save_module(module(data=table(300, 4, 3)), path)
    names = tuple(name.replace("attack 2", "new attack") for name in read.data.classes)
    score = detection.evaluate(path, replace(read, data=replace(read.data, classes=names))).scores[0]
    assert "new attack" in score.note
    assert score.per_class_recall[3] == 0


def test_methods_on_offer_are_the_seven_of_the_paper_and_one_more():
    assert sum(m.paper for m in detection.methods()) == 7
    assert len(detection.methods()) == 8


def test_a_node_is_weighed_by_its_hardware(tmp_path):
    path = tmp_path / "m.motedetector"
    save_module(module(), path)
    bench = template("s2-bench")
    node = bench.nodes[0]
    strong = replace_profile(bench, node, "xbee-s2")
    assert detection.weigh(path, node.id, strong, 0.2).fits
    with pytest.raises(detection.DetectionError, match="no node of this network"):
        detection.weigh(path, 999_999, bench, 0.2)


def test_a_mote_has_no_room_for_a_forest(tmp_path):
    path = tmp_path / "m.motedetector"
    save_module(module("RandomForest", table(3000, 5, 5)), path)
    bench = template("s2-bench")
    weak = replace_profile(bench, bench.nodes[0], "mote")
    found = detection.weigh(path, bench.nodes[0].id, weak, 0.2)
    assert not found.fits
    assert "B of memory" in found.reason


def replace_profile(document, node, profile):
    return document.replace(
        nodes=tuple(n.model_copy(update={"profile": profile}) if n.id == node.id else n for n in document.nodes)
    )
