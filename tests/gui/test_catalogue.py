"""The catalogue of attacks: rows equal the paper, filters leave what they say, all ways of using it ask the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QLabel, QPushButton

from engine import api
from tests.gui.window_kit import run_to
from widgets.attacks.catalogue import AttackCatalogue, drag_data
from widgets.attacks.catalogue_model import ATTACK, DECENTRAL, IMPACT, INFLUENCE, SELF, TARGET
from widgets.common.mime import PALETTE_MIME, AttackKey

MODEL = api.attack_model()
KNOWN = {entry.kind for entry in MODEL.entries}


@pytest.fixture
def catalogue(qtbot):
    made = AttackCatalogue()
    qtbot.addWidget(made)
    made.resize(320, 620)
    made.set_model(MODEL)
    made.show()
    return made


def row_of(catalogue, kind):
    catalogue.show_attack(kind)
    row = catalogue.table.currentIndex().row()
    return [catalogue.filter.index(row, c).data() for c in (IMPACT, ATTACK, TARGET, SELF, DECENTRAL, INFLUENCE)]


def choose_variation(catalogue, variation):
    combo = catalogue.sheet.variation
    combo.setCurrentIndex(combo.findData(variation))
    combo.activated.emit(combo.currentIndex())


def pick(combo, data):
    combo.setCurrentIndex(combo.findData(data))


def test_the_wormholes_tuple_is_the_papers(catalogue):
    catalogue.set_organised(organised=True)
    impact, attack, target, selforg, decentral, influence = row_of(catalogue, "wormhole")
    assert (impact, attack, selforg, decentral, influence) == ("data transmitted", "Wormhole", "✓", "✓", "+")
    assert "confidentiality and integrity" in target
    choose_variation(catalogue, "common")
    assert row_of(catalogue, "wormhole")[3:5] == ["–", "–"]


def test_every_attack_of_the_model_is_in_the_list_with_what_one_sees(catalogue):
    assert catalogue.shown() == tuple(entry.kind for entry in MODEL.entries)
    for entry in MODEL.entries:
        catalogue.show_attack(entry.kind)
        assert catalogue.current() is entry
        told = catalogue.sheet._text.text()
        assert entry.sign in told
        assert entry.common.target in told


def test_filters_by_class_impact_uses_and_words_leave_what_they_say(catalogue):
    catalogue.set_organised(organised=True)
    for impact_class in MODEL.classes:
        pick(catalogue.classes, impact_class.number)
        assert set(impact_class.attacks) & KNOWN <= set(catalogue.shown())
        assert all(e.impact_class == impact_class.number for e in MODEL.entries if e.kind in catalogue.shown())
    catalogue.show_all()
    pick(catalogue.impact, "physical channel")
    assert catalogue.shown() == ("jamming",)
    catalogue.show_all()
    pick(catalogue.uses, "self")
    used = {e.kind for e in MODEL.entries if e.exploiting is not None and e.exploiting.self_organisation}
    assert set(catalogue.shown()) == used
    pick(catalogue.uses, "neither")
    assert not set(catalogue.shown()) & used
    catalogue.show_all()
    catalogue.search.setText("tunnel")
    assert "wormhole" in catalogue.shown()
    assert "sinkhole" not in catalogue.shown()
    catalogue.search.setText("no such attack")
    assert catalogue.none.isVisible()
    catalogue.none.triggered.emit()
    assert len(catalogue.shown()) == len(MODEL.entries)


def test_the_variation_can_be_chosen_only_where_there_are_two_and_the_reason_is_told(catalogue):
    for entry in MODEL.entries:
        catalogue.show_attack(entry.kind)
        combo = catalogue.sheet.variation
        assert combo.isEnabled() is (entry.exploiting is not None)
        if entry.exploiting is None:
            assert entry.title in combo.toolTip()
            assert catalogue.sheet.key().variation == "common"


def test_until_the_user_chooses_the_network_says_which_variation_is_meant(catalogue):
    catalogue.show_attack("sinkhole")
    assert catalogue.sheet.key().variation == "common"
    catalogue.set_organised(organised=True)
    assert catalogue.sheet.key().variation == "exploiting"
    choose_variation(catalogue, "common")
    catalogue.set_organised(organised=False)
    catalogue.set_organised(organised=True)
    assert catalogue.sheet.key().variation == "common"


def test_enter_puts_the_attack_on_the_selected_nodes_in_the_chosen_manner(qtbot, catalogue):
    catalogue.set_organised(organised=True)
    catalogue.show_attack("jamming")
    pick(catalogue.sheet.origin, "outsider")
    with qtbot.assertNotEmitted(catalogue.put_requested):
        qtbot.keyClick(catalogue.table, Qt.Key.Key_Return)
    catalogue.set_selected(2)
    with qtbot.waitSignal(catalogue.put_requested) as told:
        qtbot.keyClick(catalogue.table, Qt.Key.Key_Return)
    assert AttackKey.read(told.args[0]) == AttackKey("jamming", "exploiting", "outsider")
    with qtbot.waitSignal(catalogue.put_requested):
        catalogue.sheet.put.click()


def test_a_dragged_row_carries_variation_and_origin(qtbot, catalogue, monkeypatch):
    carried = []
    monkeypatch.setattr(QDrag, "exec", lambda self, *_: carried.append(self.mimeData().data(PALETTE_MIME).data()))
    catalogue.set_organised(organised=True)
    catalogue.show_attack("sybil")
    catalogue.table.startDrag(Qt.DropAction.CopyAction)
    assert carried == [b"attack:sybil/exploiting/insider"]
    assert drag_data("attack:loop").text() == "attack:loop"


def test_tables_3_and_4_are_pages_whose_attacks_lead_to_their_rows(qtbot, catalogue):
    catalogue.page.setCurrentIndex(1)
    words = " ".join(label.text() for label in catalogue.class_page.findChildren(QLabel))
    for impact_class in MODEL.classes:
        for text in (impact_class.title, impact_class.target, impact_class.self_organisation):
            assert text in words
        assert impact_class.decentralisation in words
    links = catalogue.class_page.findChildren(QPushButton)
    assert len(links) == sum(len(c.attacks) for c in MODEL.classes)
    links[-1].click()
    assert catalogue.page.currentIndex() == 0
    assert catalogue.current().kind == MODEL.classes[-1].attacks[-1]
    catalogue.page.setCurrentIndex(2)
    words = " ".join(label.text() for label in catalogue.threat_page.findChildren(QLabel))
    assert all(threat.title in words and threat.description in words for threat in MODEL.threats)
    catalogue.page.setCurrentIndex(3)
    words = " ".join(label.text() for label in catalogue.left_out.findChildren(QLabel))
    assert all(attack in words and reason in words for attack, reason in MODEL.out_of_model)


@pytest.mark.parametrize("scale", [1.0, 1.6])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_nothing_is_cut_off_in_a_narrow_dock(qtbot, catalogue, themed, theme, scale):
    themed(theme, scale)
    catalogue.resize(round(220 * scale), round(520 * scale))
    cards = (catalogue.class_page, catalogue.threat_page, catalogue.left_out)
    for number, page in enumerate(cards, 1):
        catalogue.page.setCurrentIndex(number)
        qtbot.wait(20)
        assert catalogue.minimumSizeHint().width() <= round(220 * scale)
        assert page.viewport().width() <= round(220 * scale)
        for label in page.findChildren(QLabel):
            assert label.mapTo(page.viewport(), label.rect().bottomRight()).x() <= page.viewport().width()
            assert label.height() >= label.heightForWidth(label.width())
    catalogue.page.setCurrentIndex(0)
    assert catalogue.sheet.widget().width() <= catalogue.sheet.viewport().width()
    assert catalogue.table.verticalHeader().defaultSectionSize() >= 28 * scale - 1
    catalogue.grab()


def test_an_empty_model_is_shown_without_complaint(qtbot, catalogue):
    catalogue.set_model(replace(MODEL, entries=(), classes=(), threats=(), out_of_model=()))
    assert catalogue.current() is None
    assert catalogue.sheet.key() is None
    catalogue.set_selected(3)
    with qtbot.assertNotEmitted(catalogue.put_requested):
        qtbot.keyClick(catalogue.table, Qt.Key.Key_Return)


# -- in the window -------------------------------------------------------------------------------------------------


def test_in_the_window_the_catalogue_arms_nodes_mid_run_and_undo_takes_it_back(qtbot, open_window):
    from app.data import template_of

    window = open_window(template_of("s3-connected", 7), "observe")
    window.resize(1280, 800)
    run_to(qtbot, window, 3)
    window.menus.action["catalogue"].trigger()
    views = window.views
    assert views.catalogue.isVisible()
    nodes = tuple(n.id for n in window.session.scenario.nodes[:2])
    views.stage.select(nodes)
    views.stage.select(nodes[:1])
    assert views.catalogue.isVisible(), "choosing a node keeps the catalogue in front"
    views.stage.select(nodes)
    views.catalogue.show_attack("jamming" if "jamming" in views.catalogue.shown() else "blackhole")
    choose_variation(views.catalogue, "exploiting")
    pick(views.catalogue.sheet.origin, "outsider")
    views.catalogue.sheet.put.click()
    (attack,) = window.session.scenario.attacks
    assert (attack.nodes, attack.variation, attack.origin, attack.start) == (nodes, "exploiting", "outsider", 4)
    planned = views.attacks.current()
    assert planned.where.endswith("; exploiting, outsider")
    assert planned.key == AttackKey(attack.type, "exploiting", "outsider").text
    window.editing.edit_attack(attack.id, "variation", "common")
    window.editing.edit_attack(attack.id, "origin", "insider")
    (now,) = window.session.scenario.attacks
    assert (now.variation, now.origin) == ("common", "insider")
    fields = {p.key: p.value for p in views.attacks.current().parameters}
    assert (fields["variation"], fields["origin"]) == ("common", "insider")
    for _ in range(2):
        window.session.undo()
    assert window.session.scenario.attacks == (attack,)
    window.session.undo()
    assert not window.session.scenario.attacks


def test_the_catalogue_is_exported_as_json(qtbot, open_window, monkeypatch, tmp_path):
    import json

    from PySide6.QtWidgets import QFileDialog, QMessageBox

    from app.data import template_of

    window = open_window(template_of("s3-connected", 7), "build")
    file = tmp_path / "attacks.json"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    window.views.catalogue.export.click()
    data = json.loads(file.read_text(encoding="utf-8"))
    assert [row["kind"] for row in data["entries"]] == [entry.kind for entry in MODEL.entries]
    assert len(data["classes"]) == 5
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "where.json"), ""))
    window.views.catalogue.export.click()
    assert window.findChild(QMessageBox, "file-failed") is not None
