"""The frame check sequence of IEEE 802.15.4: CRC-16, polynomial x^16 + x^12 + x^5 + 1, least significant bit first."""

from __future__ import annotations

import numpy as np

from engine.network.kernels.compile import inlined


def _table() -> np.ndarray:
    table = np.zeros(256, np.uint16)
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x8408 if crc & 1 else 0)
        table[byte] = crc
    return table


_TABLE = _table()
_BYTE = np.uint64(0xFF)
_EIGHT = np.uint64(8)


@inlined
def crc16(data: np.uint64) -> np.uint16:
    """CRC of a data field of eight bytes, least significant first; any one or two changed bits change it.

    Args:
        data: uint64.

    Returns:
        uint16.
    """
    crc = np.uint16(0)
    for _ in range(8):
        crc = (crc >> np.uint16(8)) ^ _TABLE[np.uint64(crc ^ np.uint16(data & _BYTE)) & _BYTE]
        data = data >> _EIGHT
    return crc
