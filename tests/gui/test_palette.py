from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt, QTimer
from PySide6.QtGui import QDrag, QFontMetrics, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from engine.readmodel.detail import PaletteEntry
from widgets.common.mime import PALETTE_MIME
from widgets.palette.widget import Palette
from widgets.stage.widget import Stage

sys.path.insert(0, str(Path(__file__).parent))
from fakes import fake_palette, fake_snapshot

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def palette(qtbot):
    w = Palette()
    qtbot.addWidget(w)
    w.set_entries(fake_palette())
    w.resize(260, 560)
    with qtbot.waitExposed(w):
        w.show()
    return w


def place_of(palette, key):
    item = next(i for i in palette._items() if i.data(0, Qt.ItemDataRole.UserRole) == key)
    return palette.list.visualItemRect(item).center()


def test_entries_stand_in_groups_with_pictures_and_tips(palette):
    groups = [palette.list.topLevelItem(k).text(0) for k in range(palette.list.topLevelItemCount())]
    assert groups == ["Nodes", "Base stations", "Attacks on routes", "Attacks on packets", "Attacks on trust"]
    for item in palette._items():
        assert not item.icon(0).isNull()
        assert item.toolTip(0)


def every_entry():
    """All registered attacks as the engine offers them, and things besides."""
    attacks = (
        ("loop", "Routing loop"), ("falseroute", "False routing information"), ("damage", "Packet damage"),
        ("liar", "Lying reporter"), ("rush", "Rush"), ("depletion", "Energy depletion"), ("wormhole", "Wormhole"),
        ("sybil", "Sybil"), ("blackhole", "Black hole"), ("greyhole", "Grey hole"), ("random", "Random attacks"),
        ("badmouth", "Bad-mouthing"), ("ballot", "Ballot stuffing"), ("onoff", "On-off attack"),
        ("collusion", "Collusion"), ("sinkhole", "Sinkhole"), ("jam", "Jamming"),
    )  # fmt: skip
    things = tuple(e for e in fake_palette() if not e.key.startswith("attack:"))
    obstacle = PaletteEntry("obstacle", "Obstacles", "Obstacle", "Attenuates links through it")
    long = (("xbee-s2", "Raspberry Pi 3 with XBee S2"), ("pic32cm", "PIC32CM5164LS60064"))
    profiles = tuple(PaletteEntry(f"node:{key}", "Nodes", title, title) for key, title in long)
    return (
        *things,
        *profiles,
        obstacle,
        *(PaletteEntry(f"attack:{k}", "Attacks", title, f"About {k}") for k, title in attacks),
    )


def test_attacks_are_grouped_by_what_they_aim_at_and_named_as_on_the_stage(palette):
    palette.set_entries(every_entry())
    roots = [palette.list.topLevelItem(k) for k in range(palette.list.topLevelItemCount())]
    groups = {root.text(0): [root.child(k).text(0) for k in range(root.childCount())] for root in roots}
    assert groups["Attacks on routes"] == ["Wormhole", "Sybil", "Routing loop", "Sinkhole", "False routing"]
    assert groups["Attacks on packets"] == ["Black hole", "Grey hole", "Packet damage", "Random attacks"]
    assert groups["Attacks on trust"] == ["Lying reporter", "Bad-mouthing", "Ballot stuffing", "On-off", "Collusion"]
    assert groups["Attacks on resources"] == ["Rush", "Depletion"]
    assert groups["Attacks on the channel"] == ["Jamming"]
    assert next(i for i in palette._items() if i.text(0) == "False routing").toolTip(0).startswith("False routing")


def test_the_search_finds_an_attack_by_its_full_title_and_by_its_group(palette):
    palette.set_entries(every_entry())
    for text, wanted in (("routing info", ["False routing"]), ("on resources", ["Rush", "Depletion"])):
        palette.search.setText(text)
        assert [i.text(0) for i in palette._items() if not i.isHidden()] == wanted


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_in_a_narrow_dock_no_title_is_cut_off_and_every_target_is_large_enough(qtbot, palette, themed, scale):
    themed("light", scale)
    palette.set_entries(every_entry())
    palette.resize(round(184 * scale), 480)
    QApplication.processEvents()
    view = palette.list
    for item in palette._items():
        view.scrollToItem(item)
        box = view.visualItemRect(item)
        room = box.width() - view.iconSize().width() - round(8 * scale)
        metrics = QFontMetrics(item.font(0))
        words = metrics.boundingRect(QRect(0, 0, room, 200), Qt.TextFlag.TextWordWrap, item.text(0))
        assert words.width() <= room, item.text(0)
        assert words.height() <= box.height(), item.text(0)
        assert box.height() >= round(28 * scale)
        assert view.viewport().rect().contains(box.adjusted(0, 2, 0, -2))


