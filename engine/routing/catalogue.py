"""The built-in routing protocols."""

from __future__ import annotations

from engine.base.registry import Registry
from engine.network.strategies import RoutingStrategy
from engine.routing.clusters import Predetermined
from engine.routing.flat import Flat
from engine.routing.geographic import Geographic
from engine.routing.hierarchical import Hierarchical
from engine.routing.leach import Leach
from engine.routing.multipath import Multipath
from engine.routing.pegasis import Pegasis
from engine.routing.roles import Roles
from engine.routing.sep import Sep
from engine.routing.teen import Teen

BUILT_IN: tuple[type[RoutingStrategy], ...] = (
    Leach,
    Sep,
    Teen,
    Pegasis,
    Predetermined,
    Hierarchical,
    Flat,
    Geographic,
    Multipath,
    Roles,
)


def routing_registry() -> Registry[RoutingStrategy]:
    """A registry of the built-in protocols and those of third parties (entry points ``motewarden.routing``)."""
    registry: Registry[RoutingStrategy] = Registry("routing protocol", "motewarden.routing")
    for strategy in BUILT_IN:
        registry.add(strategy())
    registry.load_entry_points()
    return registry
