"""From the records of a window to one matrix: a row a node, a column a `columns.Column`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.detection.features.columns import AT, COLUMNS, PEAKS, RATES

_DROPS, _SPAN = ("handed", "relayed"), 2.0
"""Packets in doubt that a share is smoothed by: one packet lost of one is not yet a black hole."""
_SAID = ("foreign", "bytes", "cpu", "ram", "storage", "dbm", "links", "behind", "roles")
"""What a node says of itself, as it is."""
_LAST = ("routes", "latency")


def places(ids: np.ndarray, among: np.ndarray) -> np.ndarray:
    """int64[n]: where each of ``ids`` stands in ``among``; -1: nowhere."""
    if len(ids) == len(among) and np.array_equal(ids, among):
        return np.arange(len(ids))
    if not len(among):
        return np.full(len(ids), -1)
    order = np.argsort(among, kind="stable")
    found = order[np.minimum(np.searchsorted(among[order], ids), len(among) - 1)]
    return np.where(among[found] == ids, found, -1)


def gather(blocks: Sequence[np.ndarray], before: np.ndarray, seconds: float) -> np.ndarray:
    """What the window says of each node.

    Args:
        blocks: `RECORD`[n] of each interval of the window, the newest last.
        before: `RECORD`[n]: the newest block of the window before; no rows at the start.
        seconds: Length of the window.

    Returns:
        float32[n, columns]: rows as in the newest block.
    """
    last = blocks[-1]
    out = np.zeros((len(last), len(COLUMNS)), np.float32)
    total = {name: last[name].astype(np.float32) for name in (*RATES, "relayed", "taken", "sessions")}
    peak = {name: last[name].astype(np.float32) for name in PEAKS}
    silent = (last["answered"] == 0).astype(np.float32)
    for block in blocks[:-1]:
        at = places(last["id"], block["id"])
        there = np.flatnonzero(at >= 0)
        rows = block[at[there]]
        for name, column in total.items():
            column[there] += rows[name]
        for name, column in peak.items():
            column[there] = np.maximum(column[there], rows[name])
        silent[there] += rows["answered"] == 0
    for name in RATES:
        out[:, AT[name]] = total[name] / seconds
    for name, column in peak.items():
        out[:, AT[name]] = column
    for name in _LAST:
        out[:, AT[name]] = last[name]
    out[:, AT["claims"]] = np.maximum(peak["claims"] - 1.0, 0.0)
    out[:, AT["silent"]] = silent / len(blocks)
    _derive(out, total, seconds)
    _own(out, last, before, seconds)
    return np.nan_to_num(out, copy=False, posinf=1e6, neginf=-1e6)


def _derive(out: np.ndarray, total: dict[str, np.ndarray], seconds: float) -> None:
    dropped = np.maximum(total["handed"] - total["relayed"], 0.0)
    out[:, AT["dropped"]] = dropped / seconds
    out[:, AT["dropped_share"]] = dropped / (total["handed"] + _SPAN)
    out[:, AT["altered_share"]] = (total["altered"] + total["spoiled"]) / (total["relayed"] + _SPAN)
    out[:, AT["aborted_share"]] = total["aborted"] / (total["asked"] + 1.0)
    out[:, AT["taken"]] = total["taken"] / seconds
    out[:, AT["sessions"]] = total["sessions"] / seconds
    out[:, AT["missing"]] = np.maximum(total["taken"] - total["arrived"], 0.0) / (total["taken"] + 1.0)


def _own(out: np.ndarray, last: np.ndarray, before: np.ndarray, seconds: float) -> None:
    """What nodes say of themselves, by now and against before; who never said anything counts as the median."""
    out[:, AT["foreign"]], out[:, AT["bytes"]], out[:, AT["dbm"]] = last["foreign"], last["bytes"], last["dbm"]
    out[:, AT["cpu"]], out[:, AT["ram"]], out[:, AT["storage"]] = last["cpu"], last["ram"], last["storage"]
    out[:, AT["links"]], out[:, AT["roles"]] = last["links"], last["role_count"]
    said = last["uptime"] > 0
    newest = float(last["version"][said].max()) if said.any() else 0.0
    out[:, AT["behind"]] = np.where(last["version"] > 0, newest - last["version"], 0.0)
    out[:, AT["next_to"]] = _named(last)
    if said.any() and not said.all():
        columns = np.array([AT[name] for name in _SAID])
        out[np.ix_(~said, columns)] = np.median(out[np.ix_(said, columns)], axis=0)
    at = places(last["id"], before["id"])
    fresh = np.flatnonzero((at >= 0) & (last["answered"] == 1))
    old = before[at[fresh]]
    known = (old["answered"] == 1) & (old["uptime"] > 0)
    fresh, old = fresh[known], old[known]
    now = last[fresh]
    out[fresh, AT["moved"]] = np.hypot(now["x"] - old["x"], now["y"] - old["y"]) / seconds
    out[fresh, AT["draw"]] = np.maximum(old["energy"] - now["energy"], 0.0) / seconds
    out[fresh, AT["rerouted"]] = now["next_hop"] != old["next_hop"]


def _named(last: np.ndarray) -> np.ndarray:
    """float[n]: how many nodes name each as their next hop."""
    at = places(last["next_hop"].astype(last["id"].dtype), last["id"])
    counted: np.ndarray = np.bincount(at[at >= 0], minlength=len(last)).astype(np.float32)
    return counted
