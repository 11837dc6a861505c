"""The roles tab: state of the node (S2, Fig. 3), how it suits each role, its resources and what its duties cost."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from engine.readmodel.codes import Membership, NodeState
from engine.readmodel.detail import NodeDetail
from engine.readmodel.organisation import NodeDuties, RoleScore, node_state_label
from widgets.common.states import membership_words, role_list, role_word
from widgets.common.texts import NONE, THIN, count, fixed, percent, quantity
from widgets.common.theme import cause_color, energy_color, font, notifier, px, theme
from widgets.inspector.bars import EnergyByCause
from widgets.inspector.parts import FigureGrid, Heading, Page
from widgets.statechart.figures import FIG_3
from widgets.statechart.graph import StateGraph

_STATE_OF = {node_state_label(s): int(s) for s in NodeState}
_TERMS = ("communication", "computing", "energy", "storage", "readiness")
_TERM_COLORS = ("reading", "compute", "energy", "store", "service")


class _Painted(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        notifier().changed.connect(self._restyle)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Resources(_Painted):
    """CPU, memory, storage and battery as bars, each with its figure."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, float, str, QColor]] = []

    def set_rows(self, rows: list[tuple[str, float, str, QColor]]) -> None:
        """Show name, share, figure in words and colour of each."""
        self._rows = rows
        self.setAccessibleDescription(", ".join(f"{name} {words}" for name, _, words, _ in rows))
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(px(160), px(34) * max(1, len(self._rows)))

    def paintEvent(self, event: QPaintEvent) -> None:
        t, painter = theme(), QPainter(self)
        painter.setFont(font("small"))
        for index, (name, share, words, color) in enumerate(self._rows):
            top = index * px(34)
            line = QRectF(0, top, self.width(), px(18))
            painter.setPen(QColor(t.muted))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            painter.setPen(QColor(t.text))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
            track = QRectF(0, top + px(19), self.width(), px(8))
            painter.fillRect(track, QColor(t.surface3))
            painter.fillRect(QRectF(0, track.top(), track.width() * min(1.0, max(0.0, share)), track.height()), color)


