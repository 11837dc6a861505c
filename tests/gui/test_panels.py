"""Headline, banner, problems, meter, start page; and every panel in every theme and size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from app.sketch import sketch
from engine.readmodel.codes import Vertex
from engine.readmodel.detail import Problem
from engine.readmodel.snapshot import Totals
from engine.scenario.templates import template
from tests.gui.fakes import fake_snapshot
from tests.gui.panel_fakes import explanation, node_detail, some_records, some_rows
from widgets.charts.charts import Charts
from widgets.common.theme import THEMES, apply_theme
from widgets.events.drawer import EventsDrawer
from widgets.headline.banner import Banner
from widgets.headline.strip import HeadlineStrip
from widgets.inspector.inspector import Inspector
from widgets.problems.meter import ConnectivityMeter
from widgets.problems.problems import ProblemsList
from widgets.start.card import Sketch, TemplateCard
from widgets.start.page import StartPage
from widgets.timeline.timeline import Timeline
from widgets.transport.bar import TransportBar

PROBLEMS = (
    Problem("note", "attacks start at once", "let them start later"),
    Problem("error", "no base station", "drag one onto the stage", (4, 5)),
)


def snapshot_with(**totals):
    snapshot = fake_snapshot(30)
    return replace(snapshot, totals=Totals(initial_j=10.0, residual_j=8.0, **totals))


def test_figure_that_suffers_is_emphasised(qtbot):
    strip = HeadlineStrip()
    qtbot.addWidget(strip)
    snapshot = replace(snapshot_with(delivered=99, lost=1), alive=np.ones(len(fake_snapshot(30).ids), bool))
    strip.set_snapshot(snapshot)
    assert strip.emphasised() == ""
    strip.set_snapshot(replace(snapshot, totals=Totals(delivered=50, lost=50)))
    assert strip.emphasised() == "delivered"


def test_banner_says_what_who_and_harm_and_goes_away(qtbot):
    banner = Banner()
    qtbot.addWidget(banner)
    banner.show_message("attack", "Black hole", "node 17", "42 % lost", (17,))
    assert banner._detail.text() == "node 17 · 42 % lost"
    assert banner._sign.height() >= 32
    with qtbot.waitSignal(banner.activated) as told:
        banner._show.click()
    assert told.args == [(17,)]
    with qtbot.waitSignal(banner.dismissed):
        qtbot.keyClick(banner, Qt.Key.Key_Escape)
    assert banner.isHidden()


def test_problems_stand_gravest_first_and_select_what_they_are_about(qtbot):
    problems = ProblemsList()
    qtbot.addWidget(problems)
    problems.set_problems(PROBLEMS)
    assert problems.list.item(0).text().startswith("Error")
    with qtbot.waitSignal(problems.problem_activated) as told:
        problems.list.itemClicked.emit(problems.list.item(0))
    assert told.args == [(4, 5)]


def test_meter_counts_nodes_with_a_path(qtbot):
    meter = ConnectivityMeter()
    qtbot.addWidget(meter)
    snapshot = fake_snapshot(100)
    sensors = snapshot.vertex == Vertex.SENSOR
    reachable = np.ones(len(snapshot.ids), bool)
    reachable[np.flatnonzero(sensors)[:3]] = False
    meter.set_snapshot(replace(snapshot, alive=np.ones_like(reachable), reachable=reachable))
    assert meter.sentence() == "97 of 100 nodes reach a base station"
    with qtbot.waitSignal(meter.reseed_requested):
        meter._button.click()


def test_start_page_tells_what_was_chosen(qtbot):
    page = StartPage()
    qtbot.addWidget(page)
    spots = np.random.default_rng(0).random((20, 2))
    page.set_templates(
        (
            ("s3", "S3", "reference", Sketch(spots, spots[:1])),
            ("none", "Empty", "nothing", Sketch(spots[:0], spots[:0])),
        )
    )
    page.set_recent(("/a/field.motewarden",))
    page.set_recoverable((("k1", "Untitled", 1.7e9),))
    page.show()
    with qtbot.waitSignal(page.template_chosen) as told:
        qtbot.keyClick(page._cards[0], Qt.Key.Key_Space)
    assert told.args == ["s3"]
    with qtbot.waitSignal(page.file_chosen) as told:
        page._recent_box.itemAt(0).widget().click()
    assert told.args == ["/a/field.motewarden"]


def all_panels():
    spots = np.random.default_rng(0).random((40, 2))
    snapshot = fake_snapshot(60)
    bar, line, drawer, charts = TransportBar(), Timeline(), EventsDrawer(), Charts()
    inspector, problems, meter, strip, page = (
        Inspector(),
        ProblemsList(),
        ConnectivityMeter(),
        HeadlineStrip(),
        StartPage(),
    )
    bar.set_clock(snapshot)
    line.set_attacks((("black hole", 3, None),))
    line.append(some_records())
    line.set_reveal(True)
    drawer.append(some_records())
    charts.append(some_rows())
    inspector.set_reveal(True)
    inspector.show_node(node_detail())
    inspector.show_trust(explanation())
    inspector.open_trust()
    problems.set_problems(PROBLEMS)
    meter.set_snapshot(snapshot)
    strip.set_snapshot(snapshot)
    page.set_templates((("s3", "S3", "reference", Sketch(spots, spots[:1])),))
    return bar, line, drawer, charts, inspector, problems, meter, strip, page


def test_every_panel_draws_in_every_theme_and_size_and_after_a_change_of_language(qtbot, qapp):
    panels = all_panels()
    for panel in panels:
        qtbot.addWidget(panel)
        panel.resize(700, 300)
        panel.show()
    try:
        for name in THEMES:
            for size in (1.0, 1.6):
                apply_theme(qapp, name, size)
                for panel in panels:
                    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
                    assert not panel.grab().isNull()
                qtbot.wait(20)
    finally:
        apply_theme(qapp, "dark", 1.0)


def test_cards_tell_roles_routers_newcomers_attackers_and_obstacles_apart(qtbot):
    spots = np.array([[10.0, 10], [50, 60], [90, 20]])
    none, wall = spots[:0], np.array([[[40.0, 20], [60, 20], [60, 30], [40, 30]]])
    marks = ("", "router", "controller", "keeper", "processor", "detector", "attacker", "newcomer")
    sketches = [Sketch(spots, none, ("", mark, "")) for mark in marks]
    pictures = []
    for shown in (*sketches, Sketch(spots, none, ("", "", ""), wall)):
        card = TemplateCard("A", "b", shown)
        qtbot.addWidget(card)
        card.resize(card.sizeHint())
        pictures.append(card.grab().toImage())
    for k, one in enumerate(pictures):
        assert all(one != other for other in pictures[k + 1 :])


def test_a_document_is_sketched_with_what_stands_in_it():
    bench = template("s2-bench", 7)
    drawn = sketch(bench)
    assert drawn.marks[:3] == ("controller", "keeper", "processor")
    assert drawn.marks[-1] == "newcomer"
    assert len(sketch(template("s3-obstacles", 7)).boxes) == len(template("s3-obstacles", 7).obstacles) > 0
    assert "router" in sketch(template("s3-hierarchy", 7)).marks
    assert "attacker" in sketch(template("smart-city-attacked", 7)).marks
