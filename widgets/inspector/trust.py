"""The trust tab: what a node thinks of its neighbours, and below it why."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel

from engine.readmodel.detail import NeighbourRow, NodeDetail, TrustExplanation
from widgets.common.texts import fixed, numbered
from widgets.common.theme import font, notifier, theme
from widgets.inspector.explanation import Explanation
from widgets.inspector.parts import Heading, Page
from widgets.inspector.tree import Cell, ValueTree


class TrustTab(Page):
    """Neighbours with C, R, D; choosing one asks for the explanation of D."""

    trust_requested = Signal(int, int)
    """Observer p and subject q."""

    def __init__(self) -> None:
        super().__init__()
        self._detail: NodeDetail | None = None
        self._heading, self._hint = Heading(first=True), QLabel()
        self._hint.setWordWrap(True)
        self.table = ValueTree("neighbours", stretch=6)
        self.table.currentItemChanged.connect(lambda *_: self._ask())
        self.explanation = Explanation()
        for widget in (self._heading, self.table, self._hint, self.explanation):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_tab)
        self._retranslate()
        self._restyle_tab()

    def show_node(self, detail: NodeDetail | None) -> None:
        """Show a node's neighbours; the chosen one stays chosen."""
        changed = detail is None or self._detail is None or self._detail.id != detail.id
        terms = self._terms()
        self._detail = detail
        if terms != self._terms():
            self._name_columns()
        with QSignalBlocker(self.table):
            if changed:
                self.table.setCurrentIndex(QModelIndex())
                self.table.clearSelection()
                self.explanation.show_trust(None)
            if detail is not None:
                self.table.set_rows([(n.id, self._cells(n)) for n in detail.neighbours])
                self.table.fit_height(9)
        self._show_words()

    def show_trust(self, explanation: TrustExplanation | None) -> None:
        """Show why."""
        if explanation is not None and self._detail is not None and explanation.observer != self._detail.id:
            return
        self.explanation.show_trust(explanation)
        self._show_words()

    def _cells(self, n: NeighbourRow) -> tuple[Cell, ...]:
        t = theme()
        muted = QColor(t.muted) if not n.in_range else None
        away = self.tr("out of range now; its record is kept") if not n.in_range else ""
        verdict = QColor(t.good if n.trusted else t.danger)
        return (
            Cell(str(n.id), n.id, muted, away),
            Cell(fixed(n.distance_m, 1), n.distance_m, muted, away),
            Cell(fixed(n.own_trust), n.own_trust, muted),
            Cell(fixed(n.reputation), -1.0 if n.reputation is None else n.reputation, muted),
            Cell(fixed(n.trust), n.trust, None if n.trusted else verdict, bold=True),
            Cell("✓" if n.trusted else "✕", float(n.trusted), verdict),
            Cell("✓" if n.trusts_me else "✕", float(n.trusts_me), QColor(t.good if n.trusts_me else t.danger)),
        )

    def _ask(self) -> None:
        key = self.table.current_key()
        if self._detail is not None and isinstance(key, int):
            self.trust_requested.emit(self._detail.id, key)

    def _show_words(self) -> None:
        d = self._detail
        if d is None:
            return
        off = sum(not n.trusted for n in d.neighbours)
        text = numbered(self.tr("%n neighbour(s) of node {id}", "", len(d.neighbours)), len(d.neighbours))
        self._heading.setText(
            text.format(id=d.id) + (f"  ·  {self.tr('{off} off the list').format(off=off)}" if off else "")
        )
        self.table.setVisible(bool(d.neighbours))
        self._hint.setVisible(self.explanation.isHidden())
        if d.is_station:
            self._hint.setText(self.tr("A base station judges nobody. Choose a sensor node."))
        elif d.neighbours:
            self._hint.setText(self.tr("Choose a neighbour to see how its trust is computed."))
        else:
            self._hint.setText(self.tr("No neighbours in range. Move the node, or give the radio more range."))

    def _terms(self) -> tuple[str, str, str] | None:
        """What C, R and D are under the trust model in force."""
        return None if self._detail is None else self._detail.trust_terms

    def _retranslate(self) -> None:
        self._name_columns()
        self.table.setAccessibleName(self.tr("Neighbours"))
        self._show_words()

    def _name_columns(self) -> None:
        titles = (self.tr("Node"), "m", "C", "R", "D", self.tr("list"), self.tr("back"))
        terms = self._terms() or (
            self.tr("Own trust, equation (1)"),
            self.tr("Reputation, equation (2)"),
            self.tr("Comprehensive trust, equation (3)"),
        )
        tips = (
            "",
            self.tr("Distance, m"),
            *terms,
            self.tr("On the trusted list: D > P"),
            self.tr("The neighbour has this node on its list"),
        )
        self.table.set_columns(titles, (46, 42, 46, 46, 50, 54, 64), tips)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle_tab(self) -> None:
        self._hint.setFont(font("small"))
        self._hint.setStyleSheet(f"color: {theme().muted};")
        self.show_node(self._detail)
