"""What can be said to a running engine. Each command is logged with the round in which it took effect."""

from __future__ import annotations

from dataclasses import dataclass

from engine.scenario.edits import Edit
from engine.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Load:
    """Drop the present run and begin one of this document at round 0, paused."""

    scenario: Scenario


@dataclass(frozen=True, slots=True)
class Apply:
    """An edit, done or undone; takes effect between rounds."""

    edit: Edit
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Play:
    """Run on. Above 0: rounds per wall second; 0: as fast as it goes."""

    rounds_per_s: float = 0.0


@dataclass(frozen=True, slots=True)
class PlayToAlarm:
    """Run as fast as it goes to the end of the round of the next alarm, at most ``limit`` rounds."""

    limit: int = 10_000


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop after the present round."""


@dataclass(frozen=True, slots=True)
class StepRound:
    """Run to the end of the present or next round."""

    rounds: int = 1


@dataclass(frozen=True, slots=True)
class RunTo:
    """Run as fast as it goes to the end of a round, from round 0 where that round is past; ends other steps."""

    round: int


@dataclass(frozen=True, slots=True)
class StepHop:
    """Move every packet in flight by one hop."""


@dataclass(frozen=True, slots=True)
class Restart:
    """Begin again at round 0 with the document as it is now."""


@dataclass(frozen=True, slots=True)
class AskNode:
    """Answered with a `NodeDetail` or None under ``token``."""

    token: int
    node: int


@dataclass(frozen=True, slots=True)
class AskTrust:
    """Answered with a `TrustExplanation` or None under ``token``."""

    token: int
    observer: int
    subject: int


@dataclass(frozen=True, slots=True)
class AskConfiguration:
    """Answered with the `ConfigurationFile` of a node, or None, under ``token``."""

    token: int
    node: int


@dataclass(frozen=True, slots=True)
class Stop:
    """End the engine thread."""


Question = AskNode | AskTrust | AskConfiguration
"""Commands that are answered and change nothing."""
Command = Load | Apply | Play | PlayToAlarm | Pause | StepRound | RunTo | StepHop | Restart | Question | Stop
