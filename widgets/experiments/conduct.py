"""How an experiment is run: seeds, rounds, where, and into which folder."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from widgets.common.theme import notifier, px
from widgets.experiments.parts import Advice, Labelled, Section

ADDRESS = "tcp://host:8786"


class _Box(QSpinBox):
    """Does not change when the page is scrolled over it."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _box(low: int, high: int, value: int) -> _Box:
    box = _Box()
    box.setRange(low, high)
    box.setValue(value)
    box.setAlignment(Qt.AlignmentFlag.AlignRight)
    return box


class _FolderEdit(QLineEdit):
    """Shows the folder that is taken while none is typed; of a long path its end."""

    def __init__(self) -> None:
        super().__init__()
        self.offered = ""

    def offer(self, folder: str) -> None:
        """The folder that is taken."""
        self.offered = folder
        self.setToolTip(folder)
        self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self.width() - px(20)
        self.setPlaceholderText(self.fontMetrics().elidedText(self.offered, Qt.TextElideMode.ElideLeft, room))


class ConductEditor(QWidget):
    """Three sections: how many runs, where they run, where results go."""

    changed = Signal()

    def __init__(self, seeds: int, rounds: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.seed_count, self.round_count = _box(1, 10_000, seeds), _box(1, 1_000_000, rounds)
        self.seeds, self.rounds = Labelled(self.seed_count), Labelled(self.round_count)
        self.workers, self.address = _box(1, 1, 1), QLineEdit()
        self.here, self.cluster = QRadioButton(), QRadioButton()
        self.cluster_advice = Advice()
        self.folder, self.choose = _FolderEdit(), QPushButton()
        self.folder_advice = Advice()
        self._installed = True
        self._runs, self._where, self._out = Section(), Section(), Section()
        self._lay_out()
        self._connect()
        notifier().changed.connect(self._restyle)
        self.set_cluster(installed=False)
        self._retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        numbers = QHBoxLayout()
        numbers.addWidget(self.seeds, 1)
        numbers.addWidget(self.rounds, 1)
        self._runs.body.addLayout(numbers)
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self.here, 0, 0)
        self._grid.addWidget(self.workers, 0, 1)
        self._grid.addWidget(self.cluster, 1, 0)
        self._grid.addWidget(self.address, 1, 1)
        self._grid.addWidget(self.cluster_advice, 2, 0, 1, 2)
        self._where.body.addLayout(self._grid)
        line = QHBoxLayout()
        line.addWidget(self.folder, 1)
        line.addWidget(self.choose)
        self._out.body.addLayout(line)
        self._out.body.addWidget(self.folder_advice)
        for part in (self._runs, self._where, self._out):
            self._column.addWidget(part)
        self._column.addStretch(1)
        group = QButtonGroup(self)
        group.addButton(self.here)
        group.addButton(self.cluster)
        self.here.setChecked(True)

    def _connect(self) -> None:
        for box in (self.seed_count, self.round_count, self.workers):
            box.valueChanged.connect(lambda _: self.changed.emit())
        self.here.toggled.connect(self._toggled)
        for edit in (self.address, self.folder):
            edit.textChanged.connect(lambda _: self.changed.emit())
        self.choose.clicked.connect(self._choose)

    # -- what comes in -------------------------------------------------------------------------------------

    def set_cores(self, cores: int) -> None:
        """Cores of this computer; all of them are taken unless told otherwise."""
        self.workers.setRange(1, max(cores, 1))
        self.workers.setValue(max(cores, 1))

    def set_cluster(self, *, installed: bool) -> None:
        """Whether runs can go to a cluster."""
        self._installed = installed
        self.cluster.setEnabled(installed)
        self._toggled()

    def set_chosen_folder(self, folder: str) -> None:
        """The folder that is taken while none is typed."""
        self.folder.offer(folder)

    # -- what is asked for ---------------------------------------------------------------------------------

    def seed_numbers(self) -> tuple[int, ...]:
        """Seeds 1 to so many."""
        return tuple(range(1, self.seed_count.value() + 1))

    def worker_count(self) -> int:
        """Processes; 0 for all cores."""
        return 0 if self.workers.value() == self.workers.maximum() else self.workers.value()

    def scheduler(self) -> str:
        """Address of the scheduler; empty for this computer."""
        return self.address.text().strip() if self.cluster.isChecked() else ""

    def faults(self) -> tuple[tuple[str, str], ...]:
        """What is missing."""
        if self.cluster.isChecked() and not self.address.text().strip():
            return (("scheduler", self.tr("no address; write %1").replace("%1", ADDRESS)),)
        return ()

    def _choose(self) -> None:
        start = self.folder.text() or self.folder.offered
        folder = QFileDialog.getExistingDirectory(self, self.tr("Results folder"), start)
        if folder:
            self.folder.setText(folder)

    def _toggled(self, _on: bool = True) -> None:
        self.workers.setEnabled(self.here.isChecked())
        self.address.setEnabled(self.cluster.isChecked())
        self.say_cluster("")
        self.changed.emit()

    def say_cluster(self, text: str, *, bad: bool = False) -> None:
        """Advice on the scheduler; without the extra, how to get it."""
        if not self._installed:
            text = self.tr("A cluster needs the extra “cluster”: pip install 'motewarden[cluster]'")
        self.cluster_advice.say(text, bad=bad and self._installed)

    # -- words and look ------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        self._runs.set_texts(self.tr("Runs"))
        self.seeds.set_label(self.tr("Seeds"), self.tr("Every setting is run under seeds 1 to this number"))
        self.rounds.set_label(self.tr("Rounds of a run"))
        self._where.set_texts(self.tr("Where"))
        self.here.setText(self.tr("This computer"))
        self.cluster.setText(self.tr("Dask cluster"))
        self.workers.setSuffix(" " + self.tr("processes"))
        self.workers.setAccessibleName(self.tr("Worker processes"))
        self.address.setPlaceholderText(ADDRESS)
        self.address.setAccessibleName(self.tr("Address of the Dask scheduler"))
        self._out.set_texts(self.tr("Results folder"))
        self.folder.setAccessibleName(self.tr("Results folder"))
        self.choose.setText(self.tr("Choose…"))
        self.say_cluster("")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setSpacing(px(20))
        self._grid.setHorizontalSpacing(px(12))
        self._grid.setVerticalSpacing(px(6))
