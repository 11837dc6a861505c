"""What nodes are made of: hardware profiles with what their sources state, and nothing else.

A value that no source states is None. Powers are currents times the supply voltage that the source names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

MHZ = 1_000_000.0
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Transceiver:
    """A radio as its source states it."""

    name: str
    source: str
    volts: float
    """Supply for which the powers hold, V."""
    transmit_w: tuple[tuple[float, float], ...]
    """Output power in dBm and the power drawn for it in W, weakest first."""
    receive_w: float
    """Receiving and listening, W."""
    sleep_w: float
    bit_rate: float
    """bit/s."""
    sensitivity_dbm: float | None = None
    noise_dbm: float | None = None
    range_m: float | None = None
    channels: int | None = None

    def transmits_w(self, dbm: float) -> float:
        """Power drawn to send with ``dbm``: that of the weakest stated step that gives as much, or of the strongest."""
        return next((w for step, w in self.transmit_w if step >= dbm), self.transmit_w[-1][1])


@dataclass(frozen=True, slots=True)
class Hardware:
    """A kind of node."""

    name: str
    """As `Node.profile` spells it."""
    title: str
    source: str
    cpu: str | None = None
    clock_hz: float | None = None
    cores: int | None = None
    ram_bytes: int | None = None
    storage_bytes: int | None = None
    """For readings that a keeper stores."""
    supply_v: float | None = None
    links: tuple[str, ...] = ()
    """Radio standards that the source names."""
    transceiver: Transceiver | None = None
    accelerated: bool | None = None
    """Cryptography in hardware."""
    secure_boot: bool | None = None
    sensors: tuple[str, ...] = ()
    note: str = ""


CC2420 = Transceiver(
    name="CC2420",
    source="Texas Instruments, data sheet SWRS041B; powers at 3.3 V",
    volts=3.3,
    transmit_w=(
        (-25.0, 29.04e-3),
        (-15.0, 32.67e-3),
        (-10.0, 36.3e-3),
        (-7.0, 42.24e-3),
        (-5.0, 46.2e-3),
        (-3.0, 50.69e-3),
        (-1.0, 55.18e-3),
        (0.0, 57.42e-3),
    ),
    receive_w=62e-3,
    sleep_w=1.4e-3,
    bit_rate=250_000.0,
    sensitivity_dbm=-95.0,
    noise_dbm=-100.0,
)
XBEE_S2 = Transceiver(
    name="Digi XBee Series 2",
    source="paper S2, Table 7 (50 mA receiving, 100 m, asleep < 10 µA); Digi, XBee ZNet 2.5 (35 mA sending); at 3.3 V",
    volts=3.3,
    transmit_w=((3.0, 3.3 * 35e-3),),
    receive_w=3.3 * 50e-3,
    sleep_w=3.3 * 10e-6,
    bit_rate=250_000.0,
    sensitivity_dbm=-96.0,
    range_m=100.0,
    channels=16,
)

_S1 = "paper S1, choice of sensor devices"
_ALL = (
    Hardware(
        name="mote",
        title="Mote (TelosB class, CC2420)",
        source="Texas Instruments, data sheet SWRS041B",
        links=("IEEE 802.15.4",),
        transceiver=CC2420,
        accelerated=True,
        note="AES-128 in the radio",
    ),
    Hardware(
        name="xbee-s2",
        title="Raspberry Pi 3 with XBee S2",
        source="paper S2, Table 7",
        cpu="Broadcom BCM2837, ARM Cortex-A53",
        clock_hz=1200 * MHZ,
        cores=4,
        ram_bytes=GIB,
        supply_v=5.1,
        links=("ZigBee",),
        transceiver=XBEE_S2,
        sensors=("temperature", "pressure", "humidity"),
        note="Raspbian, Python 3.8 with Digi-XBee; 2.5 A power bank; energy counts the radio alone",
    ),
    Hardware(
        name="esp32-wroom-32e",
        title="ESP32-WROOM-32E",
        source=_S1,
        links=("Wi-Fi", "Bluetooth"),
        sensors=("MQ135", "DHT22", "PM2.5"),
    ),
    Hardware(
        name="pic32cm",
        title="PIC32CM5164LS60064",
        source=_S1,
        accelerated=True,
        secure_boot=True,
    ),
    Hardware(
        name="lpc55s3x",
        title="NXP LPC55S3x",
        source=_S1,
        accelerated=True,
        secure_boot=True,
    ),
)

PROFILES: Mapping[str, Hardware] = MappingProxyType({h.name: h for h in _ALL})
"""By name; "mote" first."""


def transceiver_of(profile: str) -> Transceiver:
    """The radio of a profile; the mote's where the profile is unknown or its source states no radio figures."""
    known = PROFILES.get(profile)
    return CC2420 if known is None or known.transceiver is None else known.transceiver


_MOTE_RESOURCES = (8 * MHZ, 10 * 1024.0, 1024.0 * 1024.0)
"""TelosB: MSP430 at 8 MHz, 10 KiB of RAM, 1 MiB of flash for data."""


def resources_of(profile: str) -> tuple[float, float, float]:
    """Cycles a second over all cores, bytes of RAM and bytes of storage; the mote's where the source is silent."""
    known, (hertz, ram, storage) = PROFILES.get(profile), _MOTE_RESOURCES
    if known is None:
        return _MOTE_RESOURCES
    return (
        (known.clock_hz or hertz) * (known.cores or 1),
        float(known.ram_bytes or ram),
        float(known.storage_bytes or storage),
    )
