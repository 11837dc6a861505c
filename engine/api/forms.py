"""What the window builds palettes and forms from: strategies by name, and fields with units and ranges."""

from __future__ import annotations

from dataclasses import replace
from types import UnionType
from typing import Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.attacks.model.book import attack_model as book
from engine.attacks.model.review import review
from engine.network.strategies import AttackStrategy
from engine.readmodel.attack_model import AttackModel, Finding
from engine.readmodel.detail import PaletteEntry, Parameter, Preset
from engine.runtime.strategies import Strategies, can_exploit, checked, choose_trust
from engine.scenario.hardware import GIB, MHZ, PROFILES, Hardware
from engine.scenario.model import METRICS, Attack, Node, Obstacle, Scenario
from engine.scenario.organisation import Hardening, Incident, RoleName
from engine.scenario.parts import MAX_ID
from engine.scenario.presets import weight_presets

_UNITS = {
    "m": "m",
    "s": "s",
    "j": "J",
    "bits": "bit",
    "dbm": "dBm",
    "db": "dB",
    "nj_per_bit": "nJ/bit",
    "rate": "bit/s",
    "every": "rounds",
}
_LABELS = {
    "threshold": "Threshold P",
    "model": "Model",
    "blocked": "Block list",
    "report_rule": "Reports are put together by",
    "evidence": "Evidence before judging",
    "pre_trust": "Weight of the pre-trusted, a",
    "r_lim": "R_lim",
    "amp_fs_pj": "Amplifier, free space",
    "amp_mp_pj": "Amplifier, multi-path",
    "m1_form": "m1",
    "m7_form": "m7",
    "combination": "Equation (3)",
    "witnesses": "List L of equation (2)",
    "empty_value": "Empty denominators",
    "range_m": "Radio range",
    "link_loss": "Loss per hop",
    "tx_dbm": "Output power",
    "mac": "Channel access",
    "exponent": "Path-loss exponent n",
    "pl0_db": "Path loss at 1 m",
    "sigma_db": "Shadowing σ",
    "noise_dbm": "Noise floor",
    "curve": "Reception curve",
    "min_reception": "Least reception rate",
    "retries": "Retries",
    "listen_bits": "Bits a watchdog listens to",
    "miss": "Missed frames",
    "x": "Centre, x",
    "y": "Centre, y",
    "turn_deg": "Turn",
    "loss_db": "Attenuation",
    "margin": "Margin of a newcomer",
    "low_energy": "Relieved below, battery",
    "low_storage": "Relieved below, free storage",
    "low_cpu": "Relieved below, free CPU",
    "pace": "Transitions in a round",
    "missed": "Heartbeats missed",
    "history_every": "Historical data every",
    "history_readings": "Historical readings",
    "keep_rounds": "Readings are kept",
    "joins": "Joins at most",
    "joins_per": "… in",
    "check_frames": "Check frames",
    "authentication": "Authentication, tamper resistance",
    "reassignments": "Redistributions at most",
    "reassignments_per": "… in",
    "check_eligibility": "Check fitness for roles",
    "limit_reassignments": "Limit redistributions",
    "interval_s": "Collect every",
    "wait_s": "Wait for answers",
    "types": "Types of data",
    "sources": "Nodes asked",
    "keep_s": "Keep for",
    "keep_bytes": "Keep at most",
    "window_s": "Window",
    "hop_s": "From window to window",
    "rules": "Range rules",
    "lowest": "Lowest reading",
    "highest": "Highest reading",
    "heuristics": "Heuristics of DoS",
    "profile": "Profile of what is usual",
    "learn_s": "The profile learns for",
    "confidence": "Alarm from confidence",
    "persistence": "Windows that agree",
    "quorum": "Detectors that agree",
    "cpu_budget": "Load on top, at most",
}
_SECTIONS = (
    ("Trust", "trust"),
    ("Radio", "radio"),
    ("Energy", "energy"),
    ("Mobility", "mobility"),
    ("Field", "area"),
)
S3_ONLY = frozenset(
    {
        "threshold",
        "hysteresis",
        "r_lim",
        "normalise_weights",
        "empty_value",
        "combination",
        "m1_form",
        "m1_reference",
        "m7_form",
        "witnesses",
    }
)
"""Fields of `Trust` that only S3's own model reads."""
_FIELD_UNITS = {
    "x": "m",
    "y": "m",
    "turn_deg": "°",
    "loss_db": "dB",
    "amp_fs_pj": "pJ/bit/m²",
    "amp_mp_pj": "pJ/bit/m⁴",
    "step_m": "m",
    "patience": "rounds",
    "keep_rounds": "rounds",
    "joins_per": "rounds",
    "reassignments_per": "rounds",
    "keep_bytes": "bytes",
    "lowest": "°C",
    "highest": "°C",
}
_SWITCHED = {
    "joins": "limit_joins",
    "joins_per": "limit_joins",
    "reassignments": "limit_reassignments",
    "reassignments_per": "limit_reassignments",
}
"""Parameters of `Hardening` and the switch without which they mean nothing."""
_WATCHED = {"lowest": "rules", "highest": "rules", "learn_s": "profile"}
"""Parameters of `Detection` and the switch without which they mean nothing."""


