"""What one detector makes of one window after the other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import numpy as np

from engine.detection.dataset import NORMAL
from engine.detection.features.names import NETWORK_FEATURES
from engine.detection.features.windows import Window, Windows, spans_of
from engine.detection.live.fusion import Persistence, fused
from engine.detection.live.profile import WATCHED, Profile
from engine.detection.live.simple import Heuristics, check_ranges
from engine.detection.live.suspicion import Suspicion
from engine.readmodel.detection import Deviation, Vote

if TYPE_CHECKING:
    from engine.detection.live.installed import Installed
    from engine.scenario.detection import Detection

_SURE, _HINT = 0.65, 0.3
"""Confidence of the profile at its threshold, and below it."""
_NO_NAME: Final = "unknown"
_UNTOLD: Final = 4
"""How many times further off a feature must be that honest changes move too, to be named before one that tells."""


def cost_of(modules: Mapping[str, Installed], nodes: int) -> float:
    """Cycles for the verdicts of one window: one of each module, and one for each node of that which knows nodes."""
    return sum(m.info.cycles * (nodes if part == "suspects" else 1) for part, m in modules.items())


class Mind:
    """The methods of one detector, and what they have seen.

    Args:
        settings: Which methods, and how sure they must be.
        modules: Modules in force: ``classifier``, ``suspects``, ``integral``.
    """

    def __init__(self, settings: Detection, modules: Mapping[str, Installed]) -> None:
        self._settings, self._modules = settings, modules
        self.windows = Windows(*spans_of(settings))
        span = round(settings.learn_s / settings.hop_s)
        self.profile, self.heuristics, self.suspicion = Profile(span), Heuristics(span), Suspicion()
        self._steady = Persistence(settings.persistence, settings.confidence)
        self.votes: tuple[Vote, ...] = ()
        self.values = np.zeros(len(NETWORK_FEATURES), np.float32)
        self.sigmas = np.zeros(len(NETWORK_FEATURES))
        self.classes: Mapping[str, float] = {}
        """Probability of each class in the last window, as the classifiers see it."""
        self.confidence, self.alarmed = 0.0, False

    def take(self, records: np.ndarray, events: np.ndarray) -> float:
        """Takes one interval in; returns the cycles that it took."""
        window = self.windows.push(records, events)
        if window is None:
            return 0.0
        self.values = window.network
        self.suspicion.take(window, self._modules.get("suspects"))
        votes = [self._usual(window)]
        if self._settings.heuristics:
            votes.append(self.heuristics.look(window.network))
        if self._settings.rules:
            votes.append(check_ranges(self._settings, records)[0])
        votes += self._learned(window)
        self.votes = tuple(votes if self._settings.profile else votes[1:])
        self.confidence = fused(self.votes)
        self.alarmed = self._steady.take(self.confidence)
        return window.cycles + cost_of(self._modules, len(window.ids))

    def _usual(self, window: Window) -> Vote:
        profile = self.profile
        self.sigmas = profile.sigmas(window.network)
        score, learned = profile.score(self.sigmas), profile.learned
        threshold = profile.threshold
        profile.take(window.network, score)
        if learned < 1:
            return Vote("profile", "learning", 0.0, f"{learned:.0%} learned")
        if score < threshold:
            return Vote("profile", "normal", _HINT * score / threshold, f"{score:.1f} σ, threshold {threshold:.1f}")
        title = NETWORK_FEATURES[int(np.argmax(np.where(WATCHED, self.sigmas, -np.inf)))].title
        return Vote("profile", _NO_NAME, min(1.0, _SURE * score / threshold), f"{title}: {score:.1f} σ")

    def _learned(self, window: Window) -> list[Vote]:
        votes = []
        for method in ("classifier", "integral"):
            module = self._modules.get(method)
            if module is None:
                continue
            scores = module.scores(window.network[None])[0]
            named = dict(zip(module.module.classes, scores.tolist(), strict=True))
            if method == "classifier" or not self.classes:
                self.classes = named
            best = max(named, key=named.__getitem__)
            attack = 1.0 - named.get(NORMAL, 0.0)
            verdict = best if best != NORMAL else NORMAL
            text = f"{module.info.method}: {best} {named[best]:.0%}"
            votes.append(Vote(method, verdict, attack if verdict != NORMAL else named[NORMAL], text))
        return votes

    def deviations(self) -> tuple[Deviation, ...]:
        """The three features that deviate most in the last window."""
        order = np.argsort(-np.where(WATCHED, self.sigmas, self.sigmas / _UNTOLD))[:3]
        order = order[np.argsort(-self.sigmas[order], kind="stable")]
        usual = self.profile.usual
        return tuple(
            Deviation(f.name, f.title, float(self.values[k]), float(usual[k]), float(self.sigmas[k]), f.unit)
            for k, f in ((int(k), NETWORK_FEATURES[int(k)]) for k in order)
        )
