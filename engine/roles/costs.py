"""What each duty has cost a node (S2-150): the joules of every round, on the duty that it had then."""

from __future__ import annotations

import numpy as np

from engine.network.network import Network
from engine.readmodel.codes import Duty, EnergyCause

ACCOUNTS = ("collect", "keep", "process", "control", "detect", "service")
_COLLECT, _KEEP, _PROCESS, _CONTROL, _DETECT, _SERVICE = range(6)
_LISTENING = [int(EnergyCause.OVERHEAR), int(EnergyCause.LISTEN)]
_APART = (EnergyCause.OVERHEAR, EnergyCause.LISTEN, EnergyCause.SERVICE, EnergyCause.INCIDENT)
_OWN = [int(c) for c in EnergyCause if c not in _APART]


class Costs:
    """Running accounts.

    Args:
        rows: Vertices of the network, M.
    """

    def __init__(self, rows: int) -> None:
        self.joules = np.zeros((rows, len(ACCOUNTS)))
        """float64[M, 6]: J, by `ACCOUNTS`."""
        self._spent = np.zeros((rows, len(EnergyCause)))

    def carried(self, rows: np.ndarray) -> Costs:
        """The same for other rows: ``rows[k]`` is where row k was before, -1 where it is new."""
        fresh, stay = Costs(len(rows)), rows >= 0
        fresh.joules[stay], fresh._spent[stay] = self.joules[rows[stay]], self._spent[rows[stay]]
        return fresh

    def book(self, network: Network) -> None:
        """Books what nodes spent since the last call; roles do not change in between.

        Data that pass through count for what the node is: processor, keeper, else collector. Service messages are the
        controller's control and everybody else's service. What an incident takes is no duty's.
        """
        spent, roles = network.nodes["spent"], network.duties["roles"]
        more = np.maximum(spent - self._spent, 0.0)
        self._spent = spent.copy()
        every = np.arange(len(roles))
        holds = [(roles & int(duty)) != 0 for duty in (Duty.PROCESSOR, Duty.KEEPER)]
        self.joules[every, np.select(holds, [_PROCESS, _KEEP], _COLLECT)] += more[:, _OWN].sum(axis=1)
        listening = np.where(roles & int(Duty.DETECTOR), _DETECT, _COLLECT)
        self.joules[every, listening] += more[:, _LISTENING].sum(axis=1)
        serving = np.where(roles & int(Duty.CONTROLLER), _CONTROL, _SERVICE)
        self.joules[every, serving] += more[:, int(EnergyCause.SERVICE)]

    def of(self, network: Network, row: int) -> dict[str, float]:
        """J by `ACCOUNTS` of one row, up to now."""
        self.book(network)
        return {name: float(j) for name, j in zip(ACCOUNTS, self.joules[row], strict=True)}
