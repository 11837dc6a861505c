"""Edits of attacks: add, remove, change, put on nodes and take off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from engine.base.errors import EditError
from engine.scenario.edit_base import Edit, plural
from engine.scenario.edit_base import put_back as insert
from engine.scenario.jsontext import plain_problem
from engine.scenario.model import MAX_ATTACKS, Attack, Scenario
from engine.scenario.parts import Id


@dataclass(frozen=True, slots=True)
class AddAttack:
    """A new attack, at the end of the list or at ``index``."""

    kind: ClassVar[str] = "add_attack"
    attack: Attack
    index: int | None = None

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Add {self.attack.type} attack"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fitting(scenario, self.attack)
        return _inserted(scenario, self.attack, self.index)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.attack.id)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class RemoveAttack:
    """An attack taken away; built by `remove_attack`."""

    kind: ClassVar[str] = "remove_attack"
    index: int
    attack: Attack

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Remove {self.attack.type} attack"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _dropped(scenario, self.attack.id)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _inserted(scenario, self.attack, self.index)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges."""
        return None


@dataclass(frozen=True, slots=True)
class EditAttack:
    """An attack exchanged for another form of itself; its id may change too."""

    kind: ClassVar[str] = "edit_attack"
    before: Attack
    after: Attack

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Change {self.before.type} attack"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        need_fitting(scenario, self.after)
        return _exchanged(scenario, self.before.id, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return _exchanged(scenario, self.after.id, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Joins two changes of the same attack that touch the same fields, as a slider makes them."""
        if not isinstance(other, EditAttack) or other.before.id != self.after.id:
            return None
        if _touched(self) != _touched(other):
            return None
        return EditAttack(self.before, other.after)


@dataclass(frozen=True, slots=True)
class SetAttackNodes:
    """The nodes an attack sits on; built by `attach` or `detach`."""

    kind: ClassVar[str] = "set_attack_nodes"
    attack_id: str
    before: tuple[Id, ...]
    after: tuple[Id, ...]

    @property
    def label(self) -> str:
        """See `Edit`."""
        return f"Put attack {self.attack_id} on {plural(len(self.after), 'node')}"

    def do(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        if not self.after:
            raise EditError("an attack needs a node", where=self.attack_id, mend="remove the attack instead")
        return self._on(scenario, self.after)

    def undo(self, scenario: Scenario) -> Scenario:
        """See `Edit`."""
        return self._on(scenario, self.before)

    def merge(self, other: Edit) -> Edit | None:
        """Never merges: each drop is a step of its own."""
        return None

    def _on(self, scenario: Scenario, nodes: tuple[int, ...]) -> Scenario:
        attack = attack_named(scenario, self.attack_id)[1].model_copy(update={"nodes": nodes})
        need_targets(scenario, attack)
        return _exchanged(scenario, self.attack_id, attack)


def attack_named(scenario: Scenario, attack_id: str) -> tuple[int, Attack]:
    """The attack with this id and its place in the list.

    Raises:
        EditError: There is none.
    """
    for index, attack in enumerate(scenario.attacks):
        if attack.id == attack_id:
            return index, attack
    raise EditError(f"there is no attack {attack_id!r}", mend="choose one of the list")


def remove_attack(scenario: Scenario, attack_id: str) -> RemoveAttack:
    """The edit that takes an attack away; raises `EditError` when there is none."""
    return RemoveAttack(*attack_named(scenario, attack_id))


def attach(
    scenario: Scenario, attack_type: str, nodes: Iterable[int], template: Attack | None = None
) -> AddAttack | SetAttackNodes:
    """The edit for an attack dropped on nodes: the same on further nodes extends the one there.

    The same is: of this type, in the variation and of the origin of ``template``.

    Args:
        scenario: The document.
        attack_type: Registered name of the attack.
        nodes: Ids of sensor nodes.
        template: Schedule and parameters of a new attack; its id, type and nodes are not used.

    Raises:
        EditError: A node is unknown, is a station, or all have this attack already.
    """
    wanted = tuple(dict.fromkeys(nodes))
    form = template or Attack(id="new", type=attack_type)
    alike = (attack_type, form.variation, form.origin)
    there = [a for a in scenario.attacks if a.nodes and (a.type, a.variation, a.origin) == alike]
    if not there:
        update = {"id": fresh_attack_id(scenario, attack_type), "type": attack_type, "nodes": wanted}
        added = form.model_copy(update=update)
        need_fitting(scenario, added)
        return AddAttack(added)
    attack = there[-1]
    fresh = tuple(i for i in wanted if not any(i in a.nodes for a in there))
    if not fresh:
        raise EditError(f"{attack_type} sits there already", where=attack.id, mend="choose another node")
    need_targets(scenario, attack.model_copy(update={"nodes": fresh}))
    return SetAttackNodes(attack.id, attack.nodes, (*attack.nodes, *fresh))


def detach(scenario: Scenario, attack_id: str, nodes: Iterable[int]) -> RemoveAttack | SetAttackNodes:
    """The edit that takes an attack off nodes; off its last node, it removes the attack.

    Raises:
        EditError: There is no such attack, or it sits on none of the nodes.
    """
    index, attack = attack_named(scenario, attack_id)
    off = dict.fromkeys(nodes)
    left = tuple(i for i in attack.nodes if i not in off)
    if left == attack.nodes:
        raise EditError("the attack does not sit there", where=attack_id, mend="choose one of its nodes")
    return SetAttackNodes(attack_id, attack.nodes, left) if left else RemoveAttack(index, attack)


def fresh_attack_id(scenario: Scenario, attack_type: str) -> str:
    """``blackhole``, or ``blackhole-2`` … when that is taken."""
    taken = {a.id for a in scenario.attacks}
    number, name = 1, attack_type
    while name in taken:
        number += 1
        name = f"{attack_type}-{number}"
    return name


def need_targets(scenario: Scenario, attack: Attack) -> None:
    """Raises `EditError` unless the attack names sensor nodes of the document only."""
    for i in attack.nodes:
        if i in scenario.station_by_id:
            what = "base stations cannot be attacked (paper S3)"
            raise EditError(what, where=f"station {i}", mend="choose a sensor node")
        if i not in scenario.node_by_id:
            raise EditError(f"there is no node {i}", where=attack.id, mend="choose a node of the field")


def need_fitting(scenario: Scenario, attack: Attack) -> None:
    """Raises `EditError` unless the attack could run in this document."""
    need_targets(scenario, attack)
    if not attack.nodes and not attack.count:
        raise EditError("has neither nodes nor a count", where=attack.id, mend="name its nodes or set its count")
    bad = plain_problem(attack.params, "params")
    if bad:
        raise EditError(bad[1], where=f"{attack.id}.{bad[0]}", mend="write a plain value")


def _need_free(scenario: Scenario, attack_id: str) -> None:
    if any(a.id == attack_id for a in scenario.attacks):
        raise EditError(f"there is an attack {attack_id!r} already", mend="choose another name")


def _inserted(scenario: Scenario, attack: Attack, index: int | None) -> Scenario:
    _need_free(scenario, attack.id)
    if len(scenario.attacks) >= MAX_ATTACKS:
        raise EditError(f"a document holds at most {MAX_ATTACKS} attacks", mend="remove one")
    place = len(scenario.attacks) if index is None else index
    return scenario.replace(attacks=insert(scenario.attacks, ((place, attack),)))


def _dropped(scenario: Scenario, attack_id: str) -> Scenario:
    index, _ = attack_named(scenario, attack_id)
    return scenario.replace(attacks=scenario.attacks[:index] + scenario.attacks[index + 1 :])


def _exchanged(scenario: Scenario, attack_id: str, attack: Attack) -> Scenario:
    index, _ = attack_named(scenario, attack_id)
    if attack.id != attack_id:
        _need_free(scenario, attack.id)
    return scenario.replace(attacks=(*scenario.attacks[:index], attack, *scenario.attacks[index + 1 :]))


def _touched(edit: EditAttack) -> list[str]:
    old, new = edit.before.model_dump(), edit.after.model_dump()
    return [name for name in old if old[name] != new[name]]
