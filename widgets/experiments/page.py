"""The workspace as a whole: experiments at the left, the chosen one at the right, the run below."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from engine.readmodel.experiment import Figure, Preset, Progress, Result
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px, theme
from widgets.experiments.gallery import Gallery
from widgets.experiments.head import Head
from widgets.experiments.order import Check, Earlier, Order
from widgets.experiments.result import ResultView
from widgets.experiments.runbar import RunBar
from widgets.experiments.setup import SetupForm
from widgets.experiments.sweep import SweepEditor

SET_UP, RESULT = 0, 1


class ExperimentsPage(QWidget):
    """Takes presets, checks, progress and results; asks for what is to be done."""

    check_requested = Signal(object)
    """An `Order`: what does it come to?"""
    start_requested = Signal(object)
    """An `Order`."""
    cancel_requested = Signal()
    folder_chosen = Signal(str)
    """Folder of an earlier result that is to be shown."""
    open_requested = Signal(str)
    """A folder or file is to be opened with the system's program."""
    failed = Signal(str)
    """A file could not be written; one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.current = ""
        """Name of the experiment in sight."""
        self.running = ""
        """Name of the one that goes on."""
        self.forms: dict[str, SetupForm] = {}
        self.results: dict[str, ResultView] = {}
        self._presets: dict[str, Preset] = {}
        self._words: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self._cores, self._cluster = 1, False
        self._last: Order | None = None
        self._told = ""
        self.gallery, self.head, self.runbar = Gallery(), Head(), RunBar()
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.addTab("")
        self.tabs.addTab("")
        self.body, self.empty = QStackedWidget(), EmptyState()
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self._show_current()

    def _lay_out(self) -> None:
        self._rule, self._line = QFrame(), QFrame()
        self.body.addWidget(self.empty)
        self._detail = QWidget()
        column = QVBoxLayout(self._detail)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        self._tab_line = QHBoxLayout()
        self._tab_line.addWidget(self.tabs)
        self._tab_line.addStretch(1)
        column.addLayout(self._tab_line)
        column.addWidget(self._line)
        column.addWidget(self.body, 1)
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self._detail, 1)
        right.addWidget(self.runbar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.gallery)
        row.addWidget(self._rule)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.gallery.chosen.connect(self.choose)
        self.gallery.earlier_chosen.connect(self.folder_chosen)
        self.gallery.open_requested.connect(self._choose_folder)
        self.tabs.currentChanged.connect(lambda _: self._show_current())
        self.runbar.cancel_requested.connect(self.cancel_requested)
        self.runbar.again_requested.connect(self._again)
        self.runbar.activated.connect(lambda: self.choose(self.running or self._told))
        self.empty.triggered.connect(lambda: self.choose(next(iter(self._presets), "")))

    # -- what there is -------------------------------------------------------------------------------------

    def set_presets(self, presets: tuple[Preset, ...]) -> None:
        """The experiments to choose from."""
        self._presets = {p.name: p for p in presets}
        self.gallery.set_presets(presets)
        self.gallery.mark(self.current)
        self._retranslate()

    def set_document(self, name: str) -> None:
        """What the open scenario is called; the free sweep is over it."""
        self.gallery.set_document(name)
        self.head.set_document(name)
        for form in self.forms.values():
            if form.preset.free and form.isVisible():
                form.ask()

    def set_vocabulary(self, paths: tuple[str, ...], measures: tuple[str, ...]) -> None:
        """Values that can be varied, and names that expressions may use."""
        self._words = (paths, measures)
        for form in self.forms.values():
            self._teach(form)

    def set_machine(self, cores: int, *, cluster: bool) -> None:
        """Cores of this computer, and whether the extra for clusters is installed."""
        self._cores, self._cluster = cores, cluster
        for form in self.forms.values():
            form.how.set_cores(cores)
            form.how.set_cluster(installed=cluster)

    def set_earlier(self, found: tuple[Earlier, ...]) -> None:
        """Results on disk."""
        self.gallery.set_earlier(found)

    # -- one experiment ------------------------------------------------------------------------------------

    def choose(self, name: str) -> None:
        """Brings an experiment into sight: its form, or what it has come to."""
        if not name:
            return
        if name in self._presets and name not in self.forms:
            self._add_form(self._presets[name])
        fresh, self.current = name != self.current, name
        self.gallery.mark(name)
        if any(card.hasFocus() for card in self.gallery.cards.values()):
            self.first_focus().setFocus()
        if fresh:
            some = name in self.results and self.results[name].some()
            self.tabs.setCurrentIndex(RESULT if some or name not in self._presets else SET_UP)
        self._show_current()

    def _add_form(self, preset: Preset) -> None:
        form = self.forms[preset.name] = SetupForm(preset)
        form.how.set_cores(self._cores)
        form.how.set_cluster(installed=self._cluster)
        self._teach(form)
        form.check_requested.connect(self.check_requested)
        form.start_requested.connect(self._start)
        self.body.addWidget(form)
        self._block()

    def _teach(self, form: SetupForm) -> None:
        if isinstance(form.what, SweepEditor):
            form.what.axes.set_words(self._words[0])
            form.what.measures.set_words(self._words[1])

    def _view(self, name: str) -> ResultView:
        if name not in self.results:
            view = self.results[name] = ResultView()
            view.open_requested.connect(self.open_requested)
            view.export_failed.connect(self.failed)
            view.set_up_requested.connect(lambda: self.tabs.setCurrentIndex(SET_UP))
            self.body.addWidget(view)
        return self.results[name]

    def _show_current(self) -> None:
        name = self.current
        self.head.setVisible(bool(name))
        self.tabs.setVisible(bool(name))
        self._line.setVisible(bool(name))
        if not name:
            self.body.setCurrentWidget(self.empty)
            return
        self.tabs.setTabEnabled(SET_UP, name in self._presets)
        view = self._view(name)
        if name in self._presets:
            self.head.set_preset(self._presets[name])
        elif view.result is not None:
            self.head.set_result(view.result)
        show_form = self.tabs.currentIndex() == SET_UP and name in self.forms
        self.body.setCurrentWidget(self.forms[name] if show_form else view)

    # -- what comes of it ----------------------------------------------------------------------------------

    def show_check(self, check: Check) -> None:
        """What an order comes to."""
        form = self.forms.get(check.order.plan.experiment)
        if form is not None:
            form.show_check(check)

    def _start(self, order: Order) -> None:
        self._last = order
        self.start_requested.emit(order)

    def _again(self) -> None:
        if self._last is not None:
            self.start_requested.emit(self._last)

    def show_started(self, order: Order) -> None:
        """An order was taken: its result will grow."""
        name = order.plan.experiment
        self._last, self.running, self._told = order, name, name
        self._view(name).clear()
        self.show_progress(Progress("starting"))
        self.choose(name)
        self.tabs.setCurrentIndex(RESULT)

    def show_progress(self, progress: Progress) -> None:
        """How far the experiment is that goes on."""
        name = self.running or self._told
        self.runbar.show_progress(self._short(name), progress)
        if not self.runbar.going:
            self.running = ""
        self.gallery.set_note(name, self._note(name, progress))
        self._block()
        if not self.running and name in self.forms:
            self.forms[name].forget()

    def show_figures(self, figures: tuple[Figure, ...]) -> None:
        """Figures of what is finished so far."""
        if self.running and any(s.x for f in figures for s in f.series):
            self._view(self.running).show_figures(figures)
            self._show_current()

    def show_result(self, result: Result, folder: str, *, bring: bool = True) -> None:
        """A whole result, of now or of earlier.

        Args:
            result: What came out.
            folder: Where it is.
            bring: Whether it comes into sight, whatever is there now.
        """
        view = self._view(result.experiment)
        view.show_result(result, folder)
        self.gallery.set_note(result.experiment, view.claims.note())
        if bring or self.current == result.experiment:
            self.current = ""
            self.choose(result.experiment)
            self.tabs.setCurrentIndex(RESULT)

    def _note(self, name: str, progress: Progress) -> str:
        if self.running:
            return f"{100 * progress.done // max(progress.total, 1)} %"
        view = self.results.get(name)
        return view.claims.note() if view is not None and view.result is not None else ""

    def _short(self, name: str) -> str:
        """What an experiment is called in a line: where it is from, or its title."""
        preset = self._presets.get(name)
        return (preset.source or preset.title) if preset is not None else name

    def _block(self) -> None:
        why = ""
        if self.running:
            why = self.tr("“%1” is running; cancel it or wait for it").replace("%1", self._short(self.running))
        for form in self.forms.values():
            form.set_blocked(why)

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Folder of an earlier result"))
        if folder:
            self.folder_chosen.emit(folder)

    # -- keys, words, look ---------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Plain keys are for what has the focus here, not for the stage, which is out of sight."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            function = Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
            plain = event.modifiers() in {
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.ShiftModifier,
                Qt.KeyboardModifier.KeypadModifier,
            }
            if plain and not function:
                event.accept()
                return True
        return super().event(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins: the card in force, or the first."""
        cards = self.gallery.cards
        return cards.get(self.current) or next(iter(cards.values()), self)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Experiments"))
        self.tabs.setTabText(SET_UP, self.tr("Set up"))
        self.tabs.setTabText(RESULT, self.tr("Result"))
        self.tabs.setAccessibleName(self.tr("Set up or result"))
        text = self.tr(
            "Choose an experiment at the left. It is set up here, runs on all cores in the background, "
            "and ends in figures and in claims that hold or fail."
        )
        first = next(iter(self._presets.values()), None)
        action = self.tr("Set up %1").replace("%1", first.source or first.title) if first else ""
        self.empty.set_texts(text if first else self.tr("The list of experiments is being read…"), action)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self._show_current()
        super().changeEvent(event)

    def _restyle(self) -> None:
        t = theme()
        self.gallery.setFixedWidth(px(272))
        for rule in (self._rule, self._line):
            rule.setStyleSheet(f"background: {t.line};")
        self._rule.setFixedWidth(1)
        self._line.setFixedHeight(1)
        self._tab_line.setContentsMargins(px(14), 0, px(14), 0)
        self.empty.setContentsMargins(px(96), 0, px(96), 0)
