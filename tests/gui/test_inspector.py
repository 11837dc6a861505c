from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QPushButton

from engine.readmodel.detail import Equation, Parameter, Preset
from tests.gui.panel_fakes import explanation, node_detail
from widgets.inspector.fields import field_for
from widgets.inspector.inspector import Inspector
from widgets.inspector.settings import SettingsForm


@pytest.fixture
def inspector(qtbot):
    made = Inspector()
    qtbot.addWidget(made)
    made.resize(380, 700)
    made.show()
    return made


def test_nothing_and_several_say_what_to_do(inspector):
    assert "Click a node" in inspector._empty._label.text()
    inspector.show_selection(5)
    assert "5 things" in inspector._empty._label.text()


def test_place_name_and_energy_are_told_only_when_they_changed(inspector, qtbot):
    inspector.show_node(node_detail())
    with qtbot.assertNotEmitted(inspector.position_edited):
        inspector.overview.x_box.editingFinished.emit()
    inspector.overview.x_box.setValue(55.5)
    with qtbot.waitSignal(inspector.position_edited) as told:
        inspector.overview.x_box.editingFinished.emit()
    assert told.args == [42, 55.5, 20.0]
    inspector.overview.name.setText("pump")
    with qtbot.waitSignal(inspector.name_edited) as told:
        inspector.overview.name.editingFinished.emit()
    assert told.args == [42, "pump"]
    inspector.overview.energy.setValue(3.0)
    with qtbot.waitSignal(inspector.energy_edited) as told:
        inspector.overview.energy.editingFinished.emit()
    assert told.args == [42, 3.0]


def test_ground_truth_appears_only_on_reveal(inspector):
    inspector.show_node(node_detail())
    assert inspector.tabs.count() == 2
    assert inspector.overview._claim.isHidden()
    inspector.set_reveal(True)
    assert inspector.tabs.count() == 3
    assert "1.90" in inspector.overview._claim.text()
    inspector.set_reveal(False)
    assert inspector.tabs.count() == 2


def test_choosing_a_neighbour_asks_for_the_explanation_and_shows_it(inspector, qtbot):
    inspector.show_node(node_detail())
    table = inspector.trust.table
    with qtbot.waitSignal(inspector.trust_requested) as told:
        table.setCurrentItem(table._items[17])
    assert told.args == [42, 17]
    inspector.open_trust()
    inspector.show_trust(explanation())
    assert "off the trusted list" in inspector.trust.explanation._verdict.text()
    inspector.show_node(replace(node_detail(), round=10))
    assert table.current_key() == 17


def test_explanation_shows_terms_sum_reports_and_notes(inspector):
    inspector.show_node(node_detail())
    inspector.show_trust(explanation())
    shown = inspector.trust.explanation
    items = shown._metric_items
    assert items["sum"].text(3) == "0.550"
    assert items["m1:formula"].text(0) == "a / b = 1 / 2 = 0.500"
    assert "a note" in items["m1:note"].text(0)
    assert items["m7"].parent() is items["groupFalse"]
    assert shown._reports.topLevelItem(0).text(3) == "0.360"
    assert "0.360 / 0.900" in shown._formula_r.text()
    assert shown._notes.count() == 1


def other_model(**changes):
    """An explanation by a model without metrics."""
    fields = {
        "metrics": (), "ratio": None, "model": "beta", "combination": "D = all / sum",
        "combination_values": "  = 3 / 4",
        "terms": ("direct", "second-hand", "both"), "own_equation": Equation("C = a / n", "  = 1 / 2"),
        "reputation_equation": Equation("R = a′ / n′", "  = 2 / 5"), "report_heads": ("n′", "α / n"),
    }  # fmt: skip
    return replace(explanation(), **{**fields, **changes})


def test_another_trust_model_is_shown_with_its_own_formulas_and_words(inspector):
    inspector.show_node(node_detail())
    inspector.open_trust()
    inspector.show_trust(other_model())
    shown = inspector.trust.explanation
    assert shown._formula_c.text() == "C = a / n\n  = 1 / 2"
    assert shown._formula_r.text() == "R = a′ / n′\n  = 2 / 5"
    assert shown._formula_d.text() == "D = all / sum\n  = 3 / 4", "no z/r"
    assert shown._metrics.isHidden(), "nothing to list"
    assert shown._results["C"].meaning.text() == "direct"
    assert shown._results["R"].meaning.text() == "second-hand, round 5"
    assert shown._reports.headerItem().text(1) == "n′"
    inspector.show_trust(explanation())
    assert not shown._metrics.isHidden()
    assert shown._reports.headerItem().text(1) == "C_p,i"
    assert "z/r" in shown._formula_d.text()
    inspector.show_trust(other_model(reports=()))
    shown._results["R"].button.setChecked(True)
    assert shown._reports.isHidden()
    assert not shown._formula_r.isHidden()


def test_it_is_said_why_the_list_does_not_follow(inspector):
    inspector.show_node(node_detail())
    inspector.show_trust(other_model(pending="Only 3 of 5 interactions known."))
    assert inspector.trust.explanation._verdict.text() == "D = 0.430, P = 0.850. Only 3 of 5 interactions known."


