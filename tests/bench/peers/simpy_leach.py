"""LEACH with one SimPy process a node: advertise, join, slot, forward."""

from __future__ import annotations

import random
from collections.abc import Iterator

import simpy

from tests.bench.peers.workload import (
    AGGREGATE,
    EPOCH,
    INITIAL_J,
    RECEIVE,
    Clock,
    near_station,
    places,
    send,
    squared,
    threshold,
)


class _Node:
    def __init__(self, net: _Net, place: tuple[float, float]) -> None:
        self.net, (self.x, self.y) = net, place
        self.energy, self.served, self.is_head, self.members = INITIAL_J, False, False, 0

    def life(self) -> Iterator[simpy.Event]:
        net, env = self.net, self.net.env
        while self.energy > 0:
            if net.round % EPOCH == 0:
                self.served = False
            self.members = 0
            self.is_head = not self.served and net.draw.random() < threshold(net.round)
            if self.is_head:
                self.served = True
                net.heads.append(self)
            yield env.timeout(0.1)  # adverts are over
            if self.is_head:
                yield env.timeout(0.8)  # the members' slots
                self.energy -= AGGREGATE * (self.members + 1) + send(near_station(self.x, self.y))
                net.hops += 1
            else:
                yield from self._send()
            yield env.timeout(net.round + 1 - env.now)

    def _send(self) -> Iterator[simpy.Event]:
        net = self.net
        best, nearest = None, float("inf") if net.heads else near_station(self.x, self.y)
        for head in net.heads:
            d2 = squared(self.x, self.y, head.x, head.y)
            if d2 < nearest:
                best, nearest = head, d2
        slot = 0
        if best is not None:
            best.members += 1
            slot = best.members
        yield net.env.timeout(0.7 * slot / len(net.nodes))
        self.energy -= send(nearest)
        net.hops += 1
        if best is not None:
            best.energy -= RECEIVE


class _Net:
    def __init__(self, count: int) -> None:
        self.env, self.draw = simpy.Environment(), random.Random(8)  # noqa: S311 - a simulation, no secret
        self.round, self.hops, self.heads = 0, 0, []
        self.stop = self.env.event()
        self.nodes = [_Node(self, place) for place in places(count)]

    def clock(self, clock: Clock) -> Iterator[simpy.Event]:
        while True:
            before = self.hops
            yield self.env.timeout(0.95)  # every node has set its next wake-up by now
            self.round, self.heads = self.round + 1, []
            alive = sum(node.energy > 0 for node in self.nodes)
            if not clock.round_done(alive, self.hops - before):
                break
            yield self.env.timeout(self.round - self.env.now)
        self.stop.succeed()


def run(count: int, clock: Clock) -> None:
    """Runs until the clock says stop."""
    net = _Net(count)
    net.env.process(net.clock(clock))
    for node in net.nodes:
        net.env.process(node.life())
    clock.start()
    net.env.run(until=net.stop)
