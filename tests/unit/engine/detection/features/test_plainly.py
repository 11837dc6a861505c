"""Windows against the same worked out plainly: node by node, from a list of all that came."""

import math

import numpy as np
import pytest

from engine.detection.collection.records import EVENT, FIGURES, RECORD
from engine.detection.features.base import NAMES
from engine.detection.features.events import EVENT_NAMES, event_rates
from engine.detection.features.names import MEMORY, REMEMBERED, SHORT
from engine.detection.features.windows import Windows
from engine.readmodel.codes import Rec, ServiceStatus

COMPARED = {
    "routes": lambda now, old, n: now["routes"] / n,
    "rerouted": lambda now, old, n: abs(now["routes"] - old["routes"]) / n,
    "dropped": lambda now, old, n: max(now["handed"] - now["relayed"], 0),
    "surplus": lambda now, old, n: max(now["frames"] - max(now["taken"], 1), 0),
    "claims": lambda now, old, n: math.log2(max(now["claims"], 1)),
    "boast": lambda now, old, n: math.log2(max(now["energy"], 1)),
    "slander": lambda now, old, n: now["ill"] / (now["told"] + 2),
    "praise": lambda now, old, n: max(now["wrong"] - now["ill"], 0) / (now["told"] + 2),
    "missing": lambda now, old, n: max(now["taken"] - now["arrived"], 0),
    "frequency": lambda now, old, n: now["taken"],
    "spent": lambda now, old, n: max(old["energy"] - now["energy"], 0),
    "moved": lambda now, old, n: math.hypot(now["x"] - old["x"], now["y"] - old["y"]) if _both(now, old) else 0,
    "new": lambda now, old, n: now["uptime"] < 60,
    "led": lambda now, old, n: (int(now["roles"]) & 14).bit_count(),
    "silent": lambda now, old, n: now["answered"] == 0,
    "level": lambda now, old, n: now["dbm"] - old["dbm"] if _both(now, old) else 0,
    "links": lambda now, old, n: max(old["links"] - now["links"], 0) / max(old["links"], 1),
}


def _both(now, old):
    return now["answered"] == old["answered"] == 1


def _row(now, old, members, history):
    """The quantities of one node, ``history`` being those of the intervals before."""
    row = {
        name: COMPARED[name](now, old, members) if name in COMPARED else now[name] for name in NAMES if name in now
    } | {name: of(now, old, members) for name, of in COMPARED.items()}
    last = [*history[-(SHORT - 1) :], row]
    row["drop_share"] = sum(r["dropped"] for r in last) / (sum(r["handed"] for r in last) + 1)
    return {name: float(row[name]) for name in NAMES}


class Plain:
    """Keeps everything of everybody."""

    def __init__(self, window):
        self.window, self.count, self.of, self.last = window, 0, {}, {}

    def push(self, records):
        said = [dict(zip(RECORD.names, r.tolist(), strict=True)) for r in np.sort(records, order="id")]
        nothing = [dict.fromkeys(NAMES, 0.0)] * self.count
        before = {r["id"]: self.of.get(r["id"], nothing) for r in said}
        rows = {r["id"]: _row(r, self.last.get(r["id"], r), len(said), before[r["id"]]) for r in said}
        self.of = {i: [*before[i], rows[i]] for i in rows}
        self.last = {r["id"]: r for r in said}
        self.count += 1
        nodes = [self._node(past) for past in self.of.values()]
        return np.array(nodes).reshape(len(nodes), len(NAMES) + 2 * len(REMEMBERED))

    def _node(self, past):
        def mean(name, count):
            some = [row[name] for row in past[-count:]]
            return sum(some) / len(some)

        most = [max(row[name] for row in past[-max(MEMORY, self.window) :]) for name in REMEMBERED]
        return [*(mean(n, self.window) for n in NAMES), *(mean(n, SHORT) for n in REMEMBERED), *most]


def _network(nodes):
    now, short, most = np.split(nodes, [len(NAMES), len(NAMES) + len(REMEMBERED)], axis=1)
    second = np.sort(now, axis=0)[-2] if len(now) > 1 else now[0]
    return [now.mean(0), now.max(0), second, short.mean(0), short.max(0), most.max(0)]


@pytest.mark.parametrize(("window", "hop"), [(1, 1), (4, 2), (35, 3)])
def test_windows_are_what_they_are_worked_out_plainly(window, hop):
    rng = np.random.default_rng([7, window])
    windows, plain = Windows(window, hop), Plain(window)
    ids = np.arange(9)
    for k in range(80):
        if k % 13 == 5:
            ids = rng.choice(14, rng.integers(1, 12), replace=False)
        records = np.zeros(len(ids), RECORD)
        for name in FIGURES:
            records[name] = rng.gamma(0.5, 3.0, len(ids))
        records["id"], records["time"], records["roles"] = rng.permutation(ids), k, rng.integers(0, 32, len(ids))
        records["answered"], records["uptime"] = rng.integers(0, 2, len(ids)), rng.integers(0, 200, len(ids))
        got, nodes = windows.push(records, np.zeros(0, EVENT)), plain.push(records)
        assert (got is None) == bool((k + 1) % hop)
        if got is not None:
            assert got.ids.tolist() == sorted(ids.tolist())
            np.testing.assert_allclose(got.nodes, nodes, rtol=1e-4, atol=1e-5)
            spread = np.concatenate(_network(nodes))
            np.testing.assert_allclose(got.network[: len(spread)], spread, rtol=1e-4, atol=1e-5)


def test_entries_of_the_log_are_counted_by_kind_and_end():
    rng = np.random.default_rng(3)
    events = np.zeros(300, EVENT)
    events["kind"] = rng.choice([int(k) for k in (Rec.JOIN, Rec.LEAVE, Rec.REDISTRIBUTION, Rec.ELECTED)], 300)
    events["status"] = rng.integers(0, len(ServiceStatus), 300)
    rates = dict(zip(EVENT_NAMES, event_rates(events, np.zeros(2, RECORD)).tolist(), strict=True))

    def count(kind, *ends):
        return int(((events["kind"] == int(kind)) & np.isin(events["status"], ends)).sum())

    begun, done, *bad = ServiceStatus
    assert rates["joins_asked"] == count(Rec.JOIN, begun)
    assert rates["joins_done"] == count(Rec.JOIN, done)
    assert rates["joins_failed"] == count(Rec.JOIN, *bad)
    assert rates["leaves_missed"] == count(Rec.LEAVE, *bad)
    assert rates["redistributions_failed"] == count(Rec.REDISTRIBUTION, *bad)
    assert rates["elections"] == count(Rec.ELECTED, *ServiceStatus)
