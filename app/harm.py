"""What harm an attack does, in figures: of the picture, and of the metrics since it began."""

from __future__ import annotations

from collections import deque

import numpy as np
from PySide6.QtCore import QObject

from engine.readmodel.codes import EnergyCause, FloodStep, Vertex, label
from engine.readmodel.metrics import COLUMN
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.texts import count, figure, numbered, percent
from widgets.stage.attack_kinds import attack_kind

_KEPT = 64
"""Rounds of metrics kept."""
_BEFORE = 10
"""Rounds before an attack that its rounds are compared with."""
_ON_THE_WAY = frozenset({"blackhole", "greyhole", "damage", "sinkhole", "falseroute", "loop", "wormhole"})
_LEAKING = frozenset({"sinkhole", "wormhole", "roletheft", "rolecommand", "sybil"})
_FALSE = frozenset({"distortion", "tampering", "injection", "fieldtamper", "replay", "damage", "sinkhole", "domino"})
_COSTLY = frozenset({"helloflood", "roleflood", "sleepdenial", "depletion", "rush", "jamming", "domino", "desync"})
_SPREADING = frozenset({"injection", "domino"})
_SPENT = [COLUMN[f"spent_{label(cause)}_j"] for cause in EnergyCause]


def through(picture: NetworkSnapshot, rows: np.ndarray) -> float:
    """Share of the live nodes, those rows aside, whose route to a station leads through one of ``rows``."""
    m = len(picture.ids)
    others = picture.alive & (picture.vertex != Vertex.STATION)
    others[rows] = False
    if not others.any():
        return 0.0
    target = np.zeros(m + 1, bool)
    target[rows] = True
    nobody = (picture.next_hop < 0) | (picture.next_hop >= m)
    after = np.append(np.where(nobody, m, picture.next_hop), m)
    met = target[after]
    for _ in range(m.bit_length()):  # after k turns: within the next 2**k hops; routes may lead in a circle
        met |= met[after]
        after = after[after]
    return float(met[:m][others].mean())


class Harm(QObject):
    """Keeps the latest rounds of metrics and puts harm into words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: deque[np.ndarray] = deque(maxlen=_KEPT)

    def begin(self) -> None:
        """A new run."""
        self._rows.clear()

    def rounds(self, rows: np.ndarray) -> None:
        """Rows of metrics that have come, float[n, columns]."""
        self._rows.extend(np.asarray(rows)[-_KEPT:])

    def words(self, picture: NetworkSnapshot, ids: tuple[int, ...], names: tuple[str, ...], since: int) -> str:
        """What attacks of these names by these nodes have done since a round, the weightiest first."""
        rows = np.flatnonzero(np.isin(picture.ids, ids))
        kinds = {attack_kind(name) for name in names}
        parts = [*self._script(picture, rows), *self._of_picture(picture, rows, kinds), *self._of_metrics(kinds, since)]
        if kinds & _ON_THE_WAY and (share := through(picture, rows)):
            parts.append(self.tr("on the way of %1 of all nodes").replace("%1", percent(share, 0)))
        return " · ".join(parts)

    def _script(self, picture: NetworkSnapshot, rows: np.ndarray) -> list[str]:
        """Where the script of a role flood stands (S2 Fig. 11), and how often it has gone round."""
        words = {
            FloodStep.LEARN: self.tr("listens for the network's identifier"),
            FloodStep.JOIN: self.tr("joins the network"),
            FloodStep.REQUEST: self.tr("asks for a redistribution of roles"),
            FloodStep.WAIT: self.tr("waits for the confirmations"),
            FloodStep.ABORT: self.tr("ends it incorrectly"),
            FloodStep.RETURN: self.tr("waits until the network is back"),
        }
        own = [run for run in picture.truth.floods if run.row in rows]
        return [self.tr("%1, loop %2").replace("%1", words[FloodStep(r.step)]).replace("%2", str(r.loops)) for r in own]

    def _of_picture(self, picture: NetworkSnapshot, rows: np.ndarray, kinds: set[str]) -> list[str]:
        truth, m = picture.truth, len(picture.ids)
        mine = np.isin(np.arange(m), rows)
        hit = int(np.isin(np.asarray(truth.victims).reshape(-1, 2)[:, 0], rows).sum())
        found = [
            ("wormhole" in kinds, self.tr("%n false neighbour(s)"), len(truth.false_links)),
            ("sybil" in kinds, self.tr("%n false (identity|identities)"), _total(truth.identities, mine)),
            ("loop" in kinds, self.tr("%n route(s) bent back"), len(truth.bends)),
            ({"rush", "depletion"} & kinds, self.tr("%n needless message(s) a round"), _total(truth.storm, mine)),
            (_SPREADING & kinds, self.tr("%n node(s) infected"), int(np.count_nonzero(truth.infected))),
            ("phantom" in kinds, self.tr("%n role(s) held by nobody"), len(truth.phantoms)),
            ("sleepdenial" in kinds, self.tr("%n node(s) kept awake"), hit),
            ("clockskew" in kinds, self.tr("%n clock(s) put wrong"), int(np.count_nonzero(truth.clocks))),
            ("desync" in kinds, self.tr("%n session(s) torn"), hit),
        ]
        return [numbered(text, number).replace("%n", count(number)) for said, text, number in found if said and number]

    def _of_metrics(self, kinds: set[str], since: int) -> list[str]:
        """Since the round in which the attack began."""
        during = [row for row in self._rows if row[COLUMN["round"]] >= since]
        if not during:
            return []
        sums = np.sum(during, axis=0)
        counted = [
            (_LEAKING & kinds, "leaked", self.tr("%n reading(s) leaked")),
            (_FALSE & kinds, "falsified", self.tr("%n reading(s) falsified")),
            ("replay" in kinds, "duplicates", self.tr("%n duplicate(s) taken for new")),
            ("jamming" in kinds, "lost_noise", self.tr("%n packet(s) lost in noise")),
            ("desync" in kinds, "lost_session", self.tr("%n packet(s) lost with their session")),
            ({"helloflood", "sybil"} & kinds, "joined", self.tr("%n node(s) joined")),
            ("roleflood" in kinds, "aborted", self.tr("%n redistribution(s) broken off")),
            ("wormhole" in kinds, "discarded", self.tr("%n legitimate (copy|copies) discarded")),
        ]
        parts = [
            numbered(text, number).replace("%n", count(number))
            for said, column, text in counted
            if said and (number := round(float(sums[COLUMN[column]])))
        ]
        error = float(during[-1][COLUMN["value_error"]])
        if _FALSE & kinds and abs(error) >= 0.05:
            parts.append(self.tr("mean off by %1 °C").replace("%1", f"{error:+.1f}".replace("-", "−")))
        skew = float(during[-1][COLUMN["clock_error"]])
        if "clockskew" in kinds and skew:
            parts.append(self.tr("clocks off by %1 s").replace("%1", figure(skew)))
        return parts + self._energy(kinds, during, since)

    def _energy(self, kinds: set[str], during: list[np.ndarray], since: int) -> list[str]:
        """Energy of a round against the rounds before."""
        before = [row for row in self._rows if since - _BEFORE <= row[COLUMN["round"]] < since]
        if not (_COSTLY & kinds) or not before:
            return []
        was, now = (float(np.mean([row[_SPENT].sum() for row in some])) for some in (before, during))
        more = now / was - 1 if was > 0 else 0.0
        return [self.tr("+%1 energy a round").replace("%1", percent(more, 0))] if more >= 0.01 else []


def _total(column: np.ndarray, mine: np.ndarray) -> int:
    return int(column[mine].sum()) if len(column) == len(mine) else 0
