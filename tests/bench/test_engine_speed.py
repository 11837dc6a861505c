"""Speed of the engine: LEACH against its peers, packet-hops with and without the defence; and memory.

``python3 dev.py bench`` runs it and prints the tables. Speeds are told, not asserted: a busy machine is no error.
A peer that gets through few rounds in its time is measured on its first rounds, in which all nodes live; so are we,
in a line of its own.
"""

import importlib
import time
from collections.abc import Callable
from time import process_time

import numpy as np
import pytest

from engine import api
from engine.network.kernels import columns
from engine.readmodel.metrics import COLUMN
from engine.scenario.model import Area, Energy, Mobility, Node, Radio, Routing, Scenario, Station, Trust
from engine.scenario.templates import place_random
from tests.bench.peers import workload
from tests.bench.peers.workload import Clock
from tests.worlds import start

pytestmark = pytest.mark.filterwarnings("ignore")

PEERS = ("mesa", "simpy", "plain", "numpy", "compiled")
TURNS, TURN_SECONDS = 2, 1.5
TIMES_MESA = {100: 3, 1_000: 60, 5_000: None, 10_000: 500}
"""How many times Mesa's speed is asked for, by number of nodes."""


def leach(count: int) -> Scenario:
    """The peers' workload as a document."""
    spots = workload.places(count)
    return Scenario(
        area=Area(width_m=workload.SIDE_M, height_m=workload.SIDE_M),
        stations=(Station(id=0, x=workload.STATION[0], y=workload.STATION[1]),),
        nodes=tuple(Node(id=k, x=x, y=y) for k, (x, y) in enumerate(spots, 1)),
        radio=Radio(range_m=None, data_bits=workload.BITS, control_bits=0, ack_bits=0, link_loss=0.0),
        energy=Energy(initial_j=workload.INITIAL_J),
        mobility=Mobility(enabled=False),
        routing=Routing(params={"head_share": workload.SHARE}),
        trust=Trust(enabled=False),
    )


def ours(count: int, clock: Clock, at_most: int = workload.ROUNDS) -> None:
    """The engine on the same clock, books, metrics and notable records on."""
    network = start(leach(count)).network
    clock.start()
    for _ in range(at_most):
        row = network.run_round()
        network.take_records()
        if not clock.round_done(int(row[COLUMN["alive"]]), int(row[COLUMN["hops"]])):
            return


def verdict(value: float, target: float) -> str:
    """``met`` or ``missed`` with the target."""
    return f"{'met' if value >= target else 'MISSED'} (target {target:,.0f})"


def best(runs: list[Clock]) -> Clock:
    """The quickest of several runs."""
    return max(runs, key=lambda clock: clock.rounds_per_s)


def timed(run: Callable[..., None], *arguments: int) -> Clock:
    """One run of one competitor."""
    clock = Clock(TURN_SECONDS)
    run(arguments[0], clock, *arguments[1:])
    return clock


def test_leach_against_its_peers(capsys):
    api.warm()
    runners = {name: importlib.import_module(f"tests.bench.peers.{name}_leach").run for name in PEERS}
    runners["Motewarden"] = ours
    heading = f"{'nodes':>7} {'peer':<18}{'rounds':>7}{'rounds/s':>12}{'× Mesa':>9}{'× SimPy':>9}"
    lines = ["", f"LEACH, rounds per CPU second, best of {TURNS} turns", heading]
    for count, target in TIMES_MESA.items():
        turns = [{name: timed(run, count) for name, run in runners.items()} for _ in range(TURNS)]
        clocks = {name: best([turn[name] for turn in turns]) for name in runners}
        first = max(clocks["mesa"].rounds, 20)
        if first < clocks["Motewarden"].rounds:
            clocks[f"… first {first}"] = best([timed(ours, count, first) for _ in range(TURNS)])
        mesa, simpy = (clocks[name].rounds_per_s for name in ("mesa", "simpy"))
        for name, c in clocks.items():
            rate = c.rounds_per_s
            row = f"{count:>7,} {name:<18}{c.rounds:>7,}{rate:>12,.1f}{rate / mesa:>9.1f}{rate / simpy:>9.1f}"
            asked = name == "Motewarden" and target is not None
            lines.append(f"{row}  {verdict(rate / mesa, target)}" if asked else row)
        assert all(c.rounds > 0 for c in clocks.values())
    with capsys.disabled():
        print("\n".join(lines))


def multi_hop(count: int, *, mobile: bool, protected: bool) -> Scenario:
    """The density of the S3 network; with everything on, a tenth of the nodes are black holes."""
    side = 200.0 * (count / 100) ** 0.5
    area = Area(width_m=side, height_m=side)
    scenario = Scenario(
        area=area,
        stations=(Station(id=0, x=side / 2, y=side / 2),),
        nodes=place_random(count, area, 1, 1),
        mobility=Mobility(enabled=mobile),
        trust=Trust(enabled=protected),
    )
    return api.parse_attack(f"blackhole:count={count // 10},start=20", scenario) if protected else scenario


def speed(scenario: Scenario, rounds: int) -> tuple[float, float]:
    """Rounds and packet-hops per CPU second, best of three runs after 30 rounds of settling."""
    quickest = (0.0, 0.0)
    for _ in range(3):
        network = start(scenario).network
        for _ in range(30):
            network.run_round()
        network.take_records()
        begun, hops = process_time(), 0.0
        for _ in range(rounds):
            hops += network.run_round()[COLUMN["hops"]]
            network.take_records()
        spent = process_time() - begun
        quickest = max(quickest, (rounds / spent, hops / spent))
    return quickest


CASES = (
    # nodes, mobile, everything on, rounds, what the target is of, target
    (1_000, False, False, 100, "hops", 5e6),
    (10_000, False, False, 15, "hops", 5e6),
    (100, False, True, 500, "rounds", 3000),
    (100, True, True, 500, "rounds", 2000),
    (1_000, False, True, 100, "hops", 2e6),
    (1_000, True, True, 100, "hops", 1e6),
    (10_000, False, True, 10, "hops", 2e6),
    (10_000, True, True, 10, "hops", 1e6),
)


def test_rounds_and_packet_hops(capsys):
    api.warm()
    lines = ["", "Multi-hop, per CPU second", f"{'nodes':>7}  {'':<34}{'rounds/s':>10}{'M hops/s':>10}"]
    for count, mobile, protected, rounds, of, target in CASES:
        rounds_per_s, hops_per_s = speed(multi_hop(count, mobile=mobile, protected=protected), rounds)
        what = f"{'mobile' if mobile else 'static'}, {'trust, attacks, notable records' if protected else 'trust off'}"
        value = hops_per_s if of == "hops" else rounds_per_s
        lines.append(
            f"{count:>7,}  {what:<34}{rounds_per_s:>10,.0f}{hops_per_s / 1e6:>10.2f}  {of}/s {verdict(value, target)}"
        )
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
