"""What can be heard in a network, counted in Python: said on the service plane, arrived at sinks, claimed of places.

Kernels count what they do at the place where they do it; see `engine.network.kernels.hearing` for the columns. All
functions but `count` and `mark` are for networks that somebody heeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.network.kernels.columns import CURSOR_PACKETS, FATE_DELIVERED
from engine.network.kernels.forward import SETUP_SHARE, SLOTS_SHARE
from engine.readmodel.codes import PacketKind

if TYPE_CHECKING:
    from engine.network.network import Network

_AGGREGATE = int(PacketKind.AGGREGATE)
ROUNDING = 0.01
"""°C: readings travel in hundredths."""
BEYOND = 1.05
"""How much further than the radio carries a neighbour may say to be: places are claimed with errors."""
AT_ODDS = 0.3
"""By how much a report of trust may differ from what others saw themselves. Ours."""
ENOUGH = 3.0
"""Interactions that others must have seen of a node before they contradict. Ours."""
_HOPS = 32
"""Hops after which a path is taken not to end."""


def count(network: Network, column: str, row: int, times: float = 1.0) -> None:
    """Adds to one column of one row, where somebody heeds."""
    if network.heeding and row >= 0:
        network.heard[column][row] += np.float32(times)


def mark(network: Network, column: str, rows: np.ndarray | int, value: float = 1.0) -> None:
    """Writes a value to one column of ``rows`` (bool[M], or one row), where somebody heeds."""
    if network.heeding:
        network.heard[column][rows] = value


# -- service messages ---------------------------------------------------------------------------------------------


def letters(network: Network, rows: np.ndarray, root: int) -> None:
    """Each of ``rows`` sends a message of its own; with a ``root`` (else -1) that sends each of them one."""
    if root >= 0:
        count(network, "service", root, float(len(rows)))
    elif len(rows):
        network.heard["service"] += np.bincount(rows, minlength=len(network.nodes)).astype(np.float32)


def changes(network: Network, changed: np.ndarray) -> None:
    """Who handed a message over hears that it is passed on otherwise; ``changed``: of each row who did, -1."""
    by = changed[changed >= 0]
    if len(by):
        network.heard["altered"] += np.bincount(by, minlength=len(network.nodes)).astype(np.float32)


def weigh_claims(network: Network, said: np.ndarray, rows: np.ndarray) -> None:
    """Figures that ``rows`` reported, against what their hardware can have.

    Args:
        network: The network.
        said: `engine.roles.suitability.FIGURES`[M].
        rows: int[K]: whose report arrived.
    """
    nodes, duties, claims = network.nodes[rows], network.duties[rows], np.ones(len(rows))
    limits = {"computing": duties["cpu_hz"], "storage": duties["storage"]}
    limits["energy"] = np.where(nodes["mains"] == 1, np.inf, nodes["initial"])
    for name, most in limits.items():
        known = np.isfinite(said[name][rows]) & np.isfinite(most) & (most > 0)
        claims[known] = np.maximum(claims[known], said[name][rows][known] / most[known])
    network.heard["claims"][rows] = np.maximum(network.heard["claims"][rows], claims)


def compare_reports(network: Network) -> None:
    """Trust that nodes told of, against what other neighbours of the same nodes saw, weighed by how much."""
    links, belief, m = network.links, network.belief, len(network.nodes)
    subject, observer = links["source"], links["target"]
    told = ~np.isnan(belief["told"]) & (links["near"] == 1)
    saw = np.where(links["near"] == 1, network.watch["r"], 0.0).astype(float)
    own = np.where(saw > 0, saw * belief["shared"], 0.0)
    others = np.bincount(subject, saw, m)[subject] - saw
    known = told & (others > ENOUGH)
    mean = (np.bincount(subject, own, m)[subject] - own)[known] / others[known]
    off = belief["told"][known] - mean
    odd, ill = np.abs(off) > AT_ODDS, off < -AT_ODDS
    network.heard["told"] += np.bincount(observer[known], minlength=m).astype(np.float32)
    network.heard["wrong"] += np.bincount(observer[known][odd], minlength=m).astype(np.float32)
    network.heard["ill"] += np.bincount(observer[known][ill], minlength=m).astype(np.float32)


# -- the end of a round -------------------------------------------------------------------------------------------


def close(network: Network) -> None:
    """After the packets of the round are settled: arrivals, values, places, routes, and what disturbs."""
    _arrivals(network)
    _places(network)
    _tables(network)
    _values(network)
    heard, nodes = network.heard, network.nodes
    heard["noise"] = nodes["noise"]
    awake = len(network.idle)
    heard["awake"][:awake] = network.idle["awake_s"]


def _arrivals(network: Network) -> None:
    """Readings and aggregates as the sinks took them; each aggregate answers for what its maker made of it."""
    m, heard = len(network.nodes), network.heard
    packets = network.packets[: network.books.cursor[CURSOR_PACKETS]]
    made = packets["kind"] == _AGGREGATE
    came = packets["fate"] == FATE_DELIVERED
    own = ~made & (packets["n"] > 0)
    again = ~made & (packets["n"] == 0) & (packets["twin"] < 0) & came
    origin = packets["origin"]
    heard["frames"] += np.bincount(origin[own & (packets["hops"] > 0)], minlength=m).astype(np.float32)
    heard["arrived"] += np.bincount(origin[(own & came) | again], minlength=m).astype(np.float32)
    heard["twice"] += np.bincount(origin[again], minlength=m).astype(np.float32)
    carried = packets["carrier"] >= 0
    off = packets["shift"].astype(float)
    off[carried] -= packets["shift"][packets["carrier"][carried]]
    off[~made] -= network.behaviour["bias"][origin[~made]]  # what it was off by when its maker sent it
    off = np.abs(off) * (came & (own | made))
    off[off < ROUNDING] = 0.0
    np.maximum.at(heard["error"], origin, off.astype(np.float32))
    _latency(network, own & came)


def _latency(network: Network, chosen: np.ndarray) -> None:
    """Time from a node's slot to the arrival of its reading."""
    m, packets = len(network.nodes), network.packets
    last = np.flatnonzero(chosen)
    origin = packets["origin"][last]
    for _ in range(_HOPS):
        carrier = packets["carrier"][last]
        if not (carrier >= 0).any():
            break
        last = np.where(carrier >= 0, carrier, last)
    slot = SLOTS_SHARE * network.round_s / max(m, 1)
    taken = np.maximum(packets["time"][last] - SETUP_SHARE * network.round_s - slot * origin, 0.0)
    many = np.bincount(origin, minlength=m)
    network.heard["latency"] = np.bincount(origin, taken, m) / np.maximum(many, 1)


