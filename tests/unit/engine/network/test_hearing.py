"""What nodes hear of one another: kept only while somebody heeds it, without influence on the run, of every attack."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.attacks.model.entries import ENTRIES
from engine.experiments.presets.signs import attacked, foreign, unattacked
from engine.experiments.recipe import Variant
from engine.network.kernels.hearing import HEARD
from engine.network.network import Network
from engine.runtime.compose import recompose
from engine.scenario.model import Attack, Hardening, Routing, Scenario
from engine.scenario.templates import template
from engine.scenario.templates_s2 import FOREIGN, GATEWAYS
from tests.worlds import STRATEGIES, s3, start

ROUNDS, BEGIN = 120, 30
WINDOW = 10

SIGNS = {
    "sinkhole": ("dropped", "claims"),
    "sybil": ("close", "close"),
    "wormhole": ("far", "altered"),
    "blackhole": ("dropped", "dropped"),
    "roletheft": ("", "claims"),  # who only listens is not heard
    "injection": ("oversize", "oversize"),
    "distortion": ("error", "error"),
    "rolecommand": ("altered", "poses"),
    "helloflood": ("control", "knocks"),
    "sleepdenial": ("wakes", "wakes"),
    "tampering": ("odd", "odd"),
    "roleflood": ("service", "aborted"),
    "phantom": ("close", "names"),
    "desync": ("closes", "closes"),
    "clockskew": ("clock", "times"),
    "replay": ("twice", "stale"),
    "fieldtamper": ("altered", "altered"),
    "jamming": ("noise", "noise"),
    "falseroute": ("hops", "poses"),
    "domino": ("oversize", "oversize"),
    "greyhole": ("dropped", ""),
    "damage": ("spoiled", ""),
    "loop": ("returned", ""),
    "depletion": ("frames", ""),
    "rush": ("control", ""),
    "liar": ("wrong", ""),
    "badmouth": ("wrong", ""),
    "ballot": ("wrong", ""),
    "collusion": ("wrong", ""),
    "onoff": ("dropped", ""),
    "random": ("dropped", ""),
}
"""Attack → the column in which its common and its exploiting variation stand out; empty: there is none."""

CASES = [(k, v) for k, columns in SIGNS.items() for v, c in zip(("common", "exploiting"), columns, strict=True) if c]


def document(variant: Variant) -> Scenario:
    """The network of an experiment's variant, with trust."""
    raw = template(variant.scenario.partition(":")[2], 1).model_dump()
    raw |= {change.path: change.value for change in variant.changes}
    raw["trust"]["enabled"] = True
    return Scenario.model_validate(raw)


def listen(scenario: Scenario, rounds: int = ROUNDS) -> tuple[Network, dict[str, np.ndarray]]:
    """A network, and column → float[windows, M]: means over windows of rounds from the start of the attacks on."""
    network = start(scenario).network
    network.heed(on=True)
    rows = []
    for _ in range(rounds):
        network.run_round()
        rows.append(network.heard.copy())
    kept = np.array(rows)[BEGIN:].reshape(-1, WINDOW, len(network.nodes))
    out = {name: kept[name].astype(float).mean(axis=1) for name in HEARD.names or ()}
    out["dropped"] = out["handed"] - out["relayed"]
    return network, out


def _worst(column: str, values: np.ndarray) -> float:
    """The worst window of any node; of words on trust, which come seldom, the worst node."""
    return float((values.mean(axis=0) if column == "wrong" else values).max())


@cache
def honest(*, joining: bool = True) -> dict[str, np.ndarray]:
    """Column → what is heard of honest nodes: two nodes join, keepers fill, roles are redistributed."""
    network, heard = listen(document(unattacked(joining=joining)))
    return {name: values[:, network.nodes["station"] == 0] for name, values in heard.items()}


def test_every_attack_of_the_catalogue_is_told_of():
    assert {e.kind for e in ENTRIES} == set(SIGNS)


@pytest.mark.parametrize(("kind", "variation"), CASES)
def test_an_attacker_stands_out_in_what_others_hear_of_it(kind, variation):
    scenario = document(attacked(kind, variation))
    if kind == "ballot":  # praise of a node that does its work is no lie
        drops = Attack(id="drops", type="blackhole", nodes=GATEWAYS[:1], start=BEGIN)
        scenario = scenario.replace(attacks=(*scenario.attacks, drops))
    network, heard = listen(scenario)
    theirs = np.isin(network.nodes["id"], FOREIGN if foreign(kind, variation) else GATEWAYS)
    theirs |= network.nodes["master"] >= 0
    column = SIGNS[kind][variation == "exploiting"]
    usual = max(_worst(column, honest(joining=joining)[column]) for joining in (False, True))
    assert _worst(column, heard[column][:, theirs]) > 1.25 * usual


def test_who_only_listens_is_not_heard():
    network, heard = listen(document(attacked("roletheft", "common")))
    theirs = np.isin(network.nodes["id"], GATEWAYS)
    quiet = honest(joining=False)
    for name, values in heard.items():
        assert values[:, theirs].max() <= 1.05 * quiet[name].max() + 0.3, name


SPOTLESS = (
    *("returned", "spoiled", "altered", "control", "wakes", "closes", "times", "stale", "oversize", "aborted"),
    *("poses", "names", "far", "close", "hops", "twice", "error", "noise", "clock", "awake", "refused", "dropped"),
)


@pytest.mark.parametrize("joining", [False, True])
@pytest.mark.parametrize("column", SPOTLESS)
def test_nothing_ill_is_heard_of_honest_nodes_amid_churn(column, joining):
    assert honest(joining=joining)[column].max() == 0.0


