"""Alarms: raised once for an attack, kept while it goes on, closed when it is quiet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from engine.attacks.model.entries import ENTRIES
from engine.detection.dataset import NORMAL
from engine.detection.live.fusion import CALM
from engine.detection.live.suspicion import ranked
from engine.readmodel.detection import Alarm, AlarmClass

if TYPE_CHECKING:
    from engine.detection.live.mind import Mind

KEPT: Final = 200
"""Alarms remembered."""
UNKNOWN: Final = "unknown"
_ENTRY: Final = {entry.kind: entry for entry in ENTRIES}
_BY_KIND: Final = {
    "liar": AlarmClass.TRUST,
    "badmouth": AlarmClass.TRUST,
    "ballot": AlarmClass.TRUST,
    "collusion": AlarmClass.TRUST,
    "falseroute": AlarmClass.PROTOCOL,
    "loop": AlarmClass.PROTOCOL,
    "rush": AlarmClass.PROTOCOL,
    "depletion": AlarmClass.NODE,
    "domino": AlarmClass.SOFTWARE,
}
"""Attacks that S2 Table 4 leaves out; the rest of them bear on data."""


def class_of(kind: str) -> AlarmClass:
    """Row of S2 Table 4 to which a kind of attack belongs."""
    if kind == UNKNOWN:
        return AlarmClass.UNKNOWN
    entry = _ENTRY.get(kind)
    if entry is not None and entry.impact_class:
        return AlarmClass(entry.impact_class)
    return _BY_KIND.get(kind, AlarmClass.DATA)


def title_of(kind: str, variation: str) -> str:
    """The attack in words."""
    if kind == UNKNOWN:
        return "Unusual behaviour"
    title = _ENTRY[kind].title if kind in _ENTRY else kind
    return f"{title}, exploiting roles" if variation == "exploiting" else title


@dataclass(slots=True)
class AlarmBook:
    """All alarms of a run."""

    alarms: list[Alarm] = field(default_factory=list)
    raised: int = 0
    _weight: dict[str, float] = field(default_factory=dict)
    """Of the alarm that lasts: probabilities of each class, added up."""
    _blame: dict[int, float] = field(default_factory=dict)
    """Of the alarm that lasts: suspicion of each node, added up over its windows."""
    _reasons: dict[int, str] = field(default_factory=dict)
    _windows: int = 0
    _calm: int = 0

    @property
    def lasting(self) -> Alarm | None:
        """The alarm that goes on."""
        return self.alarms[-1] if self.alarms and self.alarms[-1].ended is None else None

    def judge(self, round_: int, minds: Mapping[int, Mind], agreed: Sequence[int], *, quiet: bool) -> Alarm | None:
        """After each window: raises, keeps or ends an alarm.

        Args:
            round_: The round.
            minds: Detectors by id.
            agreed: Ids of those whose votes amount to an alarm, where they are enough; else none.
            quiet: No detector sees anything.

        Returns:
            The alarm that was raised now, if one was.
        """
        if self.lasting is None:
            if not agreed:
                return None
            self.raised += 1
            self._weight, self._blame, self._windows, self._calm = {}, {}, 0, 0
            self.alarms = [*self.alarms[-(KEPT - 1) :], self._first(round_, minds, agreed)]
            return self._refresh(minds, agreed)
        self._calm = self._calm + 1 if quiet else 0
        if self._calm >= CALM:
            self.alarms[-1] = replace(self.alarms[-1], ended=round_ - CALM + 1)
        elif not quiet:
            self._refresh(minds, agreed or sorted(minds))
        return None

    def _first(self, round_: int, minds: Mapping[int, Mind], agreed: Sequence[int]) -> Alarm:
        mind = minds[agreed[0]]
        return Alarm(
            id=self.raised,
            kind=UNKNOWN,
            variation="",
            alarm_class=AlarmClass.UNKNOWN,
            title="",
            raised=round_,
            ended=None,
            confidence=0.0,
            suspects=(),
            deviations=mind.deviations(),
            votes=mind.votes,
            detectors=tuple(agreed),
        )

    def _refresh(self, minds: Mapping[int, Mind], agreed: Sequence[int]) -> Alarm:
        """The class, the suspects and the confidence as they are by now."""
        for detector in agreed:
            for name, probability in minds[detector].classes.items():
                self._weight[name] = self._weight.get(name, 0.0) + probability
            for node, suspicion, why in minds[detector].suspicion.blame():
                self._blame[node] = self._blame.get(node, 0.0) + suspicion / len(agreed)
                self._reasons[node] = why
        self._windows += 1
        likely = {name: w for name, w in self._weight.items() if name != NORMAL}
        best = max(likely, key=likely.__getitem__) if likely else ""
        known = bool(best) and sum(likely.values()) >= self._weight.get(NORMAL, 0.0)
        kind, _, variation = best.partition(":") if known else (UNKNOWN, "", "")
        mind = max((minds[d] for d in agreed), key=lambda m: m.confidence)
        before = self.alarms[-1]
        self.alarms[-1] = replace(
            before,
            kind=kind,
            variation=variation,
            alarm_class=class_of(kind),
            title=title_of(kind, variation),
            confidence=max(before.confidence, mind.confidence),
            suspects=ranked({i: b / self._windows for i, b in self._blame.items()}, self._reasons),
            deviations=mind.deviations() if mind.confidence > before.confidence else before.deviations,
            detectors=tuple(sorted({*before.detectors, *agreed})),
        )
        return self.alarms[-1]
