"""The built-in attacks."""

from __future__ import annotations

from engine.attacks.channel import Jamming
from engine.attacks.commands import FieldTamper, RoleCommand
from engine.attacks.damage import Damage
from engine.attacks.domino import Domino
from engine.attacks.ejection import BlackHole, GreyHole
from engine.attacks.exhaustion import Depletion, Rush
from engine.attacks.liar import BadMouth, Ballot, Collusion, Liar
from engine.attacks.misrouting import FalseRoute, Loop
from engine.attacks.mixture import Mixture
from engine.attacks.onoff import OnOff
from engine.attacks.physical import HelloFlood, SleepDenial, Tampering
from engine.attacks.protocol import ClockSkew, Desync, Replay
from engine.attacks.roles import Phantom, RoleFlood, RoleTheft
from engine.attacks.sinkhole import Sinkhole
from engine.attacks.software import Distortion, Injection
from engine.attacks.sybil import Sybil
from engine.attacks.wormhole import Wormhole
from engine.base.registry import Registry
from engine.network.strategies import AttackStrategy

BUILT_IN: tuple[type[AttackStrategy], ...] = (
    BlackHole,
    GreyHole,
    Damage,
    Sinkhole,
    FalseRoute,
    Wormhole,
    Sybil,
    Loop,
    Depletion,
    Rush,
    Liar,
    BadMouth,
    Ballot,
    Collusion,
    OnOff,
    RoleTheft,
    RoleFlood,
    Phantom,
    RoleCommand,
    FieldTamper,
    Domino,
    Injection,
    Distortion,
    HelloFlood,
    SleepDenial,
    Tampering,
    Desync,
    ClockSkew,
    Replay,
    Jamming,
    Mixture,
)


def attack_registry() -> Registry[AttackStrategy]:
    """A registry of the built-in attacks and those of third parties (entry points ``motewarden.attacks``)."""
    registry: Registry[AttackStrategy] = Registry("attack", "motewarden.attacks")
    for strategy in BUILT_IN:
        registry.add(strategy())
    registry.load_entry_points()
    return registry
