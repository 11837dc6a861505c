"""What nodes hear of one another: kept only while somebody heeds it, and without any influence on the run."""

from __future__ import annotations

from engine.runtime.compose import recompose
from tests.worlds import STRATEGIES, s3, start


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
