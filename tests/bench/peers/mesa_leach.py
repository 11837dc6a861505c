"""LEACH as Mesa 3 agents, one pass over the agents a phase."""

from __future__ import annotations

import mesa

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


class _Sensor(mesa.Agent):
    def __init__(self, model: _Net, place: tuple[float, float]) -> None:
        super().__init__(model)
        self.x, self.y = place
        self.energy, self.served, self.is_head, self.members = INITIAL_J, False, False, 0

    def elect(self) -> None:
        model = self.model
        if model.round % EPOCH == 0:
            self.served = False
        self.members = 0
        self.is_head = not self.served and model.random.random() < model.chance
        if self.is_head:
            self.served = True
            model.heads.append(self)

    def send(self) -> None:
        if self.is_head:
            return
        heads = self.model.heads
        best, nearest = None, float("inf") if heads else near_station(self.x, self.y)
        for head in heads:
            d2 = squared(self.x, self.y, head.x, head.y)
            if d2 < nearest:
                best, nearest = head, d2
        self.energy -= send(nearest)
        if best is not None:
            best.energy -= RECEIVE
            best.members += 1

    def forward(self) -> None:
        if self.is_head:
            self.energy -= AGGREGATE * (self.members + 1) + send(near_station(self.x, self.y))

    def reap(self) -> None:
        if self.energy <= 0:
            self.remove()


class _Net(mesa.Model):
    def __init__(self, count: int) -> None:
        super().__init__(seed=8)
        self.round, self.chance, self.heads = 0, 0.0, []
        for place in places(count):
            _Sensor(self, place)

    def step(self) -> None:
        self.heads, self.chance = [], threshold(self.round)
        for phase in ("elect", "send", "forward", "reap"):
            self.agents.do(phase)
        self.round += 1


def run(count: int, clock: Clock) -> None:
    """Runs until the clock says stop."""
    net = _Net(count)
    clock.start()
    while True:
        hops = len(net.agents)
        net.step()
        if not clock.round_done(len(net.agents), hops):
            return
