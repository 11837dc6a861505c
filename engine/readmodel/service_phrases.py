"""Records of a network that organises itself, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.readmodel.codes import Duty, Rec, ServiceStatus, label
from engine.readmodel.detection import AlarmClass
from engine.readmodel.organisation import network_state_label, node_state_label


def _states(c: int) -> str:
    return f"{network_state_label(c >> 4)} to {network_state_label(c & 15)}"


def _node_states(c: int) -> str:
    return f"{node_state_label(c >> 4)} to {node_state_label(c & 15)}"


def _status(c: int) -> str:
    return label(ServiceStatus(c)).replace("_", " ")


def _role(c: int) -> str:
    return (Duty(c).name or "").lower()


def _changed(a: int, _b: int, c: int, _v: float) -> str:
    return f"network went from {_states(c)}" + (f", brought about by node {a}" if a >= 0 else "")


def _alarm(a: int, b: int, c: int, v: float) -> str:
    suspect = f", node {a} suspected" if a >= 0 else ""
    return f"detector {b} raises an alarm: {label(AlarmClass(c % len(AlarmClass)))}{suspect}, confidence {v:.2f}"


_WORK = ("gives the detector's work up", "takes the detector's work up", "refuses the detector's work")

SERVICE_PHRASES: Mapping[Rec, Callable[[int, int, int, float], str]] = MappingProxyType(
    {
        Rec.STATE: _changed,
        Rec.NODE_STATE: lambda a, _b, c, _v: f"node {a} went from {_node_states(c)}",
        Rec.JOIN: lambda a, _b, c, _v: f"node {a} joins the network: {_status(c)}",
        Rec.LEAVE: lambda a, _b, c, _v: f"node {a} leaves the network: {_status(c)}",
        Rec.REDISTRIBUTION: lambda a, _b, c, _v: f"redistribution of roles asked for by node {a}: {_status(c)}",
        Rec.ROLE_GIVEN: lambda a, _b, c, v: f"node {a} is {_role(c)} now, suitability {v:.3f}",
        Rec.ROLE_TAKEN: lambda a, _b, c, _v: f"node {a} is {_role(c)} no more",
        Rec.ROLE_REFUSED: lambda a, _b, c, v: f"node {a} may not be {_role(c)}: measured suitability {v:.3f}",
        Rec.CONTROLLER_LOST: lambda a, _b, c, _v: f"controller {a} was lost; {c} nodes noticed",
        Rec.ELECTED: lambda a, _b, c, _v: f"node {a} was elected controller with {c} votes",
        Rec.CONFIGURED: lambda a, _b, c, v: f"node {a} sent role configuration {c}; {100 * v:.0f} % hold it",
        Rec.CONFIRMED: lambda _a, _b, c, _v: f"all members hold role configuration {c}",
        Rec.REPAIRED: lambda a, _b, _c, _v: f"node {a} noticed a fault of its own and mended it",
        Rec.INCIDENT: lambda a, _b, _c, _v: f"an incident befell node {a}",
        Rec.FRAME_REFUSED: lambda a, b, _c, _v: f"node {a} refused a frame from {b} for its content",
        Rec.SOFTWARE: lambda a, _b, _c, _v: f"the control program of node {a} has another checksum",
        Rec.SESSION: lambda a, b, c, _v: f"node {a} opened a new session with {b}, number {c}",
        Rec.ALARM: _alarm,
        Rec.DETECTOR: lambda a, _b, c, _v: f"node {a} {_WORK[c % 3]}",
    }
)
