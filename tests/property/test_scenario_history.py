"""Undo by a stateful machine: undo walks back exactly, redo forth, and a crash loses nothing."""

import json
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from engine.base.errors import EditError
from engine.scenario.clip import clip, clip_from_text, paste
from engine.scenario.edits import (
    AddObstacle,
    Compound,
    EditAttack,
    attach,
    detach,
    edit_nodes,
    edit_obstacle,
    from_json,
    move_by,
    remove_attack,
    remove_items,
    remove_obstacle,
    replace_nodes,
    set_to,
    to_json,
)
from engine.scenario.history import History
from engine.scenario.journal import Journal
from engine.scenario.model import Attack, Node, Obstacle, Scenario, Station
from engine.scenario.placing import place_random
from engine.scenario.recovery import recover, recoverable
from engine.scenario.storage import dumps, loads
from engine.scenario.validate import validated

PICKS = st.lists(st.integers(0, 20), min_size=1, max_size=2)
SHIFT = st.floats(-50, 50)
VALUES = st.sampled_from(
    [
        ("trust.threshold", 0.9),
        ("trust.threshold", 0.5),
        ("trust.enabled", False),
        ("trust.weights.m8", 1.0),
        ("radio.range_m", 40.0),
        ("routing.params.head_share", 0.1),
        ("routing.params", {}),
        ("name", "other"),
        ("seed", 77),
        ("seed", -1),
    ]
)


def _start():
    return Scenario(
        stations=(Station(id=0, x=9, y=9),),
        nodes=tuple(Node(id=k, x=k, y=k) for k in (4, 2, 6)),
        attacks=(
            Attack(id="blackhole", type="blackhole", nodes=(2,)),
            Attack(id="any", type="flood", count=1),
        ),
    )


def _ids(scenario, picks):
    """Ids that are there, and one that is not, now and then."""
    there = [i.id for i in scenario.items()]
    return [there[k % len(there)] if there and k < 20 else 99 for k in picks]


