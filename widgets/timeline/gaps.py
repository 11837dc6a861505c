"""From the start of an attack to what found it: by exclusion (S3), and by a detector's alarm in seconds (S2-138)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from engine.readmodel.detection import DetectionView
from widgets.common.texts import count, numbered, seconds
from widgets.common.theme import faded, px, theme
from widgets.timeline.lanes import Detection
from widgets.timeline.paint import Row, bracket
from widgets.timeline.view import View


@dataclass(frozen=True, slots=True)
class Gap:
    """An attack and the first alarm that was about it; ground truth."""

    found: Detection
    seconds: float
    alarm: int
    """`Alarm.id`."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Timeline", text)


def gaps(view: DetectionView | None, starts: Mapping[int, Sequence[int]]) -> tuple[Gap, ...]:
    """One for each attack that an alarm found.

    Args:
        view: Alarms and what they were about.
        starts: Rounds in which attacks began, by index.
    """
    if view is None or not view.truth:
        return ()
    truth = {t.alarm: t for t in view.truth if t.attack >= 0}
    first: dict[tuple[int, int], Gap] = {}
    for alarm in sorted(view.alarms, key=lambda a: a.raised):
        about = truth.get(alarm.id)
        begun = [at for at in starts.get(about.attack, ()) if at <= alarm.raised] if about is not None else []
        if about is None or not begun:
            continue
        node = alarm.suspects[0].id if alarm.suspects else -1
        found = Detection(about.attack, begun[-1], alarm.raised, node)
        first.setdefault((about.attack, begun[-1]), Gap(found, about.delay_s, alarm.id))
    return tuple(first.values())


def false_rounds(view: DetectionView | None) -> np.ndarray:
    """int64[k]: rounds in which an alarm was raised about nothing; ground truth."""
    if view is None:
        return np.empty(0, np.int64)
    false = {t.alarm for t in view.truth if t.attack < 0}
    return np.array([a.raised for a in view.alarms if a.id in false], np.int64)


def paint_brackets(painter: QPainter, view: View, row: Row, detections: Sequence[Detection]) -> None:
    """How many rounds it took until an attacker was excluded."""
    texts = []
    all_found = sorted(detections, key=lambda f: f.start)
    for found in all_found:
        many = QCoreApplication.translate("Timeline", "detected after %n round(s)", "", found.rounds)
        short = QCoreApplication.translate("Timeline", "%n round(s)", "", found.rounds)
        texts.append((numbered(many, found.rounds), numbered(short, found.rounds), count(found.rounds)))
    _brackets(painter, view, row, all_found, texts)


def paint_gaps(painter: QPainter, view: View, row: Row, shown: Sequence[Gap], attacks: Row, marked: np.ndarray) -> None:
    """The time from attack to alarm as a hatched band, hung on the attack's start, with its seconds.

    Args:
        painter: Open painter.
        view: What is in sight.
        row: The lane.
        shown: The gaps.
        attacks: The lane of the attacks.
        marked: Rounds of all alarms, never falling: words end before the next mark.
    """
    color = QColor(theme().danger)
    ordered = sorted(shown, key=lambda g: g.found.start)
    for gap in ordered:
        left, right = view.x(gap.found.start), max(view.x(gap.found.found), view.x(gap.found.start) + 1)
        band = QRectF(QPointF(left, row.top + 2), QPointF(right, row.top + row.height - 2))
        painter.fillRect(band, faded(color, 0.25))
        painter.fillRect(band, QBrush(color, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(color, 1.2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(left, attacks.top), QPointF(left, row.top + row.height))
    told = [(_tr("alarm after {0}").format(seconds(g.seconds)), seconds(g.seconds)) for g in ordered]
    _brackets(painter, view, row, [g.found for g in ordered], told, marked)


def paint_false(painter: QPainter, view: View, row: Row, rounds: np.ndarray) -> None:
    """Crosses out the marks of false alarms."""
    painter.setPen(QPen(QColor(theme().text), 1.6))
    for at in rounds.tolist():
        x = view.x(at)
        if view.left <= x <= view.left + view.width:
            painter.drawLine(QPointF(x - px(5), row.middle + px(5)), QPointF(x + px(6), row.middle - px(6)))


def _brackets(
    painter: QPainter, view: View, row: Row, found: Sequence[Detection], texts: Sequence[tuple[str, ...]],
    marked: np.ndarray | None = None,
) -> None:  # fmt: skip
    """Each with the longest of its texts that ends before the next begins."""
    rooms = [view.x(f.start) for f in found[1:]] + [view.left + view.width]
    for one, words, room in zip(found, texts, rooms, strict=False):
        after = marked[np.searchsorted(marked, one.found, side="right") :][:1] if marked is not None else ()
        end = min(room, *(view.x(float(at)) - px(4) for at in after)) if len(after) else room
        bracket(painter, view, row, one, words, end)
