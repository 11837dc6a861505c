"""What the pictures mean; folds away, and belongs to every picture taken of the stage."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QLinearGradient,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from widgets.common.theme import faded, font, notifier, px, trust_color
from widgets.stage import emblems, sprites
from widgets.stage.inks import Inks, ink_on, inks
from widgets.stage.layers import Layers

Row = tuple[Callable[[QPainter], None], str]
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _line(painter: QPainter, color: QColor, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> None:
    painter.setPen(QPen(color, width, style))
    painter.drawLine(QPointF(-10, 0), QPointF(10, 0))


def _route(painter: QPainter, color: QColor, width: float) -> None:
    _line(painter, color, width)
    painter.drawPolyline([QPointF(-1, -3), QPointF(3, 0), QPointF(-1, 3)])


def _small(draw: Callable[[QPainter], None], factor: float = 0.66) -> Callable[[QPainter], None]:
    def scaled(painter: QPainter) -> None:
        painter.scale(factor, factor)
        draw(painter)

    return scaled


def _hull(painter: QPainter, ink: Inks) -> None:
    painter.setBrush(faded(ink.hulls[0], 0.15))
    painter.setPen(QPen(faded(ink.hulls[0], 0.8), 1))
    painter.drawRoundedRect(QRectF(-10, -6, 20, 12), 6, 6)


class Legend(QWidget):
    """A plate in the corner of the stage; a click on its title folds it."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._layers, self._threshold, self._folded = Layers(), 0.5, False
        self._chosen = False
        self._picture: QPixmap | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        notifier().changed.connect(self.refresh)
        self.refresh()

    @property
    def folded(self) -> bool:
        """Only the title shows."""
        return self._folded

    def toggle(self) -> None:
        """Folds or unfolds, by the user's will: from then on room alone folds nothing."""
        self._chosen = True
        self._folded = not self._folded
        self.refresh()
        self.toggled.emit(self._folded)

    def make_room(self, width: float, height: float, spare: float) -> None:
        """Folds where it would cover the network, unless the user has chosen.

        Args:
            width: Of the stage.
            height: Of the stage.
            spare: Pixels of width that the fitted field does not need.
        """
        full = self._full_size()
        fold = full.height() > height - 20 or full.width() + px(70) > spare or full.width() > 0.4 * width
        if not self._chosen and fold != self._folded:
            self._folded = fold
            self.refresh()

    def set_state(self, layers: Layers, threshold: float) -> None:
        """Follows the layers and P; only what is drawn is explained."""
        if (layers, threshold) != (self._layers, self._threshold):
            self._layers, self._threshold = layers, threshold
            self.refresh()

    def refresh(self) -> None:
        """Measures anew, after a change of theme, language or layers."""
        self.setAccessibleName(self.tr("Legend"))
        self.setToolTip(self.tr("Fold or unfold the legend (L)"))
        self._picture = None
        self.resize(self.sizeHint())
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()
        super().changeEvent(event)

    def _rows(self, ink: Inks) -> list[Row]:
        layers, r = self._layers, 6.0
        body = partial(sprites.body, r=r, inks=ink, distrusted=False)
        high = trust_color(0.85) if layers.trust else ink.muted
        rows: list[Row] = [(partial(body, fill=high, head=False), self.tr("Sensor node"))]
        if layers.roles:
            rows.append((lambda p: self._head(p, high, ink), self.tr("Cluster head")))
        rows.append((_small(partial(sprites.station, r=8.0, inks=ink), 0.68), self.tr("Base station")))
        rows.append((partial(sprites.dead, r=r, inks=ink), self.tr("Out of energy")))
        if layers.energy:
            rows.append(
                (
                    partial(sprites.energy_ring, r=5.5, share=0.7, inks=ink),
                    self.tr("Energy left, notches at ¼"),
                )
            )
        if layers.energy and layers.truth:
            claim = partial(sprites.claim_ring, r=4.8, share=0.9, inks=ink)
            rows.append((claim, self.tr("Energy it falsely claims")))
        if layers.trust:
            rows += self._trust_rows(ink)
        if layers.hulls:
            rows.append((partial(_hull, ink=ink), self.tr("Cluster")))
        if layers.links:
            rows.append((partial(_line, color=ink.link, width=1.2), self.tr("In range, trusted")))
            dashed = partial(_line, color=ink.untrusted, width=1.4, style=Qt.PenStyle.DashLine)
            rows.append((dashed, self.tr("In range, not trusted")))
        if layers.roles:
            rows.append((partial(_route, color=ink.route, width=1.4), self.tr("Next hop")))
            rows.append((partial(_route, color=ink.backbone, width=2.0), self.tr("Next hop of a head")))
        return rows

    @staticmethod
    def _head(painter: QPainter, fill: QColor, ink: Inks) -> None:
        sprites.body(painter, 7.9, fill, ink, head=True, distrusted=False)
        sprites.letter(painter, "H", 9, ink_on(fill))

    def _trust_rows(self, ink: Inks) -> list[Row]:
        low, r = trust_color(0.2), 6.5
        hatched = partial(sprites.body, r=6.0, fill=low, inks=ink, head=False, distrusted=True)
        unknown = partial(sprites.body, r=6.0, fill=ink.muted, inks=ink, head=False, distrusted=False)
        return [
            (unknown, self.tr("Nobody holds an opinion yet")),
            (_small(partial(sprites.suspected, r=r, inks=ink)), self.tr("Distrusted by ¼ of neighbours")),
            (_small(partial(sprites.excluded, r=r, inks=ink)), self.tr("Excluded: distrusted by ½")),
            (hatched, self.tr("… its fill is hatched")),
            (_small(partial(sprites.no_path, r=r, inks=ink)), self.tr("No path to a station")),
        ]

    def _pairs(self, ink: Inks) -> list[Row]:
        rows: list[Row] = []
        if self._layers.packets:
            names = (self.tr("Reading"), self.tr("Aggregate"), "", self.tr("Reputation"), self.tr("Control"))
            rows = [(partial(emblems.packet, kind=k, a=3.4, ink=ink), n) for k, n in enumerate(names) if n]
            if self._layers.truth:
                rows.append((partial(emblems.packet, kind=0, a=3.4, ink=ink, damaged=True), self.tr("Damaged")))
            rows.append((partial(sprites.cross, a=3.6, color=ink.warn, width=1.8), self.tr("Lost")))
        if self._layers.truth:
            names_of = (
                self.tr("Black hole"),
                self.tr("Grey hole"),
                self.tr("Damage"),
                self.tr("Sinkhole"),
                self.tr("Liar"),
                self.tr("Other attack"),
            )
            for kind, name in zip(emblems.ATTACK_KINDS, names_of, strict=True):
                rows.append((partial(emblems.attack, kind=kind, a=7.0, ink=ink), name))
        return rows

    def _measures(self) -> tuple[float, float, float, float]:
        """Row height, icon column, padding, title height."""
        return px(20), px(32), px(8), px(24)

    def _columns(self, ink: Inks) -> tuple[float, float]:
        """Widths of the single column and of one of a pair."""
        metrics = QFontMetricsF(font("small"))
        icon = self._measures()[1]
        wide = max(metrics.horizontalAdvance(text) for _, text in self._rows(ink)) + icon
        pair = max((metrics.horizontalAdvance(t) for _, t in self._pairs(ink)), default=0.0) + px(24)
        return max(wide, 2 * pair, px(168)), pair

    def sizeHint(self) -> QSize:
        _, _, pad, title = self._measures()
        if not self._folded:
            return self._full_size()
        wide = QFontMetricsF(font("small", bold=True)).horizontalAdvance(self.tr("Legend"))
        return QSize(round(wide + 2 * pad + px(18)), round(title))

    def _full_size(self) -> QSize:
        ink = inks()
        row, _, pad, title = self._measures()
        scale = px(34) if self._layers.trust else 0
        pairs = (len(self._pairs(ink)) + 1) // 2
        tall = title + scale + row * (len(self._rows(ink)) + pairs) + pad
        return QSize(round(self._columns(ink)[0] + 2 * pad), round(tall))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and event.position().y() <= self._measures()[3]:
            self.toggle()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio = self.devicePixelRatio()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            self._paint(QPainter(self._picture))
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)

    def _paint(self, painter: QPainter) -> None:
        ink = inks()
        row, icon, pad, title = self._measures()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(ink.border, 1))
        painter.setBrush(faded(ink.ground, 0.93))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        self._paint_title(painter, ink)
        if self._folded:
            return
        painter.setFont(font("small"))
        y = title
        if self._layers.trust:
            self._paint_scale(painter, ink, QRectF(pad, y, self.width() - 2 * pad, px(34)))
            y += px(34)
        for draw, text in self._rows(ink):
            _sample(painter, draw, pad + icon / 2 - 4, y + row / 2)
            _words(painter, QRectF(pad + icon, y, self.width(), row), text, ink)
            y += row
        half = (self.width() - 2 * pad) / 2
        for k, (draw, text) in enumerate(self._pairs(ink)):
            x, top = pad + (k % 2) * half, y + (k // 2) * row
            _sample(painter, draw, x + px(12), top + row / 2)
            _words(painter, QRectF(x + px(24), top, half, row), text, ink)

    def _paint_title(self, painter: QPainter, ink: Inks) -> None:
        _, _, pad, title = self._measures()
        painter.setFont(font("small", bold=True))
        painter.setPen(ink.text)
        painter.drawText(QRectF(pad, 0, self.width(), title), _MIDDLE, self.tr("Legend"))
        x, y, a = self.width() - pad - 4.0, title / 2, 3.5
        painter.setPen(sprites.pen(ink.muted, 1.6))
        tip = a / 2 if not self._folded else -a / 2
        painter.drawPolyline([QPointF(x - a, y + tip), QPointF(x, y - tip), QPointF(x + a, y + tip)])

    def _paint_scale(self, painter: QPainter, ink: Inks, box: QRectF) -> None:
        """The trust scale with P on it."""
        bar = QRectF(box.left() + 2, box.top() + 2, box.width() - 4, px(10))
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for k in range(11):
            gradient.setColorAt(k / 10, trust_color(k / 10))
        painter.setPen(QPen(ink.border, 1))
        painter.setBrush(gradient)
        painter.drawRoundedRect(bar, 3, 3)
        at = bar.left() + self._threshold * bar.width()
        for color, width in ((ink.field, 4.0), (ink.text, 1.6)):
            painter.setPen(QPen(color, width))
            painter.drawLine(QPointF(at, bar.top() - 2), QPointF(at, bar.bottom() + 3))
        painter.setPen(ink.muted)
        words = QRectF(bar.left(), bar.bottom() + 3, bar.width(), px(15))
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft, "0")
        label, metrics = f"P = {self._threshold:.2g}", QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(label)
        left = min(max(words.left(), at - wide / 2), words.right() - wide)
        one = metrics.horizontalAdvance("1")
        if left + wide < words.right() - 2 * one:
            painter.drawText(words, Qt.AlignmentFlag.AlignRight, "1")
        name = self.tr("trust D")
        if words.left() + 2 * one + metrics.horizontalAdvance(name) + px(8) < left:
            painter.drawText(words.adjusted(3 * one, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, name)
        painter.setPen(ink.text)
        painter.drawText(QRectF(left, words.top(), wide + 1, words.height()), Qt.AlignmentFlag.AlignLeft, label)


def _sample(painter: QPainter, draw: Callable[[QPainter], None], x: float, y: float) -> None:
    painter.save()
    painter.translate(x, y)
    draw(painter)
    painter.restore()


def _words(painter: QPainter, box: QRectF, text: str, ink: Inks) -> None:
    painter.setPen(ink.text)
    painter.drawText(box, _MIDDLE, text)
