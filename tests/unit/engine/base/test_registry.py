"""Registries: one name, one strategy; foreign failures are listed, never fatal."""

from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from engine.base import registry as module
from engine.base.errors import UnknownNameError
from engine.base.registry import Registry


@dataclass(frozen=True)
class Thing:
    name: str


def _filled():
    registry = Registry("thing", "things")
    for name in ("beta", "alpha"):
        registry.add(Thing(name))
    return registry


def test_strategies_come_in_order_of_registration():
    registry = _filled()
    assert [t.name for t in registry] == list(registry.items()) == ["beta", "alpha"]
    assert "beta" in registry
    assert "gamma" not in registry


def test_two_of_one_name_are_an_error():
    with pytest.raises(ValueError, match="two things are called 'beta'"):
        _filled().add(Thing("beta"))


def test_unknown_name_is_answered_with_near_ones_and_the_place():
    with pytest.raises(UnknownNameError, match=r"^here: .* called 'betta'; did you mean 'beta'\?$"):
        _filled().get("betta", where="here")
    with pytest.raises(UnknownNameError, match="choose one of: beta, alpha"):
        _filled().get("zzz")


def test_changing_the_listing_does_not_change_the_registry():
    registry = _filled()
    dict(registry.items()).clear()
    assert len(registry.items()) == 2


@pytest.fixture
def installed(monkeypatch):
    """Puts entry points of the group in place; gives how often they were looked up."""
    calls = []

    def put(points):
        def look_up(group):
            calls.append(group)
            return points if group == "things" else []

        monkeypatch.setattr(module, "entry_points", look_up)
        module.installed.cache_clear()
        return calls

    yield put
    module.installed.cache_clear()


def test_packages_are_searched_once_however_many_registries_there_are(installed):
    calls = installed([SimpleNamespace(name="good", load=lambda: lambda: Thing("gamma"))])
    first, second = _filled(), _filled()
    first.load_entry_points()
    second.load_entry_points()
    assert calls == ["things"]
    assert list(first.items()) == list(second.items()) == ["beta", "alpha", "gamma"]
    assert first.get("gamma") is not second.get("gamma")


def test_foreign_strategy_that_fails_is_listed_and_the_others_load(installed):
    def broken():
        raise ImportError("no such library")

    points = [
        SimpleNamespace(name="z-good", load=lambda: lambda: Thing("gamma")),
        SimpleNamespace(name="a-broken", load=broken),
        SimpleNamespace(name="b-double", load=lambda: lambda: Thing("beta")),
    ]
    installed(points)
    registry = _filled()
    registry.load_entry_points()
    assert list(registry.items()) == ["beta", "alpha", "gamma"]
    assert registry.failures["a-broken"] == "ImportError: no such library"
    assert "two things" in registry.failures["b-double"]
