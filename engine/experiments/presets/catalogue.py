"""All experiments by name."""

from __future__ import annotations

from engine.base.registry import Registry
from engine.experiments.presets import (
    defences,
    depletion,
    detection,
    detection_all,
    effects,
    hardening,
    lifetimes,
    losses,
    roles,
    sweep,
)
from engine.experiments.recipe import Recipe


def experiment_registry() -> Registry[Recipe]:
    """The built-in experiments, in the order in which they are listed."""
    registry: Registry[Recipe] = Registry("experiment")
    papers = (
        depletion.RECIPE,
        losses.FIG4,
        losses.FIG5,
        roles.LOSS,
        roles.FLOOD,
        effects.RECIPE,
        hardening.RECIPE,
        lifetimes.RECIPE,
        detection.TABLE8,
        detection_all.RECIPE,
    )
    ours = (defences.MODELS, defences.COSTS, defences.CHECKS, defences.MOBILITY)
    for recipe in (*papers, *ours, sweep.RECIPE):
        registry.add(recipe)
    return registry
