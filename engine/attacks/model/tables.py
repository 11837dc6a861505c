"""Tables 3 and 4 of S2 as printed (slips of the pen mended), and what it leaves out (S2-52, S2-54 to S2-65)."""

from __future__ import annotations

from engine.readmodel.attack_model import ImpactClass, Threat

THREATS: tuple[Threat, ...] = (
    Threat(
        "integrity",
        "Data integrity breach",
        "high",
        "high",
        "Modification of data transmitted over the network. The modified data can distort the parameters measured by "
        "nodes or change the parameters of WSN control commands (e.g., sinkhole, wormhole).",
        ("sinkhole", "wormhole"),
    ),
    Threat(
        "availability",
        "Data availability breach",
        "middle",
        "high",
        "Disconnecting nodes from the network or creating conditions where nodes cannot respond to requests in a "
        "reasonable amount of time. It causes data loss in the WSN (e.g., jamming, DoS, blackhole).",
        # its DoS attacks are, in the text, hello flood, denial of sleep and the flood of role redistributions
        ("jamming", "helloflood", "sleepdenial", "roleflood", "blackhole"),
    ),
    Threat(
        "privacy",
        "Data privacy breach",
        "middle",
        "high",
        "Copying of data transmitted over the network by an attacker. It can be used in preparation for other attacks "
        "(e.g., sinkhole, Sybil, wormhole, blackhole).",
        ("sinkhole", "sybil", "wormhole", "blackhole"),
    ),
    Threat(
        "routing",
        "Disruption of routing in the network",
        "high",
        "high",
        "Forced modification of routing paths in WSNs. Disrupts normal WSN operation (e.g., sinkhole, Sybil, wormhole, "
        "blackhole).",
        ("sinkhole", "sybil", "wormhole", "blackhole"),
    ),
    Threat(
        "protocol",
        "Communication protocol violation",
        "high",
        "middle",
        "Changes in the logic of the decentralized functioning protocol leading to loss of WSN operability (e.g., "
        "desynchronization, clock-skewing and data-replay attacks).",
        ("desync", "clockskew", "replay"),
    ),
    Threat(
        "algorithm",
        "Violation of the algorithm of nodes operation",
        "high",
        "middle",
        "Modification of software on the nodes. It leads to violation of algorithms of nodes operation and WSN as a "
        "whole (e.g., malicious code injection).",
        ("injection",),
    ),
)
"""S2 Table 3."""

CLASSES: tuple[ImpactClass, ...] = (
    ImpactClass(
        1,
        "Impacts on user and service data in WSN",
        "Violation of the integrity and confidentiality of transmitted data (including routing data)",
        "Expanded attacker capabilities to illegally intrude a node into the network, as well as to spoof node "
        "addresses",
        "Exploitation of the functions of assignment and redistribution of node roles by an attacker",
        ("sinkhole", "sybil", "wormhole", "blackhole"),
    ),
    ImpactClass(
        2,
        "Impact on WSN software",
        "Modification of software algorithms running on WSN nodes",
        "Expanded attacker capabilities to illegally intrude a node into the network and rebuild the logical structure "
        "of the network",
        "Infecting a node with a modified command to change the role of the node. Forced acquisition of data keeper "
        "role or data processor role",
        ("injection", "distortion"),
    ),
    ImpactClass(
        3,
        "Impacts on physical part of WSN nodes",
        "Violation of the availability of nodes, leading to disruption of the operation, incl. depletion of energy "
        "resources of WSN nodes",
        "Possibility of intruding into the network a significant number of new nodes with given network settings. "
        "These nodes are difficult to be classified a priori as anomalous ones",
        "Possibility of exploiting the weak points of the decentralization mechanism, incl. assigning roles to "
        "non-existent nodes",
        ("helloflood", "sleepdenial", "tampering"),
    ),
    ImpactClass(
        4,
        "Impact on the WSN communication protocol",
        "Distortion of the node interaction protocol",
        "Possibility of authorized addition of an attacker node to the WSN",
        "Exploitation of protocol weaknesses, incl. modification of protocol fields ‘on-the-fly’",
        ("desync", "clockskew", "replay"),
    ),
    ImpactClass(
        5,
        "Impacts on WSN link channel",
        "Jamming of communication channels through which wireless communication is performed in the network",
        "Due to the normal self-organization of the WSN, the attack can be recognized as a legitimate change in the "
        "WSN",
        "Possibility of influencing nodes and initiating the process of role distribution involving all WSN nodes",
        ("jamming",),
    ),
)
"""S2 Table 4."""

OUT_OF_MODEL: tuple[tuple[str, str], ...] = (
    ("Physical destruction of a node", "low efficiency and low probability of realisation"),
    ("UDP flood", "the network considered does not use UDP"),
    ("ICMP flood", "the network considered does not use ICMP"),
)
"""What S2 section 4 names and leaves out."""
