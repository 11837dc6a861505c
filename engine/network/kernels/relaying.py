"""What neighbours hear of a relay, packet by packet: counted where somebody heeds."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.compile import inlined
from engine.network.kernels.hearing import Heard


@inlined
def note_kept(i: int, heard: Heard) -> None:
    """A packet was handed to ``i``, and nothing was heard of it again. No rows: nobody heeds."""
    if heard.shape[0] > 0:
        heard[i].handed += np.float32(1.0)


@inlined
def note_passed(i: int, astray: bool, spoiled: bool, altered: bool, heard: Heard) -> None:
    """A packet was handed to ``i`` and heard passed on, or found where it belongs.

    Args:
        i: Row of the relay.
        astray: It went back, or further away.
        spoiled: Its checksum fits no more.
        altered: It says something else, with a right checksum.
        heard: Written; no rows: nobody heeds.
    """
    if heard.shape[0] > 0:
        heard[i].handed += np.float32(1.0)
        heard[i].relayed += np.float32(1.0)
        heard[i].returned += np.float32(astray)
        heard[i].spoiled += np.float32(spoiled)
        heard[i].altered += np.float32(altered)