class Suitability(_Painted):
    """A bar for each role with a mark at the score to beat, and under it the five terms."""

    def __init__(self) -> None:
        super().__init__()
        self._scores: tuple[RoleScore, ...] = ()
        self._held: tuple[str, ...] = ()
        self.terms: tuple[str, ...] = _TERMS
        self.beat = ""

    def set_scores(self, scores: tuple[RoleScore, ...], held: tuple[str, ...]) -> None:
        """Show scores; roles in ``held`` are the node's own."""
        self._scores, self._held = scores, held
        words = (f"{role_word(s.role)} {fixed(s.score, 2)}, {self.beat} {fixed(s.best, 2)}" for s in scores)
        self.setAccessibleDescription("; ".join(words))
        self._restyle()

    def _wide(self) -> bool:
        """The terms fit on one line."""
        metrics = QFontMetricsF(font("small"))
        return sum(metrics.horizontalAdvance(f"{t} 0.00") + px(20) for t in self.terms) <= self.width()

    def _across(self) -> int:
        """Terms on a line."""
        return len(_TERMS) if self._wide() else 2 if self.width() >= px(240) else 1

    def _lines(self) -> int:
        return -(-len(_TERMS) // self._across())

    def sizeHint(self) -> QSize:
        return QSize(px(160), (px(40) + self._lines() * px(16)) * len(self._scores))

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tall = px(40) + self._lines() * px(16)
        for index, score in enumerate(self._scores):
            self._paint_score(painter, QRectF(0, index * tall, self.width(), tall), score)

    def _paint_score(self, painter: QPainter, box: QRectF, score: RoleScore) -> None:
        t, held = theme(), score.role in self._held
        line = QRectF(box.left(), box.top(), box.width(), px(18))
        painter.setFont(font("base", bold=held))
        painter.setPen(QColor(t.text))
        name = role_word(score.role) + (" ✓" if held else "")
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
        both = (fixed(score.score, 2), fixed(score.best, 2))
        words = f"{both[0]}  ·  {self.beat} {both[1]}" if self.width() >= px(240) else " · ".join(both)
        painter.setFont(font("small"))
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, words)
        track = QRectF(box.left(), line.bottom() + 1, box.width(), px(8))
        painter.fillRect(track, QColor(t.surface3))
        full = QRectF(track)
        full.setWidth(track.width() * min(1.0, max(0.0, score.score)))
        painter.fillRect(full, QColor(t.good if held else t.accent if score.score >= score.best else t.muted))
        at = track.left() + track.width() * min(1.0, max(0.0, score.best))
        painter.setPen(QPen(QColor(t.text), 2))
        painter.drawLine(round(at), round(track.top()) - px(2), round(at), round(track.bottom()) + px(2))
        self._paint_terms(painter, QRectF(box.left(), track.bottom() + px(4), box.width(), px(16)), score)

    def _paint_terms(self, painter: QPainter, row: QRectF, score: RoleScore) -> None:
        t, columns = theme(), self._across()
        wide = row.width() / columns
        for k, (name, word, color) in enumerate(zip(_TERMS, self.terms, _TERM_COLORS, strict=True)):
            cell = QRectF(row.left() + (k % columns) * wide, row.top() + (k // columns) * px(16), wide, px(16))
            value = float(getattr(score, name))
            bar = QRectF(cell.left(), cell.center().y() - px(3), px(12), px(6))
            painter.fillRect(bar, QColor(t.surface3))
            painter.fillRect(
                QRectF(bar.left(), bar.top(), bar.width() * min(1.0, max(0.0, value)), bar.height()), cause_color(color)
            )
            painter.setPen(QColor(t.muted))
            inner = cell.adjusted(px(16), 0, -px(4), 0)
            painter.drawText(
                inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, f"{word} {fixed(value, 2)}"
            )


class RolesTab(Page):
    """What the node does in a network that organises itself."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: NodeDetail | None = None
        self._reveal = False
        self.graph, self.figures = StateGraph(FIG_3), FigureGrid()
        self.resources, self.suitability, self.costs = Resources(), Suitability(), EnergyByCause()
        self.title, self.hint = QLabel(), QLabel()
        self.hint.setWordWrap(True)
        self._headings = (Heading(), Heading(), Heading())
        parts = (self.title, self.graph, self.figures, self._headings[0], self.suitability, self.hint)
        for widget in (*parts, self._headings[1], self.resources, self._headings[2], self.costs):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_tab)
        self._retranslate()
        self._restyle_tab()

    def set_reveal(self, reveal: bool) -> None:
        """Show what only the ground truth tells: the clock, malicious code."""
        self._reveal = reveal
        self.show_node(self._detail)

    def show_node(self, detail: NodeDetail | None) -> None:
        """Show a node's duties."""
        self._detail = detail
        if detail is None or detail.duties is None:
            return
        d = detail.duties
        self.title.setText(role_list(d.roles) or self.tr("no role"))
        visits = {_STATE_OF[name]: n for name, n in d.visits.items() if name in _STATE_OF}
        self.graph.set_values(_STATE_OF.get(d.state, -1), visits)
        self.figures.set_figures([*self._facts(d), *self._truth(detail)])
        self.suitability.set_scores(d.scores, d.roles)
        self._headings[0].setVisible(bool(d.scores))
        self.hint.setVisible(bool(d.scores))
        self.resources.set_rows(self._resources(detail, d))
        self.costs.set_values(d.costs)
        self._headings[2].setVisible(any(j > 0 for j in d.costs.values()))

    def _facts(self, d: NodeDuties) -> list[tuple[str, str]]:
        signal = NONE if d.signal_dbm is None else f"{fixed(d.signal_dbm, 1)} dBm"
        return [
            (self.tr("membership"), membership_words(Membership[d.membership.upper()])),
            (self.tr("uptime"), count(d.uptime)),
            (self.tr("version"), str(d.version)),
            (self.tr("hash"), d.digest[:8] or NONE),
            (self.tr("program"), d.software or NONE),
            (self.tr("signal"), signal),
            (self.tr("sessions"), count(d.sessions)),
            (self.tr("kept"), count(d.readings_kept)),
            (self.tr("processed"), count(d.processed)),
            (self.tr("messages"), count(d.service_messages)),
        ]

    def _truth(self, detail: NodeDetail) -> list[tuple[str, str]]:
        if not self._reveal:
            return []
        clock = f"{fixed(detail.clock_s, 2)}{THIN}s"
        code = self.tr("malicious") if detail.infected else self.tr("sound")
        return [(self.tr("clock off by"), clock), (self.tr("code"), code)]

    def _resources(self, detail: NodeDetail, d: NodeDuties) -> list[tuple[str, float, str, QColor]]:
        memory = d.ram_used / d.ram_bytes if d.ram_bytes > 0 else 0.0
        storage = d.stored_bytes / d.storage_bytes if d.storage_bytes > 0 else 0.0
        left = detail.residual_j / detail.initial_j if detail.initial_j > 0 else 0.0
        of = self.tr("{share} of {whole}")

        def words(share: float, whole: float, unit: str) -> str:
            return of.format(share=percent(share), whole=quantity(whole, unit))

        return [
            (self.tr("CPU"), d.cpu_share, words(d.cpu_share, d.cpu_hz, "Hz"), _load_color(d.cpu_share, "compute")),
            (self.tr("memory"), memory, words(memory, d.ram_bytes, "B"), _load_color(memory, "control")),
            (self.tr("storage"), storage, words(storage, d.storage_bytes, "B"), _load_color(storage, "store")),
            (self.tr("battery"), left, words(left, detail.initial_j, "J"), energy_color(left)),
        ]

    def _retranslate(self) -> None:
        for heading, text in zip(
            self._headings, (self.tr("Suitability"), self.tr("Resources"), self.tr("Spent on duties")), strict=True
        ):
            heading.setText(text)
        self.suitability.terms = (
            self.tr("radio"), self.tr("computing"), self.tr("energy"), self.tr("storage"), self.tr("readiness"),
        )  # fmt: skip
        self.suitability.beat = self.tr("to beat")
        self.hint.setText(self.tr("✓ holds the role now; the line is the score of the present holder."))
        self.costs.set_names(
            {
                "collect": self.tr("collecting"),
                "keep": self.tr("keeping"),
                "process": self.tr("processing"),
                "control": self.tr("controlling"),
                "detect": self.tr("detecting"),
                "service": self.tr("service messages"),
            }
        )
        self.show_node(self._detail)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle_tab(self) -> None:
        self.title.setFont(font("large", bold=True))
        self.hint.setFont(font("small"))
        self.hint.setStyleSheet(f"color: {theme().muted};")


def _load_color(share: float, name: str) -> QColor:
    return QColor(theme().warn) if share >= 0.9 else cause_color(name)
