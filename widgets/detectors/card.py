"""A labelled table in short: where it is from, how many rows of each class as bars, what is doubtful."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.readmodel.laboratory import DatasetCard
from widgets.common.texts import count, numbered, percent
from widgets.common.theme import faded, font, notifier, px, theme
from widgets.detectors.words import NORMAL, ClassNames
from widgets.experiments.parts import Advice, Section


class ClassBars(QWidget):
    """A bar for each class, as long as its rows; the one without attack is hatched."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[tuple[str, int, bool], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)

    def set_rows(self, rows: tuple[tuple[str, int, bool], ...]) -> None:
        """(name, rows, whether it is the class without attack) of each class."""
        self._rows = rows
        words = (f"{name}: {count(n)}" for name, n, _ in rows)
        self.setAccessibleName(self.tr("Rows of each class"))
        self.setAccessibleDescription("; ".join(words))
        self.updateGeometry()
        self.update()

    def rows(self) -> tuple[tuple[str, int, bool], ...]:
        """What is shown."""
        return self._rows

    def _line(self) -> float:
        return QFontMetricsF(font("small")).height() + px(5)

    def sizeHint(self) -> QSize:
        return QSize(px(420), round(self._line() * len(self._rows)) + px(2))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        t = theme()
        painter = QPainter(self)
        small = font("small")
        metrics = QFontMetricsF(small)
        painter.setFont(small)
        total, most = sum(n for _, n, _ in self._rows), max((n for _, n, _ in self._rows), default=1)
        label = min(max((metrics.horizontalAdvance(w) for w, *_ in self._rows), default=0), self.width() * 0.4) + px(8)
        tail = metrics.horizontalAdvance("00 000 000  (100.0 %)")
        room = max(px(20), self.width() - label - tail)
        for k, (name, n, quiet) in enumerate(self._rows):
            box = QRectF(0, k * self._line(), label - px(8), self._line())
            painter.setPen(QColor(t.text))
            left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(left | right), shown)
            bar = QRectF(label, box.top() + px(3), max(1.0, room * n / max(most, 1)), box.height() - px(6))
            painter.fillRect(bar, QColor(t.series[6] if quiet else t.series[0]))
            if quiet:
                painter.fillRect(bar, QBrush(faded(t.surface1, 0.7), Qt.BrushStyle.BDiagPattern))
            words = f"{count(n)}  ({percent(n / total if total else 0.0)})"
            painter.drawText(QRectF(bar.right() + px(6), box.top(), tail, box.height()), int(left | right), words)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class CardView(QWidget):
    """Shows a `DatasetCard`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.card: DatasetCard | None = None
        self._names = ClassNames()
        self._facts, self._classes, self._doubts = Section(), Section(), Section()
        self._labels = [(QLabel(), QLabel()) for _ in range(5)]
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        for k, (name, value) in enumerate(self._labels):
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(name, k, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, k, 1)
        self._facts.body.addLayout(self._grid)
        self.bars = ClassBars()
        self._classes.body.addWidget(self.bars)
        self.lines: list[Advice] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self._facts, self._classes, self._doubts):
            self._column.addWidget(part)
        self._column.addStretch(1)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def set_names(self, names: ClassNames) -> None:
        """Words for classes."""
        self._names = names
        self._tell()

    def set_card(self, card: DatasetCard) -> None:
        """Another table."""
        self.card = card
        self._tell()

    def _tell(self) -> None:
        card = self.card
        if card is None:
            return
        self._facts.set_texts(self.tr("Table"))
        runs = numbered(self.tr("%n run(s)", "", card.groups), card.groups).replace("%n", count(card.groups))
        facts = (
            (self.tr("From"), card.source),
            (self.tr("Rows"), count(card.rows)),
            (self.tr("Features"), count(len(card.features))),
            (self.tr("Runs"), runs if card.groups else self.tr("not told; only random rows can be kept out")),
            (self.tr("Left out"), self._left_out(card.dropped)),
        )
        for (name, value), (words, text) in zip(self._labels, facts, strict=True):
            name.setText(words)
            value.setText(text)
        self._classes.set_texts(self.tr("Classes"))
        pairs = zip(card.classes, card.counts, strict=True)
        self.bars.set_rows(tuple((self._names.of(c), n, c == NORMAL) for c, n in pairs))
        self._doubts.setVisible(bool(card.warnings))
        self._doubts.set_texts(self.tr("What is doubtful"))
        while len(self.lines) < len(card.warnings):
            self.lines.append(Advice())
            self._doubts.body.addWidget(self.lines[-1])
        for k, line in enumerate(self.lines):
            line.say(card.warnings[k] if k < len(card.warnings) else "", bad=True)

    def _left_out(self, dropped: int) -> str:
        if not dropped:
            return self.tr("nothing")
        text = numbered(
            self.tr("%n row(s): what an attack leaves behind is neither attack nor normal", "", dropped), dropped
        )
        return text.replace("%n", count(dropped))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setSpacing(px(16))
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(3))
        for name, _ in self._labels:
            name.setStyleSheet(f"color: {theme().muted};")
