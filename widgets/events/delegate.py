"""How a row of the log is drawn: its kind with a mark and colour, and a tint where the filter matched."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from engine.readmodel.codes import EnergyCause, LossCause, PacketKind, Rec, label
from widgets.common.theme import cause_color, faded, px, theme
from widgets.events.filter_terms import GROUPS
from widgets.events.model import REASON_ROLE, RECORD_ROLE, Column

_TONES = {
    Rec.DELIVERED: "delivered",
    Rec.HEAD: "head",
    Rec.EXCLUDED: "excluded",
    Rec.MAJORITY_EXCLUDED: "excluded",
    Rec.READMITTED: "good",
    Rec.MAJORITY_READMITTED: "good",
    Rec.ATTACK_START: "attack",
    Rec.ATTACK_END: "attack",
    Rec.DIED: "dead",
    Rec.NO_PATH: "warning",
    Rec.PATH_BACK: "good",
    Rec.REPUTATION: "reputation",
    Rec.TRUST_START: "reputation",
    Rec.EDIT: "selection",
    Rec.ALARM: "attack",
    Rec.DETECTOR: "service",
}
MATCH_ALPHA = 0.10
"""How strongly the accent tints a cell that made its row pass the filter."""


def record_color(kind: int, code: int) -> QColor:
    """The colour of a record, the same as that of its meaning elsewhere."""
    if kind == Rec.LOST and 0 <= code < len(LossCause):
        return cause_color(label(LossCause(code)))
    if kind == Rec.TRANSFER and 0 <= code < len(PacketKind):
        return cause_color(label(PacketKind(code)))
    if kind == Rec.DIED and 0 <= code < len(EnergyCause):
        return cause_color("dead")
    tone = _TONES.get(Rec(kind), "reading") if kind in Rec._value2member_map_ else "note"
    return QColor(theme().good) if tone == "good" else cause_color(tone)


def draw_mark(painter: QPainter, center: QPointF, kind: int, color: QColor) -> None:
    """A mark whose shape tells the family: packet a dot, alarm a triangle, trust a rhomb, other a square."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    x, y, r = center.x(), center.y(), px(4)
    if kind in GROUPS["alarm"] or kind in {Rec.ATTACK_START, Rec.ATTACK_END}:
        painter.drawPolygon(QPolygonF([QPointF(x, y - r), QPointF(x + r, y + r), QPointF(x - r, y + r)]))
    elif kind in GROUPS["trust"]:
        rhomb = [QPointF(x, y - r - 1), QPointF(x + r + 1, y), QPointF(x, y + r + 1), QPointF(x - r - 1, y)]
        painter.drawPolygon(QPolygonF(rhomb))
    elif kind == Rec.LOST:
        painter.setPen(color)
        painter.drawLine(QPointF(x - r, y - r), QPointF(x + r, y + r))
        painter.drawLine(QPointF(x - r, y + r), QPointF(x + r, y - r))
    elif kind in GROUPS["packet"]:
        painter.drawEllipse(center, r - 1, r - 1)
    else:
        painter.drawRect(QRectF(x - r + 1, y - r + 1, 2 * r - 2, 2 * r - 2))


class RecordDelegate(QStyledItemDelegate):
    """Draws cells of `EventsModel`."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        if index.data(REASON_ROLE):
            option.backgroundBrush = QBrush(faded(theme().accent, MATCH_ALPHA))
            option.font.setBold(True)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        if index.column() != Column.KIND:
            super().paint(painter, option, index)
            return
        record = index.data(RECORD_ROLE)
        shifted = QStyleOptionViewItem(option)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = px(20)
        shifted.rect = option.rect.adjusted(gap, 0, 0, 0)
        left = QRect(option.rect.topLeft(), QSize(gap, option.rect.height()))
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(left, option.palette.highlight())
        elif index.data(REASON_ROLE):
            painter.fillRect(left, faded(theme().accent, MATCH_ALPHA))
        super().paint(painter, shifted, index)
        if record is not None and len(record):
            kind = int(record["kind"][0])
            center = QPointF(option.rect.left() + px(12), option.rect.center().y() + 0.5)
            draw_mark(painter, center, kind, record_color(kind, int(record["c"][0])))
        painter.restore()
