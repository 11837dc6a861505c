"""What the workspace asks for, and what it is told of it before anything runs."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from engine.readmodel.experiment import Plan


@dataclass(frozen=True, slots=True)
class Order:
    """An experiment as the form spells it."""

    plan: Plan
    out: str = ""
    """Results folder; empty leaves the choice to the program."""
    workers: int = 0
    """Processes; 0 takes one for each core."""
    scheduler: str = ""
    """Address of a Dask scheduler, in place of processes here."""


@dataclass(frozen=True, slots=True)
class Check:
    """What an order comes to."""

    order: Order
    plan: Plan | None = None
    """Completed, with its runs counted; None when something does not fit."""
    out: str = ""
    """The results folder that will be used."""
    seconds: float = nan
    """Estimate for the runs that are still to be done."""
    kept: int = 0
    """Runs that are finished in the folder."""
    faults: tuple[tuple[str, str], ...] = ()
    """Place in the form and one line: ``axis:0``, ``measure:0``, ``folder``, ``scheduler``, or empty."""
    notes: tuple[tuple[str, str], ...] = ()
    """Likewise, what is good to know."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A results folder found on disk."""

    folder: str
    title: str
    when: float
    """Seconds since 1970."""