def test_a_click_takes_an_entry_and_shift_makes_it_stick(qtbot, palette):
    view = palette.list.viewport()
    with qtbot.waitSignal(palette.tool_requested) as got:
        qtbot.mouseClick(view, LEFT, NONE, place_of(palette, "attack:liar"))
    assert got.args == ["attack:liar"]
    assert not palette.sticky()
    qtbot.mouseClick(view, LEFT, Qt.KeyboardModifier.ShiftModifier, place_of(palette, "node:mote"))
    assert palette.sticky()
    assert palette.active() == "node:mote"


def test_enter_takes_the_current_entry(qtbot, palette):
    palette.set_active("station")
    with qtbot.waitSignal(palette.tool_requested) as got:
        qtbot.keyClick(palette.list, Qt.Key.Key_Return)
    assert got.args == ["station"]


def test_set_active_shows_without_asking(qtbot, palette):
    with qtbot.assertNotEmitted(palette.tool_requested):
        palette.set_active("station")
        assert palette.active() == "station"
        palette.set_active(None)
    assert palette.active() is None


def test_the_search_hides_what_does_not_match_and_says_when_nothing_does(qtbot, palette):
    palette.search.setText("hole")
    shown = [i.text(0) for i in palette._items() if not i.isHidden()]
    assert shown == ["Sinkhole", "Black hole", "Grey hole"]
    with qtbot.waitSignal(palette.tool_requested) as got:
        qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert got.args == ["attack:sinkhole"]
    palette.search.setText("no such thing")
    assert palette._none.isVisible()
    palette._none.triggered.emit()
    assert not palette.search.text()


def test_dragging_an_entry_carries_its_key_and_picture(qtbot, palette, monkeypatch, drop_on):
    stage = Stage()
    qtbot.addWidget(stage)
    stage.resize(700, 500)
    stage.set_snapshot(fake_snapshot(20))
    stage.show()
    carried = []

    def deliver(drag, *_):
        carried.append((bytes(drag.mimeData().data(PALETTE_MIME).data()), drag.pixmap().isNull()))
        drop_on(stage, drag.mimeData(), QPoint(350, 250))
        return Qt.DropAction.CopyAction

    monkeypatch.setattr(QDrag, "exec", deliver)
    view = palette.list.viewport()
    start = place_of(palette, "node:mote")
    with qtbot.waitSignal(stage.place_requested) as got:
        qtbot.mousePress(view, LEFT, NONE, start)
        for step in (8, 16, 40):
            at = QPointF(start + QPoint(step, step))
            event = QMouseEvent(QEvent.Type.MouseMove, at, view.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, NONE)
            QApplication.sendEvent(view, event)
    assert carried == [(b"node:mote", False)]
    assert got.args[0] == "node:mote"


def test_a_true_drag_ends_on_the_stage(qtbot, qapp):
    if qapp.platformName() == "offscreen":
        pytest.skip("a real drag loop needs a screen, if only Xvfb's")
    window, stage, palette = QWidget(), Stage(), Palette()
    palette.set_entries(fake_palette())
    row = QHBoxLayout(window)
    row.addWidget(palette)
    row.addWidget(stage, 1)
    qtbot.addWidget(window)
    window.resize(1000, 560)
    stage.set_snapshot(fake_snapshot(20))
    with qtbot.waitExposed(window):
        window.show()
    got = []
    stage.place_requested.connect(lambda *args: got.append(args))
    handle = window.windowHandle()
    start = palette.list.viewport().mapTo(window, place_of(palette, "node:mote"))
    end = stage.mapTo(window, stage.rect().center())
    steps = (
        (100, lambda: QTest.mouseMove(handle, (start + end) / 2)),
        (180, lambda: QTest.mouseMove(handle, end)),
        (240, lambda: QTest.mouseMove(handle, end + QPoint(2, 2))),
        (320, lambda: QTest.mouseRelease(handle, LEFT, NONE, end + QPoint(2, 2))),
    )
    for delay, act in steps:
        QTimer.singleShot(delay, act)
    QTest.mousePress(handle, LEFT, NONE, start)
    QTest.mouseMove(handle, start + QPoint(4, 4))
    QTest.mouseMove(handle, start + QPoint(30, 30))
    qtbot.waitUntil(lambda: bool(got), timeout=4000)
    assert got[0][0] == "node:mote"
