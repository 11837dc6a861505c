"""The problems list: what keeps a scenario from running well, and how to mend it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from engine.readmodel.detail import Problem
from widgets.common.icons import draw_icon
from widgets.common.panel import EmptyState
from widgets.common.theme import cause_color, faded, font, notifier, px, theme

ICONS = {"error": "close-octagon-outline", "warning": "alert-outline", "note": "information-outline"}
_ORDER = ("error", "warning", "note")
_ROLE = Qt.ItemDataRole.UserRole


class _Row(QStyledItemDelegate):
    """Icon, severity in words, what is wrong, and under it the mend."""

    def __init__(self, owner: ProblemsList) -> None:
        super().__init__(owner)
        self._names = owner.severity_names

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(px(240), px(44))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t, problem = theme(), index.data(_ROLE)
        tone = cause_color(problem.severity)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, faded(t.accent, 0.16))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, QColor(t.surface2))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(t.accent), 2))
            painter.drawRect(option.rect.adjusted(1, 1, -1, -1))
        box = option.rect.adjusted(px(12), px(4), -px(12), -px(4))
        draw_icon(painter, QRect(box.left(), box.top() + px(8), px(20), px(20)), ICONS[problem.severity], tone)
        words = box.adjusted(px(32), 0, 0, 0)
        self._line(painter, words.adjusted(0, 0, 0, -words.height() // 2), problem, tone)
        painter.setFont(font("small"))
        painter.setPen(QColor(t.muted))
        low = words.adjusted(0, words.height() // 2, 0, 0)
        mend = QFontMetrics(font("small")).elidedText(problem.mend, Qt.TextElideMode.ElideRight, low.width())
        painter.drawText(low, int(Qt.AlignmentFlag.AlignVCenter), mend)
        painter.restore()

    def _line(self, painter: QPainter, box: QRect, problem: Problem, tone: QColor) -> None:
        bold = font("base", bold=True)
        name = self._names()[problem.severity]
        painter.setFont(bold)
        painter.setPen(tone)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), name)
        rest = box.adjusted(QFontMetrics(bold).horizontalAdvance(name) + px(8), 0, 0, 0)
        painter.setFont(font("base"))
        painter.setPen(QColor(theme().text))
        what = QFontMetrics(font("base")).elidedText(problem.what, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, int(Qt.AlignmentFlag.AlignVCenter), what)


class ProblemsList(QWidget):
    """Problems, the gravest first; choosing one selects what it is about."""

    problem_activated = Signal(tuple)
    """Ids of the nodes or stations concerned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problems: tuple[Problem, ...] = ()
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setMinimumHeight(px(44))
        self.list.setItemDelegate(_Row(self))
        self.list.itemClicked.connect(self._activate)
        self.list.itemActivated.connect(self._activate)
        self._empty = EmptyState()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.list)
        self._retranslate()
        notifier().changed.connect(self._restyle)

    def set_problems(self, problems: tuple[Problem, ...]) -> None:
        """Show these instead."""
        if problems == self._problems:
            return
        self._problems = problems
        self.list.clear()
        for problem in sorted(problems, key=lambda p: _ORDER.index(p.severity)):
            item = QListWidgetItem(f"{self.severity_names()[problem.severity]}: {problem.what}. {problem.mend}")
            item.setData(_ROLE, problem)
            item.setToolTip(f"{problem.what}\n{problem.mend}")
            self.list.addItem(item)
        self._stack.setCurrentIndex(1 if problems else 0)

    def severity_names(self) -> dict[str, str]:
        """Severities in words."""
        return {"error": self.tr("Error"), "warning": self.tr("Warning"), "note": self.tr("Note")}

    def _activate(self, item: QListWidgetItem) -> None:
        self.problem_activated.emit(tuple(item.data(_ROLE).ids))

    def _restyle(self) -> None:
        self.list.doItemsLayout()

    def _retranslate(self) -> None:
        self._empty.set_texts(self.tr("No problems. The scenario can run."))
        self.list.setAccessibleName(self.tr("Problems"))
        shown, self._problems = self._problems, ()
        self.set_problems(shown)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)
