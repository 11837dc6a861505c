"""What the banner says: which attack starts, by whom and to what harm; who is excluded, and how soon it was found."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.harm import Harm
from engine.readmodel.codes import Rec
from engine.readmodel.detection import Alarm, DetectionView
from engine.readmodel.snapshot import NetworkSnapshot
from widgets.common.texts import count, numbered, percent, seconds
from widgets.headline.banner import Banner
from widgets.stage.attack_kinds import attack_kind, attack_title

_IDS_MOST = 4
HARM_ROUNDS = 10
"""For so many rounds the banner of an attack follows the harm that it does."""


def manner_of(picture: NetworkSnapshot, names: tuple[str, ...], all_names: tuple[str, ...]) -> tuple[bool, bool]:
    """Whether all attacks of these names exploit self-organisation and roles, and whether outsiders carry them out."""
    truth, which = picture.truth, [all_names.index(name) for name in names if name in all_names]
    flags = [
        bool(which) and all(k < len(column) and column[k] for k in which)
        for column in (truth.exploiting, truth.outsiders)
    ]
    return flags[0], flags[1]


class Announcer(QObject):
    """Turns records into messages on the banner.

    Args:
        banner: Where they are shown.
        parent: Owner.
    """

    attack_begins = Signal(int, tuple)
    """Round, and ids of the attackers."""

    def __init__(self, banner: Banner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._banner, self._reveal = banner, True
        self._names: tuple[str, ...] = ()
        self._started: dict[int, tuple[str, int]] = {}
        self._manner = (False, False)
        """Whether the attacks told of exploit self-organisation and roles, and whether outsiders carry them out."""
        self._harm = Harm(self)
        self._raised = -1
        """Id of the last alarm of a detector that was told."""
        self._fresh: tuple[int, tuple[int, ...], tuple[str, ...]] | None = None
        """Round, nodes and names of attacks whose harm the next pictures tell."""

    def begin(self) -> None:
        """A new run: forget the old one."""
        self._started, self._fresh, self._raised = {}, None, -1
        self._harm.begin()
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
        ids = tuple(dict.fromkeys(int(i) for i in starts["a"]))
        if ids and self._reveal:
            self.attack_begins.emit(int(starts["round"][-1]), ids)
        out = records[records["kind"] == Rec.MAJORITY_EXCLUDED]
        if len(out):
            self._fresh = None
            self._excluded(out[-1])
        elif len(starts) and self._reveal:
            names = tuple(dict.fromkeys(self._name(int(c)) for c in starts["c"]))
            self._fresh, self._manner = (int(starts["round"][-1]), ids, names), (False, False)
            self._attack("")
        else:
            self._controllers(records)

    def _controllers(self, records: np.ndarray) -> None:
        """A controller that was lost, and whom those who missed one elected in its place."""
        lost = records[records["kind"] == Rec.CONTROLLER_LOST]
        new = records[(records["kind"] == Rec.ELECTED) & (records["b"] >= 0)]  # the first controller is no news
        self._fresh = None if len(lost) or len(new) else self._fresh
        if len(lost):
            node, noticed = int(lost[-1]["a"]), int(lost[-1]["c"])
            what = self.tr("Controller %1 is lost").replace("%1", str(node))
            who = numbered(self.tr("%n node(s) noticed", "", noticed), noticed).replace("%n", count(noticed))
            self._banner.show_message("alarm", what, who, self._when(int(lost[-1]["round"])), (node,))
        if len(new):
            node, votes, late = int(new[-1]["a"]), int(new[-1]["c"]), int(new[-1]["v"])
            what = self.tr("Node %1 is elected controller").replace("%1", str(node))
            rest = numbered(self.tr("%n vote(s)", "", votes), votes).replace("%n", count(votes))
            gap = numbered(self.tr("%n round(s) after the loss", "", late), late).replace("%n", count(late))
            self._banner.show_message("detected", what, f"{rest} · {gap}", self._when(int(new[-1]["round"])), (node,))

    def _when(self, round_: int) -> str:
        return self.tr("round %1").replace("%1", count(round_))

    def rounds(self, rows: np.ndarray) -> None:
        """Metrics, of which harm is told."""
        self._harm.rounds(rows)

    def picture(self, picture: NetworkSnapshot) -> None:
        """A new alarm; the first pictures of an attack tell what harm it does, as long as nothing else is told."""
        if picture.detection is not None:
            self._detected(picture.detection)
        if self._fresh is None or picture.round < self._fresh[0] or picture.wave:
            return
        if self._banner.isHidden():
            self._fresh = None
            return
        since, ids, names = self._fresh
        self._manner = manner_of(picture, names, self._names)
        self._attack(self._harm.words(picture, ids, names, since))
        if picture.round >= since + HARM_ROUNDS:
            self._fresh = None

    def _detected(self, view: DetectionView) -> None:
        """The newest alarm of a detector, once."""
        newest = view.alarms[-1] if view.alarms else None
        if newest is None or newest.id <= self._raised:
            return
        self._raised, self._fresh = newest.id, None
        first = newest.suspects[0] if newest.suspects else None
        who = self.tr("node %1 suspected").replace("%1", str(first.id)) if first is not None else ""
        ids = (first.id,) if first is not None else ()
        sure = self.tr("confidence %1").replace("%1", percent(newest.confidence, 0))
        when = " · ".join(part for part in (who, self._when(newest.raised)) if part)
        what = self.tr("Alarm: %1").replace("%1", newest.title)
        self._banner.show_message("alarm", what, self._delay(view, newest) or sure, when, ids, alarm=newest.id)

    def _delay(self, view: DetectionView, alarm: Alarm) -> str:
        """How soon the attack was found; ground truth."""
        about = next((t for t in view.truth if t.alarm == alarm.id), None) if self._reveal else None
        if about is None:
            return ""
        if about.attack < 0:
            return self.tr("false alarm")
        return self.tr("detected in %1").replace("%1", seconds(about.delay_s))

    # -- words ---------------------------------------------------------------------------------------------------

    def _attack(self, harm: str) -> None:
        if self._fresh is None:
            return
        round_, ids, names = self._fresh
        exploiting, outsider = self._manner
        title = ", ".join(dict.fromkeys(attack_title(n) for n in names))
        how = [self.tr("exploiting roles")] if exploiting else []
        how += [numbered(self.tr("by (an outsider|outsiders)"), len(ids))] if outsider else []
        what, manner = f"{title}: {self._who(ids)}", " · ".join([*how, self._when(round_)])
        self._banner.show_message("attack", what, harm, manner, ids, attack_kind(names[0]), self._manner)

    def _who(self, ids: tuple[int, ...]) -> str:
        if len(ids) == 1:
            return self.tr("node %1").replace("%1", str(ids[0]))
        shown = ids if len(ids) <= _IDS_MOST else ids[: _IDS_MOST - 1]
        listed = self.tr("nodes %1").replace("%1", ", ".join(map(str, shown)))
        return listed + (self.tr(" and %1 more").replace("%1", str(len(ids) - len(shown))) if shown != ids else "")

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
