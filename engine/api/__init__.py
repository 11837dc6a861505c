"""The door of the engine: open a run, submit commands, take what it shows; run without a window; ask what there is."""

from engine.api.engine import Engine
from engine.api.forms import (
    attack_model,
    attack_parameters,
    design_review,
    incident_parameters,
    node_parameters,
    obstacle_parameters,
    palette,
    settings,
    trust_presets,
)
from engine.api.headless import RunResult, parse_attack, run, without_speed
from engine.api.verify import check, problems, unreachable, validate, warm
from engine.base.errors import EditError, MotewardenError, ScenarioError, UnknownNameError
from engine.runtime.commands import (
    Apply,
    AskConfiguration,
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
    "AskConfiguration",
    "AskNode",
    "AskTrust",
    "Command",
    "EditError",
    "Engine",
    "Load",
    "MotewardenError",
    "Outlet",
    "Pause",
    "Play",
    "PlayToAlarm",
    "Restart",
    "RunResult",
    "ScenarioError",
    "StepHop",
    "StepRound",
    "Stop",
    "UnknownNameError",
    "attack_model",
    "attack_parameters",
    "check",
    "design_review",
    "incident_parameters",
    "node_parameters",
    "obstacle_parameters",
    "palette",
    "parse_attack",
    "problems",
    "run",
    "settings",
    "trust_presets",
    "unreachable",
    "validate",
    "warm",
    "without_speed",
]
