"""States, roles and membership of a network that organises itself, in the language of the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.readmodel.codes import Duty, Membership, NetworkState, NodeState
from engine.readmodel.services import SERVICES


def _tr(text: str) -> str:
    return QCoreApplication.translate("States", text)


def network_state_words(state: int) -> str:
    """What a state of S2 Fig. 2 means, in a few words."""
    return {
        NetworkState.S0: _tr("initialisation"),
        NetworkState.S1: _tr("normal functioning"),
        NetworkState.SS2: _tr("adding a new node"),
        NetworkState.SS3: _tr("waiting for its request"),
        NetworkState.SS4: _tr("changing the active set"),
        NetworkState.SS5: _tr("waiting for inclusion to be confirmed"),
        NetworkState.SS6: _tr("comparing the newcomer with the holders of roles"),
        NetworkState.SD2: _tr("redistribution requested"),
        NetworkState.SD3: _tr("changing roles"),
        NetworkState.SD4: _tr("collecting reports"),
        NetworkState.SD5: _tr("notifying nodes"),
        NetworkState.SD6: _tr("waiting for new roles to be confirmed"),
        NetworkState.SD7: _tr("updating role tables"),
    }[NetworkState(state)]


def node_state_words(state: int) -> str:
    """What a state of S2 Fig. 3 means."""
    return {
        NodeState.S0: _tr("initialisation"),
        NodeState.COLL: _tr("collects"),
        NodeState.PROC: _tr("processes"),
        NodeState.KEEP: _tr("keeps"),
        NodeState.CONTROL: _tr("controls"),
    }[NodeState(state)]


def role_word(name: str) -> str:
    """A role by its spelling in documents."""
    words = {
        "collector": _tr("collector"),
        "keeper": _tr("keeper"),
        "processor": _tr("processor"),
        "controller": _tr("controller"),
        "detector": _tr("detector"),
    }
    return words.get(name, name)


def role_words(bits: int) -> tuple[str, ...]:
    """Roles by their bits, the weightiest first."""
    order = (Duty.CONTROLLER, Duty.PROCESSOR, Duty.KEEPER, Duty.DETECTOR, Duty.COLLECTOR)
    return tuple(role_word((d.name or "").lower()) for d in order if bits & d)


def role_list(names: tuple[str, ...]) -> str:
    """Roles by their spelling in documents, in words, the weightiest first."""
    order = ("controller", "processor", "keeper", "detector", "collector")
    return ", ".join(role_word(name) for name in sorted(names, key=lambda n: order.index(n) if n in order else 9))


def membership_words(member: int) -> str:
    """Whether a node belongs to the network."""
    return {
        Membership.MEMBER: _tr("member"),
        Membership.ABSENT: _tr("not there yet"),
        Membership.JOINING: _tr("joining"),
        Membership.LEFT: _tr("left"),
        Membership.REFUSED: _tr("not let in"),
    }[Membership(member)]


def service_word(name: str) -> str:
    """An emergency service or carrier by its registered name."""
    known = SERVICES.get(name)
    return known.title if known is not None else name.replace("_", " ").replace("-", " ")