class Undo(RuleBasedStateMachine):
    """A history beside a plain list of the documents it went through."""

    def __init__(self):
        super().__init__()
        self.history = History(_start(), limit=5)
        self.texts = [dumps(_start())]
        self.place = 0
        self.folder = Path(tempfile.mkdtemp())
        self.journal = Journal(self.folder, self.history, sync_every=0)

    def teardown(self):
        self.journal.close(discard=True)
        shutil.rmtree(self.folder)

    def _push(self, build, *, merge=False):
        before = dumps(self.history.scenario)
        count, labels = self.history.index, self.history.labels
        try:
            edit = build(self.history.scenario)
            assert from_json(json.loads(json.dumps(to_json(edit)))) == edit
            after = self.history.push(edit, merge=merge)
        except EditError:
            assert dumps(self.history.scenario) == before
            assert self.history.labels == labels
            return
        joined = merge and self.history.index == count and count < self.history.limit
        del self.texts[self.place + 1 :]
        if joined:
            self.texts[self.place] = dumps(after)
        else:
            self.texts.append(dumps(after))
            self.place += 1
            if len(self.texts) > self.history.limit + 1:
                del self.texts[0]
                self.place -= 1

    @rule(picks=PICKS, dx=SHIFT, dy=SHIFT)
    def moves(self, picks, dx, dy):
        self._push(lambda s: move_by(s, _ids(s, picks), dx, dy))

    @precondition(lambda self: self.history.index < self.history.limit)
    @rule(dx=SHIFT, value=st.sampled_from([0.1, 0.2, 0.3]), drag=st.booleans())
    def drags(self, dx, value, drag):
        def build(s):
            return move_by(s, [0], dx, 0) if drag else set_to(s, "trust.memory", value)

        self._push(build, merge=True)

    @rule(picks=PICKS)
    def removes(self, picks):
        self._push(lambda s: remove_items(s, _ids(s, picks)))

    @rule(picks=PICKS, dx=SHIFT, dy=SHIFT)
    def pastes(self, picks, dx, dy):
        self._push(lambda s: paste(s, clip_from_text(clip(s, _ids(s, picks)).text()), dx, dy))

    @rule(picks=PICKS, name=st.text(max_size=5))
    def renames(self, picks, name):
        self._push(lambda s: edit_nodes(s, _ids(s, picks), name=name))

    @rule(kind=st.sampled_from(["blackhole", "flood"]), picks=PICKS)
    def attacks(self, kind, picks):
        self._push(lambda s: attach(s, kind, _ids(s, picks)))

    @rule(name=st.sampled_from(["blackhole", "flood", "any"]), picks=PICKS, start=st.integers(-1, 9))
    def changes_attacks(self, name, picks, start):
        self._push(lambda s: detach(s, name, _ids(s, picks)))
        for attack in self.history.scenario.attacks[-1:]:
            later = attack.model_copy(update={"start": max(start, 0)})
            self._push(lambda s, old=attack, new=later: EditAttack(old, new))
        if start == 0:
            self._push(lambda s: remove_attack(s, name))

    @rule(x=SHIFT, drag=st.booleans())
    def builds(self, x, drag):
        self._push(lambda s: AddObstacle(Obstacle(id=s.next_id(), x=x, y=1)))
        for obstacle in self.history.scenario.obstacles[:1]:
            self._push(lambda s, i=obstacle.id: edit_obstacle(s, i, x=x, loss_db=5.0), merge=drag)

    @precondition(lambda self: self.history.scenario.obstacles)
    @rule()
    def tears_down(self):
        self._push(lambda s: remove_obstacle(s, s.obstacles[0].id))

    @rule(value=VALUES)
    def sets(self, value):
        self._push(lambda s: set_to(s, *value))

    @rule(count=st.integers(0, 5), seed=st.integers(0, 3))
    def places(self, count, seed):
        self._push(lambda s: replace_nodes(s, place_random(count, s.area, seed, 1)))

    @rule(picks=PICKS, value=VALUES)
    def compounds(self, picks, value):
        self._push(lambda s: Compound("both", (set_to(s, *value), remove_items(s, _ids(s, picks)))))

    @rule()
    def undoes(self):
        if self.place:
            self.history.undo()
            self.place -= 1

    @rule()
    def redoes(self):
        if self.place + 1 < len(self.texts):
            self.history.redo()
            self.place += 1

    @rule()
    def walks_the_whole_line(self):
        for index in (*range(len(self.texts)), *reversed(range(len(self.texts)))):
            assert dumps(self.history.go_to(index)) == self.texts[index]
        self.history.go_to(self.place)

    @rule()
    def saves(self):
        self.history.mark_clean("file")

    @rule()
    def begins_the_journal_anew(self):
        self.journal.close(discard=True)
        self.journal = Journal(self.folder, self.history, sync_every=0)

    @rule()
    def crashes(self):
        self.journal.close(discard=False)
        found = recoverable(self.folder)
        assert bool(found) != self.history.is_clean
        for recovery in found:
            scenario, _, history = recover(recovery.path)
            assert dumps(scenario) == dumps(self.history.scenario)
            assert not history.is_clean
            assert history.undo_label in {self.history.undo_label, None}
        for file in self.folder.iterdir():
            file.unlink()
        self.journal = Journal(self.folder, self.history, sync_every=0)

    @invariant()
    def stands_where_the_list_says(self):
        assert self.history.index == self.place
        assert len(self.history.labels) == len(self.texts) - 1
        assert dumps(self.history.scenario) == self.texts[self.place]

    @invariant()
    def the_document_can_be_opened_again(self):
        scenario = self.history.scenario
        assert loads(dumps(scenario), runnable=False) == validated(scenario, runnable=False)


TestUndo = Undo.TestCase
TestUndo.settings = settings(max_examples=60, stateful_step_count=30, deadline=None, derandomize=True, database=None)
