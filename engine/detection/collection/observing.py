"""From a network to records: what each node would answer now, and what others have heard of it since the last time.

Nothing here reads who attacks: only what nodes say, what others hear of them, and what arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.detection.collection.records import (
    EVENT,
    HEARD_COLUMNS,
    LARGEST,
    LATEST,
    LOGGED,
    OWN_COLUMNS,
    RECORD,
)
from engine.network.state import SOUND_SOFTWARE
from engine.readmodel.codes import Duty, Membership

if TYPE_CHECKING:
    from engine.network.network import Network

_LEADS = int(Duty.KEEPER | Duty.PROCESSOR | Duty.CONTROLLER)
_ADDED = tuple(name for name in HEARD_COLUMNS if name not in LARGEST and name not in LATEST)
_GREATEST = tuple(name for name in HEARD_COLUMNS if name in LARGEST)
_LAST = tuple(name for name in HEARD_COLUMNS if name in LATEST)
_COUNTERS = ("generated", "served", "sessions")


class Ear:
    """What was heard of everybody since the last collection; one for each network, shared by its detectors.

    Args:
        network: The network, heeded.
    """

    def __init__(self, network: Network) -> None:
        self.heard = np.zeros(len(network.nodes), RECORD)
        self.before = _counters(network)

    def listen(self, network: Network) -> None:
        """At the end of a round: adds what was heard in it."""
        heard, total = network.heard, self.heard
        for name in _ADDED:
            total[name] += heard[name]
        for name in _GREATEST:
            np.maximum(total[name], heard[name], out=total[name])
        for name in _LAST:
            total[name] = heard[name]

    def forget(self, network: Network) -> None:
        """After a collection: the next interval begins."""
        self.heard[:] = np.zeros(1, RECORD)
        self.before = _counters(network)


def _counters(network: Network) -> dict[str, np.ndarray]:
    return {
        "generated": network.nodes["generated"].copy(),
        "served": network.duties["served"].copy(),
        "sessions": network.duties["sessions"].copy(),
    }


def present(network: Network) -> np.ndarray:
    """int[K]: rows that can be heard: live vertices, base stations left out."""
    return np.flatnonzero((network.nodes["alive"] == 1) & (network.nodes["station"] == 0))


def own_figures(network: Network, ear: Ear) -> np.ndarray:
    """`RECORD`[M]: what every row says of itself now; a liar's claims are what it says."""
    nodes, duties, now = network.nodes, network.duties, np.zeros(len(network.nodes), RECORD)
    with np.errstate(divide="ignore", invalid="ignore"):
        now["ram"] = np.nan_to_num(duties["ram_used"] / duties["ram"])
        now["storage"] = np.nan_to_num(duties["stored"] / duties["storage"])
    now["cpu"] = np.nan_to_num(duties["load"])
    now["energy"] = np.where(nodes["mains"] == 1, 1.0, np.nan_to_num(nodes["claimed"]))
    nexts = np.where(network.routes["parent"] >= 0, network.routes["parent"], network.routes["uplink"])
    now["next_hop"] = np.where(nexts >= 0, nodes["id"][nexts], -1)
    now["value"], now["dbm"] = np.nan_to_num(duties["reports"]), np.nan_to_num(duties["heard_dbm"], nan=-120.0)
    now["x"], now["y"] = nodes["claimed_x"], nodes["claimed_y"]
    now["foreign"] = duties["software"] != SOUND_SOFTWARE
    now["bytes"], now["version"] = duties["payload"] / 8.0, duties["version"]
    now["roles"], now["uptime"] = duties["roles"], duties["uptime"] * network.round_s
    now["role_count"] = np.bitwise_count(duties["roles"])
    for figure, counter in zip(("taken", "served", "sessions"), _COUNTERS, strict=True):
        source = nodes if counter == "generated" else duties
        now[figure] = np.maximum(source[counter] - ear.before[counter], 0)
    near = network.links["near"] == 1
    now["links"] = np.bincount(network.links["source"][near], minlength=len(nodes))
    return now


def raw_answer(network: Network, row: int) -> dict[str, float]:
    """What a node has in its registers, before preprocessing: counters since its start, bits, bytes, rounds."""
    node, duty = network.nodes[row], network.duties[row]
    return {
        "readings": int(node["generated"]),
        "messages": int(duty["served"]),
        "sessions": int(duty["sessions"]),
        "payload_bit": float(duty["payload"]),
        "ram_bytes": float(duty["ram_used"]),
        "stored_bytes": float(duty["stored"]),
        "software": int(duty["software"]),
        "uptime_rounds": int(duty["uptime"]),
        "claimed_x": float(node["claimed_x"]),
        "claimed_y": float(node["claimed_y"]),
    }


def told_of(network: Network, answered: np.ndarray) -> np.ndarray:
    """bool[M]: whom somebody hears who ``answered`` (bool[M]): what others hear of a node comes with their answers."""
    links, alive = network.links, network.nodes["alive"] == 1
    tells = (links["near"] == 1) & (answered & alive)[links["target"]]
    out: np.ndarray = np.bincount(links["source"][tells], minlength=len(network.nodes)) > 0
    return out


def merged(network: Network, ear: Ear, own: np.ndarray, rows: np.ndarray, answered: np.ndarray) -> np.ndarray:
    """`RECORD`[K]: of each of ``rows`` what others heard, and what it said of itself (last).

    Args:
        network: The network.
        ear: What was heard.
        own: `RECORD`[M]: what each row has said.
        rows: int[K].
        answered: bool[M]: who answered this time.
    """
    out = np.zeros(len(rows), RECORD)
    told = told_of(network, answered)[rows]
    for name in HEARD_COLUMNS:
        out[name] = np.where(told, ear.heard[name][rows], 0.0)
    for name in OWN_COLUMNS:
        out[name] = own[name][rows]
    out["id"], out["time"] = network.nodes["id"][rows], network.round * network.round_s
    out["answered"] = answered[rows]
    member = network.duties["member"][rows] == Membership.MEMBER
    out["keeps"] = member & (network.duties["roles"][rows] & _LEADS > 0)
    return out


def events(network: Network, ear: Ear) -> np.ndarray:
    """`EVENT`[E]: what the controller logged since the last collection, with what its initiators say of themselves."""
    taken = network.take_tapped()
    kept = [entry for entry in taken if entry[0] in LOGGED]
    out = np.zeros(len(kept), EVENT)
    if not kept:
        return out
    own = own_figures(network, ear)
    ids = network.nodes["id"]
    place = {int(i): row for row, i in enumerate(ids)}
    for k, (kind, time, node, status) in enumerate(kept):
        row = place.get(node, -1)
        if row >= 0:
            figures = (1.0 - float(own["storage"][row]), float(own["energy"][row]), *own[["x", "y"]][row].tolist())
        else:
            figures = (np.nan,) * 4
        out[k] = (time, int(kind), status, node, *figures)
    return out