def palette(strategies: Strategies | None = None) -> tuple[PaletteEntry, ...]:
    """Everything that can be dragged onto the stage."""
    strategies = strategies or Strategies.load()
    things = [
        PaletteEntry("node:mote", "Nodes", "Sensor node", "Senses, relays, and is cluster head in its turn."),
        *(PaletteEntry(f"node:{h.name}", "Nodes", h.title, _facts(h)) for h in PROFILES.values() if h.name != "mote"),
        PaletteEntry("node:router", "Nodes", "Router", "Relays in a mesh, senses nothing, draws on the mains."),
        PaletteEntry(
            "station",
            "Base stations",
            "Base station",
            "Unlimited energy; cannot be attacked; counts what arrives.",
        ),
    ]
    things.append(
        PaletteEntry("obstacle", "Obstacles", "Obstacle", "Weakens every signal that passes through it, by its dB.")
    )
    things += [PaletteEntry(f"attack:{a.name}", "Attacks", a.title, a.tip) for a in strategies.attacks]
    return tuple(things)


def attack_model(strategies: Strategies | None = None) -> AttackModel:
    """Paper S2's model of attacks: its tables, and an entry for each registered attack."""
    return book((strategies or Strategies.load()).attacks)


def design_review(scenario: Scenario, strategies: Strategies | None = None) -> tuple[Finding, ...]:
    """What paper S2's model of attacks says of a network before it is built (S2-164): the least stopped first."""
    return review(attack_model(strategies), scenario)


def _facts(hardware: Hardware) -> str:
    """What the source of a profile states, in one paragraph."""
    h, radio = hardware, hardware.transceiver
    known = [h.cpu, f"{h.cores} × {h.clock_hz / MHZ:g} MHz" if h.cores and h.clock_hz else None]
    known += [f"{h.ram_bytes / GIB:g} GiB of memory" if h.ram_bytes else None, ", ".join(h.links) or None]
    known += ["cryptography in hardware" if h.accelerated else None, "secure boot" if h.secure_boot else None]
    if radio is None:
        known.append("radio currents not stated: they count as a mote's")
    else:
        sends, hears = 1e3 * radio.transmit_w[-1][1], 1e3 * radio.receive_w
        known.append(
            f"{radio.name}: sending {sends:.3g} mW, receiving {hears:.3g} mW, asleep {1e3 * radio.sleep_w:.2g} mW"
        )
    return f"{'; '.join(k for k in known if k)}. Source: {h.source}."


def _unit(name: str) -> str:
    if name in _FIELD_UNITS:
        return _FIELD_UNITS[name]
    return next((unit for end, unit in _UNITS.items() if name.endswith(f"_{end}")), "")


