"""The built-in routing protocols."""

from __future__ import annotations

from engine.base.registry import Registry
from engine.network.strategies import RoutingStrategy
from engine.routing.leach import Leach

BUILT_IN: tuple[type[RoutingStrategy], ...] = (Leach,)


def routing_registry() -> Registry[RoutingStrategy]:
    """A registry of the built-in protocols and those of third parties (entry points ``motewarden.routing``)."""
    registry: Registry[RoutingStrategy] = Registry("routing protocol", "motewarden.routing")
    for strategy in BUILT_IN:
        registry.add(strategy())
    registry.load_entry_points()
    return registry
