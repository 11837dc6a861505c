"""What the local runner and the cluster runner have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from engine.experiments.measure import Values
from engine.experiments.programme import Programme, Run

Deliver = Callable[[Run, Values], None]
"""Takes a finished run."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a runner tells while it works."""

    workers: int
    redone: int
    """Runs begun again because their worker died."""


Watcher = Callable[[Watch], bool]
"""Called some ten times a second; returns False to stop."""


class Runner(Protocol):
    """Does runs somewhere."""

    def run(self, programme: Programme, runs: Iterable[Run], deliver: Deliver, watch: Watcher) -> bool:
        """Does the runs and delivers each once; returns whether all were done.

        Raises:
            ExperimentError: A run cannot be done.
        """