def _limits(info: FieldInfo) -> tuple[float | None, float | None]:
    low = high = None
    for rule in info.metadata:
        low = getattr(rule, "ge", getattr(rule, "gt", low))
        high = getattr(rule, "le", getattr(rule, "lt", high))
    return low, high


def _plain_type(annotation: object) -> object:
    """The type behind ``Annotated`` and ``| None``."""
    if get_origin(annotation) in (Union, UnionType):
        annotation = next(a for a in get_args(annotation) if a is not type(None))
    return get_args(annotation)[0] if hasattr(annotation, "__metadata__") else annotation


def _parameter(prefix: str, name: str, info: FieldInfo, value: object) -> Parameter | None:
    kind = _plain_type(info.annotation)
    if get_origin(kind) is tuple and isinstance(value, tuple):
        kind, value = str, ", ".join(map(str, value))
    choices = tuple(str(c) for c in get_args(kind)) if get_origin(kind) is Literal else ()
    if not choices and kind not in (bool, int, float, str):
        return None
    low, high = _limits(info)
    if get_origin(info.annotation) in (Union, UnionType):
        inner = next(a for a in get_args(info.annotation) if a is not type(None))
        rules = getattr(inner, "__metadata__", ())
        for rule in rules:
            for part in getattr(rule, "metadata", (rule,)):
                low, high = getattr(part, "ge", getattr(part, "gt", low)), getattr(part, "le", high)
    label = _LABELS.get(name, name.removesuffix("_m").replace("_", " ").capitalize())
    tip = " ".join((info.description or "").replace("`", "").split())
    return Parameter(f"{prefix}{name}", label, value, _unit(name), low, high, choices, tip)


def _of(model: BaseModel, prefix: str) -> tuple[Parameter, ...]:
    fields = type(model).model_fields
    rows = (_parameter(prefix, name, info, getattr(model, name)) for name, info in fields.items())
    return tuple(row for row in rows if row is not None)


def settings(scenario: Scenario) -> tuple[tuple[str, tuple[Parameter, ...]], ...]:
    """The document's sections as forms: (title, parameters); keys are paths such as ``trust.threshold``."""
    strategies = Strategies.load()
    out = []
    for title, section in _SECTIONS:
        out.append((title, _of(getattr(scenario, section), f"{section}.")))
    out[:1] = _trust_sections(scenario, strategies)
    protocol = strategies.routing.get(scenario.routing.protocol)
    choice = Parameter("routing.protocol", "Protocol", protocol.name, choices=tuple(strategies.routing.items()))
    params = checked(protocol.params_type, scenario.routing.params, "routing.params")
    out.insert(2, ("Routing", (choice, *_of(params, "routing.params."))))
    out.insert(3, ("Secure routing", _of(scenario.routing.verify, "routing.verify.")))
    out[4:4] = _organisation(scenario)
    return tuple(out)


def _organisation(scenario: Scenario) -> list[tuple[str, tuple[Parameter, ...]]]:
    """Roles and hardening; what a switch that is off would govern is left out."""
    roles, hardening = scenario.roles, scenario.hardening
    first = [p for p in _of(roles, "roles.") if roles.enabled or p.key == "roles.enabled"]
    second = [p for p in _of(hardening, "hardening.") if _governed(hardening, p.key)]
    third = [p for p in _of(scenario.detection, "detection.") if _watched(scenario, p.key.rpartition(".")[2])]
    third = [replace(p, label="Module") if p.key == "detection.model" else p for p in third]
    return [("Roles", tuple(first)), ("Hardening", tuple(second)), ("Detection", tuple(third))]


def _watched(scenario: Scenario, name: str) -> bool:
    """Whether a field of `Detection` counts: all else with the switch, some with a switch of their own."""
    detection = scenario.detection
    switch = _WATCHED.get(name)
    return name == "enabled" or (detection.enabled and (switch is None or bool(getattr(detection, switch))))


def _governed(hardening: Hardening, key: str) -> bool:
    switch = _SWITCHED.get(key.rpartition(".")[2])
    return switch is None or bool(getattr(hardening, switch))


