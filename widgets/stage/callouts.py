"""Who attacks, by picture and in words: a plate beside each attacker, kept clear of the others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from widgets.common.texts import count, numbered
from widgets.common.theme import faded, font
from widgets.stage.atlas import Atlas
from widgets.stage.attack_kinds import ATTACK_KINDS, attack_title
from widgets.stage.frame import Frame
from widgets.stage.harm_above import PHANTOM_AWAY
from widgets.stage.nodes import TEXT_FROM
from widgets.stage.primitives import Fragments
from widgets.stage.scene import Scene
from widgets.stage.sprites import SMALL
from widgets.stage.truth_above import apex, ghost_reach

NAMED_UP_TO = 24
"""So many attackers in sight have their names beside them where things are written; more have only their pictures."""
NAMED_FAR = 10
"""So many where nodes are too small for words."""
_DROPPERS = frozenset({"blackhole", "greyhole", "random"})


@dataclass(frozen=True, slots=True)
class Callout:
    """One plate."""

    box: QRectF
    badge: QPointF
    """Middle of the picture."""
    title: str
    detail: str
    share: float
    """Part of the packets that it swallowed, 0 … 1; -1 where there is nothing to tell."""
    active: bool


def _tr(text: str) -> str:
    return QCoreApplication.translate("StageTruth", text)


def title_of(scene: Scene, row: int) -> str:
    """The attack of a row in words; of several, the first and how many more."""
    truth = scene.snap.truth
    more = len(truth.extra.get(row, ())) - 1
    return attack_title(truth.attack_names[truth.attack[row]]) + (f" +{more}" if more > 0 else "")


def detail_of(scene: Scene, index: int) -> str:
    """What the attacker at a place in `Truth.rows` does now, in figures; empty where nothing is told."""
    if not scene.truth.active[index]:
        return _tr("not active")
    return _tricks(scene, int(scene.truth.rows[index])) or _lies(scene, index) or _losses(scene, index)


def _tricks(scene: Scene, row: int) -> str:
    """False identities, storms, tunnels."""
    truth = scene.truth
    if row in truth.sybils:
        return f"1 = {int(truth.identities[truth.sybils == row][0])}"
    if row in truth.storms:
        number = int(truth.messages[truth.storms == row][0])
        drains = bool(truth.drains[truth.storms == row][0])
        return numbered(_tr("{0} frame(s)") if drains else _tr("{0} message(s)"), number).format(count(number))
    done = _done(scene, row)
    if done:
        return done
    if (truth.tunnels == row).any():
        number = len(truth.false_links)
        return "" if not number else numbered(_tr("{0} false link(s)"), number).format(count(number))
    return ""


def _done(scene: Scene, row: int) -> str:
    """What it does to others, in figures."""
    harm = scene.truth.harm
    kind = ATTACK_KINDS[harm.kind[row]] if harm.kind[row] >= 0 else ""
    hit, heard = int((harm.pairs[:, 0] == row).sum()), int((harm.told[:, 1] == row).sum())
    if row in harm.reach:
        return _tr("reaches {0} m").format(count(round(float(harm.metres[harm.reach == row][0]))))
    if kind == "tampering" and row in harm.off:
        return f"{float(harm.degrees[harm.off == row][0]):+.2g} °C".replace("-", "−")
    if kind in ("injection", "domino") and len(harm.infected):
        return _tr("{0} infected").format(count(len(harm.infected)))
    invented = len(harm.phantoms) or (int(harm.invented[row]) if len(harm.invented) else 0)
    if kind == "phantom" and invented:
        return numbered(_tr("{0} phantom(s)"), invented).format(count(invented))
    organisation = scene.snap.organisation
    if kind == "roleflood" and harm.exploiting[row] and organisation is not None:
        return _tr("{0} aborted").format(count(organisation.aborted))
    words = {
        "sleepdenial": _tr("{0} kept awake"),
        "desync": numbered(_tr("{0} session(s) torn"), hit),
        "clockskew": numbered(_tr("{0} clock(s) off"), len(harm.clocks)),
        "rolecommand": numbered(_tr("{0} node(s) obey"), heard),
        "roletheft": numbered(_tr("hears {0} node(s)"), heard),
    }
    number = {"clockskew": len(harm.clocks), "roletheft": heard, "rolecommand": heard}.get(kind, hit)
    return words[kind].format(count(number)) if kind in words and number else ""


def _lies(scene: Scene, index: int) -> str:
    """What it says of itself."""
    kind = ATTACK_KINDS[scene.truth.kind[index]]
    if kind == "falseroute":
        return _tr("fake gateway")
    row = int(scene.truth.rows[index])
    if kind == "sinkhole" and scene.claims[row]:
        return _tr("claims {0} %").format(round(100 * float(scene.snap.claimed_energy[row])))
    return ""


def _losses(scene: Scene, index: int) -> str:
    """Packets that it swallowed of those that came."""
    truth = scene.truth
    if truth.met[index] and (ATTACK_KINDS[truth.kind[index]] in _DROPPERS or truth.swallowed[index]):
        return _tr("drops {0} of {1}").format(int(truth.swallowed[index]), int(truth.met[index]))
    return ""


class Callouts:
    """Paints the plates; where they stand is worked out once for a picture and a view."""

    def __init__(self) -> None:
        self._fragments = Fragments()
        self._key: object = None
        self._kept: list[Callout] = []
        self._ranks: dict[int, int] = {}
        """By row, where about its node the plate stood last: it stays there until another place is clearly better."""

    def paint(self, painter: QPainter, f: Frame, atlas: Atlas) -> None:
        """Paints pictures and names of the attackers in sight."""
        truth, xy = f.scene.truth, f.xy
        at = xy[truth.rows]
        near = (at >= 0).all(axis=1) & (at <= (f.size.width(), f.size.height())).all(axis=1)
        some = np.flatnonzero(near)
        most = NAMED_UP_TO if f.view.zoom >= TEXT_FROM else NAMED_FAR
        if len(some) > most or not f.layers.labels:
            if atlas.r >= SMALL:
                places = at[some] + np.array([-2.0 * atlas.r - 0.5 * atlas.badge, 1.2 * atlas.r + 0.5 * atlas.badge])
                pixmap, cells = atlas.attacks(truth.looks[some])
                self._fragments.draw(painter, pixmap, places, cells)
            return
        key = (id(f.scene), f.view.key(), f.size.width(), f.size.height(), atlas.r)
        if key != self._key:
            self._key, self._kept = key, self._arrange(f, atlas, some)
        self._draw(painter, f, atlas, some)

    # -- places --------------------------------------------------------------------------------------------------

    def _arrange(self, f: Frame, atlas: Atlas, some: np.ndarray) -> list[Callout]:
        """Each plate above, below or beside its node, wherever it covers the least."""
        truth, metrics = f.scene.truth, QFontMetricsF(font("small", bold=True))
        taken: list[QRectF] = []
        halo, halos = 2.7 * atlas.r, [_square(f.xy[row], 2.3 * atlas.r) for row in truth.rows[some].tolist()]
        halos += [_square(f.xy[row], 1.6 * atlas.r) for row in np.flatnonzero(f.scene.station).tolist()[:20]]
        halos += 3 * _arcs(f)
        bends = f.xy[truth.bends].mean(axis=1)
        halos += [_square(place, 1.6 * atlas.r + 5) for place in bends[:NAMED_UP_TO]]
        out = []
        for index in some.tolist():
            row = int(truth.rows[index])
            title, detail = title_of(f.scene, row), detail_of(f.scene, index)
            words = metrics.horizontalAdvance(title if not detail else f"{title}  {detail}")
            high = max(2 * atlas.badge, metrics.height() + 6)
            wide = 2 * atlas.badge + words + 12
            away = _room(f, atlas, index, halo)
            at, last = QPointF(*f.xy[row].tolist()), self._ranks.get(row, 0)
            self._ranks[row], box = _best(at, (wide, high), away, atlas.r, [*taken, *halos], f.size, last)
            taken.append(box)
            met = int(truth.met[index])
            told = bool(detail) and detail == _losses(f.scene, index)
            share = float(truth.swallowed[index]) / met if told else -1.0
            badge = QPointF(box.left() + atlas.badge, box.center().y())
            out.append(Callout(box, badge, title, detail, share, bool(truth.active[index])))
        return out

    # -- drawing -------------------------------------------------------------------------------------------------

    def _draw(self, painter: QPainter, f: Frame, atlas: Atlas, some: np.ndarray) -> None:
        truth, ink = f.scene.truth, f.ink
        face = font("small", bold=True)
        metrics = QFontMetricsF(face)
        painter.save()
        painter.setFont(face)
        for call in self._kept:
            edge = QPen(ink.danger, 1.2) if call.active else QPen(ink.danger, 1.0, Qt.PenStyle.DashLine)
            painter.setPen(edge)
            painter.setBrush(faded(ink.field, 0.94))
            painter.drawRoundedRect(call.box, call.box.height() / 2, call.box.height() / 2)
            left = call.badge.x() + atlas.badge + 4
            words = QRectF(left, call.box.top(), call.box.right() - left, call.box.height())
            if call.share >= 0:
                words.setHeight(words.height() - 4)
                self._gauge(painter, QRectF(left, words.bottom() - 1, words.width() - 9, 3), call.share, f)
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.setPen(ink.danger)
            painter.drawText(words, flags, call.title)
            painter.setPen(ink.text if call.active else ink.muted)
            words.setLeft(left + metrics.horizontalAdvance(call.title + "  "))
            painter.drawText(words, flags, call.detail)
        painter.restore()
        places = np.array([(c.badge.x(), c.badge.y()) for c in self._kept]).reshape(-1, 2)
        if len(places):
            pixmap, cells = atlas.attacks(truth.looks[some])
            self._fragments.draw(painter, pixmap, places, cells)

    @staticmethod
    def _gauge(painter: QPainter, bar: QRectF, share: float, f: Frame) -> None:
        """How much of what came was swallowed."""
        painter.fillRect(bar, f.ink.track)
        painter.fillRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()), f.ink.danger)


def _room(f: Frame, atlas: Atlas, index: int, halo: float) -> float:
    """How far from its node a plate must keep, so that what hangs about the node stays in sight."""
    truth = f.scene.truth
    if int(truth.rows[index]) in truth.sybils:
        return ghost_reach(atlas.r, 1.5 * atlas.ghost_size)
    if not truth.active[index]:
        return halo
    kind = ATTACK_KINDS[truth.kind[index]]
    if kind == "phantom":
        return PHANTOM_AWAY * max(atlas.r, 4.0) + 2.4 * max(7.0, 1.25 * atlas.r)
    reach = {"roletheft": 4.4, "roleflood": 3.6, "blackhole": 3.8, "greyhole": 3.8, "sinkhole": 4.1}.get(kind, 0.0)
    return max(halo, reach * max(atlas.r, 4.0) + (8.0 if kind == "roletheft" else 0.0))


def _arcs(f: Frame) -> list[QRectF]:
    """Places along tunnels that should stay in sight, the label in the middle above all."""
    out = []
    for rows in f.scene.truth.tunnels[:NAMED_UP_TO]:
        a, b = (QPointF(*f.xy[row].tolist()) for row in rows)
        top = apex(a, b, f.size)
        for t, wide in ((0.2, 8.0), (0.35, 8.0), (0.5, 32.0), (0.65, 8.0), (0.8, 8.0)):
            at = a * (1 - t) ** 2 + top * (2 * t * (1 - t)) + b * t**2
            out.append(QRectF(at.x() - wide, at.y() - 11, 2 * wide, 22))
    return out


def _square(at: np.ndarray, a: float) -> QRectF:
    return QRectF(float(at[0]) - a, float(at[1]) - a, 2 * a, 2 * a)


def _best(
    at: QPointF, extent: tuple[float, float], away: float, r: float, others: list[QRectF], size: QRectF, last: int
) -> tuple[int, QRectF]:
    """The place of a plate about ``at`` that covers the least of ``others`` and of the edge, and its rank.

    Args:
        at: The node.
        extent: Width and height of the plate.
        away: How far from the node it must keep.
        r: Node radius.
        others: What it should not cover.
        size: The widget.
        last: Rank of the place it had before, which has the better claim.
    """
    wide, high = extent
    up, side = away + 0.65 * r + high / 2, away + wide / 2 + 2
    slant = 0.72 * away
    middles = (
        (0, -up), (0, away + high / 2 + 2), (side, 0), (-side, 0),
        (slant + wide / 2, -slant - high / 2), (-slant - wide / 2, -slant - high / 2),
        (slant + wide / 2, slant + high / 2), (-slant - wide / 2, slant + high / 2),
    )  # fmt: skip
    best, least, place = QRectF(), float("inf"), 0
    inner = size.adjusted(3, 3, -3, -3)
    for rank, (dx, dy) in enumerate(middles):
        box = QRectF(at.x() + dx - wide / 2, at.y() + dy - high / 2, wide, high)
        inside = box.intersected(inner)
        cost = (-0.12 if rank == last else 0.02 * rank) * wide * high + 3.0 * (
            wide * high - inside.width() * inside.height()
        )
        for other in others:
            both = box.intersected(other)
            cost += both.width() * both.height()
        if cost < least:
            best, least, place = box, cost, rank
    dx = max(0.0, inner.left() - best.left()) - max(0.0, best.right() - inner.right())
    dy = max(0.0, inner.top() - best.top()) - max(0.0, best.bottom() - inner.bottom())
    return place, best.translated(dx, dy)
