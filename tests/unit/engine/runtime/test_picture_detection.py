"""What pictures say of alarms: who is suspected, and in truth which attack it was and how long it took."""

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from engine.readmodel.codes import Rec
from engine.readmodel.detection import Alarm, AlarmClass, DetectionView, Suspect
from engine.runtime.picture import snapshot
from engine.scenario.templates import template
from tests.worlds import start


class _Watcher:
    """Raises one alarm."""

    def __init__(self, alarm):
        self.alarm, self.fresh = alarm, (alarm,)

    def push(self, round_, detector, records, events):
        return 0.0

    def keep(self, detectors):
        pass

    def take_fresh(self):
        fresh, self.fresh = self.fresh, ()
        return fresh

    def show(self, view: DetectionView, ids):
        suspicion = np.where(ids == 17, 0.8, 0.0).astype(np.float32)
        return replace(view, alarms=(self.alarm,), raised=1, suspicion=suspicion)


def _picture(raised, suspect=17, rounds=2):
    parts = start(template("s2-detector", 1))
    suspects = (Suspect(suspect, 0.8, "it asks"),)
    alarm = Alarm(
        1, "unknown", "", AlarmClass.PROTOCOL, "Unusual", raised, None, 0.75, suspects, (), (), detectors=(3,)
    )
    parts.detection.watcher = _Watcher(alarm)
    for _ in range(rounds):
        parts.network.run_round()
    return parts, snapshot(parts, run_id="r", seq=1)


@pytest.mark.parametrize(
    ("raised", "suspect", "attack", "delay", "found"),
    [
        (599, 17, -1, None, False),
        (600, 17, 0, 1.0, True),
        (612, 4, 0, 13.0, False),
        (915, 17, 0, 316.0, True),
        (931, 17, -1, None, False),
        (1380, 17, 1, 1.0, True),
    ],
)
def test_the_truth_of_an_alarm_is_the_attack_that_was_on(raised, suspect, attack, delay, found):
    _, picture = _picture(raised, suspect)
    (truth,) = picture.detection.truth
    assert (truth.alarm, truth.attack, truth.found) == (1, attack, found)
    assert isnan(truth.delay_s) if delay is None else truth.delay_s == delay


def test_suspicion_has_a_row_for_each_node_and_alarms_are_recorded_once():
    parts, picture = _picture(2, rounds=3)
    assert picture.ids[np.flatnonzero(picture.detection.suspicion)].tolist() == [17]
    records = parts.network.take_records()
    (alarm,) = records[records["kind"] == Rec.ALARM]
    assert (alarm["a"], alarm["b"], alarm["c"], alarm["v"]) == (17, 3, AlarmClass.PROTOCOL, 0.75)
    summary = parts.detection.summary(parts.network)
    assert (summary["alarms"], summary["first_alarm"], summary["first_alarm_s"]) == (1, 2, 2.0)