def _trust_sections(scenario: Scenario, strategies: Strategies) -> list[tuple[str, tuple[Parameter, ...]]]:
    """What all models share; then the weights of S3's own, or the parameters of another."""
    trust = scenario.trust
    model, params = choose_trust(scenario, strategies)
    models = strategies.trust.items()
    tip = " ".join(f"{name}: {m.title}." for name, m in models.items())
    shared = [p for p in _of(trust, "trust.") if model.name == "s3" or p.key.rpartition(".")[2] not in S3_ONLY]
    shared = [replace(p, choices=tuple(models), tip=tip) if p.key == "trust.model" else p for p in shared]
    if model.name != "s3":
        return [("Trust", tuple(shared)), (model.title, _of(params, "trust.params."))]
    weights = tuple(
        Parameter(
            f"trust.weights.{m}",
            f"w{m[1:]}",
            trust.weights.get(m, 0.0),
            "",
            0.0,
            1.0,
            (),
            f"Weight of {m}",
        )
        for m in METRICS
    )
    return [("Trust", tuple(shared)), ("Trust weights", weights)]


def trust_presets(scenario: Scenario) -> tuple[Preset, ...]:
    """Sets of weights to choose from; none under a trust model without weights."""
    return weight_presets() if scenario.trust.model == "s3" else ()


def obstacle_parameters(obstacle: Obstacle) -> tuple[Parameter, ...]:
    """Place, size, turn, attenuation and name of an obstacle as a form; keys are the names of its fields."""
    return tuple(row for row in _of(obstacle, "") if row.key != "id")


def attack_parameters(attack: Attack) -> tuple[Parameter, ...]:
    """Schedule, manner and parameters of one attack as a form.

    Keys are ``start``, ``duration``, ``variation``, ``origin``, ``params.NAME``.
    """
    strategy = Strategies.load().attacks.get(attack.type)
    params = checked(strategy.params_type, attack.params, f"attack {attack.id}")
    schedule = (
        Parameter("start", "Start", attack.start, "round", 0, 10_000_000),
        Parameter("duration", "Duration (0: to the end)", attack.duration or 0, "rounds", 0, 10_000_000),
    )
    return (*schedule, *_manner(attack, strategy), *_of(params, "params."))


def _manner(attack: Attack, strategy: AttackStrategy) -> tuple[Parameter, Parameter]:
    """Variation (S2-53) and origin (S2-165); one that the attack does not have is locked, with the reason."""
    alone = attack.variation == "common" and not can_exploit(strategy)
    locked = f"{strategy.title} has a common variation only" if alone else ""
    fields = Attack.model_fields
    rows = (_parameter("", name, fields[name], getattr(attack, name)) for name in ("variation", "origin"))
    variation, origin = (row for row in rows if row is not None)
    return replace(variation, locked=locked), origin


def node_parameters(node: Node) -> tuple[Parameter, ...]:
    """Hardware, part of the network, service, movement and first roles of a node; keys are the names of its fields."""
    rows = {row.key: row for row in _of(node, "")}
    rows["profile"] = replace(rows["profile"], label="Hardware", choices=tuple(PROFILES))
    names = ("profile", "subnet", "service", "motion", "roles")
    return tuple(rows[name] for name in names)


def incident_parameters(incident: Incident) -> tuple[Parameter, ...]:
    """One incident as a form: ``kind``, ``at``, ``whom`` (``node`` or a role), ``node`` and ``to`` where they count."""
    rows = {row.key: row for row in _of(incident, "")}
    whom = incident.role if incident.node is None else "node"
    tip = "A node, or whoever holds the role then"
    out = [
        replace(rows["kind"], label="What happens"),
        replace(rows["at"], label="When", unit="round"),
        Parameter("whom", "To whom", whom, choices=("node", *get_args(RoleName)), tip=tip),
    ]
    if incident.node is not None:
        out.append(Parameter("node", "Node", incident.node, "", 0, MAX_ID))
    if incident.kind in {"drain", "fill"}:
        out.append(replace(rows["to"], label="Leaves"))
    return tuple(out)
