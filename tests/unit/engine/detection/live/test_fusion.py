"""Votes become confidence, windows become decisions."""

from hypothesis import given
from hypothesis import strategies as st

from engine.detection.live.fusion import MEMORY, STRONG, Persistence, fused
from engine.readmodel.detection import Vote

METHODS = st.sampled_from(["rules", "heuristics", "profile", "classifier", "integral"])
VOTES = st.lists(
    st.builds(
        Vote,
        METHODS,
        st.sampled_from(["normal", "learning", "unknown", "sinkhole:common"]),
        st.floats(0, 1),
        st.just(""),
    ),
    max_size=6,
)


@given(VOTES, VOTES)
def test_more_votes_never_make_it_less_sure(some, more):
    assert 0 <= fused(some) <= fused([*some, *more]) <= 1


@given(st.lists(st.builds(Vote, METHODS, st.sampled_from(["normal", "learning"]), st.floats(0, 1), st.just(""))))
def test_quiet_votes_are_no_confidence(votes):
    assert fused(votes) == 0


def test_heuristics_alone_never_reach_the_usual_confidence():
    assert fused([Vote("heuristics", "unknown", 1.0, "")]) < 0.6


@given(st.lists(st.floats(0, 1), max_size=40), st.integers(1, 4))
def test_an_alarm_needs_enough_windows_or_a_strong_one(confidences, needed):
    steady, seen = Persistence(needed, 0.6), []
    for confidence in confidences:
        seen.append(confidence)
        alarm = steady.take(confidence)
        agreeing = sum(c >= 0.6 for c in seen[-MEMORY * needed :])
        assert alarm == (confidence >= 0.6 and (agreeing >= needed or confidence >= STRONG))
