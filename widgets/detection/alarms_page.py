"""Alarms of the run, the newest on top, each until the user has acknowledged it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout

from engine.readmodel.detection import Alarm, DetectionView
from widgets.common.keys import keep_keys
from widgets.common.panel import EmptyState
from widgets.common.texts import count, numbered, percent
from widgets.common.theme import font, notifier, theme
from widgets.detection.card import AlarmCard, Truth
from widgets.inspector.parts import Page

CARDS_MOST = 20
"""Cards made at first; older ones on request."""


class AlarmsPage(Page):
    """Cards of alarms. What was acknowledged is kept here until the next run."""

    node_chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self.cards: dict[int, AlarmCard] = {}
        self.acknowledged: set[int] = set()
        self._view: DetectionView | None = None
        self._round, self._round_s = 0, 1.0
        self._reveal = False
        self._names: tuple[str, ...] = ()
        self._most = CARDS_MOST
        self._open: int | None = None
        """The card opened by the user; None: the newest, -1: none."""
        self.title, self.all, self.older = QLabel(), QPushButton(), QPushButton()
        self.empty = EmptyState()
        self.list = QVBoxLayout()
        self.title.setWordWrap(True)
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.all, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addLayout(head)
        self.column.addLayout(self.list)
        self.column.addWidget(self.older)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        for button in (self.all, self.older):
            keep_keys(button, Qt.Key.Key_Space)
        self.all.clicked.connect(self.acknowledge_all)
        self.older.clicked.connect(self._show_older)
        notifier().changed.connect(self._restyle_page)
        self._retranslate()
        self._restyle_page()
        self._show()

    # -- what comes in -------------------------------------------------------------------------------------------

    def clear(self) -> None:
        """Forget the run."""
        self.acknowledged.clear()
        self._view, self._most, self._open = None, CARDS_MOST, None
        self._show()

    def set_names(self, names: tuple[str, ...]) -> None:
        """The run's attacks, by which the ground truth counts them."""
        self._names = names

    def show_view(self, view: DetectionView | None, round_: int, round_s: float) -> None:
        """Show another moment; a round lasts ``round_s``."""
        if view is self._view and round_ == self._round:
            return
        self._view, self._round, self._round_s = view, round_, round_s
        self._show()

    def set_reveal(self, reveal: bool) -> None:
        """Whether it may be told what alarms were about."""
        self._reveal = reveal
        self._show()

    def acknowledge(self, alarm: int) -> None:
        """The user has seen an alarm."""
        self.acknowledged.add(alarm)
        self._show()

    def acknowledge_all(self) -> None:
        """The user has seen them all."""
        self.acknowledged.update(a.id for a in self._alarms())
        self._show()

    def bring(self, alarm: int) -> bool:
        """Opens the card of an alarm and scrolls to it; returns whether there is one."""
        ids = [a.id for a in reversed(self._alarms())]
        if alarm not in ids:
            return False
        self._most = max(self._most, 1 + ids.index(alarm))
        self._open = alarm
        self._show()
        QTimer.singleShot(0, self, lambda: self._scroll(alarm))
        return True

    # -- what is shown -------------------------------------------------------------------------------------------

    def _scroll(self, alarm: int) -> None:
        card = self.cards.get(alarm)
        if card is not None:
            self.ensureWidgetVisible(card)
            card.more.setFocus()

    def _alarms(self) -> tuple[Alarm, ...]:
        return self._view.alarms if self._view is not None else ()

    def _show(self) -> None:
        alarms = self._alarms()
        shown = alarms[::-1][: self._most]
        self._match(shown)
        truths = {t.alarm: t for t in self._view.truth} if self._view is not None and self._reveal else {}
        opened = self._open if self._open is not None else shown[0].id if shown else -1
        for alarm in shown:
            card, about = self.cards[alarm.id], truths.get(alarm.id)
            end = self._round if alarm.ended is None else alarm.ended
            lasts = max(0.0, (end - alarm.raised) * self._round_s)
            card.set_alarm(alarm, lasts, acknowledged=alarm.id in self.acknowledged)
            card.set_truth(Truth(about, self._name(about.attack)) if about is not None else None)
            card.set_open(on=alarm.id == opened)
        self._tell(alarms, len(shown))

    def _match(self, shown: Sequence[Alarm]) -> None:
        """A card for each alarm shown, in order; cards that stay are kept."""
        wanted = {a.id for a in shown}
        for gone in [k for k in self.cards if k not in wanted]:
            card = self.cards.pop(gone)
            card.hide()
            self.list.removeWidget(card)
            card.deleteLater()
        for at, alarm in enumerate(shown):
            if alarm.id not in self.cards:
                card = self.cards[alarm.id] = AlarmCard(alarm)
                card.node_chosen.connect(lambda node: self.node_chosen.emit((node,)))
                card.acknowledged.connect(self.acknowledge)
                card.opened.connect(self._opened)
                self.list.insertWidget(at, card)

    def _opened(self, alarm: int, on: bool) -> None:
        """The user opened a card, or shut it; one is open at a time."""
        self._open = alarm if on else -1
        self._show()

    def _name(self, attack: int) -> str:
        return self._names[attack] if 0 <= attack < len(self._names) else ""

    def _tell(self, alarms: Sequence[Alarm], shown: int) -> None:
        lasting = sum(a.ended is None for a in alarms)
        fresh = sum(a.id not in self.acknowledged for a in alarms)
        number = self._view.raised if self._view is not None else 0
        parts = [numbered(self.tr("%n alarm(s)", "", number), number).replace("%n", count(number))]
        if lasting:
            parts.append(numbered(self.tr("%n last(s|)", "", lasting), lasting).replace("%n", count(lasting)))
        parts.append(self.tr("{0} to acknowledge").format(count(fresh)) if fresh else self.tr("all acknowledged"))
        self._say(self.title, " · ".join(parts))
        self.title.setVisible(bool(alarms))
        self.all.setVisible(fresh > 1)
        rest = len(alarms) - shown
        self.older.setVisible(rest > 0)
        self._say(self.older, self.tr("Show older ones ({0})").format(count(rest)))
        self.empty.setVisible(not alarms)
        if not alarms:
            self.empty.set_texts(self._nothing())

    @staticmethod
    def _say(widget: QLabel | QPushButton, text: str) -> None:
        if widget.text() != text:
            widget.setText(text)

    def _nothing(self) -> str:
        view = self._view
        if view is None:
            return self.tr("No detector is at work. Switch it on above.")
        if not view.collections:
            return self.tr("No node has taken up the detector's work yet; the controller chooses one.")
        if view.learning < 1:
            learned = percent(view.learning, 0)
            return self.tr("No alarm so far. The profile of normal behaviour has learned {0}.").format(learned)
        return self.tr("No alarm so far: everything is as usual.")

    def _show_older(self) -> None:
        self._most += CARDS_MOST
        self._show()

    def _retranslate(self) -> None:
        self.all.setText(self.tr("Acknowledge all"))
        self.setAccessibleName(self.tr("Alarms"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.title.setFont(font("base", bold=True))
        self.title.setStyleSheet(f"color: {theme().text};")
        for button in (self.all, self.older):
            button.setFont(font("small"))
