"""How tables reach the nodes (S2-125, S2-126): a broadcast to all, the whole file to one that has missed it."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.network.service import Fares
from engine.roles.letters import Post
from engine.roles.society import Domain, Society


def spread(society: Society, network: Network, post: Post, bits: float, domain: Domain) -> np.ndarray:
    """The controller of a domain broadcasts its table; returns bool[M]: who of its own heard it and took it."""
    fares = society.plane.broadcast(network, bits)
    return _take(society, network, post, fares, domain)


def serve(society: Society, network: Network, post: Post, rows: np.ndarray, domain: Domain) -> np.ndarray:
    """The controller sends ``rows`` what they miss; returns bool[M]: who got it and took it.

    Who holds an older table is sent the entries that differ from the default, a node without any the whole file.
    """
    table, header = society.tables[domain.table], society.header(network)
    old = society.ledger.held[rows] >= 0
    got = np.zeros(len(network.nodes), bool)
    for some, bits in ((rows[old], table.bits), (rows[~old], table.file_bits)):
        if len(some):
            got |= _take(society, network, post, society.plane.command(network, some, header + bits), domain)
    return got


def _take(society: Society, network: Network, post: Post, fares: Fares, domain: Domain) -> np.ndarray:
    """Members that a table reached adopt it, or what a relay made of it, unless they see through that."""
    arrived: np.ndarray = fares.arrived & society.members(network)
    arrived &= society.tables[domain.table].names(network.nodes["id"])
    arrived &= ~_led_by_others(society, network, domain)
    rows = np.flatnonzero(arrived)
    post.commanded(network, fares.arrived)
    relays = fares.changed[rows]
    society.adopt(network, rows[relays < 0], domain.table)
    for relay in np.unique(relays[relays >= 0]).tolist():
        made = post.altered(network, society.tables[domain.table], relay)
        of_it = rows[relays == relay]
        if made is None:
            arrived[of_it] = False
            continue
        society.tables.append(made)
        society.adopt(network, of_it, len(society.tables) - 1)
    return arrived


def _led_by_others(society: Society, network: Network, domain: Domain) -> np.ndarray:
    """bool[M]: rows that still hear another controller, whom they obey."""
    led = np.zeros(len(network.nodes), bool)
    for other in society.domains():
        if other is not domain:
            led |= society.followers(other)
    policy = network.scenario.roles
    led &= network.round - society.ledger.heard <= policy.missed * policy.heartbeat_every
    return led
