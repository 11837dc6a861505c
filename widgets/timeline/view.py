"""Which rounds the timeline shows: zoom, pan, fit; rounds to pixels and back. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST, LONGEST = 4.0, 20_000_000.0
"""Bounds of the rounds in sight."""


@dataclass
class View:
    """The window on the round axis. While ``fitted`` it grows with the run."""

    start: float = 0.0
    span: float = 60.0
    left: float = 0.0
    """Pixel at which `start` stands."""
    width: float = 100.0
    fitted: bool = True

    @property
    def end(self) -> float:
        """Round at the right edge."""
        return self.start + self.span

    @property
    def per_round(self) -> float:
        """Pixels of one round."""
        return self.width / self.span

    def x(self, at: float) -> float:
        """Pixel of a round."""
        return self.left + (at - self.start) * self.per_round

    def round_at(self, x: float) -> float:
        """Round at a pixel."""
        return self.start + (x - self.left) / self.per_round

    def fit(self, last: float) -> None:
        """Show the run up to now and a little of what comes, in steps, so that the axis does not creep."""
        self.fitted = True
        want = max(60.0, last * 1.02)
        step = 10.0 ** (len(str(int(want))) - 2) * 2
        self.start, self.span = 0.0, (want // step + 1) * step

    def zoom(self, factor: float, at: float) -> None:
        """Show ``factor`` times as many rounds, the round at pixel ``at`` staying where it is."""
        anchor = self.round_at(at)
        span = min(LONGEST, max(SHORTEST, self.span * factor))
        share = (at - self.left) / max(1.0, self.width)
        self.span, self.fitted = span, False
        self.start = max(0.0, anchor - share * span)

    def pan(self, pixels: float) -> None:
        """Move the picture by so many pixels to the right."""
        self.fitted = False
        self.start = max(0.0, self.start - pixels / self.per_round)

    def reveal(self, at: float) -> None:
        """Move just so far that a round is in sight."""
        if not self.start <= at <= self.end:
            self.fitted = False
            self.start = max(0.0, at - self.span / 2)
