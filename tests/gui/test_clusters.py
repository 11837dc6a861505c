"""The histograms of clusters: what they count, and that they show it."""

from dataclasses import replace

import numpy as np
import pytest

from engine.readmodel.snapshot import frozen
from tests.gui.fakes import fake_snapshot
from widgets.charts.clusters import MOST_BARS, Bars, ClusterCharts, cluster_sizes, head_terms


@pytest.fixture
def snap():
    made = fake_snapshot(60)
    return replace(made, round=40, times_head=frozen(np.arange(len(made.ids), dtype=np.int32) % 4))


def test_every_member_is_counted_once(snap):
    sizes = cluster_sizes(snap)
    inside = (snap.cluster >= 0) & snap.alive & (snap.vertex == 0)
    assert sizes.sum() == inside.sum()
    assert len(sizes) == len(np.unique(snap.cluster[inside]))
    assert len(head_terms(snap)) == 60
    assert len(head_terms(replace(snap, times_head=frozen(np.empty(0, np.int32))))) == 0


@pytest.mark.parametrize("values", [[3], [1, 1, 2, 9], list(range(200)), [5, 5, 5]])
def test_bars_hold_every_value(values):
    bars = Bars.of(np.array(values))
    assert bars is not None
    assert bars.counts.sum() == len(values)
    assert len(bars.counts) <= MOST_BARS
    assert bars.mean == pytest.approx(np.mean(values))


def test_nothing_to_count_gives_no_bars():
    assert Bars.of(np.empty(0, np.int64)) is None


def test_panel_says_what_to_do_before_the_first_round_and_tells_figures_after(qtbot, snap):
    panel = ClusterCharts()
    qtbot.addWidget(panel)
    panel.resize(340, 400)
    panel.show()
    panel.set_snapshot(replace(snap, round=0))
    assert not panel.sizes.isVisible()
    panel.set_snapshot(snap)
    assert panel.sizes.isVisible()
    assert panel.sizes.sentence.startswith(f"{len(cluster_sizes(snap))} clusters now")
    assert "in 40 rounds" in panel.terms.sentence
    empty = panel.grab().toImage()
    panel.set_snapshot(replace(snap, times_head=frozen(np.full(len(snap.ids), 7, np.int32))))
    assert panel.grab().toImage() != empty
