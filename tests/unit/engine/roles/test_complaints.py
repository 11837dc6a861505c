"""Trust on top of roles: whom most of its neighbours shun is relieved of its roles, and gets none."""

import numpy as np
import pytest

from engine.readmodel.codes import Duty
from engine.roles import decision
from engine.scenario.model import Mobility, Routing
from engine.scenario.organisation import Roles
from tests.worlds import column, rows_of, s3, start


def attacked(protected):
    """The connected network of S3 by roles; ten sinkholes from round 10 on, both processors among them."""
    roles = Roles(enabled=True, keepers=6, processors=2)
    still = {"routing": Routing(protocol="roles"), "roles": roles, "mobility": Mobility(enabled=False)}
    return start(s3(3, "sinkhole:count=10,start=10", trust={"enabled": protected}, **still)).network


def processors(network):
    return np.flatnonzero(network.duties["roles"] & int(Duty.PROCESSOR))


def test_processors_that_few_trust_are_replaced_and_readings_arrive_again():
    network = attacked(protected=True)
    rows_of(network, 9)
    assert network.behaviour["attacker"][processors(network)].all(), "or the test shows nothing"
    rows = rows_of(network, 60)
    assert column(rows, "delivered")[:3].max() < 10, "the sinkholes take it all"
    assert np.median(column(rows, "delivered")[-20:]) > 90
    assert not network.behaviour["attacker"][processors(network)].any()


def test_without_trust_nobody_complains():
    network = attacked(protected=False)
    rows = rows_of(network, 60)
    assert not decision.outcasts(network).any()
    assert np.median(column(rows, "delivered")[-20:]) < 30


@pytest.mark.parametrize(("off", "out"), [(0, False), (3, False), (4, True), (7, True)])
def test_half_of_those_in_range_make_an_outcast(off, out):
    network = attacked(protected=True)
    nodes, links = network.nodes, network.links
    heard = (links["near"] == 1) & (nodes["station"][links["target"]] == 0)
    row = int(np.flatnonzero(np.bincount(links["source"][heard], minlength=len(nodes)) >= 8)[0])
    edges = np.flatnonzero(heard & (links["source"] == row))
    links["near"][edges[8:]] = 0
    network.belief["trusted"][edges[:off]] = 0
    assert decision.outcasts(network)[row] == out
