"""The door of the engine: open a run, submit commands, take what it shows; run without a window; ask what there is."""

from engine.api.engine import Engine
from engine.api.forms import attack_parameters, palette, settings
from engine.api.headless import RunResult, parse_attack, run, without_speed
from engine.api.verify import problems, validate, warm
from engine.runtime.commands import (
    Apply,
    AskNode,
    AskTrust,
    Command,
    Load,
    Pause,
    Play,
    PlayToAlarm,
    Restart,
    StepHop,
    StepRound,
    Stop,
)
from engine.runtime.outlet import Outlet

__all__ = [
    "Apply",
    "AskNode",
    "AskTrust",
    "Command",
    "Engine",
    "Load",
    "Outlet",
    "Pause",
    "Play",
    "PlayToAlarm",
    "Restart",
    "RunResult",
    "StepHop",
    "StepRound",
    "Stop",
    "attack_parameters",
    "palette",
    "parse_attack",
    "problems",
    "run",
    "settings",
    "validate",
    "warm",
    "without_speed",
]
