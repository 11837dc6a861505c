"""What is said about a node when the pointer rests on it, and about the whole to a screen reader."""

from __future__ import annotations

from html import escape

import numpy as np
from PySide6.QtCore import QCoreApplication

from engine.readmodel.organisation import network_state_label
from widgets.common.states import membership_words, network_state_words, role_words, service_word
from widgets.common.texts import figure, numbered, percent
from widgets.stage.attack_kinds import attack_title
from widgets.stage.boxes import decibels
from widgets.stage.duties import Duties
from widgets.stage.paper import metres
from widgets.stage.scene import Scene


def _tr(text: str) -> str:
    return QCoreApplication.translate("StageTips", text)


def role_name(scene: Scene, row: int) -> str:
    """The role in words."""
    if scene.station[row]:
        return _tr("gateway") if scene.tiered else _tr("base station")
    if scene.router[row]:
        return _tr("router")
    if scene.duties is not None:
        return ", ".join(role_words(int(scene.duties.bits[row]))) or _tr("no role")
    return _tr("cluster head") if scene.head[row] else _tr("member")


def state_name(scene: Scene, row: int) -> str:
    """The state in words, the gravest first."""
    if scene.member[row] and (scene.gone[row] or scene.snap.alive[row]):
        return membership_words(int(scene.member[row]))
    states = (
        (scene.dead, _tr("out of energy")),
        (scene.excluded, _tr("excluded")),
        (scene.suspected, _tr("suspected")),
        (scene.unreachable, _tr("no path")),
    )
    return next((text for flags, text in states if flags[row]), _tr("ok"))


def node_tip(scene: Scene, row: int, *, truth: bool) -> str:
    """A few lines of rich text about a row; ground truth only with ``truth``."""
    snap = scene.snap
    lines = [f"<b>{snap.ids[row]}</b> · {role_name(scene, row)} · {state_name(scene, row)}"]
    if not scene.station[row]:
        energy = _tr("Energy {0} %").format(round(100 * float(snap.energy[row])))
        if truth and abs(snap.claimed_energy[row] - snap.energy[row]) > 0.01:
            energy += " · " + _tr("claims {0} %").format(round(100 * float(snap.claimed_energy[row])))
        lines.append(energy)
        if snap.trust_enabled:
            lines.append(_trust_line(scene, row))
        if scene.duties is not None:
            lines += _duty_lines(scene.duties, row)
        hops = int(snap.hops_to_station[row])
        nxt = int(snap.next_hop[row])
        if nxt >= 0:
            text = _tr("Sends to {0} · {1} hop(s) to a station").format(snap.ids[nxt], hops if hops >= 0 else "—")
            lines.append(numbered(text, hops))
    if snap.detection is not None and len(snap.detection.suspicion) == scene.n and snap.detection.suspicion[row] > 0:
        lines.append(_tr("The detector suspects it: {0}").format(percent(float(snap.detection.suspicion[row]), 0)))
    if truth and snap.dropped[row]:
        text = _tr("{0} packet(s) vanished here").format(int(snap.dropped[row]))
        lines.append(numbered(text, int(snap.dropped[row])))
    if truth:
        lines += _harm_lines(scene, row)
    if truth and snap.truth.attack[row] >= 0:
        which = snap.truth.extra.get(row, (int(snap.truth.attack[row]),))
        names = escape(", ".join(attack_title(snap.truth.attack_names[k]) for k in which))
        lines.append(_tr("Attack: {0}").format(names) + ("" if snap.truth.active[row] else " " + _tr("(not active)")))
    return "<br>".join(lines)


def _harm_lines(scene: Scene, row: int) -> list[str]:
    """What attacks have done to the node itself: ground truth."""
    truth, out = scene.snap.truth, []
    if len(truth.infected) == scene.n and truth.infected[row]:
        out.append(_tr("Runs malicious code"))
    if len(truth.clocks) == scene.n and truth.clocks[row]:
        out.append(_tr("Its clock is off by {0} s").format(figure(float(truth.clocks[row]))))
    if len(truth.off) == scene.n and truth.off[row]:
        out.append(_tr("Reports {0} °C too much").format(figure(float(truth.off[row]))))
    return out


def obstacle_tip(scene: Scene, index: int) -> str:
    """A few lines of rich text about an obstacle."""
    found, _, _, width, height, turn, loss = scene.boxes.columns[index].tolist()
    size = _tr("{0} × {1} m").format(metres(round(width, 2)), metres(round(height, 2)))
    turned = f" · {metres(round(turn, 1))}°" if turn else ""
    loses = _tr("Every link through it loses {0}").format(decibels(loss))
    return f"<b>{int(found)}</b> · {_tr('obstacle')}<br>{size}{turned}<br>{loses}"


def _duty_lines(duties: Duties, row: int) -> list[str]:
    """Resources, service and part of the network."""
    org = duties.org
    shares = [(_tr("CPU"), org.cpu[row]), (_tr("memory"), org.memory[row]), (_tr("storage"), org.storage[row])]
    out = [" · ".join(f"{name} {round(100 * float(value))} %" for name, value in shares if not np.isnan(value))]
    belongs = []
    if duties.services[row]:
        belongs.append(escape(service_word(org.services[row])))
    subnet = org.subnets[int(org.subnet[row])] if 0 <= int(org.subnet[row]) < len(org.subnets) else ""
    if subnet:
        belongs.append(_tr("subnet {0}").format(escape(subnet)))
    return [*out, " · ".join(belongs)] if belongs else out


def _trust_line(scene: Scene, row: int) -> str:
    snap = scene.snap
    if np.isnan(snap.trust[row]):
        return _tr("Trust: nobody holds an opinion")
    share = round(100 * float(snap.distrusted[row]))
    return _tr("Trust D {0} · off {1} % of lists").format(f"{snap.trust[row]:.2f}", share)


def describe_all(scene: Scene) -> str:
    """The picture in one sentence."""
    stations = int(scene.station.sum())
    alive = int(scene.snap.alive.sum()) - int(scene.snap.alive[scene.station].sum())
    nodes = numbered(_tr("{0} node(s), {1} alive").format(scene.n - stations, alive), scene.n - stations)
    many = numbered(_tr("{0} base station(s)").format(stations), stations)
    walls = numbered(_tr("{0} obstacle(s)").format(scene.boxes.n), scene.boxes.n)
    things = f"{nodes}, {many}, {walls}, " if scene.boxes.n else f"{nodes}, {many}, "
    told = things + _tr("round {0}").format(scene.snap.round)
    if scene.duties is None:
        return told
    org = scene.duties.org
    state = f"{network_state_label(org.state)}, {network_state_words(org.state)}"
    who = _tr("controller {0}").format(org.controller) if org.controller is not None else _tr("no controller")
    return f"{told}, {state}, {who}"
