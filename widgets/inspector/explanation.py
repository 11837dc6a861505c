"""The explanation of one trust value: D, C and R, down to formula, values and counters (S3-33 … S3-55)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QTreeWidgetItem, QVBoxLayout, QWidget

from engine.readmodel.detail import Equation, MetricTerm, TrustExplanation
from widgets.common.texts import figure, fixed
from widgets.common.theme import font, notifier, px, theme
from widgets.inspector.bars import TrustBar
from widgets.inspector.parts import Formula, Heading, Note, ResultRow
from widgets.inspector.tree import Cell, ValueTree, fill


class Explanation(QWidget):
    """What node p thinks of node q, and why."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: TrustExplanation | None = None
        self._heads = ("", "")
        self._title, self._verdict, self._bar = Heading(), QLabel(), TrustBar()
        self._verdict.setWordWrap(True)
        self._results = {
            "D": ResultRow("D", opened=True),
            "C": ResultRow("C", opened=True),
            "R": ResultRow("R"),
        }
        self._formula_d, self._formula_c, self._formula_r = Formula(), Formula(), Formula()
        self._metrics = ValueTree("trust-metrics", sortable=False)
        self._metrics.setRootIsDecorated(True)
        self._metrics.setUniformRowHeights(False)
        self._reports = ValueTree("trust-reports")
        self._counters = ValueTree("trust-counters", sortable=False, stretch=2)
        self._counters_title = Heading()
        self._metric_items: dict[str, QTreeWidgetItem] = {}
        self._lay_out()
        for tree in (self._metrics, self._reports, self._counters):
            tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._metrics.itemExpanded.connect(lambda _: self._metrics.fit_height(80))
        self._metrics.itemCollapsed.connect(lambda _: self._metrics.fit_height(80))
        notifier().changed.connect(self._restyle)
        self._retranslate()
        self._restyle()
        self.hide()

    def _lay_out(self) -> None:
        self._parts = {
            "D": (self._formula_d,),
            "C": (self._formula_c, self._metrics),
            "R": (self._formula_r, self._reports),
        }
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._title, self._verdict, self._bar):
            column.addWidget(widget)
        for symbol, row in self._results.items():
            column.addWidget(row)
            for part in self._parts[symbol]:
                column.addWidget(part)
                part.setVisible(row.button.isChecked())
            row.toggled.connect(self._open)
        column.addWidget(self._counters_title)
        column.addWidget(self._counters)
        self._notes = QVBoxLayout()
        column.addLayout(self._notes)

    def _open(self, *_: object) -> None:
        self._show_parts()

    def _show_parts(self) -> None:
        """Under each symbol that is open its formula and, where there is one, its table."""
        e = self._shown
        empty = {self._metrics} if e is not None and not e.metrics else set()
        if e is not None and not e.reports and e.terms is not None:
            empty.add(self._reports)
        for symbol, row in self._results.items():
            for part in self._parts[symbol]:
                part.setVisible(row.button.isChecked() and part not in empty)

    # -- showing ---------------------------------------------------------------------------------------

    def show_trust(self, e: TrustExplanation | None) -> None:
        """Show an explanation, or none."""
        before, self._shown = self._shown, e
        self.setVisible(e is not None)
        if e is None:
            return
        self._title.setText(self.tr("Node {p} on node {q}").format(p=e.observer, q=e.subject))
        self._bar.set_values(e.trust, e.threshold, trusted=e.trusted)
        self._verdict.setText(self._judge(e))
        self._verdict.setStyleSheet(f"color: {theme().good if e.trusted else theme().danger};")
        self._show_results(e)
        self._show_metrics(e)
        self._show_reports(e)
        self._show_counters(e)
        if before is None or before.notes != e.notes:
            self._show_notes(e)

    def _judge(self, e: TrustExplanation) -> str:
        d, p = fixed(e.trust), fixed(e.threshold)
        if e.pending:
            return self.tr("D = {d}, P = {p}. ").format(d=d, p=p) + e.pending
        if not e.trusted and e.trust > e.threshold:
            back = fixed(e.threshold + e.hysteresis)
            text = self.tr("D = {d} is above P = {p}, but returns to the list only above P + hysteresis = {back}")
            return text.format(d=d, p=p, back=back)
        if e.trusted:
            return self.tr("D = {d} > P = {p}: on the trusted list").format(d=d, p=p)
        return self.tr("D = {d} ≤ P = {p}: off the trusted list").format(d=d, p=p)

    def _show_results(self, e: TrustExplanation) -> None:
        tip = self.tr("Show how it is computed")
        c, r, d = e.terms or (
            self.tr("own trust, eq. (1)"),
            self.tr("reputation, eq. (2)"),
            self.tr("comprehensive trust, eq. (3)"),
        )
        when = "" if e.reputation_round is None else self.tr("{what}, round {n}").format(what=r, n=e.reputation_round)
        nobody = self.tr("reputation: nobody reported, R falls back to C") if e.terms is None else r
        self._results["D"].set_values(fixed(e.trust), d, tip)
        self._results["C"].set_values(fixed(e.own_trust), c, tip)
        self._results["R"].set_values(fixed(e.reputation), when or nobody, tip)
        ratio = "" if e.ratio is None else f"\nz/r = {figure(e.ratio)}"
        self._formula_d.setText(f"{e.combination}\n{e.combination_values}{ratio}")
        self._formula_c.setText(_equation(e.own_equation or _equation1(e)))
        self._formula_r.setText(_equation(e.reputation_equation or _equation2(e)))

    def _show_metrics(self, e: TrustExplanation) -> None:
        self._show_parts()
        if not e.metrics:
            return
        groups = ((True, self.tr("Mandatory")), (False, self.tr("Selective")))
        for mandatory, name in groups:
            terms = [m for m in e.metrics if m.mandatory is mandatory]
            total = sum(m.product for m in terms)
            group = self._item(name, None, f"group{mandatory}")
            group.setExpanded(True)
            fill(group, (Cell(name, bold=True), Cell(""), Cell(""), Cell(fixed(total), total, bold=True)))
            for term in terms:
                self._show_metric(term, group)
        total = sum(m.product for m in e.metrics)
        row = self._item("Σ", None, "sum")
        fill(row, (Cell("Σ = C", bold=True), Cell(""), Cell(""), Cell(fixed(total), total, bold=True)))
        self._metrics.fit_height(80)

    def _item(self, text: str, parent: QTreeWidgetItem | None, key: str) -> QTreeWidgetItem:
        if key not in self._metric_items:
            self._metric_items[key] = QTreeWidgetItem(parent or self._metrics, [text])
        return self._metric_items[key]

    def _show_metric(self, m: MetricTerm, group: QTreeWidgetItem) -> None:
        item = self._item(m.key, group, m.key)
        poor = m.weight * (1 - m.value) > 0.05
        colour = QColor(theme().danger) if poor else None
        mark = " §" if m.note else ""
        cells = (
            Cell(f"{m.key}  {m.name}{mark}", tip=m.note or m.formula),
            Cell(fixed(m.value), m.value, colour),
            Cell(fixed(m.weight), m.weight),
            Cell(fixed(m.product), m.product),
        )
        fill(item, cells)
        below = self._item("", item, f"{m.key}:formula")
        text = f"{m.formula} = {m.with_values} = {fixed(m.value)}"
        fill(below, (Cell(text, colour=QColor(theme().muted), tip=m.note),))
        below.setFirstColumnSpanned(True)
        if m.note:
            note = self._item("", item, f"{m.key}:note")
            fill(note, (Cell(f"§ {m.note}", colour=QColor(theme().warn), tip=m.note),))
            note.setFirstColumnSpanned(True)

    def _show_reports(self, e: TrustExplanation) -> None:
        self._name_reports(e)
        rows = []
        for r in e.reports:
            cells = (
                Cell(str(r.reporter), r.reporter),
                Cell(fixed(r.own_trust), r.own_trust),
                Cell(fixed(r.reported), r.reported),
                Cell(fixed(r.product), r.product),
            )
            rows.append((r.reporter, cells))
        self._reports.set_rows(rows)
        self._reports.fit_height(10)

    def _name_reports(self, e: TrustExplanation | None) -> None:
        heads = ("C_p,i", "C_i,q") if e is None else e.report_heads
        if heads != self._heads:
            self._heads = heads
            titles = (self.tr("Reporter i"), *heads, self.tr("product"))
            self._reports.set_columns(titles, (90, 70, 70, 76))

    def _show_counters(self, e: TrustExplanation) -> None:
        rows = [
            (
                c.symbol,
                (Cell(c.symbol, bold=True), Cell(figure(c.value), c.value), Cell(c.meaning, tip=c.meaning)),
            )
            for c in e.counters
        ]
        self._counters.set_rows(rows)
        self._counters.fit_height(16)

    def _show_notes(self, e: TrustExplanation) -> None:
        while self._notes.count():
            old = self._notes.takeAt(0).widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for text in e.notes:
            self._notes.addWidget(Note(text, self.tr("source note")))

    # -- look ------------------------------------------------------------------------------------------

    def _retranslate(self) -> None:
        value = self.tr("value")
        self._metrics.set_columns((self.tr("Metric"), value, self.tr("weight"), self.tr("product")), (150, 54, 54, 60))
        self._heads = ("", "")
        self._name_reports(self._shown)
        self._counters.set_columns((self.tr("Counter"), value, self.tr("meaning")), (64, 64, 186))
        self._counters.headerItem().setTextAlignment(2, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._counters_title.setText(self.tr("Raw counters"))
        self._metrics.setAccessibleName(self.tr("Metrics and weights"))
        self._reports.setAccessibleName(self.tr("Reports of others"))
        self._counters.setAccessibleName(self.tr("Raw counters"))
        self.show_trust(self._shown)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _restyle(self) -> None:
        self._column.setSpacing(px(4))
        self._verdict.setFont(font("small", bold=True))
        self._metrics.setIndentation(px(12))
        self.show_trust(self._shown)


def _equation(e: Equation) -> str:
    return f"{e.symbols}\n{e.values}"


def _equation1(e: TrustExplanation) -> Equation:
    """S3's own trust: the sum over its metrics."""
    total = sum(m.product for m in e.metrics)
    terms = " + ".join(f"{m.value:.3g}·{m.weight:.3g}" for m in e.metrics if m.weight)
    return Equation("C = Σ mᵢ·wᵢ", f"  = {terms}\n  = {fixed(total)}")


def _equation2(e: TrustExplanation) -> Equation:
    """S3's reputation: the mean of reports, weighted by own trust in who tells them."""
    top, low = sum(r.product for r in e.reports), sum(r.own_trust for r in e.reports)
    fallback = f"L = ∅ ⇒ R = C = {fixed(e.own_trust)}"
    values = f"  = {fixed(top)} / {fixed(low)}\n  = {fixed(e.reputation)}" if e.reports else fallback
    return Equation("R = Σ C_p,i·C_i,q / Σ C_p,i", values)
