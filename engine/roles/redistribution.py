"""Redistribution of roles (S2-21 to S2-26): request, reports, decision, notice, confirmation, new tables everywhere."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np

from engine.network import hearing
from engine.network.kernels.columns import ABORTED, REDISTRIBUTED
from engine.network.network import Network
from engine.readmodel.codes import Duty, Membership, NetworkState, Rec, ServiceStatus
from engine.roles import decision, suitability
from engine.roles.assignment import assign
from engine.roles.complaints import ASK_AGAIN, complaints
from engine.roles.configuration import ROW_BITS
from engine.roles.letters import Kind, Letter, Post
from engine.roles.replication import serve, spread
from engine.roles.society import NOBODY, Society
from engine.roles.suitability import SOUGHT

_REPORT_BITS = 80
"""Five figures of 16 bit: communication, computing, energy, storage, readiness."""
_REST = 10
"""Rounds after which the controller tries again to redistribute roles when that came to nothing."""


class _Phase(IntEnum):
    """What the hub, Sd3, has done so far."""

    OPENED = 0
    REPORTED = 1
    NOTIFIED = 2
    CONFIRMED = 3


@dataclass(slots=True)
class Case:
    """One redistribution on its way."""

    letter: Letter
    asker: int
    """Id of whoever asked."""
    phase: _Phase = _Phase.OPENED
    waited: int = 0
    told: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    """bool[M]: whose report is in."""
    informed: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    """bool[M]: who heard of the new roles."""
    confirmed: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    roles: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint8))
    """uint8[M]: as decided."""
    extra: dict[int, int] = field(default_factory=dict)
    """Id that no row has → `Duty` bits: what the table says of it."""
    leader: int = NOBODY
    """Id of the controller that carries it out, also while it hands its own role over."""
    root: int = NOBODY
    """Its row."""


class Redistribution:
    """The procedure; one after the other.

    Args:
        society: The network's members and state.
        post: Letters.
    """

    def __init__(self, society: Society, post: Post) -> None:
        self.society, self.post = society, post
        self.queue: deque[Letter] = deque()
        self.case: Case | None = None
        self.rest_until = 0
        """Round up to which the controller itself does not try again what came to nothing."""

    # -- who asks -----------------------------------------------------------------------------------------------------

    def look(self, network: Network) -> None:
        """Holders that cannot fulfil their role ask for relief; whoever else wants roles asks as well."""
        waiting = [x.sender for x in self.queue]
        for letter in (*self._strained(network), *complaints(network, self.society)):
            if letter.sender not in waiting:
                self.society.ledger.asked[letter.sender] = network.round
                if letter.roles:
                    network.duties["ready"][letter.sender] = 0.25
                self.queue.append(letter)
        for source in self.post.sources:
            for letter in source.letters(network, self.society, Kind.REQUEST):
                if letter.sender not in waiting:
                    waiting.append(letter.sender)
                    self.queue.append(letter)

    def _strained(self, network: Network) -> list[Letter]:
        duties, asked = network.duties, self.society.ledger.asked
        holds = (duties["roles"] & ~np.uint8(Duty.COLLECTOR)) != 0
        holds &= (network.nodes["alive"] == 1) & ((asked < 0) | (asked + ASK_AGAIN <= network.round))
        rows = np.flatnonzero(holds)
        if not len(rows):
            return []
        own = np.zeros(len(rows), suitability.FIGURES)
        suitability.take_stock(network, rows, own)
        bits = np.zeros(len(rows), np.uint8)
        for duty, strained in decision.unfit(network, own, rows).items():
            bits |= np.where(strained, int(duty), 0).astype(np.uint8) & duties["roles"][rows]
        ids = network.nodes["id"]
        some = [(int(r), int(b)) for r, b in zip(rows, bits, strict=True) if b]
        return [Letter(Kind.REQUEST, r, int(ids[r]), b, cause="a node cannot fulfil its role") for r, b in some]

    def begin(self, network: Network) -> bool:
        """S1 → Sd2 for the next request; without one for the number of nodes, if that changed."""
        society, root = self.society, self.society.controller_row(network)
        while self.queue:
            letter = self.queue.popleft()
            if network.nodes["alive"][letter.sender] and network.duties["member"][letter.sender] == Membership.MEMBER:
                return self._open(network, letter, letter.cause)
        if not society.changed or network.round < self.rest_until:
            return False
        return self._open(network, Letter(Kind.REQUEST, root, int(network.nodes["id"][root])), society.changed)

    def _open(self, network: Network, letter: Letter, cause: str) -> bool:
        main = self.society.main
        self.case = Case(letter, letter.about, leader=main.controller if main is not None else NOBODY)
        self.society.go(network, NetworkState.SD2, cause, by=letter.about)
        self.society.asker, self.society.confirmed_before = letter.about, self.society.machine.visits[NetworkState.SD6]
        return True

    def forget(self) -> None:
        """The controller was lost on the way: whoever cannot fulfil its role will ask the next one."""
        self.case, self.society.asker = None, NOBODY
        self.queue.clear()

    def take_over(self, before: Redistribution, after: dict[int, int], rows: np.ndarray) -> None:
        """Goes on after an edit; ``after`` says where rows are now, ``rows`` (int32[M]) where they were."""
        self.queue = deque(x._replace(sender=after[x.sender]) for x in before.queue if x.sender in after)
        self.case, self.rest_until = before.case, before.rest_until
        case = self.case
        if case is None:
            return
        case.letter = case.letter._replace(sender=after.get(case.letter.sender, NOBODY))
        case.root = after.get(case.root, NOBODY)
        for name in ("told", "informed", "confirmed", "roles"):
            column = getattr(case, name)
            if len(column):
                setattr(case, name, np.where(rows >= 0, column[rows], 0).astype(column.dtype))

    # -- states -------------------------------------------------------------------------------------------------------

    def step(self, network: Network) -> bool:
        """One step in a state Sd2 … Sd7; returns whether the network went on to another state."""
        case, state = self.case, self.society.machine.state
        if case is None:
            raise RuntimeError("no roles are being redistributed")
        case.waited += 1
        case.root = self.society.row(network, case.leader)
        if case.root < 0 or not network.nodes["alive"][case.root]:
            return False
        self.society.span(network, case.root)
        if state is NetworkState.SD2:
            return self._await_request(network, case)
        if state is NetworkState.SD3:
            return self._hub(network, case)
        if state is NetworkState.SD4:
            return self._await_reports(network, case)
        if state is NetworkState.SD5:
            return self._notify(network, case)
        if state is NetworkState.SD6:
            return self._await_confirmation(network, case)
        return self._update_tables(network, case)

    def _await_request(self, network: Network, case: Case) -> bool:
        """Sd2: the request reaches the controller and is granted, or not."""
        letter = case.letter
        if letter.sender != case.root and not self._arrives(network, letter):
            if case.waited < network.scenario.roles.patience:
                return False
            return self._close(network, ServiceStatus.TIMED_OUT, "the request did not arrive")
        if letter.sender != case.root:
            hearing.count(network, "asked", letter.sender)
        if letter.sender != case.root and not self.post.admission.may_reassign(network.round):
            hearing.count(network, "refused", letter.sender)
            return self._close(network, ServiceStatus.REFUSED, "roles were redistributed too often lately")
        self._note(network, ServiceStatus.INITIATED)
        case.told = np.zeros(len(network.nodes), bool)
        return self._next(network, NetworkState.SD3)

    def _arrives(self, network: Network, letter: Letter) -> bool:
        row, society = letter.sender, self.society
        arrived = row >= 0 and bool(society.report(network, np.array([row]), society.header(network))[row])
        return arrived and self.post.admission.frame(network, society, letter)

    def _hub(self, network: Network, case: Case) -> bool:
        """Sd3: on to what has not been done yet; ends when whoever asked takes it back."""
        aborts = self.post.deliver(network, self.society, Kind.ABORT) if case.phase else []
        if any(x.about == case.asker for x in aborts):
            hearing.count(network, "aborted", aborts[0].sender)
            return self._abort(network, "whoever asked ended it incorrectly")
        if case.phase is _Phase.OPENED:
            return self._next(network, NetworkState.SD4)
        if case.phase is _Phase.REPORTED:
            self._decide(network, case)
            return self._next(network, NetworkState.SD5)
        if case.phase is _Phase.NOTIFIED:
            return self._next(network, NetworkState.SD6)
        if not case.confirmed.any() and int(self.society.members(network).sum()) > 1:
            return self._abort(network, "nobody confirmed")
        self._publish(network, case)
        return self._next(network, NetworkState.SD7)

    def _await_reports(self, network: Network, case: Case) -> bool:
        """Sd4: every member reports its role, its resources and its readiness."""
        society, header = self.society, self.society.header(network)
        if not society.told.size:
            society.told = np.zeros(len(network.nodes), suitability.FIGURES)
        others = self._others(network, case)
        if case.waited == 1:
            rows = np.flatnonzero(society.plane.broadcast(network, header).arrived & others)
            heard = society.report(network, rows, header + _REPORT_BITS)
        else:
            heard = society.exchange(network, np.flatnonzero(others & ~case.told), header, header + _REPORT_BITS)
        case.told |= heard
        case.told[case.root] = True
        said = self.post.told(network, suitability.figures(network, society.plane.tree["depth"]))
        society.told[case.told] = said[case.told]
        if network.heeding:
            hearing.weigh_claims(network, said, np.flatnonzero(heard))
        if case.waited == 1:
            self._hear_of_others(network, case)
        missing = others & ~case.told
        if missing.any() and case.waited < network.scenario.roles.patience:
            return False
        society.ledger.kept[case.told] += 1
        society.ledger.lost[missing] += 1
        case.phase = _Phase.REPORTED
        return self._next(network, NetworkState.SD3)

    def _hear_of_others(self, network: Network, case: Case) -> None:
        """Nodes that report for others whom nobody else has met; who checks eligibility wants to measure these."""
        for letter in self.post.deliver(network, self.society, Kind.VOUCH):
            hearing.count(network, "names", letter.sender)
            if self.post.admission.hardening.check_eligibility:
                self.post.admission.refuse("check_eligibility")
                hearing.count(network, "refused", letter.sender)
                network.note(Rec.ROLE_REFUSED, letter.about, c=letter.roles)
            else:
                case.extra[letter.about] = letter.roles

    def _others(self, network: Network, case: Case) -> np.ndarray:
        """bool[M]: members that the controller can reach and that its table names, the controller left out."""
        table = self.society.table()
        out: np.ndarray = self.society.members(network) & self.society.plane.reached()
        if table is not None:
            out &= table.names(network.nodes["id"])
        out[case.root] = False
        return out

    def _notify(self, network: Network, case: Case) -> bool:
        """Sd5: the new roles go out by broadcast."""
        society = self.society
        changes = int(np.count_nonzero(case.roles != self._present(network)))
        case.informed = society.plane.broadcast(network, society.header(network) + ROW_BITS * changes).arrived
        self.post.commanded(network, case.informed)
        case.confirmed = np.zeros(len(network.nodes), bool)
        case.phase = _Phase.NOTIFIED
        return self._next(network, NetworkState.SD3)

    def _await_confirmation(self, network: Network, case: Case) -> bool:
        """Sd6: members confirm that they are ready for their roles; those with new ones are waited for."""
        society, header = self.society, self.society.header(network)
        others, present = self._others(network, case), self._present(network)
        if case.waited == 1:
            rows = np.flatnonzero(others & case.informed)
            case.confirmed |= society.confirm(network, rows, header)
        fresh = others & (case.roles != present) & ~case.confirmed
        if case.waited > 1 and fresh.any():
            case.confirmed |= society.exchange(network, np.flatnonzero(fresh), header + ROW_BITS, header)
            fresh &= ~case.confirmed
        if fresh.any() and case.waited < network.scenario.roles.patience:
            return False
        case.confirmed[case.root] = True
        if fresh.any():
            society.ledger.failed[fresh] += 1
            case.told[fresh] = False
            self._decide(network, case)
        case.phase = _Phase.CONFIRMED
        return self._next(network, NetworkState.SD3)

    def _update_tables(self, network: Network, case: Case) -> bool:
        """Sd7: every member takes the new table; done when all that can be reached hold it."""
        society, main = self.society, self.society.main
        table = society.table()
        if main is None or table is None:
            raise RuntimeError("no table to update")
        if case.waited == 1:
            society.adopt(network, np.array([case.root]), main.table)
            spread(society, network, self.post, society.header(network) + table.bits, main)
            network.note(Rec.CONFIGURED, main.controller, c=table.version, v=society.agreed(network))
        else:
            serve(society, network, self.post, np.flatnonzero(self._behind(network, case)), main)
        behind = self._behind(network, case)
        if behind.any() and case.waited < network.scenario.roles.patience:
            return False
        if not behind.any():
            network.note(Rec.CONFIRMED, main.controller, c=table.version)
        return self._complete(network)

    # -- steps --------------------------------------------------------------------------------------------------------

    def _present(self, network: Network) -> np.ndarray:
        table = self.society.table()
        if table is None:
            return np.zeros(len(network.nodes), np.uint8)
        return table.roles_of(network.nodes["id"])

    def _behind(self, network: Network, case: Case) -> np.ndarray:
        """bool[M]: reachable members of the new table that hold another one."""
        main = self.society.main
        held = self.society.ledger.held != (main.table if main is not None else NOBODY)
        out: np.ndarray = self._others(network, case) & held
        return out

    def _decide(self, network: Network, case: Case) -> None:
        """The controller assigns roles by what the nodes reported."""
        society, letter = self.society, case.letter
        true = suitability.figures(network, society.plane.tree["depth"])
        refused = self.post.admission.false_claims(society.told, true)
        decision.note_refused(network, self.post.admission, society, refused, case.told)
        present = self._present(network)
        relieved = {d: np.zeros(len(present), bool) for d in Duty if letter.relieve and letter.roles & int(d)}
        for duty, rows in relieved.items():
            rows[letter.sender] = letter.sender >= 0
            refused[duty] = refused.get(duty, False) | rows
        decision.weigh(society, network, society.told, case.told)
        case.roles = assign(decision.case(society, network, society.told, case.told, present, refused))
        unheard = ~case.told & (present != 0)
        case.roles[unheard] = present[unheard] & int(Duty.COLLECTOR)
        for bits in case.extra.values():
            for duty in SOUGHT:
                rows = np.flatnonzero(case.roles & (bits & int(duty)))
                if len(rows):  # one of them makes room
                    case.roles[rows[np.argmin(society.score[duty][rows])]] &= ~np.uint8(duty)

    def _publish(self, network: Network, case: Case) -> None:
        """A table of a new version, if anything changed; it may name another controller."""
        society, main, table = self.society, self.society.main, self.society.table()
        if main is None or table is None:
            raise RuntimeError("no table to change")
        kept = [int(i) for i in table.ids[~np.isin(table.ids, society.struck)]]
        now = dict(zip(kept, table.roles_of(np.array(kept, np.int32)).tolist(), strict=True))
        ids = network.nodes["id"]
        for row in np.flatnonzero(np.isin(ids, kept)).tolist():
            now[int(ids[row])] = int(case.roles[row])
        now.update(case.extra)
        society.struck = []
        named = np.array(list(now), np.int32)
        roles = np.array(list(now.values()), np.uint8)
        if len(named) == len(table.ids) and np.array_equal(table.roles_of(named), roles) and table.names(named).all():
            return
        heads = named[(roles & int(Duty.CONTROLLER)) != 0]
        if len(heads):
            main.controller = int(heads[0])
        society.publish(network, main, named, roles)

    # -- ends ---------------------------------------------------------------------------------------------------------

    def _complete(self, network: Network) -> bool:
        network.books.counts[REDISTRIBUTED] += 1
        self.society.changed = ""
        return self._close(network, ServiceStatus.COMPLETED, "")

    def _abort(self, network: Network, cause: str) -> bool:
        network.books.counts[ABORTED] += 1
        return self._close(network, ServiceStatus.ABORTED, cause)

    def _close(self, network: Network, status: ServiceStatus, cause: str) -> bool:
        self._note(network, status)
        by = self.case.asker if self.case is not None else NOBODY
        self.rest_until = network.round + (_REST if status is not ServiceStatus.COMPLETED else 0)
        self.case, self.society.asker = None, NOBODY
        self.society.go(network, NetworkState.S1, cause, by=by)
        return True

    def _next(self, network: Network, state: NetworkState) -> bool:
        case = self.case
        if case is None:
            raise RuntimeError("no roles are being redistributed")
        case.waited = 0
        self.society.go(network, state, by=case.asker)
        return True

    def _note(self, network: Network, status: ServiceStatus) -> None:
        main, case = self.society.main, self.case
        done = float(network.books.counts[REDISTRIBUTED])
        if case is not None:
            controller = main.controller if main is not None else NOBODY
            network.note(Rec.REDISTRIBUTION, case.asker, controller, int(status), done)
