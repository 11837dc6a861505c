"""The attack model of S2 as data, row by row against the paper."""

import json
from dataclasses import fields

import pytest

from engine import api
from engine.attacks.model.book import attack_model
from engine.attacks.model.entries import ENTRIES
from engine.attacks.model.rows import IMPACTS
from engine.network.strategies import Exploiting
from engine.readmodel.attack_model import AttackTuple, to_json
from engine.scenario.organisation import Hardening
from engine.scenario.templates import template
from tests.worlds import STRATEGIES

MODEL = api.attack_model()
ENTRY = {e.kind: e for e in ENTRIES}


def test_wormholes_tuple_is_the_papers_example():
    exploiting = ENTRY["wormhole"].exploiting
    expected = ("data transmitted", "wormhole", "violation of confidentiality and integrity", True, True)
    assert tuple(getattr(exploiting, f.name) for f in fields(AttackTuple)) == expected


def test_table_3_is_complete():
    rows = {t.title: (t.importance, t.probability, t.attacks) for t in MODEL.threats}
    assert rows == {
        "Data integrity breach": ("high", "high", ("sinkhole", "wormhole")),
        "Data availability breach": (
            "middle",
            "high",
            ("jamming", "helloflood", "sleepdenial", "roleflood", "blackhole"),
        ),
        "Data privacy breach": ("middle", "high", ("sinkhole", "sybil", "wormhole", "blackhole")),
        "Disruption of routing in the network": ("high", "high", ("sinkhole", "sybil", "wormhole", "blackhole")),
        "Communication protocol violation": ("high", "middle", ("desync", "clockskew", "replay")),
        "Violation of the algorithm of nodes operation": ("high", "middle", ("injection",)),
    }


def test_table_4_is_complete():
    assert {c.number: c.attacks for c in MODEL.classes} == {
        1: ("sinkhole", "sybil", "wormhole", "blackhole"),
        2: ("injection", "distortion"),
        3: ("helloflood", "sleepdenial", "tampering"),
        4: ("desync", "clockskew", "replay"),
        5: ("jamming",),
    }
    for c in MODEL.classes:
        assert all((c.title, c.target, c.self_organisation, c.decentralisation))
        for kind in c.attacks:
            entry = ENTRY[kind]
            assert entry.impact_class == c.number
            assert (entry.exploiting.self_organisation, entry.exploiting.decentralisation) == (True, True)


def test_influence_is_as_the_paper_says():
    said = {kind: ENTRY[kind].influence for kind in ("sinkhole", "helloflood", "sleepdenial", "roleflood", "replay")}
    assert said == {**dict.fromkeys(said, "simplified"), "replay": "complicated"}


def test_names_what_the_paper_leaves_out():
    assert [name for name, _ in MODEL.out_of_model] == ["Physical destruction of a node", "UDP flood", "ICMP flood"]


def test_every_attack_of_the_paper_is_registered_in_both_variations():
    named = {kind for c in MODEL.classes for kind in c.attacks} | {kind for t in MODEL.threats for kind in t.attacks}
    named |= {"roletheft", "roleflood", "phantom", "rolecommand", "fieldtamper", "falseroute", "domino"}
    assert len(named) == 20
    assert named <= set(STRATEGIES.attacks.items())
    assert all(isinstance(STRATEGIES.attacks.get(kind), Exploiting) for kind in named)
    assert named == {e.kind for e in MODEL.entries if e.exploiting is not None}


def test_every_built_in_attack_has_one_entry_and_texts():
    assert len(ENTRY) == len(ENTRIES)
    assert {e.kind for e in MODEL.entries} == {a.name for a in STRATEGIES.attacks}
    for e in MODEL.entries:
        assert e.source != "third party"
        assert all((e.title, e.how_common, e.sign, e.common.attack, e.common.target))
        assert e.common.impact in IMPACTS
        assert (e.common.self_organisation, e.common.decentralisation) == (False, False)
        assert set(e.stopped_by) <= set(Hardening.model_fields)
        if e.exploiting is not None:
            assert e.how_exploiting
            assert e.exploiting.self_organisation or e.exploiting.decentralisation


def test_third_parties_attacks_are_listed_too():
    class Foreign:
        name, title, tip = "foreign", "Foreign attack", "Does something."

        def perturb(self, behaviour, rows, params): ...
        def exploit(self, behaviour, rows, params): ...

    entry = attack_model([Foreign()]).entries[-1]
    assert isinstance(Foreign(), Exploiting)
    assert (entry.kind, entry.title, entry.how_common, entry.source) == (
        "foreign",
        "Foreign attack",
        "Does something.",
        "third party",
    )
    assert entry.exploiting is not None


def test_json_holds_it_all():
    data = json.loads(json.dumps(to_json(MODEL)))
    assert sorted(data) == ["classes", "entries", "out_of_model", "threats"]
    assert [row["kind"] for row in data["entries"]] == [e.kind for e in MODEL.entries]
    wormhole = next(row for row in data["entries"] if row["kind"] == "wormhole")
    assert wormhole["exploiting"]["decentralisation"] is True
    assert len(data["threats"]) == 6
    assert data["out_of_model"][0]["reason"]


@pytest.mark.parametrize("kind", ["roletheft", "roleflood", "phantom"])
def test_what_obtains_roles_is_refused_where_eligibility_or_reassignments_are_checked(kind):
    assert {"check_eligibility", "limit_reassignments"} & set(ENTRY[kind].stopped_by)


def reviewed(**hardening):
    scenario = template("smart-city").replace(hardening=Hardening(**hardening))
    return {f.kind: f for f in api.design_review(scenario)}


def test_design_review_says_who_can_attack_and_what_would_stop_it():
    bare = reviewed()
    assert {f.open_to for f in bare.values()} == {"anybody"}
    assert next(iter(bare.values())).importance == "high"
    assert bare["sinkhole"].advice == ("check_eligibility", "authentication")
    keyed = reviewed(authentication=True)
    assert (keyed["sinkhole"].open_to, keyed["sybil"].open_to) == ("insiders", "nobody")
    assert list(keyed)[-1] in {kind for kind, f in keyed.items() if f.open_to == "nobody"}, "the least stopped first"
    checked = reviewed(check_eligibility=True)
    assert checked["phantom"].open_to == "nobody"
    assert checked["phantom"].stopped_by == ("check_eligibility",)
    assert checked["jamming"].open_to == "anybody"


def test_design_review_of_a_network_without_roles_knows_the_common_variations_only():
    found = api.design_review(template("s3-connected"))
    assert not any(f.exploitable or f.advice for f in found)
