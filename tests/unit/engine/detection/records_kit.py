"""Synthetic records of a detector: a quiet network, to which a test adds what it wants."""

import numpy as np

from engine.detection.collection.records import EVENT, RECORD
from engine.readmodel.codes import Rec


def quiet(t, n=20, seed=0):
    """`RECORD`[n] of a network in which nothing but daily work goes on."""
    rng = np.random.default_rng((seed, t))
    place = np.random.default_rng(seed)
    out = np.zeros(n, RECORD)
    out["id"], out["time"], out["answered"] = np.arange(1, n + 1), t, 1
    out["x"], out["y"] = place.random(n) * 100, place.random(n) * 100
    out["next_hop"] = np.roll(out["id"], 1)
    out["handed"] = out["relayed"] = rng.integers(0, 4, n)
    out["frames"] = out["taken"] = out["arrived"] = 1
    out["energy"], out["cpu"], out["ram"], out["storage"] = 1 - t * 1e-4, 0.1 + 0.01 * rng.random(n), 0.2, 0.3
    out["value"], out["odd"] = 20 + rng.random(n), 0.3 * rng.random(n)
    out["dbm"], out["links"], out["bytes"], out["uptime"] = -60 + rng.random(n), 5, 32, t + 1
    out["version"], out["role_count"], out["claims"] = 1, 1, 1
    return out


def no_events():
    """Nothing in the controller's log."""
    return np.zeros(0, EVENT)


def logged(kind, status, node, t=0.0, place=(np.nan, np.nan)):
    """One entry of the log."""
    out = np.zeros(1, EVENT)
    out["time"], out["kind"], out["status"], out["node"] = t, int(Rec(kind)), int(status), node
    out["storage"], out["energy"], out["x"], out["y"] = 0.9, 0.95, *place
    return out