def test_honest_nodes_are_heard_to_do_their_work():
    heard = honest()
    for name in ("handed", "relayed", "frames", "service", "asked", "told", "routes", "arrived", "latency", "odd"):
        assert heard[name].max() > 0, name
    assert np.median(heard["arrived"]) >= 0.9
    assert heard["claims"].max() <= 1.0
    assert heard["wrong"].sum() < 0.05 * heard["told"].sum()
    assert heard["routes"].max() <= 2 * heard["routes"].shape[1], "on the way to a keeper, and from it"


HARDENED = {
    "authentication": (
        *(("desync", v) for v in ("common", "exploiting")),
        *((kind, "common") for kind in ("clockskew", "replay", "injection")),
        *((kind, "exploiting") for kind in ("sleepdenial", "fieldtamper", "falseroute", "rolecommand")),
    ),
    "check_eligibility": (("roletheft", "exploiting"), ("phantom", "exploiting")),
    "limit_joins": (("helloflood", "exploiting"),),
    "limit_reassignments": (("roleflood", "exploiting"),),
}
"""Switch of `Hardening` → attacks that it turns away, and that are heard for it."""


@pytest.mark.parametrize(("switch", "case"), [(s, c) for s, cases in HARDENED.items() for c in cases])
def test_what_a_check_turns_away_is_held_against_its_sender(switch, case):
    scenario = document(attacked(*case))
    scenario = scenario.replace(hardening=Hardening(**{switch: True}))
    if switch == "authentication":  # a foreign node would not even be taken up
        insiders = tuple(a.model_copy(update={"origin": "insider", "nodes": GATEWAYS}) for a in scenario.attacks)
        scenario = scenario.replace(attacks=insiders)
    network, heard = listen(scenario)
    theirs = np.isin(network.nodes["id"], scenario.attacks[0].nodes)
    assert heard["refused"][:, theirs].max() > 0
    often = heard["refused"].sum(axis=0)
    assert often[~theirs].max() <= 0.5 * often[theirs].max(), "an honest node may be one too many, once"


def test_noise_is_heard_by_those_around_the_jammer():
    network, _ = listen(document(attacked("jamming", "common")))
    x, y = network.nodes["x"], network.nodes["y"]
    source = int(np.flatnonzero(network.nodes["id"] == GATEWAYS[0])[0])
    near = (np.hypot(x - x[source], y - y[source]) < 40) & (network.nodes["alive"] == 1)
    near[source] = False
    assert near.any()
    assert network.heard["noise"][near].min() > 0.1
    levels = network.duties["heard_dbm"]
    assert not (levels[near] > np.nanmedian(levels)).any(), "deaf, or all is faint"


@pytest.mark.parametrize("kind", ["sinkhole", "sybil", "wormhole", "replay", "desync", "loop", "injection"])
@pytest.mark.parametrize("variation", ["common", "exploiting"])
def test_listening_changes_nothing_of_the_run(kind, variation):
    scenario = document(attacked(kind, variation))
    deaf, listening = start(scenario).network, start(scenario).network
    listening.heed(on=True)
    for _ in range(BEGIN + 30):
        np.testing.assert_array_equal(deaf.run_round(), listening.run_round())
    for name in ("energy", "delivered", "forwarded"):
        np.testing.assert_array_equal(deaf.nodes[name], listening.nodes[name])
    assert len(deaf.heard) == 0
    assert listening.heard["arrived"].any()


def test_nothing_is_kept_until_somebody_heeds():
    network = start(s3(1, "blackhole:count=3")).network
    network.run_round()
    assert len(network.heard) == 0
    network.heed(on=True)
    network.run_round()
    assert len(network.heard) == len(network.nodes)
    network.heard["frames"] = 7.0
    network.begin_round()
    assert not network.heard["frames"].any()
    network.run_round()
    network.heed(on=False)
    assert len(network.heard) == 0


def test_heeding_survives_an_edit_that_changes_the_rows():
    parts = start(s3(1))
    parts.network.heed(on=True)
    parts.network.run_round()
    smaller = parts.scenario.replace(nodes=parts.scenario.nodes[:-3])
    network = recompose(parts, smaller, STRATEGIES).network
    assert network.heeding
    assert len(network.heard) == len(network.nodes)
    network.run_round()
    assert network.heard["frames"].any()


@pytest.mark.parametrize("range_m", [30.0, None])
def test_readings_are_heard_with_and_without_a_radio_range(range_m):
    scenario = s3(1, "greyhole:count=8,start=1")
    network = start(scenario.replace(radio=scenario.radio.model_copy(update={"range_m": range_m}))).network
    network.heed(on=True)
    for _ in range(10):
        network.run_round()
        assert network.heard["frames"].sum() > 0
        assert (network.heard["relayed"] <= network.heard["handed"]).all()
        assert np.isfinite(network.heard["latency"]).all()


@pytest.mark.parametrize("protocol", [routing.name for routing in STRATEGIES.routing])
def test_relays_of_all_protocols_are_heard_to_do_their_work(protocol):
    network = start(s3(2).replace(routing=Routing(protocol=protocol))).network
    network.heed(on=True)
    for _ in range(20):
        network.run_round()
        heard = network.heard
        assert (heard["handed"] == heard["relayed"]).all()
        assert not any(
            heard[name].any() for name in ("returned", "spoiled", "altered", "far", "close", "hops", "error")
        )
        assert heard["arrived"].any()
