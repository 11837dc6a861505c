"""All experiments by name."""

from __future__ import annotations

from engine.base.registry import Registry
from engine.experiments.presets import depletion, losses, sweep
from engine.experiments.recipe import Recipe


def experiment_registry() -> Registry[Recipe]:
    """The built-in experiments, in the order in which they are listed."""
    registry: Registry[Recipe] = Registry("experiment")
    for recipe in (depletion.RECIPE, losses.FIG4, losses.FIG5, sweep.RECIPE):
        registry.add(recipe)
    return registry
