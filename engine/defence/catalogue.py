"""The built-in trust models."""

from __future__ import annotations

from engine.base.registry import Registry
from engine.defence.beta.model import BetaTrust
from engine.defence.eigentrust.model import EigenTrust
from engine.defence.trust.model import S3Trust
from engine.network.strategies import TrustModel

BUILT_IN: tuple[type[TrustModel], ...] = (S3Trust, BetaTrust, EigenTrust)


def trust_registry() -> Registry[TrustModel]:
    """A registry of the built-in trust models and those of third parties (entry points ``motewarden.trust``)."""
    registry: Registry[TrustModel] = Registry("trust model", "motewarden.trust")
    for model in BUILT_IN:
        registry.add(model())
    registry.load_entry_points()
    return registry
