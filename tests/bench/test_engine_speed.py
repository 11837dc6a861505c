"""Speed of the engine: LEACH against its peers, packet-hops with and without the defence; and memory.

``python3 dev.py bench`` runs it and prints the tables. Speeds are told, not asserted: a busy machine is no error.
A peer that gets through few rounds in its time is measured on its first rounds, in which all nodes live; so are we,
in a line of its own.
"""

import time

import numpy as np
import pytest

from engine import api
from engine.network.kernels import columns
from tests.bench.measures import (
    TIMES_MESA,
    TITLES,
    TURNS,
    best,
    leach_speeds,
    multi_hop,
    multi_hop_speeds,
    ours,
    timed,
    verdict,
)
from tests.worlds import start

pytestmark = pytest.mark.filterwarnings("ignore")


def test_leach_against_its_peers(capsys):
    api.warm()
    heading = f"{'nodes':>7} {'peer':<18}{'rounds':>7}{'rounds/s':>12}{'× Mesa':>9}{'× SimPy':>9}"
    lines = ["", f"LEACH, rounds per CPU second, best of {TURNS} turns", heading]
    for count, target in TIMES_MESA.items():
        clocks = leach_speeds(count)
        first = max(clocks["mesa"].rounds, 20)
        if first < clocks["ours"].rounds:
            clocks[f"… first {first}"] = best([timed(ours, count, first) for _ in range(TURNS)])
        mesa, simpy = (clocks[name].rounds_per_s for name in ("mesa", "simpy"))
        for name, c in clocks.items():
            rate = c.rounds_per_s
            row = f"{count:>7,} {TITLES.get(name, name):<18}{c.rounds:>7,}{rate:>12,.1f}"
            row += f"{rate / mesa:>9.1f}{rate / simpy:>9.1f}"
            asked = name == "ours" and target is not None
            lines.append(f"{row}  {verdict(rate / mesa, target)}" if asked else row)
        assert all(c.rounds > 0 for c in clocks.values())
    with capsys.disabled():
        print("\n".join(lines))


def test_rounds_and_packet_hops(capsys):
    api.warm()
    lines = ["", "Multi-hop, per CPU second", f"{'nodes':>7}  {'':<34}{'rounds/s':>10}{'M hops/s':>10}"]
    for count, what, rounds_per_s, hops_per_s, met in multi_hop_speeds():
        lines.append(f"{count:>7,}  {what:<34}{rounds_per_s:>10,.0f}{hops_per_s / 1e6:>10.2f}  {met}")
        assert rounds_per_s > 0
    with capsys.disabled():
        print("\n".join(lines))


def test_memory_is_below_a_kilobyte_per_node_and_directed_edge(capsys):
    network = start(multi_hop(1_000, mobile=True, protected=True)).network
    network.run_round()
    nodes, edges = len(network.nodes), len(network.links)
    per_edge = sum(a.itemsize for a in (columns.LINK, columns.WATCHED, columns.BELIEVED))
    everything = sum(a.nbytes for a in vars(network).values() if isinstance(a, np.ndarray))
    per_node = (everything - per_edge * edges) / nodes
    with capsys.disabled():
        print(f"\nMemory: {per_node:,.0f} bytes a node, {per_edge} bytes a directed edge")
    assert per_node <= 1024
    assert per_edge <= 1024
    assert len(network.watch) == len(network.belief) == edges


def test_a_run_with_all_results_written_is_not_slower_than_real_time(tmp_path):
    begun = time.perf_counter()
    api.run(multi_hop(100, mobile=True, protected=True), 50, out=tmp_path)
    assert time.perf_counter() - begun < 50, "50 rounds of one second"
