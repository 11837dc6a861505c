"""What the benchmarks measure: LEACH against its peers, packet-hops with and without the defence.

``python -m tests.bench.measures`` measures all of it in one run and writes ``docs/performance.md``.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, process_time

from engine import api
from engine.readmodel.metrics import COLUMN
from engine.scenario.model import Area, Energy, Mobility, Node, Radio, Routing, Scenario, Station, Trust
from engine.scenario.organisation import Roles
from engine.scenario.placing import place_random
from tests.bench.peers import workload
from tests.bench.peers.workload import Clock
from tests.worlds import start

PEERS = ("mesa", "simpy", "plain", "numpy", "compiled")
TITLES = {
    "mesa": "Mesa 3",
    "simpy": "SimPy 4",
    "plain": "plain Python",
    "numpy": "NumPy",
    "compiled": "compiled bare loop",
    "ours": "Motewarden",
}
TURNS, TURN_SECONDS = 2, 1.5
TIMES_MESA: dict[int, int | None] = {100: 3, 1_000: 60, 5_000: None, 10_000: 500}
"""How many times Mesa's speed is asked for, by number of nodes."""
PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


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


def leach_speeds(count: int) -> dict[str, Clock]:
    """The quickest of several turns of every peer and of the engine, all in one run; and ours on the peers' rounds."""
    runners: dict[str, Callable[..., None]] = {
        name: importlib.import_module(f"tests.bench.peers.{name}_leach").run for name in PEERS
    }
    runners["ours"] = ours
    turns = [{name: timed(run, count) for name, run in runners.items()} for _ in range(TURNS)]
    return {name: best([turn[name] for turn in turns]) for name in runners}


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


ROLES = Roles(enabled=True, keepers=20, processors=3)
"""Of a thousand nodes."""


def organised(count: int) -> Scenario:
    """The same density; the network organises itself by roles (paper S2)."""
    return multi_hop(count, mobile=False, protected=False).replace(roles=ROLES, routing=Routing(protocol="roles"))


def multi_hop_speeds() -> Iterator[tuple[int, str, float, float, str]]:
    """Nodes, what is on, rounds and packet-hops per CPU second, and whether the target was met, for each case."""
    for count, mobile, protected, rounds, of, target in CASES:
        rounds_per_s, hops_per_s = speed(multi_hop(count, mobile=mobile, protected=protected), rounds)
        what = f"{'mobile' if mobile else 'static'}, {'trust, attacks, notable records' if protected else 'trust off'}"
        value = hops_per_s if of == "hops" else rounds_per_s
        yield count, what, rounds_per_s, hops_per_s, f"{of}/s {verdict(value, target)}"
    rounds_per_s, hops_per_s = speed(organised(1_000), 100)
    yield 1_000, "static, roles", rounds_per_s, hops_per_s, f"rounds/s {verdict(rounds_per_s, 300)}"


def _leach_page() -> Iterator[str]:
    yield "| nodes | " + " | ".join(TITLES.values()) + " | × Mesa | × SimPy |"
    yield "|---" * (len(TITLES) + 3) + "|"
    for count, target in TIMES_MESA.items():
        clocks = leach_speeds(count)
        rates = {name: clock.rounds_per_s for name, clock in clocks.items()}
        times = rates["ours"] / rates["mesa"]
        met = "" if target is None else f", {verdict(times, target)}"
        cells = " | ".join(f"{rates[name]:,.1f}" if rates[name] < 100 else f"{rates[name]:,.0f}" for name in TITLES)
        yield f"| {count:,} | {cells} | {times:,.1f}{met} | {rates['ours'] / rates['simpy']:,.0f} |"


def _multi_hop_page() -> Iterator[str]:
    yield "| nodes | with | rounds/s | million packet-hops/s | |"
    yield "|---|---|---|---|---|"
    for count, what, rounds, hops, met in multi_hop_speeds():
        yield f"| {count:,} | {what} | {rounds:,.0f} | {hops / 1e6:.2f} | {met} |"


def _sweep_page() -> str:
    """The whole of Fig. 4 as a user orders it: wall seconds from the command to the written figure."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "app", "experiment", "s3-fig4", "--seeds", "20", "--out", folder, "--json"]
        begun = perf_counter()
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=PAGE.parents[1])
        seconds = perf_counter() - begun
    claims = json.loads(done.stdout)["claims"]
    held = sum(claim["verdict"] == "holds" for claim in claims)
    met = verdict(60, seconds).partition(" ")[0]
    return (
        "`experiment s3-fig4 --seeds 20`: 9 numbers of attackers × 3 attacks × 20 seeds × protected and not, 300 "
        f"rounds of 100 mobile nodes each (1,080 runs), figure and report written: **{seconds:.0f} s** on "
        f"{os.cpu_count()} cores ({met}, target 60 s). {held} of {len(claims)} claims hold."
    )


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def main() -> None:
    """Measures everything in one run and writes the page."""
    warnings.simplefilter("ignore")
    api.warm()
    where = f"Python {platform.python_version()}, {_processor()}, one thread"
    text = Path(__file__).with_name("performance.in.md").read_text(encoding="utf-8")
    text = text.replace("{{where}}", where)
    text = text.replace("{{sweep}}", _sweep_page())
    text = text.replace("{{leach}}", "\n".join(_leach_page())).replace("{{multi_hop}}", "\n".join(_multi_hop_page()))
    PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {PAGE}\n")


if __name__ == "__main__":
    main()
