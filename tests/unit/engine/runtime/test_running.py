"""The engine thread: commands in order, time under control, errors as events, no thread left behind."""

import threading
from types import SimpleNamespace

import numpy as np
import pytest

from engine import api
from engine.readmodel.codes import Rec
from engine.readmodel.events import AttacksNamed, Failed, Rejected, RunStarted, StateChanged
from engine.runtime.strategies import Strategies
from engine.scenario.edits import AddAttack, AddItems, RemoveAttack, RemoveItems, edit_nodes, remove_items, set_to
from engine.scenario.model import Attack, Energy, Node, Routing
from engine.scenario.organisation import Roles
from engine.scenario.templates import template
from tests.driven import driven
from tests.worlds import STRATEGIES, column, on_nodes, quiet, rows_of, s3, some_nodes, start, world

SHORT_LIVED = world(some_nodes(5, 1), radio=quiet(range_m=None), energy=Energy(initial_j=0.001))
OFF = {"enabled": False}
NEWCOMER = AddItems(nodes=(Node(id=500, x=100, y=90),))


def states(driver):
    return [(e.state, e.round, e.reason) for e in driver.of(StateChanged)]


def test_run_begins_paused_at_round_0_with_a_picture():
    with driven(s3(3, "blackhole:count=2")) as d:
        assert [type(e) for e in d.events] == [RunStarted, StateChanged]
        assert d.of(RunStarted)[0].attack_names == ("blackhole-1",)
        assert states(d) == [("paused", 0, "")]
        picture = d.picture
        assert (picture.round, picture.phase, len(picture.ids)) == (0, "ready", 101)


def test_stepping_gives_the_same_rounds_as_a_run_without_a_window():
    scenario = s3(3, "blackhole:count=5,start=2")
    with driven(scenario) as d:
        d(api.StepRound(7))
        assert np.array_equal(d.rows, rows_of(start(scenario).network, 7), equal_nan=True)
        assert (d.picture.round, d.state) == (7, "paused")


def test_commands_are_carried_out_in_order_and_logged_with_their_round():
    with driven(s3(3)) as d:
        d(api.StepRound(4), api.Apply(NEWCOMER), api.StepRound(2), api.Apply(NEWCOMER, undo=True), api.StepRound())
        assert column(d.rows, "round").tolist() == [1, 2, 3, 4, 5, 6, 7]
        assert column(d.rows, "alive").tolist() == [100] * 4 + [101] * 2 + [100]
        edits = [(r, c.undo) for r, c in d.engine.log if isinstance(c, api.Apply)]
        assert edits == [(4, False), (6, True)]


def test_stepping_by_hops_shows_packets_in_flight_and_closes_the_round():
    with driven(s3(3)) as d:
        d(api.StepHop())
        begun = d.picture
        assert (begun.round, begun.wave, begun.phase) == (1, 0, "set-up")
        assert begun.totals.generated == begun.totals.in_flight > 90
        d(api.StepHop())
        flying = d.picture
        assert (flying.wave, flying.phase) == (1, "steady")
        assert len(flying.hops.source) > 50
        t = flying.totals
        assert t.generated == t.delivered + t.lost + t.in_flight
        for _ in range(60):
            d(api.StepHop())
            if len(d.rows):
                break
        done = d.picture
        assert (done.round, done.wave, done.phase) == (1, 0, "between")
        assert np.array_equal(d.rows[0], start(s3(3)).network.run_round(), equal_nan=True)


def test_step_of_a_round_finishes_the_round_under_way():
    with driven(s3(3)) as d:
        d(api.StepHop(), api.StepHop(), api.StepRound())
        assert column(d.rows, "round").tolist() == [1]


def test_play_runs_without_gaps_until_paused():
    with driven(s3(3)) as d:
        d.engine.submit(api.Play())
        d.wait(lambda: len(d.rows) > 50)
        d(api.Pause())
        rounds = len(d.rows)
        d()
        assert len(d.rows) == rounds, "it stands still"
        assert column(d.rows, "round").tolist() == list(range(1, rounds + 1))
        assert [s[0] for s in states(d)] == ["paused", "playing", "paused"]
        assert d.picture.round == rounds


def test_slow_play_keeps_packet_records_and_fast_play_only_notable_ones():
    with driven(s3(3)) as d:
        d.engine.submit(api.Play(rounds_per_s=20))
        d.wait(lambda: len(d.rows) >= 4)
        d(api.Pause())
        assert (d.records["kind"] == Rec.TRANSFER).any()
        d.events.clear()
        d.engine.submit(api.Play())
        d.wait(lambda: len(d.rows) >= 20)
        d(api.Pause())
        assert (d.records["kind"] >= Rec.HEAD).all()


def test_play_to_alarm_stops_at_the_end_of_the_round_of_the_alarm():
    weak = s3(3, "greyhole:count=3,start=2,share=0.2", trust=OFF, energy=Energy(initial_j=0.01))
    first_death = api.run(weak, 100).summary["fnd"]
    assert first_death > 2  # that an attack began is ground truth, and no alarm
    with driven(weak) as d:
        d.engine.submit(api.PlayToAlarm())
        d.wait(lambda: d.state == "paused" and len(d.rows) > 0)
        assert states(d)[-1] == ("paused", first_death, "alarm")
        assert len(d.rows) == first_death


