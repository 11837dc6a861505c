"""Letters: what nodes write to the controller, honest and malicious ones by the same post, through the same checks.

How malice comes in. Whenever a procedure looks for the letters of one kind that arrive in this round, it hands those
that honest nodes write to `Post.deliver`. The post asks each of its `sources` for further ones: a source reads the
columns of `Behaviour` (`covets`, `joins`, `churn`, `phantoms` …) and writes letters *from those nodes*. All of them
travel over the service plane, cost energy, can be lost or swallowed, meet the same frame check, and are obeyed alike:
no procedure knows which is which. Sources may besides change the figures that nodes report (`Source.report`, after
`boast` and `claim` have had their say), answer in the name of nodes that nobody ever met (`Source.speaks_for`), and say
what a relay that changed a table on its way made of it (`Source.alter`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple, Protocol

import numpy as np

from engine.network.network import Network
from engine.roles.admission import Admission
from engine.roles.configuration import Table
from engine.roles.society import Society
from engine.roles.suitability import said


class Kind(IntEnum):
    """What a letter is about."""

    NOTICE = 0
    """A node that is no member says hello; whoever hears it tells the controller (S1 → Ss2). Not sent over the tree."""
    JOIN = 1
    """A node asks to be taken up (Ss3)."""
    ACCEPT = 2
    """It confirms that it is one of the network now (Ss5)."""
    REQUEST = 3
    """A member asks for a redistribution of roles (Sd2)."""
    ABORT = 4
    """Whoever asked for it ends it before it is done (Sd3)."""
    VOUCH = 5
    """A member reports, besides itself, for a node that only it has met, and says for which ``roles`` that one suits
    better than anybody (Sd4)."""


class Letter(NamedTuple):
    """One message to the controller."""

    kind: Kind
    sender: int
    """Row of the node that sends it."""
    about: int
    """Id of the node that it speaks of; may be an id that nobody has."""
    roles: int = 0
    """`Duty` bits: of a request the roles that are asked for, or that the sender can fulfil no longer."""
    relieve: bool = True
    """Of a request: the sender wants to be rid of `roles`; else it wants to have them."""
    strange: bool = False
    """Its frame has impossible content: special characters, wrong length (S2-155)."""
    cause: str = ""


class Source(Protocol):
    """Where letters and answers of nodes come from that do not follow the protocol. All default to honesty."""

    def begin_round(self, network: Network, society: Society, admission: Admission) -> None:
        """Before the procedures of a round; ``admission`` counts what is seen through."""

    def take_over(self, before: Source) -> None:
        """Goes on after an edit where the source ``before`` stood."""

    def letters(self, network: Network, society: Society, kind: Kind) -> Sequence[Letter]:
        """Further letters of one ``kind`` in this round."""

    def report(self, network: Network, told: np.ndarray) -> None:
        """Changes in place the figures (`suitability.FIGURES`[M]) that nodes are about to report."""

    def speaks_for(self, network: Network, node: int) -> int:
        """Row of the node that answers in the name of id ``node``, -1: nobody does."""

    def forges(self, network: Network, relay: int) -> bool:
        """Whether what the relay in row ``relay`` changes can still be read."""

    def overhear(self, network: Network, heard: np.ndarray) -> None:
        """A role command went out; ``heard`` (bool[M]) by whom."""

    def alter(self, network: Network, table: Table, relay: int) -> Table | None:
        """What the relay in row ``relay`` made of ``table``; None: nothing that anybody could read."""


class Post:
    """Delivers letters to whoever the service plane's tree is rooted in.

    Args:
        admission: Checks of frames.
        sources: Where malicious letters come from.
    """

    def __init__(self, admission: Admission, sources: Sequence[Source] = ()) -> None:
        self.admission, self.sources = admission, tuple(sources)

    def deliver(self, network: Network, society: Society, kind: Kind, honest: Sequence[Letter] = ()) -> list[Letter]:
        """The letters of one kind that arrive in this round, in the order in which they were written."""
        written = [*honest, *(x for s in self.sources for x in s.letters(network, society, kind))]
        if not written:
            return []
        arrived: list[Letter] = []
        turn: Counter[int] = Counter()
        rounds: list[list[Letter]] = []
        for letter in written:
            k = turn[letter.sender]
            turn[letter.sender] += 1
            if k == len(rounds):
                rounds.append([])
            rounds[k].append(letter)
        for batch in rounds:
            rows = np.array([x.sender for x in batch], np.int32)
            heard = society.report(network, rows, society.header(network))
            arrived += [x for x in batch if heard[x.sender] and self.admission.frame(network, society, x)]
        return arrived

    def told(self, network: Network, figures: np.ndarray) -> np.ndarray:
        """The figures as nodes report them."""
        out = said(network, figures)
        for source in self.sources:
            source.report(network, out)
        return out

    def speaker(self, network: Network, node: int) -> int:
        """Row of whoever answers for an id that no node of the network has; -1."""
        rows = (source.speaks_for(network, node) for source in self.sources)
        return next((row for row in rows if row >= 0), -1)

    def forgers(self, network: Network, relays: np.ndarray) -> list[int]:
        """Which of the rows ``relays`` make something readable of what they change."""
        return [r for r in relays.tolist() if any(source.forges(network, r) for source in self.sources)]

    def commanded(self, network: Network, heard: np.ndarray) -> None:
        """A role command went out; ``heard`` (bool[M]) by whom."""
        for source in self.sources:
            source.overhear(network, heard)

    def altered(self, network: Network, table: Table, relay: int) -> Table | None:
        """What a relay made of a table; None: unreadable."""
        made = (source.alter(network, table, relay) for source in self.sources)
        return next((t for t in made if t is not None), None)
