"""What the banner says: which attack starts, by whom and to what harm; who is excluded, and how soon it was found."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from engine.readmodel.codes import Rec, Vertex
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.texts import count, numbered, percent
from widgets.headline.banner import Banner
from widgets.stage.attack_kinds import attack_kind, attack_title

_IDS_MOST = 4
_STEPS_MOST = 4096


def through(picture: NetworkSnapshot, rows: np.ndarray) -> float:
    """Share of the live nodes, those rows aside, whose route to a station leads through one of ``rows``."""
    m = len(picture.ids)
    others = picture.alive & (picture.vertex != Vertex.STATION)
    others[rows] = False
    if not others.any():
        return 0.0
    target = np.zeros(m + 1, bool)
    target[rows] = True
    after = np.append(np.where(picture.next_hop < m, picture.next_hop, -1), -1)
    here, met = np.arange(m), np.zeros(m, bool)
    for _ in range(min(m, _STEPS_MOST)):
        here = after[here]
        met |= target[here]
        if (here < 0).all():
            break
    return float(met[others].mean())


class Announcer(QObject):
    """Turns records into messages on the banner.

    Args:
        banner: Where they are shown.
        parent: Owner.
    """

    def __init__(self, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banner, self._reveal = banner, True
        self._names: tuple[str, ...] = ()
        self._started: dict[int, tuple[str, int]] = {}
        self._fresh: tuple[int, tuple[int, ...], tuple[str, ...]] | None = None
        """Round, nodes and names of attacks whose harm the next picture tells."""

    def begin(self) -> None:
        """A new run: forget the old one."""
        self._started, self._fresh = {}, None
        self._banner.dismiss()

    def set_names(self, names: tuple[str, ...]) -> None:
        """The run's attacks."""
        self._names = names

    def set_reveal(self, reveal: bool) -> None:
        """Whether attackers may be named."""
        self._reveal = reveal
        if not reveal:
            self._fresh = None
            self._banner.dismiss()

    def records(self, records: np.ndarray) -> None:
        """A message for the last thing of note: an attack that starts, an exclusion."""
        starts = records[records["kind"] == Rec.ATTACK_START]
        for record in starts:
            self._started[int(record["a"])] = (self._name(int(record["c"])), int(record["round"]))
        out = records[records["kind"] == Rec.MAJORITY_EXCLUDED]
        if len(out):
            self._fresh = None
            self._excluded(out[-1])
        elif len(starts) and self._reveal:
            ids = tuple(dict.fromkeys(int(i) for i in starts["a"]))
            names = tuple(dict.fromkeys(self._name(int(c)) for c in starts["c"]))
            self._fresh = (int(starts["round"][-1]), ids, names)
            self._attack("")

    def picture(self, picture: NetworkSnapshot) -> None:
        """The first picture of an attack tells what harm it does."""
        if self._fresh is not None and picture.round >= self._fresh[0] and picture.wave == 0:
            self._attack(self._harm(picture, self._fresh[1], self._fresh[2]))
            self._fresh = None

    # -- words ---------------------------------------------------------------------------------------------------

    def _attack(self, harm: str) -> None:
        if self._fresh is None:
            return
        round_, ids, names = self._fresh
        what = f"{', '.join(dict.fromkeys(attack_title(n) for n in names))}: {self._who(ids)}"
        when = self.tr("round %1").replace("%1", count(round_))
        self._banner.show_message("attack", what, harm, when, ids, attack_kind(names[0]))

    def _who(self, ids: tuple[int, ...]) -> str:
        if len(ids) == 1:
            return self.tr("node %1").replace("%1", str(ids[0]))
        shown = ids if len(ids) <= _IDS_MOST else ids[: _IDS_MOST - 1]
        listed = self.tr("nodes %1").replace("%1", ", ".join(map(str, shown)))
        return listed + (self.tr(" and %1 more").replace("%1", str(len(ids) - len(shown))) if shown != ids else "")

    def _harm(self, picture: NetworkSnapshot, ids: tuple[int, ...], names: tuple[str, ...]) -> str:
        """What the attack does, in figures of a picture."""
        truth, rows = picture.truth, np.flatnonzero(np.isin(picture.ids, ids))
        mine = np.isin(np.arange(len(picture.ids)), rows)
        kinds = {attack_kind(name) for name in names}
        parts = []
        if "wormhole" in kinds and len(truth.false_links):
            parts.append(self._count(self.tr("%n false neighbour(s)"), len(truth.false_links)))
        if "sybil" in kinds and len(truth.identities) == len(mine):
            parts.append(self._count(self.tr("%n false (identity|identities)"), int(truth.identities[mine].sum())))
        if "loop" in kinds and len(truth.bends):
            parts.append(self._count(self.tr("%n route(s) bent back"), len(truth.bends)))
        if kinds & {"rush", "depletion"} and len(truth.storm) == len(mine):
            text = self.tr("%n needless message(s) a round")
            parts.append(self._count(text, int(truth.storm[mine].sum())))
        share = through(picture, rows)
        if kinds & {"blackhole", "greyhole", "damage", "sinkhole", "falseroute", "loop", "wormhole"} and share:
            parts.append(self.tr("on the way of %1 of all nodes").replace("%1", percent(share, 0)))
        return " · ".join(parts)

    @staticmethod
    def _count(text: str, number: int) -> str:
        return numbered(text, number).replace("%n", count(number))

    def _excluded(self, last: np.void) -> None:
        node, share = int(last["a"]), float(last["v"])
        what = self.tr("Node %1 is excluded").replace("%1", str(node))
        harm = self.tr("off %1 % of its neighbours' lists").replace("%1", f"{100 * share:.0f}")
        kind = "alarm"
        if self._reveal and node in self._started:
            name, since = self._started[node]
            rounds = int(last["round"]) - since
            title = attack_title(name)
            what = self.tr("Detected: %1, node %2").replace("%1", title).replace("%2", str(node))
            harm = numbered(self.tr("after %n round(s) · ", "", rounds), rounds) + harm
            kind = "detected"
        self._banner.show_message(kind, what, "", harm, (node,))

    def _name(self, index: int) -> str:
        return self._names[index] if 0 <= index < len(self._names) else self.tr("attack")