def test_columns_of_neighbours_say_what_they_hold(inspector):
    inspector.show_node(replace(node_detail(), trust_terms=("direct", "second-hand", "both")))
    header = inspector.trust.table.headerItem()
    assert [header.toolTip(k) for k in (2, 3, 4)] == ["direct", "second-hand", "both"]
    inspector.show_node(node_detail())
    assert "equation (1)" in header.toolTip(2)


def test_attack_can_be_taken_off(inspector, qtbot):
    inspector.set_reveal(True)
    inspector.show_node(node_detail())
    inspector.tabs.setCurrentWidget(inspector.attacks)
    button = inspector.attacks.findChild(QPushButton)
    with qtbot.waitSignal(inspector.attack_remove_requested) as told:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert told.args == [42, "black hole"]


PARAMETERS = (
    Parameter("trust.enabled", "Protected", True),
    Parameter("trust.threshold", "P", 0.85, "", 0.0, 1.0),
    Parameter("trust.combination", "Equation (3)", "printed", choices=("printed", "swapped")),
    Parameter("trust.exchange_every", "Exchange every", 5, "rounds", 0, 100),
    Parameter("trust.weights.m1", "w1", 0.5, "", 0.0, 1.0),
    Parameter("trust.weights.m2", "w2", 1.0, "", 0.0, 1.0),
)


@pytest.fixture
def form(qtbot):
    made = SettingsForm()
    qtbot.addWidget(made)
    made.set_parameters(PARAMETERS, {"trust": "Trust"})
    made.show()
    return made


def test_form_makes_a_field_for_each_kind(form):
    kinds = [type(field).__name__ for field in form.fields.values()]
    assert kinds == ["SwitchField", "SliderField", "ChoiceField", "NumberField", "SliderField", "SliderField"]


def test_slider_is_reported_once_it_rests(form, qtbot):
    told = []
    form.value_edited.connect(lambda key, value: told.append((key, value)))
    slider = form.fields["trust.threshold"].slider
    for at in (700, 650, 600):
        slider.setValue(at)
    qtbot.waitUntil(lambda: bool(told))
    assert told == [("trust.threshold", 0.6)]


def test_fields_follow_values_from_outside_in_silence(form, qtbot):
    with qtbot.assertNotEmitted(form.value_edited, wait=250):
        form.set_parameters((PARAMETERS[0], replace(PARAMETERS[1], value=0.7), *PARAMETERS[2:]))
    assert form.fields["trust.threshold"].value() == pytest.approx(0.7)


def test_weights_are_normalised_together(form, qtbot):
    with qtbot.waitSignal(form.values_edited) as told:
        form.normalise()
    assert told.args[0] == pytest.approx({"trust.weights.m1": 1 / 3, "trust.weights.m2": 2 / 3})


def test_switch_and_choice_are_told_at_once(form, qtbot):
    with qtbot.waitSignal(form.value_edited) as told:
        form.fields["trust.enabled"]._switch.click()
    assert told.args == ["trust.enabled", False]
    combo = form.fields["trust.combination"]._combo
    combo.setCurrentIndex(1)
    with qtbot.waitSignal(form.value_edited) as told:
        combo.activated.emit(1)
    assert told.args == ["trust.combination", "swapped"]


def test_presets_of_weights_are_told_with_their_values(form, qtbot):
    presets = (Preset("Equal", "All alike.", {"trust.weights.m1": 0.5, "trust.weights.m2": 0.5}),)
    assert not form.findChildren(QMenu), "nothing offered, no button"
    form.set_presets(presets)
    form.set_parameters(PARAMETERS[:-1])
    form.set_parameters(PARAMETERS)
    menu = next(m for m in form.findChildren(QMenu) if [a.text() for a in m.actions()] == ["Equal"])
    assert menu.actions()[0].toolTip() == "All alike."
    with qtbot.waitSignal(form.preset_chosen) as told:
        menu.actions()[0].trigger()
    assert told.args == ["Equal", dict(presets[0].values)]


def test_a_value_that_cannot_be_changed_is_shown_with_the_reason(qtbot):
    form = SettingsForm()
    qtbot.addWidget(form)
    free = Parameter("variation", "Variation", "common", choices=("common", "exploiting"), tip="How it works.")
    form.set_parameters((replace(free, locked="Greyhole has a common variation only"),))
    field = form.fields["variation"]
    assert not field.findChild(QComboBox).isEnabled()
    assert any(label.text() == "Greyhole has a common variation only" for label in form.findChildren(QLabel))
    form.set_parameters((free,))
    field = form.fields["variation"]
    assert field.findChild(QComboBox).isEnabled()
    assert field.findChild(QComboBox).toolTip() == "How it works."


def test_a_whole_number_of_ten_thousand_millions_fits_its_field_and_stays_whole(qtbot):
    field = field_for(Parameter("detection.keep_bytes", "Keep", 10**10, "bytes", 10_000, 10**10), slider=False)
    qtbot.addWidget(field)
    assert field.value() == 10**10
    with qtbot.waitSignal(field.edited) as told:
        field.box.setValue(3_000_000_000)
    assert told.args == [3_000_000_000]
    assert isinstance(told.args[0], int)
