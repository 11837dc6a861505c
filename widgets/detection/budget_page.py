"""What a detector takes of its node and what it may take (S2-134, S2-171)."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout

from engine.readmodel.detection import Budget
from widgets.common.panel import EmptyState
from widgets.common.texts import percent, quantity
from widgets.common.theme import font, notifier, px, theme
from widgets.detection.bars import Bar, Bars
from widgets.inspector.parts import Heading, Page


class BudgetRow(QFrame):
    """One detector node."""

    def __init__(self, *, first: bool) -> None:
        super().__init__()
        self.title, self.module, self.refused = Heading(first=first, wraps=True), QLabel(), QLabel()
        self.bars = Bars()
        for label in (self.module, self.refused):
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self.title, self.module, self.refused, self.bars):
            column.addWidget(widget)
        notifier().changed.connect(self._restyle)
        self._restyle()

    def show_budget(self, budget: Budget) -> None:
        """Show it."""
        self.title.setText(self.tr("Detector {0}").format(budget.node))
        self.module.setText(
            self.tr("Module {0}").format(budget.module) if budget.module else self.tr("No module: no classifiers")
        )
        self.refused.setVisible(bool(budget.refused))
        self.refused.setText(self.tr("✗ Refused: {0}").format(budget.refused))
        over, tight = budget.load_with > budget.allowed, budget.ram_bytes > budget.ram_free
        memory = self.tr("{0} of {1} free").format(quantity(budget.ram_bytes, "B"), quantity(budget.ram_free, "B"))
        before = Bar(
            self.tr("Load without the detector"), percent(budget.load_before), budget.load_before,
            limit=budget.allowed, tone="muted",
        )  # fmt: skip
        loaded = self.tr("{0} of {1} allowed").format(percent(budget.load_with), percent(budget.allowed))
        self.bars.set_bars(
            (
                before,
                Bar(self.tr("… with it"), loaded, budget.load_with, limit=budget.allowed, over=over),
                Bar(
                    self.tr("Memory of the module"), memory, budget.ram_bytes / max(1, budget.ram_free),
                    limit=1.0, over=tight,
                ),
            )
        )  # fmt: skip

    def _restyle(self) -> None:
        self.module.setFont(font("small"))
        self.module.setStyleSheet(f"color: {theme().muted};")
        self.refused.setFont(font("base", bold=True))
        self.refused.setStyleSheet(f"color: {theme().danger};")


class BudgetPage(Page):
    """Every detector node."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[BudgetRow] = []
        self._budgets: tuple[Budget, ...] = ()
        self.note, self.empty = QLabel(), EmptyState()
        self.note.setWordWrap(True)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._list = QVBoxLayout()
        self.column.addLayout(self._list)
        self.column.addWidget(self.note)
        self.column.addWidget(self.empty)
        self.column.addStretch(1)
        notifier().changed.connect(self._restyle_page)
        self._retranslate()
        self._restyle_page()
        self._show()

    def show_budgets(self, budgets: tuple[Budget, ...]) -> None:
        """Show another moment."""
        if budgets != self._budgets:
            self._budgets = budgets
            self._show()

    def _show(self) -> None:
        while len(self.rows) < len(self._budgets):
            row = BudgetRow(first=not self.rows)
            self.rows.append(row)
            self._list.addWidget(row)
        for at, row in enumerate(self.rows):
            row.setVisible(at < len(self._budgets))
            if at < len(self._budgets):
                row.show_budget(self._budgets[at])
        self.note.setVisible(bool(self._budgets))
        self.empty.setVisible(not self._budgets)

    def _retranslate(self) -> None:
        self.note.setText(
            self.tr("The line marks what is allowed. In S2 the load grew by at most a fifth of what it was.")
        )
        self.empty.set_texts(self.tr("No node works as detector: nothing is spent."))
        self.setAccessibleName(self.tr("Budget"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            for row, budget in zip(self.rows, self._budgets, strict=False):
                row.show_budget(budget)
        super().changeEvent(event)

    def _restyle_page(self) -> None:
        self.note.setFont(font("small"))
        self.note.setContentsMargins(0, px(6), 0, 0)
        self.note.setStyleSheet(f"color: {theme().muted};")
