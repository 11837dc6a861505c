"""PySide6 6.12.0 loses references to None on Python 3.10 and 3.11; the interpreter aborts after a while."""

import sys

import pytest
from PySide6.QtCore import QPoint, QTimer
from PySide6.QtWidgets import QWidget

CALLS = 10_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_calls_that_return_none_keep_its_references(qtbot) -> None:
    widget, timer, point = QWidget(), QTimer(), QPoint(1, 2)
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.update()
        timer.stop()
        point.setX(3)
    lost = before - sys.getrefcount(None)
    assert lost < CALLS // 10, f"{lost} references to None are gone: see docs/decisions/0003-pyside6-pin.md"
