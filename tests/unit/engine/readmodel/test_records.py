"""Log records read as plain phrases, one for each kind."""

import numpy as np
import pytest

from engine.readmodel.codes import (
    Duty,
    EnergyCause,
    LossCause,
    NetworkState,
    NodeState,
    PacketKind,
    Rec,
    Refusal,
    ServiceStatus,
)
from engine.readmodel.records import RECORD, describe, log_lines
from engine.readmodel.snapshot import frozen

PHRASES = {
    Rec.DATA: ((3, -1, 0, 21.456), "node 3 sensed 21.46"),
    Rec.TRANSFER: ((3, 4, PacketKind.READING, 0.2), "reading from 3 to 4"),
    Rec.DELIVERED: ((3, 0, 5, 0), "5 readings from 3 delivered to 0"),
    Rec.LOST: ((3, 4, LossCause.NO_TRUSTED_ROUTE, 1), "1 reading of 4 lost at 3: no trusted route"),
    Rec.REPUTATION: ((3, -1, 7, 0), "node 3 told its trust to 7 neighbours"),
    Rec.ROUTE_FOUND: ((3, 4, 2, 0), "node 3 found a route over 4, 2 hops"),
    Rec.ROUTE_REPAIRED: ((3, 4, 1, 0), "node 3 repaired its route, now over 4, 1 hop"),
    Rec.ROUTE_LOST: ((3, 4, 0, 0), "node 3 lost its route over 4"),
    Rec.HEAD: ((3, -1, 0, 0), "node 3 is cluster head"),
    Rec.EXCLUDED: ((3, 4, 0, 0.5), "node 3 took 4 off its trusted list, D = 0.500"),
    Rec.READMITTED: ((3, 4, 0, 0.91), "node 3 put 4 back on its trusted list, D = 0.910"),
    Rec.MAJORITY_EXCLUDED: ((3, -1, 0, 0.75), "node 3 is off the lists of 75 % of its neighbours"),
    Rec.MAJORITY_READMITTED: ((3, -1, 0, 0.25), "node 3 is trusted again by most of its neighbours"),
    Rec.DIED: ((3, -1, EnergyCause.TRANSMIT, 0), "node 3 ran out of energy (transmit)"),
    Rec.ATTACK_START: ((3, -1, 1, 0), "grey starts on node 3"),
    Rec.ATTACK_END: ((3, -1, 0, 0), "black ends on node 3"),
    Rec.NO_PATH: ((3, -1, 0, 0), "node 3 has no path to a sink"),
    Rec.PATH_BACK: ((3, -1, 0, 0), "node 3 has a path to a sink again"),
    Rec.EDIT: ((-1, -1, 90, 0), "edit applied, 90 nodes"),
    Rec.TRUST_START: ((3, -1, 6, 0), "node 3 listed its 6 neighbours as trusted"),
    Rec.LINK_REFUSED: ((3, 4, Refusal.DELAY, 0), "node 3 refuses 4 as next hop: delay"),
    Rec.TUNNEL: ((3, 4, 9, 0), "tunnel between 3 and 4: 9 pairs take each other for neighbours"),
    Rec.BENT: ((3, 4, 0, 0), "node 3 sends packets back to 4"),
    Rec.STATE: (
        (3, -1, 16 * NetworkState.S1 + NetworkState.SS2, 0),
        "network went from S1 to Ss2, brought about by node 3",
    ),
    Rec.NODE_STATE: ((3, -1, 16 * NodeState.COLL + NodeState.KEEP, 0), "node 3 went from Scoll to Skeep"),
    Rec.JOIN: ((3, 4, ServiceStatus.INITIATED, 0), "node 3 joins the network: initiated"),
    Rec.LEAVE: ((3, 4, ServiceStatus.TIMED_OUT, 0), "node 3 leaves the network: timed out"),
    Rec.REDISTRIBUTION: ((3, 4, ServiceStatus.ABORTED, 2), "redistribution of roles asked for by node 3: aborted"),
    Rec.ROLE_GIVEN: ((3, 4, Duty.KEEPER, 0.5), "node 3 is keeper now, suitability 0.500"),
    Rec.ROLE_TAKEN: ((3, 4, Duty.CONTROLLER, 0), "node 3 is controller no more"),
    Rec.ROLE_REFUSED: ((3, -1, Duty.PROCESSOR, 0.25), "node 3 may not be processor: measured suitability 0.250"),
    Rec.CONTROLLER_LOST: ((3, -1, 7, 0), "controller 3 was lost; 7 nodes noticed"),
    Rec.ELECTED: ((3, -1, 7, 0), "node 3 was elected controller with 7 votes"),
    Rec.CONFIGURED: ((3, -1, 2, 0.5), "node 3 sent role configuration 2; 50 % hold it"),
    Rec.CONFIRMED: ((3, -1, 2, 0), "all members hold role configuration 2"),
    Rec.REPAIRED: ((3, -1, 0, 0), "node 3 noticed a fault of its own and mended it"),
    Rec.INCIDENT: ((3, -1, 0, 0), "an incident befell node 3"),
    Rec.FRAME_REFUSED: ((3, 4, 0, 0), "node 3 refused a frame from 4 for its content"),
    Rec.SOFTWARE: ((3, -1, 0, 0), "the control program of node 3 has another checksum"),
    Rec.SESSION: ((3, 4, 2, 0), "node 3 opened a new session with 4, number 2"),
    Rec.ALARM: ((3, 4, 3, 0.9), "detector 4 raises an alarm: node, node 3 suspected, confidence 0.90"),
    Rec.DETECTOR: ((3, -1, 1, 0), "node 3 takes the detector's work up"),
}


def record(kind, a, b, c, v):
    return np.array([(12, kind, 11.5, a, b, c, v)], RECORD)[0]


@pytest.mark.parametrize("kind", list(Rec), ids=lambda k: k.name)
def test_every_kind_has_its_phrase(kind):
    values, phrase = PHRASES[kind]
    assert describe(record(kind, *values), ("black", "grey")) == phrase


@pytest.mark.parametrize(
    ("fate", "phrase"),
    [(0, ""), (1, ", lost on the link"), (2, ", swallowed there"), (3, ", damaged")],
)
@pytest.mark.parametrize("packet", list(PacketKind), ids=lambda p: p.name)
def test_transfers_tell_packet_and_fate(packet, fate, phrase):
    text = describe(record(Rec.TRANSFER, 3, 4, packet + 16 * fate, 0))
    assert text == f"{packet.name.lower()} from 3 to 4{phrase}"


def test_attack_that_is_not_named_is_still_told():
    assert describe(record(Rec.ATTACK_START, 3, -1, 7, 0), ("black",)) == "attack starts on node 3"
    assert describe(record(Rec.ATTACK_END, 3, -1, -1, 0)) == "attack ends on node 3"


def test_lines_of_the_log_are_four_columns():
    rows = np.array([record(Rec.HEAD, 3, -1, 0, 0), record(Rec.DATA, 5, -1, 0, 1)])
    assert list(log_lines(rows)) == [
        "11.500000\t12\thead\tnode 3 is cluster head",
        "11.500000\t12\tdata\tnode 5 sensed 1.00",
    ]


def test_frozen_is_a_read_only_copy():
    original = np.arange(3)
    copy = frozen(original)
    original[0] = 9
    assert copy.tolist() == [0, 1, 2]
    with pytest.raises(ValueError, match="read-only"):
        copy[0] = 1