def test_play_to_alarm_gives_up_after_its_limit():
    with driven(s3(3, trust=OFF)) as d:
        d.engine.submit(api.PlayToAlarm(limit=6))
        d.wait(lambda: d.state == "paused" and len(d.rows) > 0)
        assert states(d)[-1] == ("paused", 6, "no alarm")


def test_edit_of_a_running_attack_is_no_alarm():
    with driven(s3(3, "greyhole:count=3,start=2,share=0.0", trust=OFF)) as d:
        d(api.StepRound(5), api.Apply(NEWCOMER))
        d.events.clear()
        d.engine.submit(api.PlayToAlarm(limit=5))
        d.wait(lambda: len(d.of(StateChanged)) == 2)
        assert states(d)[-1][2] == "no alarm"


def test_run_to_goes_on_to_a_round_and_begins_anew_for_one_that_is_past():
    with driven(s3(3)) as d:
        d(api.RunTo(5))
        first = d.rows
        assert len(first) == 5
        d(api.StepHop(), api.RunTo(6))
        assert len(d.rows) == 6
        d.events.clear()
        d(api.RunTo(5))
        assert len(d.of(RunStarted)) == 1
        assert np.array_equal(np.asarray(d.rows), np.asarray(first))
        d(api.Play(), api.RunTo(12))
        d.wait(lambda: d.state == "paused")


def test_restart_begins_the_same_run_again():
    with driven(s3(3)) as d:
        d(api.StepRound(5))
        first = d.rows
        d.events.clear()
        d(api.Restart(), api.StepRound(5))
        assert np.array_equal(d.rows, first, equal_nan=True)
        assert d.of(RunStarted)[0].run_id == "run-2"


def test_another_document_can_be_loaded_while_playing():
    with driven(s3(3)) as d:
        d.engine.submit(api.Play())
        d.wait(lambda: len(d.rows) > 5)
        d(api.Load(template("leach-100", 8)))
        assert (d.state, d.picture.round) == ("paused", 0)
        assert d.of(RunStarted)[-1].seed == 8


def test_refused_edit_changes_nothing_and_the_run_goes_on():
    with driven(s3(3)) as d:
        d(api.StepRound(2), api.Apply(RemoveItems(nodes=((0, Node(id=999, x=1, y=1)),))), api.StepRound())
        assert len(d.of(Rejected)) == 1
        assert "999" in d.of(Rejected)[0].message
        assert column(d.rows, "alive").tolist() == [100] * 3


def test_edit_that_no_network_can_be_made_of_is_refused_and_the_run_goes_on():
    scenario = s3(3)
    with driven(scenario) as d:
        d(api.StepRound(2), api.Apply(set_to(scenario, "routing.params", {"heads": 3})), api.StepRound())
        assert "routing.params.heads" in d.of(Rejected)[0].message
        assert column(d.rows, "round").tolist() == [1, 2, 3]


def test_first_document_that_cannot_run_is_refused_and_another_can_be_loaded():
    with driven(s3(3).replace(routing=Routing(protocol="leash"))) as d:
        assert "did you mean 'leach'" in d.of(Rejected)[0].message
        d(api.StepRound(), api.Play(), api.StepHop(), api.Pause())
        assert d.answer(d.engine.ask_trust(1, 2)) is None
        d(api.Load(s3(3)), api.StepRound(2))
        assert len(d.rows) == 2


def test_edits_before_the_first_round_begin_the_run_anew():
    with driven(s3(3)) as d:
        d(api.Apply(NEWCOMER), api.StepRound())
        assert len(d.of(RunStarted)) == 2
        assert column(d.rows, "alive").tolist() == [101]


def test_attack_dropped_on_a_running_network_is_named_and_starts():
    scenario = s3(3, "blackhole:count=2,start=500")
    attack = Attack(id="dropped", type="greyhole", nodes=(5,), start=0)
    with driven(scenario) as d:
        d(api.StepRound(3), api.Apply(AddAttack(attack)), api.StepRound())
        assert d.of(AttacksNamed)[-1].attack_names == ("blackhole-1", "dropped")
        begun = d.records[d.records["kind"] == Rec.ATTACK_START]
        assert [(r["a"], r["c"], r["round"]) for r in begun] == [(5, 1, 4)]


def test_run_ends_with_the_last_node_and_a_new_battery_lets_it_go_on():
    with driven(SHORT_LIVED) as d:
        d(api.StepRound(50))
        assert [s[0] for s in states(d)] == ["paused", "ended"]
        rounds = len(d.rows)
        assert column(d.rows, "alive")[-1] == 0
        assert column(d.rows, "alive")[:-1].all(), "no round follows the last death"
        d(api.Play(), api.StepRound(), api.StepHop())
        assert len(d.rows) == rounds
        d(api.Apply(edit_nodes(SHORT_LIVED, [1], energy_j=1.0)), api.StepRound())
        assert (d.state, column(d.rows, "alive")[-1]) == ("paused", 1)


