"""S2 Algorithm 1, step by step: what each step of the last collection did, and what lies in store."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QVBoxLayout

from engine.readmodel.detection import Collection, Step, StepRun
from widgets.common.icons import icon
from widgets.common.keys import keep_keys
from widgets.common.panel import EmptyState
from widgets.common.texts import count, duration, numbered, quantity
from widgets.common.theme import font, mono_font, notifier, px, theme
from widgets.detection.bars import Bar, Bars
from widgets.detection.words import step_words, type_words
from widgets.inspector.parts import FigureGrid, Heading, Page
from widgets.steps.mark import DONE, TO_COME, StepMark

ASKED_MOST = 60


class StepRow(QFrame):
    """One step: mark, name, count, words; on request a sample before and after it."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self.step = step
        self.mark = StepMark(int(step) + 1, last=step is Step.PURGE)
        self.title, self.count, self.text, self.sample = QLabel(), QLabel(), QLabel(), QLabel()
        for label in (self.title, self.text, self.sample):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.sample.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sample.hide()
        self.button = QToolButton()
        self.button.setCheckable(True)
        self.button.setIcon(icon("code-json"))
        keep_keys(self.button, Qt.Key.Key_Space)
        self.button.toggled.connect(self.sample.setVisible)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        head.addWidget(self.button)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addLayout(head)
        words.addWidget(self.text)
        words.addWidget(self.sample)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.mark)
        row.addLayout(words, 1)
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()

    def show_run(self, run: StepRun | None) -> None:
        """What the step did the last time; None: it has not been reached yet."""
        self.mark.set_stand(DONE if run is not None else TO_COME)
        self.count.setText(count(run.count) if run is not None else "")
        self.text.setText(run.text if run is not None else self.tr("not yet"))
        lines = [run.before, f"↓\n{run.after}"] if run is not None and run.after else []
        self.button.setVisible(bool(lines))
        self.sample.setText("\n".join(line for line in lines if line))
        self.sample.setVisible(bool(lines) and self.button.isChecked())
        self.setAccessibleName(f"{int(self.step) + 1}. {self.title.text()}: {self.text.text()}")

    def _retranslate(self) -> None:
        self.title.setText(step_words(self.step))
        tip = self.tr("A record before and after this step")
        self.button.setToolTip(tip)
        self.button.setAccessibleName(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self.title.setFont(font("base", bold=True))
        self.count.setFont(font("base", bold=True))
        self.text.setFont(font("small"))
        self.text.setStyleSheet(f"color: {t.muted};")
        self.sample.setFont(mono_font("small"))
        self.sample.setStyleSheet(f"background: {t.surface0}; border-left: 2px solid {t.accent}; padding: {px(4)}px;")
        self.button.setIconSize(QSize(px(14), px(14)))


class CollectionPage(Page):
    """The collection of one detector node."""

    step_requested = Signal()
    """The run is to go on to the next collection."""
    node_chosen = Signal(tuple)

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Collection, ...] = ()
        self.which, self.when, self.go = QComboBox(), QLabel(), QPushButton()
        self.rows = tuple(StepRow(step) for step in Step)
        self.store, self.types, self.asked = Heading(wraps=True), Heading(wraps=True), Heading(wraps=True)
        self.figures, self.limits, self.by_type = FigureGrid(), Bars(), Bars()
        self.ids, self.select = QLabel(), QPushButton()
        self.empty = EmptyState()
        for label in (self.when, self.ids):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        for button in (self.go, self.select):
            keep_keys(button, Qt.Key.Key_Space)
        self.go.setIcon(icon("step-forward"))
        self._shown = (
            self.which, self.when, self.go, *self.rows, self.store, self.figures, self.limits, self.types,
            self.by_type, self.asked, self.ids, self.select,
        )  # fmt: skip
        for widget in self._shown:
            self.column.addWidget(widget)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        self.which.currentIndexChanged.connect(lambda _at: self._show())
        self.go.clicked.connect(self.step_requested)
        self.select.clicked.connect(self._choose)
        notifier().changed.connect(self._restyle_page)
        self._retranslate()
        self._restyle_page()
        self._show()

    def show_collections(self, collections: tuple[Collection, ...]) -> None:
        """Show another moment."""
        if collections == self._all:
            return
        names = [self.tr("Detector {0}").format(c.detector) for c in collections]
        if names != [self.which.itemText(k) for k in range(self.which.count())]:
            before = self.which.currentText()
            self.which.blockSignals(True)
            self.which.clear()
            self.which.addItems(names)
            self.which.setCurrentIndex(max(0, self.which.findText(before)))
            self.which.blockSignals(False)
        self._all = collections
        self._show()

    def _now(self) -> Collection | None:
        at = self.which.currentIndex()
        return self._all[at] if 0 <= at < len(self._all) else None

    def _show(self) -> None:
        now = self._now()
        for widget in self._shown:
            widget.setVisible(now is not None)
        self.empty.setVisible(now is None)
        if now is None:
            return
        self.which.setVisible(len(self._all) > 1)
        self.when.setText(self.tr("Detector {0}, last collection in round {1}").format(now.detector, count(now.round)))
        runs = {run.step: run for run in now.steps}
        for row in self.rows:
            row.show_run(runs.get(row.step))
        self._show_store(now)
        more = f" … ({count(len(now.asked))})" if len(now.asked) > ASKED_MOST else ""
        self.ids.setText((", ".join(map(str, now.asked[:ASKED_MOST])) or self.tr("nobody")) + more)
        many = numbered(self.tr("Request list: %n node(s)", "", len(now.asked)), len(now.asked))
        self.asked.setText(many.replace("%n", count(len(now.asked))))
        self.select.setVisible(bool(now.asked))

    def _show_store(self, now: Collection) -> None:
        self.figures.set_figures(
            [
                (self.tr("requests"), count(now.requests)),
                (self.tr("answers"), count(now.responses)),
                (self.tr("missing"), count(now.missing)),
                (self.tr("refused"), count(now.refused)),
                (self.tr("in store"), count(now.records)),
                (self.tr("purged"), count(now.purged)),
            ]
        )
        room, age = now.bytes / max(1, now.limit_bytes), now.oldest_s / max(1e-9, now.limit_s)
        used = self.tr("{0} of {1}").format(quantity(now.bytes, "B"), quantity(now.limit_bytes, "B"))
        old = self.tr("{0} of {1}").format(duration(now.oldest_s), duration(now.limit_s))
        self.limits.set_bars(
            (
                Bar(self.tr("Memory"), used, room, limit=1.0, over=room > 1),
                Bar(self.tr("Oldest record"), old, age, limit=1.0, over=age > 1),
            )
        )
        most = max(now.by_type.values(), default=0)
        kinds = ((type_words(name), number) for name, number in now.by_type.items())
        self.by_type.set_bars(tuple(Bar(k, count(v), v / max(1, most), tone="muted") for k, v in kinds))

    def _choose(self) -> None:
        now = self._now()
        if now is not None:
            self.node_chosen.emit(now.asked)

    def _retranslate(self) -> None:
        self.go.setText(self.tr("Next collection"))
        self.go.setToolTip(self.tr("Runs on for one interval and stops"))
        self.store.setText(self.tr("In store"))
        self.types.setText(self.tr("Records by type (S2, Table 5)"))
        self.select.setText(self.tr("Select them"))
        self.which.setAccessibleName(self.tr("Detector"))
        self.empty.set_texts(self.tr("Nothing is collected: no node works as detector."))
        self.setAccessibleName(self.tr("Collection"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show()
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.when.setFont(font("base", bold=True))
        for widget in (self.ids, self.select):
            widget.setFont(font("small"))
        self.ids.setStyleSheet(f"color: {theme().muted};")
