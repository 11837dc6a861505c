"""Files and what may go wrong with them: bad ones, full disks, killed processes."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from engine.scenario import storage

ORPHAN = """
import os, signal, sys
from pathlib import Path
from app.data import template_of
from app.main_window import MainWindow
from app.settings import Settings
from app.window import application
application("dark", "offscreen")
folder = Path(sys.argv[1])
window = MainWindow(template_of("empty"), Settings(folder / "orphan.ini"), folder / "journals")
for x in (40.0, 50.0, 60.0):
    window.editing.place("node:mote", x, 100.0, -1)
window.session.undo()
os.kill(os.getpid(), signal.SIGKILL)
"""


def message(window):
    return next((box for box in window.findChildren(QMessageBox) if box.objectName() == "file-failed"), None)


def dismiss(window):
    box = message(window)
    box.close()
    box.deleteLater()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX")
def test_work_of_a_killed_process_is_offered_recovered_and_goes_on(qtbot, open_window, tmp_path):
    done = subprocess.run([sys.executable, "-c", ORPHAN, str(tmp_path)], check=False, cwd=Path.cwd(), timeout=60)
    assert done.returncode == -signal.SIGKILL
    window = open_window("empty", "home")
    start, session = window.views.start, window.session
    assert len(start._recoverable) == 1
    start.recover_chosen.emit(start._recoverable[0][0])
    assert [n.x for n in session.scenario.nodes] == [40.0, 50.0]
    assert not session.history.is_clean
    assert window.pages.currentIndex() == 1
    session.redo()
    assert len(session.scenario.nodes) == 3
    window.editing.place("node:mote", 70.0, 100.0, -1)
    qtbot.waitUntil(lambda: len(window.views.stage.snapshot().ids) == 5)
    window.go("home")
    assert start._recoverable == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("{", "line 1"),
        ('{"format": "something else"}', ""),
        ("", ""),
    ],
)
def test_a_bad_file_is_told_and_leaves_the_document(open_window, tmp_path, text, names):
    window, file = open_window(), tmp_path / "bad.motewarden"
    file.write_text(text, encoding="utf-8")
    before = window.session.scenario
    window.files.open(str(file))
    assert window.session.scenario is before
    assert window.session.path is None
    box = message(window)
    assert not box.isModal()
    assert "bad.motewarden" in box.text()
    assert names in box.text()
    assert "\n" not in box.text()
    dismiss(window)


def test_a_file_that_is_gone_is_told(open_window, tmp_path):
    window = open_window()
    window.files.open(str(tmp_path / "none.motewarden"))
    assert "none.motewarden" in message(window).text()
    dismiss(window)


def test_a_full_disk_leaves_the_file_and_the_work_as_they_were(open_window, tmp_path, monkeypatch):
    window, file = open_window("empty"), tmp_path / "field.motewarden"
    session = window.session
    assert session.save(file)
    before = file.read_bytes()
    window.editing.place("node:mote", 50, 50, -1)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(storage, "write_all", full)
        window.menus.action["save"].trigger()
    assert file.read_bytes() == before
    assert sorted(p.name for p in tmp_path.glob("*field*")) == ["field.motewarden"]
    assert not session.history.is_clean
    assert "field.motewarden" in message(window).text()
    dismiss(window)
    window.menus.action["save"].trigger()
    assert session.history.is_clean
    assert storage.load(file) == session.scenario


def test_a_chart_or_picture_that_cannot_be_written_is_told(qtbot, open_window, tmp_path, monkeypatch):
    window = open_window(workspace="observe")
    window.views.charts.warm_up()
    path = str(tmp_path / "no" / "such" / "chart.png")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    for write in (window.views.charts.export_png, window.views.charts.export_svg, window.views.charts.export_csv):
        window.views.charts._ask(write, "alive.png", "PNG (*.png)", "alive")
        assert "chart.png" in message(window).text() + message(window).informativeText()
        dismiss(window)
        qtbot.wait(1)
    window.menus.action["picture"].trigger()
    assert "chart.png" in message(window).text()
    dismiss(window)


def test_windows_remember_theme_layout_and_recent_files(qtbot, open_window, tmp_path):
    first = open_window("empty")
    assert first.session.save(tmp_path / "a.motewarden")
    first.set_theme("light")
    first.menus.action["left"].setChecked(False)
    assert first.close()
    second = open_window("empty")
    assert second.settings.theme == "light"
    assert second.settings.recent == (str(tmp_path / "a.motewarden"),)
    assert second.views.start._recent == second.settings.recent
    second.go("observe")
    assert second.docks.docks["left"].isHidden()
    assert not second.menus.action["left"].isChecked()
    second.docks.open("outline")
    assert second.menus.action["left"].isChecked()