def _places(network: Network) -> None:
    """Neighbours that say to be out of range, and identities that say to be in one place."""
    nodes, links, heard, m = network.nodes, network.links, network.heard, len(network.nodes)
    x, y = nodes["claimed_x"], nodes["claimed_y"]
    alive = nodes["alive"] == 1
    if network.ranged:
        near = (links["near"] == 1) & alive[links["source"]] & alive[links["target"]]
        source, target = links["source"][near], links["target"][near]
        reach2 = BEYOND**2 * float(network.physics["range2"])
        apart = (x[source] - x[target]) ** 2 + (y[source] - y[target]) ** 2 > reach2
        heard["far"] = np.bincount(source[apart], minlength=m)
    place, same = np.unique(np.where(alive, x + 1j * y, np.arange(m) - 1e9), return_inverse=True)
    heard["close"] = np.bincount(same, minlength=len(place))[same] - 1


def _tables(network: Network) -> None:
    """Members behind each node by the routing tables, and hops that nodes say against those of their next hops."""
    nodes, routes, heard, m = network.nodes, network.routes, network.heard, len(network.nodes)
    inner, outer = routes["parent"], np.where(nodes["sink"] == 1, -1, routes["uplink"])
    at = np.flatnonzero((nodes["sensor"] == 1) & (nodes["alive"] == 1))
    inside = (routes["parent"][at] >= 0) & (routes["head"][at] == 0)
    through = np.zeros(m)
    for _ in range(_HOPS):
        inside &= routes["head"][at] == 0
        onward = np.where(inside, inner[at], outer[at])
        at, inside = onward[onward >= 0], inside[onward >= 0]
        if not len(at):
            break
        through += np.bincount(at, minlength=m)
    heard["routes"] = through
    claims = np.flatnonzero((nodes["claimed_hops"] >= 0) & (nodes["alive"] == 1) & (nodes["sink"] == 0))
    said = np.where(nodes["claimed_hops"] >= 0, nodes["claimed_hops"], routes["level"])
    for row in claims.tolist():
        links = network.links[nodes["first"][row] : nodes["last"][row]]
        near = said[links["target"][links["near"] == 1]]
        least = 0 if routes["uplink"][row] < 0 and not len(near) else int(near[near >= 0].min(initial=_HOPS))
        heard["hops"][row] = max(min(least, _HOPS) + 1 - int(said[row]), 0)


def _values(network: Network) -> None:
    """What nodes report, and the time in their messages, against their neighbours'."""
    nodes, links, heard, m = network.nodes, network.links, network.heard, len(network.nodes)
    if not network.ranged:
        return
    near = (links["near"] == 1) & (nodes["alive"][links["source"]] == 1) & (nodes["alive"][links["target"]] == 1)
    source, target = links["source"][near], links["target"][near]
    value = (nodes["reading"] + network.behaviour["bias"]).astype(float)
    value[nodes["sensor"] == 0] = np.nan
    heard["odd"] = _apart(value, source, target, m)
    clock = np.where(nodes["station"] == 1, np.nan, network.duties["clock"]).astype(float)
    told = heard["times"] > 0
    clock[told] = network.disturbances.skew[told]
    heard["clock"] = _apart(clock, source, target, m)


def _apart(value: np.ndarray, source: np.ndarray, target: np.ndarray, m: int) -> np.ndarray:
    """float[M]: how far each value is from the mean of its neighbours'; 0 where there is none. NaN: has none."""
    known = ~np.isnan(value[target])
    many = np.bincount(source[known], minlength=m)
    mean = np.bincount(source[known], value[target[known]], m) / np.maximum(many, 1)
    return np.where((many > 0) & ~np.isnan(value), np.abs(value - mean), 0.0)
