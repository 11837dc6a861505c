"""Stage 2: a labelled table from runs, or from a file (S2-116)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from engine.readmodel.laboratory import DatasetCard, TableColumns
from widgets.common.panel import EmptyState
from widgets.common.theme import notifier, px
from widgets.detectors.card import CardView
from widgets.detectors.fields import scrolled
from widgets.detectors.foot import Foot
from widgets.detectors.importing import ImportDialog
from widgets.detectors.words import ClassNames

TABLES = "*.csv *.parquet *.pq"


class RecordStage(QWidget):
    """Asks for a recording or a file; shows what the table is like."""

    record_requested = Signal()
    file_chosen = Signal(str)
    """A foreign table whose columns shall be shown."""
    import_requested = Signal(object)
    """A `TableMapping`: read it so."""
    export_requested = Signal(str)
    """Write the table into this file."""
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plan, self._fault, self._blocked = "", "", ""
        self.dialog: ImportDialog | None = None
        self.view, self.empty, self.foot = CardView(), EmptyState(), Foot()
        self.record, self.bring, self.export = QPushButton(), QPushButton(), QPushButton()
        for button in (self.bring, self.export, self.record):
            self.foot.add(button)
        inner = QWidget()
        self._inner = QVBoxLayout(inner)
        self._inner.addWidget(self.view)
        self._page = scrolled(inner)
        self.body = QStackedWidget()
        self.body.addWidget(self.empty)
        self.body.addWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.body, 1)
        column.addWidget(self.foot)
        self.empty.triggered.connect(self.record_requested)
        self.record.clicked.connect(self.record_requested)
        self.bring.clicked.connect(self._choose_file)
        self.export.clicked.connect(self._choose_target)
        self.foot.go.clicked.connect(self.finished)
        notifier().changed.connect(self._restyle)
        self._restyle()
        self._tell()

    # -- what comes in -------------------------------------------------------------------------------------

    def set_names(self, names: ClassNames) -> None:
        """Words for classes."""
        self.view.set_names(names)

    def set_plan(self, words: str, fault: str) -> None:
        """What the specification comes to, and what is wrong with it."""
        self._plan, self._fault = words, fault
        self._tell()

    def set_card(self, card: DatasetCard) -> None:
        """The table that the next stages work on."""
        self.view.set_card(card)
        self._tell()

    def set_blocked(self, why: str) -> None:
        """Something goes on: says what. Empty: the way is free."""
        self._blocked = why
        self._tell()

    def show_columns(self, columns: TableColumns) -> None:
        """A foreign table: asks which column means what."""
        dialog = self.dialog = ImportDialog(columns, self)
        dialog.mapped.connect(self.import_requested)
        dialog.open()

    # -- words and look ------------------------------------------------------------------------------------

    def _choose_file(self) -> None:
        title, kinds = self.tr("Import a table"), self.tr("Tables (%1)").replace("%1", TABLES)
        path, _ = QFileDialog.getOpenFileName(self, title, "", kinds)
        if path:
            self.file_chosen.emit(path)

    def _choose_target(self) -> None:
        kinds = self.tr("CSV (*.csv);;Parquet (*.parquet)")
        path, kind = QFileDialog.getSaveFileName(self, self.tr("Export the table"), "dataset.csv", kinds)
        if path:
            ending = ".parquet" if "parquet" in kind and "." not in path.rpartition("/")[2] else ""
            self.export_requested.emit(path + ending)

    def _tell(self) -> None:
        some = self.view.card is not None
        free = not self._blocked
        self.setAccessibleName(self.tr("Record"))
        self.body.setCurrentWidget(self._page if some else self.empty)
        action = self.tr("Record") if free and not self._fault else ""
        text = self._fault or self.tr(
            "%1\n\nDetector nodes collect data in runs with and without attacks; each row gets the class that was true."
        ).replace("%1", self._plan)
        self.empty.set_texts(self._blocked or text, action)
        self.record.setText(self.tr("Record anew") if some else self.tr("Record"))
        self.record.setVisible(some)
        self.record.setEnabled(free and not self._fault)
        self.record.setToolTip(self._blocked or self._fault or self._plan)
        self.bring.setText(self.tr("Import…"))
        self.bring.setToolTip(self.tr("A table from a CSV or Parquet file"))
        self.bring.setEnabled(free)
        self.export.setText(self.tr("Export…"))
        self.export.setEnabled(some and free)
        self.foot.go.setText(self.tr("Go on to features"))
        self.foot.go.setEnabled(some)
        if self.view.card is not None:
            words = self.tr("%1 rows, %2 features, %3 classes")
            card = self.view.card
            for k, n in enumerate((card.rows, len(card.features), len(card.classes)), start=1):
                words = words.replace(f"%{k}", f"{n:,}".replace(",", "\u2009"))
            self.foot.say(words, self._blocked)
        else:
            self.foot.say(self.tr("No table yet"), self.tr("Record one, or import one from a file."))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)

    def first_focus(self) -> QWidget:
        """Where the keyboard begins."""
        return self.foot.go if self.view.card is not None else self.bring

    def _restyle(self) -> None:
        self._inner.setContentsMargins(px(20), px(14), px(20), px(12))
        self.empty.setContentsMargins(px(96), 0, px(96), 0)
