"""Problems of a network that organises itself: roles nobody can hold, nodes that come and go, limits, subnets.

All but two ids alike and incidents of base stations are warnings: the run goes on, and something does not happen.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping

from engine.scenario.finding import Finding, listed
from engine.scenario.model import Attack, Scenario
from engine.scenario.organisation import Incident
from engine.scenario.subnets import cut_off

_WANTED = ("keepers", "processors", "detectors")
_COMES = ("join", "mend")
_GOES = ("leave", "kill")


def faults_of_incidents(scenario: Scenario) -> Iterator[Finding]:
    """What makes edits by id impossible."""
    names: dict[str, int] = {}
    for index, incident in enumerate(scenario.incidents):
        path = f"incidents[{index}]"
        first = names.setdefault(incident.id, index)
        if first != index:
            what = f"incident id {incident.id!r} is used by incidents[{first}] and {path}"
            yield Finding("error", f"{path}.id", what, "give one of them another id")
        if incident.node in scenario.station_by_id:
            what = f"incident {incident.id!r} names {incident.node}; nothing befalls base stations"
            yield Finding("error", f"{path}.node", what, "name a sensor node", (int(incident.node or 0),))


def doubts_of_roles(scenario: Scenario) -> Iterator[Finding]:
    """Warnings: it runs, but not all of it can happen as written."""
    yield from _switches(scenario)
    if scenario.roles.enabled:
        yield from _holders(scenario)
        yield from _limits(scenario)
    yield from _incidents(scenario)
    befalls = _by_node(scenario)
    for index, attack in enumerate(scenario.attacks):
        yield from _attack(scenario, attack, f"attacks[{index}]", befalls)
    for names in cut_off(scenario):
        what = f"no node joins {' and '.join(repr(n) for n in names)} to any other subnet"
        ids = tuple(n.id for n in scenario.nodes if n.subnet in names)
        yield Finding("warning", "nodes", what, "place a node within radio range of both", ids)


def _switches(scenario: Scenario) -> Iterator[Finding]:
    """Roles and the protocol that follows them go together."""
    on, protocol, path = scenario.roles.enabled, scenario.routing.protocol, "roles.enabled"
    if on and protocol != "roles":
        what = f"nodes have roles, but readings go as protocol {protocol!r} leads them"
        yield Finding("warning", "routing.protocol", what, "choose the protocol roles, or switch roles off")
    if protocol == "roles" and not on:
        what = "readings are to follow roles, but nobody has any: each goes straight to a base station"
        yield Finding("warning", path, what, "switch roles on, or choose another protocol")
    given = tuple(n.id for n in scenario.nodes if n.roles)
    if given and not on:
        what = f"nodes are given roles that are switched off: {listed(given)}"
        yield Finding("warning", path, what, "switch roles on, or take them away", given)
    if on and scenario.radio.model == "disk" and scenario.radio.range_m is None:
        what = "roles need a finite radio range: without one nobody has neighbours, and service messages have no way"
        yield Finding("warning", "radio.range_m", what, "set radio.range_m or switch roles off")


def _foreign(scenario: Scenario) -> dict[int, str]:
    """Foreign nodes → the attack with which they come."""
    return {i: a.id for a in scenario.attacks if a.origin == "outsider" for i in a.nodes}


def _holders(scenario: Scenario) -> Iterator[Finding]:
    """Roles that are wanted more often than there are nodes for them, and nodes that cannot hold what they are given.

    More nodes than a role is wanted for may be given it: each of them holds it.
    """
    roles, foreign = scenario.roles, _foreign(scenario)
    able = [n for n in scenario.sensors() if n.id not in foreign]
    if scenario.nodes and not able:
        what = "no node can hold a role: all are routers or foreign"
        yield Finding("warning", "roles", what, "add sensor nodes")
    yield from _unfit(scenario)
    if scenario.follows_roles and scenario.processors_wanted == 0 and not scenario.stations:
        what = "no processor is wanted and there is no base station: nothing can be delivered"
        yield Finding("warning", "roles.processors", what, "want one at least")
    for name in _WANTED:
        wanted = int(getattr(roles, name))
        if able and wanted > len(able):
            what = f"{wanted} {name} are wanted of {len(able)} nodes that can hold the role"
            yield Finding("warning", f"roles.{name}", what, "want fewer, or add nodes")
    given = tuple(n.id for n in able if "controller" in n.roles)
    if len(given) > 1:
        what = f"{len(given)} nodes are given the role controller, which one node holds: {listed(given)}"
        yield Finding("warning", "nodes", what, "give it to one", given)
    for node in scenario.nodes:
        if node.roles and node.kind == "router":
            what = f"router {node.id} is given roles, which only sensor nodes hold"
            yield Finding("warning", "nodes", what, "make it a sensor, or take the roles away", (node.id,))
        if node.roles and node.id in foreign:
            what = f"node {node.id} is given roles, but is foreign until attack {foreign[node.id]!r} begins"
            mend = "make the attack an insider's, or take the roles away"
            yield Finding("warning", "nodes", what, mend, (node.id,))


def _unfit(scenario: Scenario) -> Iterator[Finding]:
    """Thresholds that nobody meets who carries a role out: whoever gets it is to be relieved at once."""
    thresholds = (
        ("low_energy", "a role", "battery"),
        ("low_storage", "the role keeper", "storage"),
        ("low_cpu", "the roles controller and processor", "computing time"),
    )
    for field, role, what in thresholds:
        if scenario.sensors() and getattr(scenario.roles, field) >= 1.0:
            text = f"no node can hold {role} for long: it would have to have 100 % of its {what} left"
            yield Finding("warning", f"roles.{field}", text, "ask for less: 0.2, say")


def _limits(scenario: Scenario) -> Iterator[Finding]:
    """Limits of hardening that what is planned cannot keep."""
    hardening = scenario.hardening
    joins = sorted([i.at for i in scenario.incidents if i.kind == "join"])
    if hardening.limit_joins and joins:
        most, span = hardening.joins, hardening.joins_per
        window = max(k + 1 - bisect_left(joins, at - span + 1) for k, at in enumerate(joins))
        if window > most:
            many = "no node may join" if most == 0 else f"at most {most} may join in {span} rounds"
            what = f"{many}, but {window} {'is' if window == 1 else 'are'} to"
            yield Finding("warning", "hardening.joins", what, "raise the limit, or let them come at other times")
    if hardening.limit_reassignments and hardening.reassignments == 0 and scenario.roles.decentralised:
        what = "roles may never be handed over: a holder that runs low or is lost is not replaced"
        yield Finding("warning", "hardening.reassignments", what, "allow one at least")


def _incidents(scenario: Scenario) -> Iterator[Finding]:
    here: dict[int, str] = {}
    for index, incident in sorted(enumerate(scenario.incidents), key=lambda pair: (pair[1].at, pair[0])):
        path, named = f"incidents[{index}]", f"incident {incident.id!r}"
        if incident.node is None:
            yield from _of_role(scenario, incident, path)
            continue
        if incident.node not in scenario.node_by_id:
            what = f"{named} names unknown node {incident.node}"
            yield Finding("warning", f"{path}.node", what, "name a node of the document, or remove it")
            continue
        # whom nothing befalls before it joins is absent until then; everybody else is there from the start
        before = here.setdefault(incident.node, "" if incident.kind == "join" else "join")
        wrong = _out_of_turn(incident, before)
        if wrong:
            what = f"{named} befalls node {incident.node} in round {incident.at}, when it {wrong}"
            yield Finding("warning", f"{path}.at", what, "choose another round or node", (incident.node,))
        elif incident.kind in (*_COMES, *_GOES):
            here[incident.node] = incident.kind


def _out_of_turn(incident: Incident, before: str) -> str:
    """What keeps the incident from happening, given what came to the node last (empty: it is still to join)."""
    if incident.kind == "join":
        return "is there already" if before in _COMES else ""
    return {"leave": "has left", "kill": "is lost"}.get(before, "") if incident.kind != "mend" else ""


def _of_role(scenario: Scenario, incident: Incident, path: str) -> Iterator[Finding]:
    named = f"incident {incident.id!r}"
    if incident.role is None:
        what = f"{named} names neither a node nor a role: it befalls nobody"
        yield Finding("warning", path, what, "name a node, or a role whose holder it befalls")
    elif incident.kind == "join":
        what = f"{named}: whoever holds a role is there already and cannot join"
        yield Finding("warning", path, what, "name the node that is to come")
    elif not scenario.roles.enabled:
        what = f"{named} befalls the {incident.role}, but roles are switched off"
        yield Finding("warning", path, what, "switch roles on, or name a node")


def _by_node(scenario: Scenario) -> dict[int, list[Incident]]:
    """What befalls each node that an incident names, in order."""
    out: dict[int, list[Incident]] = {}
    for incident in sorted(scenario.incidents, key=lambda i: i.at):
        if incident.node is not None:
            out.setdefault(incident.node, []).append(incident)
    return out


def _attack(scenario: Scenario, attack: Attack, path: str, befalls: Mapping[int, list[Incident]]) -> Iterator[Finding]:
    if attack.variation == "exploiting" and not scenario.roles.enabled:
        what = f"attack {attack.id!r} exploits self-organisation and roles, but roles are switched off"
        yield Finding("warning", f"{path}.variation", what, "switch roles on, or choose the common variation")
    for node in dict.fromkeys(attack.nodes):
        absent = _absent(attack, max(attack.start, 1), befalls.get(node, []))
        if absent:
            what = f"attack {attack.id!r} begins in round {max(attack.start, 1)}, {absent}"
            yield Finding("warning", f"{path}.start", what, "begin while the node is there, or name another", (node,))


def _absent(attack: Attack, start: int, own: list[Incident]) -> str:
    """Why an attacker that ``own`` befalls is not there when its attack begins; empty: it is."""
    last = next((i for i in reversed(own) if i.kind in (*_COMES, *_GOES) and i.at <= start), None)
    if last is not None and last.kind in _GOES:
        gone = "has left" if last.kind == "leave" else "is lost"
        return f"when node {last.node} {gone} (round {last.at})"
    if last is None and attack.origin == "insider" and own and own[0].kind == "join":
        return f"node {own[0].node} joins in round {own[0].at}"
    return ""
