"""The detector panel: alarms to acknowledge, collection step by step, methods, budget, the switch."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.actions.detecting import with_detection
from engine.readmodel.detection import Budget, Gauge, Step, Suspect
from engine.scenario.templates import template
from tests.gui.detection_fakes import alarm, budget, collection, detection, detector_snapshot
from tests.gui.role_fakes import role_snapshot
from widgets.common.theme import THEMES, apply_theme
from widgets.detection.alarms_page import CARDS_MOST
from widgets.detection.bars import sigma
from widgets.detection.features import Column
from widgets.detection.gauges import KEPT, GaugeHistory, thinned
from widgets.detection.panel import DetectorPanel
from widgets.detection.words import verdict_words


@pytest.fixture
def panel(qtbot):
    made = DetectorPanel()
    qtbot.addWidget(made)
    made.resize(320, 640)
    made.set_enabled(on=True)
    made.set_names(("sinkhole-1", "helloflood-1"))
    made.show()
    return made


def at(round_, **changes):
    return replace(detector_snapshot(**changes), round=round_, time_s=2.0 * round_)


# -- alarms ------------------------------------------------------------------------------------------------------


def test_a_card_tells_what_how_sure_since_when_and_whom(panel, qtbot):
    panel.set_snapshot(at(30))
    lasting, over = panel.alarms.cards[2], panel.alarms.cards[1]
    assert lasting.title.text() == "Sinkhole, exploiting roles"
    assert lasting.what.text() == "attack on the channel"
    assert lasting.sure.text().startswith("93")
    assert lasting.when.text() == "raised in round 20 · lasts 20.0\u2009s"
    assert over.when.text() == "raised in round 10 · lasted 12.0\u2009s"
    assert [b.text()[:2] for b in lasting.suspects] == ["17", "4 "]
    with qtbot.waitSignal(panel.node_chosen) as told:
        lasting.suspects[0].click()
    assert told.args == [(17,)]


def test_the_newest_card_is_open_and_shows_features_votes_and_detectors(panel):
    panel.set_snapshot(at(30))
    newest = panel.alarms.cards[2]
    assert newest.details is not None
    assert not newest.details.isHidden()
    assert panel.alarms.cards[1].details is None
    assert [d.feature for d in newest.details.bars.shown] == ["failed_sessions", "routes_per_node", "signal_mean"]
    assert "Mean signal: −88 dBm, usually −61 dBm, ▼" in newest.details.bars.accessibleDescription().replace(
        "\u2009", " "
    )
    assert "Classifiers: 93\u2009% Sinkhole, exploiting roles" in newest.details.votes.accessibleDescription()
    assert newest.details.agree.text() == "Detectors that agree: 5"
    panel.alarms.cards[1].more.click()
    assert not panel.alarms.cards[1].details.isHidden()
    assert newest.details.isHidden()
    panel.set_snapshot(at(31, alarms=(alarm(1, ended=16), alarm(2), alarm(3)), raised=3))
    assert not panel.alarms.cards[1].details.isHidden()
    assert panel.alarms.cards[3].details is None


def test_a_new_alarm_opens_its_card_unless_the_user_chose_another(panel):
    panel.set_snapshot(at(30))
    panel.set_snapshot(at(31, alarms=(alarm(1, ended=16), alarm(2), alarm(3)), raised=3))
    assert [k for k, card in panel.alarms.cards.items() if card.more.isChecked()] == [3]


def test_an_open_card_can_be_shut_and_stays_shut(panel):
    panel.set_snapshot(at(30))
    panel.alarms.cards[2].more.click()
    panel.set_snapshot(at(31))
    assert not panel.alarms.cards[2].more.isChecked()
    assert not panel.alarms.cards[1].more.isChecked()


def test_acknowledging_lasts_until_the_next_run(panel):
    panel.set_snapshot(at(30))
    assert panel.alarms.title.text() == "2 alarms · 1 lasts · 2 to acknowledge"
    panel.alarms.cards[2].ack.click()
    assert panel.alarms.cards[2].ack.isHidden()
    assert panel.alarms.cards[2].when.text().endswith("· acknowledged")
    assert panel.alarms.title.text() == "2 alarms · 1 lasts · 1 to acknowledge"
    panel.set_snapshot(at(31))
    assert panel.alarms.acknowledged == {2}
    panel.alarms.acknowledge_all()
    assert panel.alarms.title.text() == "2 alarms · 1 lasts · all acknowledged"
    panel.clear()
    panel.set_snapshot(at(30))
    assert not panel.alarms.cards[2].ack.isHidden()


def test_whether_an_alarm_was_right_is_told_on_reveal_only(panel):
    panel.set_snapshot(at(30))
    right, false = panel.alarms.cards[1].truth, panel.alarms.cards[2].truth
    assert right.isHidden()
    panel.set_reveal(True)
    assert right.text() == "✓ True: Sinkhole, 0.8\u2009s after it began · first suspect right"
    assert false.text() == "✗ False alarm: nobody attacked"
    assert not right.isHidden()
    panel.set_reveal(False)
    assert right.isHidden()
    assert false.isHidden()


def test_old_alarms_are_made_on_request(panel, qtbot):
    many = tuple(alarm(k, ended=10 * k + 3) for k in range(1, CARDS_MOST + 6))
    panel.set_snapshot(at(400, alarms=many, raised=len(many)))
    assert len(panel.alarms.cards) == CARDS_MOST
    assert panel.alarms.older.text() == "Show older ones (5)"
    panel.alarms.older.click()
    assert len(panel.alarms.cards) == CARDS_MOST + 5
    panel.clear()
    panel.set_snapshot(at(400, alarms=many, raised=len(many)))
    assert 1 not in panel.alarms.cards
    panel.bring(1)
    assert panel.alarms.cards[1].more.isChecked()
    order = [panel.alarms.list.itemAt(k).widget().alarm.id for k in range(panel.alarms.list.count())]
    assert order == sorted(order, reverse=True)


def test_empty_states_say_what_is_missing(panel):
    panel.set_snapshot(role_snapshot())
    assert panel.alarms.empty._label.text() == "No detector is at work. Switch it on above."
    panel.set_snapshot(at(2, alarms=(), collections=()))
    assert "No node has taken up" in panel.alarms.empty._label.text()
    panel.set_snapshot(at(3, alarms=(), learning=0.4))
    assert panel.alarms.empty._label.text().endswith("has learned 40\u2009%.")
    panel.set_snapshot(at(4, alarms=()))
    assert panel.alarms.empty._label.text() == "No alarm so far: everything is as usual."
    for tab in (1, 2, 3):
        panel.tabs.setCurrentIndex(tab)
        panel.set_snapshot(role_snapshot())
        assert panel.tabs.currentWidget().empty.isVisible()


# -- collection, methods, budget -------------------------------------------------------------------------------------


def test_the_collection_is_shown_step_by_step_in_the_order_of_the_algorithm(panel, qtbot):
    panel.tabs.setCurrentIndex(1)
    panel.set_snapshot(at(12))
    page = panel.collection
    assert [row.step for row in page.rows] == list(Step)
    assert page.rows[2].text.text() == "57 answered, 2 timed out"
    assert page.rows[1].count.text() == "58"
    assert not page.rows[0].button.isVisible()
    page.rows[4].button.click()
    assert page.rows[4].sample.text() == '{"t": "12,5"}\n↓\n{"t": 12.5}'
    assert page.rows[4].sample.isVisible()
    assert [b.name for b in page.limits.bars] == ["Memory", "Oldest record"]
    assert len(page.by_type.bars) == 9
    assert page.asked.text() == "Request list: 59 nodes"
    with qtbot.waitSignal(panel.step_requested):
        page.go.click()
    with qtbot.waitSignal(panel.node_chosen) as told:
        page.select.click()
    assert len(told.args[0]) == 59


def test_a_store_beyond_its_limits_is_marked_and_a_second_detector_can_be_chosen(panel):
    panel.tabs.setCurrentIndex(1)
    full = collection(detector=9, bytes=5_000_000, oldest_s=3700.0)
    panel.set_snapshot(at(12, collections=(collection(), full)))
    page = panel.collection
    assert not any(b.over for b in page.limits.bars)
    page.which.setCurrentIndex(1)
    assert page.when.text().startswith("Detector 9")
    assert all(b.over for b in page.limits.bars)
    panel.set_snapshot(at(13, collections=(collection(round=13), replace(full, round=13))))
    assert page.when.text() == "Detector 9, last collection in round 13"


def test_thresholds_are_charted_over_time_and_forgotten_with_the_run(panel):
    panel.tabs.setCurrentIndex(2)
    for k in range(5):
        panel.set_snapshot(at(k, gauges=(Gauge("sessions", "Failed sessions", float(k), 3.0, "1/s"),)))
    panel.set_snapshot(at(2, gauges=(Gauge("sessions", "Failed sessions", 9.0, 3.0, "1/s"),)))
    points = panel.history.points("sessions")
    assert points.tolist() == [[k, k, 3.0] for k in range(5)]
    assert panel.methods.charts.accessibleDescription().replace("\u2009", " ") == "Failed sessions: 9.0 > 3.0 1/s"
    panel.clear()
    assert not len(panel.history.points("sessions"))


def test_a_history_is_bounded():
    history = GaugeHistory()
    for k in range(KEPT + 50):
        history.append(k, (Gauge("joins", "Joins", 0.0, 1.0),))
    assert history.points("joins")[0, 0] == 50
    assert len(history.points("joins")) == KEPT


def test_a_chart_of_many_points_keeps_its_peaks_and_its_ends():
    points = np.stack([np.arange(600.0), np.zeros(600), np.ones(600)], axis=1)
    points[[0, 313, 599], 1] = 1.0, 9.0, 2.0
    drawn = thinned(points, 100)
    assert len(drawn) <= 102
    assert drawn[[0, -1], 0].tolist() == [0.0, 599.0]
    assert drawn[:, 1].max() == 9.0
    assert len(thinned(points[:50], 100)) == 50


def test_features_are_sorted_by_how_far_they_deviate_and_by_other_columns(panel):
    panel.tabs.setCurrentIndex(2)
    panel.set_snapshot(at(12, titles=("Joins", "Failed sessions", "Routes", "Readings", "Signal")))
    model = panel.methods.table.features

    def names():
        return [model.index(k, 0).data() for k in range(model.rowCount())]

    assert names()[:3] == ["Failed sessions", "Routes", "Signal"]
    assert model.index(2, Column.SIGMA).data() == sigma(-3.4000000953674316)
    model.sort(Column.FEATURE, Qt.SortOrder.AscendingOrder)
    assert names() == ["Failed sessions", "Joins", "Readings", "Routes", "Signal"]
    model.sort(Column.SIGMA, Qt.SortOrder.DescendingOrder)
    calm = detection(sigmas=np.array([5.0, 0.1, 0.2, 0.3, np.nan], np.float32))
    panel.set_snapshot(replace(at(13), detection=calm))
    assert names()[0] == "Join_rate"
    assert model.index(4, Column.SIGMA).data() == "–"


def test_the_profile_says_how_far_it_has_learned(panel):
    panel.tabs.setCurrentIndex(2)
    panel.set_snapshot(at(12, learning=0.25))
    (bar,) = panel.methods.profile.bars
    assert (bar.name, bar.share) == ("Learning what is usual", 0.25)
    assert panel.status.full_text() == "1 node · learning, 25\u2009% · all"
    panel.set_snapshot(at(13))
    (bar,) = panel.methods.profile.bars
    assert (bar.name, bar.over) == ("How unusual", True)


def test_the_budget_shows_loads_against_what_is_allowed_and_why_a_module_was_refused(panel):
    panel.tabs.setCurrentIndex(3)
    panel.set_snapshot(at(12))
    (row,) = panel.budget.rows
    assert [b.over for b in row.bars.bars] == [False, False, False]
    assert not row.refused.isVisible()
    dear = Budget(
        9, "forest", 0.2, 0.31, 0.24, 9_000_000, 4_000_000, "it would take 31 % of the node, 24 % are allowed"
    )
    panel.set_snapshot(at(13, budgets=(budget(), dear)))
    assert panel.budget.rows[1].refused.text().startswith("✗ Refused: it would take 31 %")
    assert [b.over for b in panel.budget.rows[1].bars.bars] == [False, True, True]
    panel.set_snapshot(at(14))
    assert not panel.budget.rows[1].isVisible()


def test_verdicts_are_told_in_words():
    assert verdict_words("sinkhole:exploiting") == "Sinkhole, exploiting roles"
    assert verdict_words("sinkhole:common") == "Sinkhole"
    assert verdict_words("channel") == "attack on the channel"
    assert verdict_words("learning") == "still learning"


# -- the whole panel --------------------------------------------------------------------------------------------------


def test_the_switch_asks_and_shows_what_the_document_says(panel, qtbot):
    with qtbot.waitSignal(panel.enabled_requested) as told:
        panel.switch.click()
    assert told.args == [False]
    assert panel.switch.isChecked()
    panel.set_enabled(on=False)
    assert not panel.switch.isChecked()
    assert panel.status.full_text() == "off"


def test_switching_on_gives_roles_and_a_detector_in_one_document():
    plain = template("leach-100", 1)
    assert not plain.roles.enabled
    on = with_detection(plain, on=True)
    assert (on.detection.enabled, on.roles.enabled, on.roles.detectors >= 1) == (True, True, True)
    assert on.routing.protocol == "roles"
    off = with_detection(on, on=False)
    assert not off.detection.enabled
    assert off.roles == on.roles


def test_a_panel_out_of_sight_rests(panel):
    panel.set_snapshot(at(30))
    panel.hide()
    panel.set_snapshot(at(40, alarms=(alarm(1, ended=16), alarm(2), alarm(3)), raised=3))
    assert 3 not in panel.alarms.cards
    assert panel.history.points("sessions")[-1, 0] == 40
    panel.show()
    assert 3 in panel.alarms.cards


def test_pages_cost_little(panel):
    panel.tabs.setCurrentIndex(0)
    for tab in range(4):
        panel.tabs.setCurrentIndex(tab)
        spent = []
        for k in range(12):
            snap = at(100 * tab + k, collections=(collection(round=k),))
            begin = time.process_time()
            panel.set_snapshot(snap)
            panel.repaint()
            spent.append(time.process_time() - begin)
        assert np.median(spent) < 0.03


@pytest.mark.parametrize("name", THEMES)
def test_every_page_is_painted_in_every_theme(panel, qapp, name):
    apply_theme(qapp, name)
    panel.set_reveal(True)
    panel.set_snapshot(at(30))
    for tab in range(4):
        panel.tabs.setCurrentIndex(tab)
        image = panel.grab().toImage()
        assert len({image.pixel(x, y) for x in range(0, 320, 4) for y in range(60, 640, 4)}) > 12


def test_pages_fit_a_narrow_dock(panel):
    panel.resize(222, 560)
    panel.set_reveal(True)
    three = alarm(2, suspects=tuple(Suspect(k, 0.99, "") for k in (1001, 1002, 1003)))
    panel.set_snapshot(at(30, alarms=(alarm(1, ended=16), three), collections=(collection(), collection(detector=9))))
    for tab in range(4):
        panel.tabs.setCurrentIndex(tab)
        panel.grab()
        page = panel.tabs.currentWidget()
        assert page.inner.minimumSizeHint().width() <= page.viewport().width()
