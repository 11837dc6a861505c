"""What the controller needs to decide on roles: who may, who cannot, whom the document names, and what they scored."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from engine.network import hearing
from engine.network.kernels import verdict
from engine.network.network import Network
from engine.readmodel.codes import Duty, Rec
from engine.roles import suitability
from engine.roles.admission import Admission
from engine.roles.assignment import Case
from engine.roles.letters import Post
from engine.roles.society import Society
from engine.roles.suitability import SOUGHT

_DUTY = {d.name.lower(): d for d in Duty if d.name}


def preferred(network: Network) -> np.ndarray:
    """uint8[M]: `Duty` bits of the roles that the document names for each row."""
    nodes = network.scenario.node_by_id
    out = np.zeros(len(network.nodes), np.uint8)
    for row, node in enumerate(network.nodes["id"].tolist()):
        thing = nodes.get(node)
        if thing is not None:
            out[row] = sum(int(_DUTY[name]) for name in dict.fromkeys(thing.roles))
    return out


def wanted(network: Network, named: np.ndarray) -> Mapping[Duty, int]:
    """Holders wanted of each role: as many as the policy says or the document names, and one controller."""
    policy = network.scenario.roles
    least = {Duty.PROCESSOR: policy.processors, Duty.KEEPER: policy.keepers, Duty.DETECTOR: policy.detectors}
    counted = {duty: int(np.count_nonzero(named & int(duty))) for duty in SOUGHT}
    return {duty: max(least[duty], counted[duty]) if duty in least else 1 for duty in SOUGHT}


def collectors(network: Network) -> np.ndarray:
    """bool[M]: nodes that sense and whose readings are needed."""
    out: np.ndarray = network.presence.senses == 1
    idle = network.scenario.roles.unneeded
    return out & ~np.isin(network.nodes["id"], idle) if idle else out


def unfit(network: Network, told: np.ndarray, rows: np.ndarray | slice = slice(None)) -> dict[Duty, np.ndarray]:
    """Role → bool[K]: who of ``rows`` says to have too little energy, storage or computing time for it (Table 2)."""
    policy, nodes, duties = network.scenario.roles, network.nodes[rows], network.duties[rows]
    with np.errstate(divide="ignore", invalid="ignore"):
        # of a false identity nobody knows another battery than the one that it says to be full
        battery = np.where((nodes["mains"] == 1) | (nodes["master"] >= 0), 1.0, told["energy"] / nodes["initial"])
        room = np.where(duties["storage"] > 0, told["storage"] / duties["storage"], 0.0)
        spare = np.where(duties["cpu_hz"] > 0, told["computing"] / duties["cpu_hz"], 0.0)
    weak, full, busy = battery < policy.low_energy, room < policy.low_storage, spare < policy.low_cpu
    return {Duty.CONTROLLER: weak | busy, Duty.PROCESSOR: weak | busy, Duty.KEEPER: weak | full, Duty.DETECTOR: weak}


def outcasts(network: Network) -> np.ndarray:
    """bool[M]: nodes that at least half of those in range have off their trusted lists, as these report; S3 on S2."""
    m = len(network.nodes)
    if not network.watching:
        return np.zeros(m, bool)
    share = np.empty(m, np.float32)
    verdict.distrust(network.nodes, network.links, network.belief, network.everyone, share, np.empty(m, np.float32))
    out: np.ndarray = share >= verdict.MAJORITY  # NaN where nobody is in range
    return out


def near(network: Network, row: int) -> np.ndarray:
    """bool[M]: rows within radio range of ``row``."""
    out = np.zeros(len(network.nodes), bool)
    links = network.links[network.nodes["first"][row] : network.nodes["last"][row]]
    out[links["target"][links["near"] == 1]] = True
    return out


def weigh(society: Society, network: Network, told: np.ndarray, among: np.ndarray) -> None:
    """Works out the scores of all rows from what they said, the best ``among`` (bool[M]) being the measure."""
    society.score = suitability.scores(suitability.shares(told, among), society.served(network))


def case(
    society: Society,
    network: Network,
    told: np.ndarray,
    may: np.ndarray,
    present: np.ndarray,
    refused: Mapping[Duty, np.ndarray] | None = None,
    *,
    first: bool = False,
) -> Case:
    """The case before the controller; `weigh` comes before it.

    Args:
        society: Scores.
        network: The network.
        told: `FIGURES`[M] that nodes reported.
        may: bool[M]: who reported.
        present: uint8[M]: roles as the table has them.
        refused: Role → bool[M]: who was found not to be eligible.
        first: The network is being founded: whom the document names comes first.
    """
    named, incapable = society.named, unfit(network, told)
    for duty, rows in (refused or {}).items():
        incapable[duty] |= rows
    shunned = outcasts(network)
    for duty in incapable:
        incapable[duty] |= shunned
    incapable[Duty.CONTROLLER] |= (told["declines"] > 0) & (present & int(Duty.CONTROLLER) == 0)
    sensing = (network.presence.senses == 1) | (network.nodes["master"] >= 0)
    return Case(
        wanted(network, named),
        society.score,
        may & sensing,
        incapable,
        present,
        collectors(network) & may,
        network.scenario.roles.margin,
        lambda row: near(network, row),
        {duty: (named & int(duty)) != 0 for duty in SOUGHT} if first else {},
    )


def surpasses(society: Society, network: Network, post: Post, row: int) -> bool:
    """Whether the newcomer in ``row`` suits a role better, by the margin, than the worst of its holders (Ss6)."""
    table = society.table()
    if table is None:
        return False
    true = suitability.figures(network, society.plane.tree["depth"])
    told = post.told(network, true)
    there = society.members(network)
    if not there[row]:
        return False
    if network.heeding:
        hearing.weigh_claims(network, told, np.array([row]))
    weigh(society, network, told, there)
    incapable, margin = unfit(network, told), 1 + network.scenario.roles.margin
    refused = post.admission.false_claims(told, true)
    for duty in SOUGHT:
        holders = np.flatnonzero(np.isin(network.nodes["id"], table.holders(duty)))
        barred = incapable[duty][row] or (duty in refused and refused[duty][row])
        if len(holders) and not barred and society.score[duty][row] > margin * society.score[duty][holders].min():
            return True
    return False


def note_refused(
    network: Network, admission: Admission, society: Society, refused: Mapping[Duty, np.ndarray], among: np.ndarray
) -> None:
    """Records and counts who of ``among`` would have had a role but for what it said falsely (S2-158)."""
    for duty, rows in refused.items():
        for row in np.flatnonzero(rows & among).tolist():
            if duty in (Duty.KEEPER, Duty.PROCESSOR):
                admission.refuse("check_eligibility")
                hearing.count(network, "refused", row)
                score = society.score.get(duty)
                worth = float(score[row]) if score is not None and row < len(score) else 0.0
                network.note(Rec.ROLE_REFUSED, int(network.nodes["id"][row]), c=int(duty), v=worth)
