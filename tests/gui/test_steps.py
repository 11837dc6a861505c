"""The guided replay: the panel of steps, and the window running to them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.data import template_of
from engine import api
from engine.readmodel.codes import Duty, Membership, Rec, ServiceStatus
from engine.readmodel.records import RECORD
from tests.gui.role_fakes import role_snapshot
from tests.gui.window_kit import run_to
from widgets.common.theme import THEMES
from widgets.steps.evidence import ReplayStep
from widgets.steps.mark import DONE, LIT, TO_COME
from widgets.steps.panel import StepsPanel

STEPS = (
    ReplayStep(5, "(a) It appears", "Somebody is new.", (7,)),
    ReplayStep(20, "(b) It has joined"),
)


@pytest.fixture
def panel(qtbot):
    made = StepsPanel()
    qtbot.addWidget(made)
    made.resize(288, 480)
    made.set_steps(STEPS)
    made.show()
    return made


def moment(round_, wave=0):
    return replace(role_snapshot(), round=round_, wave=wave)


def stands(panel):
    return [card.mark.stand for card in panel.cards]


def row(round_, kind, a, c=0):
    made = np.zeros(1, RECORD)
    made[0] = (round_, int(kind), float(round_), a, -1, c, 0.0)
    return made


def test_the_step_of_the_round_is_lit_and_those_before_are_ticked(panel):
    for round_, expected in ((0, [TO_COME] * 2), (5, [LIT, TO_COME]), (19, [LIT, TO_COME]), (20, [DONE, LIT])):
        panel.set_snapshot(moment(round_))
        assert stands(panel) == expected
    assert "Step 2 of 2" in panel.heading.text()
    assert not panel.on.isEnabled()
    panel.clear()
    assert stands(panel) == [TO_COME] * 2
    panel.set_snapshot(moment(5, wave=2))
    assert stands(panel) == [TO_COME] * 2, "the round is not over"


def test_a_step_is_proved_by_the_network_and_by_nothing_before_its_round(panel):
    panel.append(row(5, Rec.JOIN, 7, ServiceStatus.INITIATED))
    panel.append(row(6, Rec.JOIN, 8, ServiceStatus.INITIATED))
    panel.set_snapshot(moment(4))
    assert panel.cards[0].proof.isHidden()
    snap = moment(5)
    panel.set_snapshot(snap)
    said = panel.cards[0].proof.text()
    assert "S1" in said
    assert "node 7: " in said
    assert "5  node 7 joins the network" in said
    assert "node 8" not in said
    panel.set_snapshot(moment(22))
    assert panel.cards[0].proof.text() == said, "what was seen stays as it was"
    assert "node 8 joins" in panel.cards[1].proof.text(), "a step that names no node is proved by all"
    assert "S1" not in panel.cards[1].proof.text(), "nobody has a picture of round 20"


def test_keys_reach_every_step_and_space_asks_for_it(panel, qtbot):
    asked = []
    panel.step_requested.connect(asked.append)
    panel.cards[1].go.setFocus()
    qtbot.keyClick(panel.cards[1].go, Qt.Key.Key_Space)
    panel.set_snapshot(moment(5))
    qtbot.keyClick(panel.on, Qt.Key.Key_Space)
    panel.set_snapshot(moment(20))
    qtbot.keyClick(panel.back, Qt.Key.Key_Space)
    assert asked == [1, 1, 0]
    assert all(c.go.focusPolicy() & Qt.FocusPolicy.TabFocus for c in panel.cards)
    assert "It has joined" in panel.cards[1].go.accessibleName()


def test_words_follow_the_language(panel):
    for card in panel.cards:
        card.go.setText("")
    panel.heading.setText("")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    for card in panel.cards:
        QApplication.sendEvent(card, QEvent(QEvent.Type.LanguageChange))
    assert panel.heading.text()
    assert all(card.go.text() for card in panel.cards)


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_cut_in_a_narrow_dock(panel, themed, theme, qtbot):
    themed(theme)
    panel.set_snapshot(moment(20))
    QApplication.processEvents()
    before = panel.grab().toImage()
    assert panel.heading.width() >= panel.heading.sizeHint().width()
    for card in panel.cards:
        assert card.when.text()
        assert card.width() <= panel.page.viewport().width()
        for label in (card.title, card.text, card.proof):
            assert label.height() >= label.heightForWidth(label.width()) or label.isHidden()
    panel.clear()
    panel.set_snapshot(moment(5))
    assert panel.grab().toImage() != before


def test_the_page_is_there_only_while_a_document_has_steps(open_window, qtbot):
    window = open_window("s3-connected", "observe")
    assert not window.docks.has_page("steps")
    assert window.docks.front("right") == "charts"
    window.session.replace(template_of("s2-bench", 7))
    window.files.on_opened(window.files._where())
    assert window.rail.workspaces["observe"].isChecked()
    assert window.docks.front("right") == "steps"
    assert len(window.views.steps.cards) == 4
    window.session.replace(template_of("s3-connected", 7))
    assert not window.docks.has_page("steps")
    window.go("observe")
    assert window.docks.front("right") == "charts"


def test_fig_8_is_replayed_by_its_four_steps(open_window, qtbot):
    window = open_window("s2-bench", "observe")
    panel, stage = window.views.steps, window.views.stage
    for k, step in enumerate(panel.steps()):
        qtbot.mouseClick(panel.cards[k].go, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda k=k: panel.current == k, timeout=60_000)
        assert stage.snapshot().round == step.at
        assert set(stage.selection()) == set(step.nodes)
    assert window.docks.front("right") == "steps"
    qtbot.waitUntil(lambda: "keeper no more" in panel.cards[3].proof.text(), timeout=10_000)
    said = [card.proof.text() for card in panel.cards]
    assert "node 9: joining" in said[0]
    assert "node 9 is collector now" in said[1]
    assert "joins the network: completed" in said[1]
    assert "a node cannot fulfil its role" in said[2]
    assert "battery 10" in said[2]
    assert "180  network went from S1 to Sd2" in said[2]
    assert "node 2 is keeper no more" in said[3]
    org, rows = stage.snapshot().organisation, stage.snapshot().ids.tolist()
    assert org.membership[rows.index(9)] == Membership.MEMBER
    assert not org.roles[rows.index(2)] & Duty.KEEPER
    panel.back.click()
    qtbot.waitUntil(lambda: panel.current == 2, timeout=60_000)
    assert stage.snapshot().round == panel.steps()[2].at
    qtbot.waitUntil(lambda: panel.cards[2].proof.text() == said[2], timeout=10_000)  # the same run, begun anew


def test_a_step_is_gone_to_while_rounds_go_on(open_window, qtbot):
    window = open_window("s2-bench", "observe")
    panel, stage = window.views.steps, window.views.stage
    run_to(qtbot, window, 70)
    window.session.engine.submit(api.Play(0.0))
    panel.cards[0].go.click()
    qtbot.waitUntil(lambda: stage.snapshot() is not None and stage.snapshot().round == 60, timeout=60_000)
    assert panel.current == 0
    assert not window.live.playing
