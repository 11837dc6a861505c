"""A network that falls apart has a controller in each part, and one again when the parts meet."""

from __future__ import annotations

import numpy as np

from engine.readmodel.codes import Duty, NetworkState, Rec
from engine.scenario.model import Radio, Routing
from engine.scenario.organisation import Incident, Roles
from tests.worlds import start, world

LEFT = [(10.0, 10.0), (20.0, 10.0), (10.0, 20.0), (20.0, 20.0)]
RIGHT = [(x + 60.0, y) for x, y in [*LEFT, (15.0, 15.0)]]
BRIDGE = (45.0, 15.0)
BRIDGE_ID = len(LEFT) + len(RIGHT) + 1


def parted(mend=200):
    return start(
        world(
            [*LEFT, *RIGHT, BRIDGE],
            (),
            roles=Roles(enabled=True, keepers=1, processors=1),
            routing=Routing(protocol="roles"),
            radio=Radio(range_m=32.0, link_loss=0.0),
            incidents=(
                Incident(id="k", kind="kill", at=5, node=BRIDGE_ID),
                Incident(id="m", kind="mend", at=mend, node=BRIDGE_ID),
            ),
        )
    )


def run(parts, rounds):
    for _ in range(rounds):
        parts.network.run_round()


def controllers(parts):
    network = parts.network
    rules = (network.duties["roles"] & int(Duty.CONTROLLER) > 0) & (network.nodes["alive"] == 1)
    return {int(i): int(v) for i, v in zip(network.nodes["id"][rules], network.duties["version"][rules], strict=True)}


def test_each_part_has_a_controller_of_its_own_version():
    parts = parted()
    run(parts, 60)
    found = controllers(parts)
    assert len(found) == 2
    assert len(set(found.values())) == 2
    left = [i for i in found if i <= len(LEFT)]
    assert len(left) == 1
    society = parts.roles.running
    assert society.main.controller not in left, "the greater part counts as the network"
    assert society.machine.state == NetworkState.S1


def test_every_part_holds_every_role():
    parts = parted()
    run(parts, 60)
    roles = parts.network.duties["roles"]
    for part in (slice(0, len(LEFT)), slice(len(LEFT), len(LEFT) + len(RIGHT))):
        for duty in (Duty.CONTROLLER, Duty.KEEPER, Duty.PROCESSOR):
            assert np.count_nonzero(roles[part] & int(duty)) == 1


def test_parts_that_meet_become_one():
    parts = parted(mend=60)
    run(parts, 110)
    society = parts.roles.running
    assert len(controllers(parts)) == 1
    assert society.others == []
    assert society.agreed(parts.network) == 1.0
    assert len(society.table().ids) == BRIDGE_ID
    assert society.machine.state == NetworkState.S1


def test_each_part_says_how_long_it_was_without_a_controller_itself():
    parts = parted()
    network, patience = parts.network, parts.scenario.roles.patience
    first = parts.roles.running.main.controller
    elected = []
    for _ in range(60):
        network.run_round()
        records = network.take_records()
        elected += records[records["kind"] == Rec.ELECTED].tolist()
        if network.round == 40:  # long after the smaller part was cut off, the greater one loses its controller
            network.nodes["alive"][parts.roles.running.controller_row(network)] = 0
    assert first > len(LEFT)
    assert [e[3] <= len(LEFT) for e in elected] == [True, False], "a: who was elected"
    assert [e[4] for e in elected] == [first, first], "b: whom they missed"
    assert [e[6] for e in elected] == [patience + 1, 1], "v: for so many rounds"