def test_questions_are_answered_under_their_token():
    with driven(s3(3)) as d:
        d(api.StepRound(12))
        node = d.answer(d.engine.ask_node(7))
        assert (node.id, node.round, node.alive, node.generated) == (7, 12, True, 12)
        neighbour = next(n for n in node.neighbours if n.in_range)
        shown = d.answer(d.engine.ask_trust(7, neighbour.id))
        assert (shown.observer, shown.subject) == (7, neighbour.id)
        assert (shown.trust, shown.own_trust) == (neighbour.trust, neighbour.own_trust)
        assert d.answer(d.engine.ask_node(12345)) is None
        assert d.answer(d.engine.ask_trust(7, 12345)) is None
        assert d.answer(d.engine.ask_trust(7, 0)) is None, "a base station"
        assert d.answer(d.engine.ask_configuration(7)) is None, "a network without roles"


def test_the_configuration_of_a_node_is_answered():
    with driven(s3(3, roles=Roles(enabled=True))) as d:
        d(api.StepRound(3))
        files = [d.answer(d.engine.ask_configuration(node)) for node in (7, 8)]
        assert [f.node for f in files] == [7, 8]
        assert files[0].digest == files[1].digest
        assert files[0].text != files[1].text
        assert d.answer(d.engine.ask_configuration(12345)) is None


def test_no_thread_is_left_after_close_even_while_playing():
    before = threading.active_count()
    engine = api.Engine(s3(3), STRATEGIES)
    engine.submit(api.Play())
    assert engine.close()
    assert engine.close(), "twice does no harm"
    assert threading.active_count() == before


def test_long_step_heeds_close():
    engine = api.Engine(s3(3), STRATEGIES)
    engine.submit(api.StepRound(10_000_000))
    assert engine.close()


def test_error_that_nobody_foresaw_arrives_as_an_event():
    def explode(*_):
        raise RuntimeError("boom")

    broken = SimpleNamespace(
        name="broken", title="", tip="", params_type=STRATEGIES.attacks.get("liar").params_type, perturb=explode
    )
    strategies = Strategies.load()
    strategies.attacks.add(broken)
    engine = api.Engine(s3(3).replace(attacks=(on_nodes("broken", 4),)), strategies)
    engine.submit(api.StepRound())
    engine._thread.join(60)
    failed = [e for e in engine.outlet.take_events() if isinstance(e, Failed)]
    assert [e.message for e in failed] == ["RuntimeError: boom"]
    assert "explode" in failed[0].detail
    assert engine.close()


def test_live_run_can_be_replayed_from_its_log():
    scenario = s3(3, "blackhole:count=5,start=20")
    edits = (NEWCOMER, remove_items(scenario, [30, 31, 0]), AddAttack(on_nodes("damage", 44, 45)))
    with driven(scenario) as live:
        live(api.StepRound(3))
        for edit in edits:
            live.engine.submit(api.Play())
            want = len(live.rows) + 15
            live.wait(lambda want=want: len(live.rows) > want)
            live(api.Apply(edit))
        live(api.Pause())
        rows, log = live.rows, live.engine.log
    with driven(scenario) as again:
        at = 0
        for round_, command in log:
            if isinstance(command, api.Apply):
                again(api.StepRound(round_ - at))
                again(command)
                at = round_
        again(api.StepRound(len(rows) - at))
        assert np.array_equal(again.rows, rows, equal_nan=True)


@pytest.mark.parametrize("seed", [4, 5])
def test_same_commands_give_the_same_rows_and_records(seed):
    def run(seed):
        with driven(s3(seed, "damage:count=5,start=3")) as d:
            d(api.StepRound(8))
            d(api.Apply(NEWCOMER))
            d(api.StepRound(8))
            return d.rows, d.records

    (rows, records), (again, records_again) = run(seed), run(seed)
    assert np.array_equal(rows, again, equal_nan=True)
    assert np.array_equal(records, records_again)
    assert not np.array_equal(rows, run(9)[0], equal_nan=True)


def test_edit_in_mid_run_keeps_paths_in_the_picture():
    with driven(s3(3)) as d:
        d(api.StepRound(20))
        before = d.picture.reachable.sum()
        d(api.Apply(set_to(s3(3), "trust.threshold", 0.8)))
        after = d.picture
        assert after.reachable.sum() >= before - 1
        assert (after.next_hop >= 0).sum() > 50


def test_document_that_cannot_run_leaves_nothing_of_the_one_before():
    bad = s3(3).replace(attacks=(Attack(id="x", type="nosuch", count=1),))
    with driven(s3(3)) as d:
        d(api.StepRound(5))
        d(api.Load(bad))
        assert d.state == "stopped"
        d(api.Apply(RemoveAttack(0, bad.attacks[0])))
        assert d.state == "paused"
        assert d.picture.round == 0


def test_commands_take_effect_in_the_order_in_which_they_were_given():
    with driven(s3(3)) as d:
        d(api.StepRound(50), api.Play(), api.Pause())
        assert d.state == "paused"
        assert [type(c).__name__ for _, c in d.engine.log][-3:] == ["StepRound", "Play", "Pause"]
