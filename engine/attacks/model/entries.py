"""The catalogue: each attack with the tuples of both variations (S2-31, S2-53), its sign, and what stops it."""

from __future__ import annotations

from engine.attacks.model.others import OTHERS
from engine.attacks.model.rows import (
    BOTH,
    CHANNEL,
    DATA,
    ELIGIBLE,
    FRAMES,
    JOINS,
    KEYS,
    PHYSICAL,
    PROTOCOL,
    REASSIGNS,
    SOFTWARE,
    entry,
)
from engine.readmodel.attack_model import CatalogueEntry

_OF_DATA = "violation of confidentiality and integrity"

CLASS_1 = (
    entry(
        ("sinkhole", "Sinkhole", 1),
        (DATA, "sinkhole", _OF_DATA),
        BOTH,
        (
            (
                "Claims resources that it does not have, so that the paths of others lead through it; swallows, reads "
                "or changes what they send."
            ),
            (
                "Boasts of storage and power until it is given the keeper's role: traffic flows to it by right, and it "
                "reads and rewrites it."
            ),
        ),
        "Routes through the attacker; readings leaked and falsified.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
    entry(
        ("sybil", "Sybil", 1),
        (DATA, "sybil", _OF_DATA),
        BOTH,
        (
            "Shows identities that are all one node: what is sent through them is slow and often lost.",
            "Each false identity asks to join and stands for roles, so that one node fills the table of roles.",
        ),
        "Members that nobody has ever met; roles held by one node under many names.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
    entry(
        ("wormhole", "Wormhole", 1),
        (DATA, "wormhole", _OF_DATA),
        BOTH,
        (
            (
                "Two nodes tunnel packets outside the channel: far ends take each other for neighbours, and traffic "
                "goes through the tunnel."
            ),
            (
                "Two new nodes join, tunnel, and take roles at its ends: the copy that comes the legitimate way is "
                "later and is discarded."
            ),
        ),
        "False neighbours; readings leaked and falsified; legitimate copies discarded.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
    entry(
        ("blackhole", "Black hole", 1),
        (DATA, "blackhole", "violation of availability: communication interrupted"),
        BOTH,
        (
            "Takes every packet that it should pass on; others must look for other routes and send again.",
            "Has itself given the role of a keeper or processor, to which readings come by right, and swallows them.",
        ),
        "Packets lost by attack.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
    entry(
        ("roletheft", "Illegitimate role", 1),
        (DATA, "illegitimate role acquisition", "violation of confidentiality: extra information learned"),
        BOTH,
        (
            "Listens to what passes through it, and passes it on unchanged.",
            (
                "Asks for the keeper's and processor's roles with false figures, carries them out well, and learns all "
                "that it stores."
            ),
        ),
        "A role granted to the attacker; readings leaked while none is lost.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
)

_CHANGED = "modification of the algorithms that nodes run"

CLASS_2 = (
    entry(
        ("injection", "Malicious code injection", 2),
        (SOFTWARE, "malicious code injection", _CHANGED),
        BOTH,
        (
            "Sends oversized frames whose content exploits the control program of its neighbours.",
            "Infects by modified commands that change a role: its own, and those that pass through infected nodes.",
        ),
        "Checksums of control programs; payload sizes; infected nodes.",
        stopped_by=(FRAMES, KEYS),
    ),
    entry(
        ("distortion", "Aggregation distortion", 2),
        (SOFTWARE, "data aggregation distortion", _CHANGED),
        BOTH,
        (
            "Falsifies the aggregates that it makes as a head of a cluster.",
            "Has itself given the keeper's or processor's role, and falsifies what the network takes for its result.",
        ),
        "Error of delivered values.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
    entry(
        ("rolecommand", "Modified role command", 2),
        (SOFTWARE, "modified role command", "forced acquisition of the data keeper or data processor role"),
        (False, True),
        (
            "Garbles service messages that it passes on, so that they are useless.",
            (
                "Writes its own address into the role commands that it passes on: the receivers take it for their "
                "keeper or processor."
            ),
        ),
        "A role in the table that the controller did not give; readings leaked.",
        stopped_by=(KEYS, FRAMES),
    ),
)

_UNAVAILABLE = "violation of the availability of nodes, depletion of their energy"

CLASS_3 = (
    entry(
        ("helloflood", "Hello flood", 3),
        (PHYSICAL, "hello-flood", _UNAVAILABLE),
        BOTH,
        (
            "Broadcasts hello messages without end and with high power: whoever hears must react.",
            "Asks to join under one new identity after the other: each is answered, told to the controller, taken up.",
        ),
        "Energy spent on control and service messages; joins in the event log.",
        stopped_by=(JOINS, KEYS),
    ),
    entry(
        ("sleepdenial", "Denial of sleep", 3),
        (PHYSICAL, "denial-of-sleep", _UNAVAILABLE),
        BOTH,
        (
            "Sends frames to its neighbours so that they never come to sleep.",
            "Polls all members for their readiness by service messages: all stay awake and report.",
        ),
        "Energy spent listening; the victims' batteries.",
        stopped_by=(KEYS,),
    ),
    entry(
        ("tampering", "Node tampering", 3),
        (PHYSICAL, "node tampering", "distortion of sensor readings"),
        BOTH,
        (
            "Changes the surroundings of a sensor or its program: what it reports is false.",
            "Tampers with nodes that then ask for the roles through which the readings of others pass.",
        ),
        "Reported values against those of neighbours; checksums of control programs.",
        stopped_by=(KEYS,),
    ),
    entry(
        ("roleflood", "Role-redistribution flood", 3),
        (PHYSICAL, "flood by redistribution of roles", _UNAVAILABLE),
        BOTH,
        (
            "Floods the controller with service requests that mean nothing.",
            (
                "Learns the network's identifier, joins, has roles redistributed, waits for the confirmations, ends it "
                "incorrectly, and begins again."
            ),
        ),
        "Redistributions begun and aborted; energy of all nodes.",
        stopped_by=(REASSIGNS, KEYS),
    ),
    entry(
        ("phantom", "Roles for non-existent nodes", 3),
        (PHYSICAL, "roles for non-existent nodes", _UNAVAILABLE),
        (False, True),
        (
            "Names next hops that do not exist: what is sent there is lost.",
            "Reports nodes that do not exist as the best candidates, until they hold roles that nobody carries out.",
        ),
        "Names in the table of roles that nobody has ever met; readings without a keeper.",
        stopped_by=(ELIGIBLE, KEYS),
    ),
)

_PROTOCOL_TARGET = "distortion of the protocol of interaction between nodes"

CLASS_4 = (
    entry(
        ("desync", "Desynchronisation", 4),
        (PROTOCOL, "desynchronization", _PROTOCOL_TARGET),
        BOTH,
        (
            "Sends packets with the number of a session under way, which closes it: the nodes must open another.",
            "Duplicates the controller's session: the exchange of roles was for nothing and has to be repeated.",
        ),
        "Sessions opened; readings lost in closed sessions.",
        influence="",
        stopped_by=(KEYS,),
    ),
    entry(
        ("clockskew", "Clock skew", 4),
        (PROTOCOL, "clock-skewing", _PROTOCOL_TARGET),
        BOTH,
        (
            "Spreads a false time among its neighbours.",
            "Has itself given a role, and tells the whole network the false time by service message.",
        ),
        "Clock offsets.",
        influence="",
        stopped_by=(KEYS,),
    ),
    entry(
        ("replay", "Data replay", 4),
        (PROTOCOL, "data replay", "distorted information about the state of the environment"),
        BOTH,
        (
            "Sends correct packets, recorded before, once more.",
            "Also sends all members an old role table, to which they fall back; it must be heard by them all.",
        ),
        "Readings taken twice.",
        influence="complicated",
        stopped_by=(KEYS,),
    ),
    entry(
        ("fieldtamper", "Field modification on the fly", 4),
        (PROTOCOL, "modification of protocol fields on the fly", _PROTOCOL_TARGET),
        (False, True),
        (
            "Changes data fields of packets that it passes on, and makes the checksum fit.",
            (
                "Changes fields of the protocol itself in service messages passing through it: reports, assignments, "
                "confirmations."
            ),
        ),
        "Values that differ from those sent; service messages that do not fit.",
    ),
)

CLASS_5 = (
    entry(
        ("jamming", "Jamming", 5),
        (CHANNEL, "jamming", "disruption of the communication channel"),
        BOTH,
        (
            "Fills the channel around it with noise: frames drown.",
            (
                "Drowns the holders of roles, so that their loss looks like nodes leaving, and roles are handed out "
                "anew without end."
            ),
        ),
        "Packets lost in noise; signal levels; nodes that leave.",
    ),
)

ENTRIES: tuple[CatalogueEntry, ...] = (*CLASS_1, *CLASS_2, *CLASS_3, *CLASS_4, *CLASS_5, *OTHERS)
"""All of them, in the order of Table 4."""
