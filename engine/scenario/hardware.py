"""What nodes are made of: hardware profiles with what their sources state, and nothing else.

A value that no source states is None. Powers are currents times the supply voltage that the source names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

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
    band_hz: tuple[float, float] | None = None
    """Lowest and highest frequency, Hz."""
    pan_bits: int | None = None
    """Length of the identifier of a personal area network (PAN id), bit."""
    address_bits: int | None = None
    """Length of a network address, bit."""
    interfaces: tuple[str, ...] = ()

    def transmits_w(self, dbm: float) -> float:
        """Power drawn to send with ``dbm``: that of the weakest stated step that gives as much, or of the strongest."""
        return next((w for step, w in self.transmit_w if step >= dbm), self.transmit_w[-1][1])


@dataclass(frozen=True, slots=True)
class Computing:
    """What computing and storing cost a node."""

    source: str
    cycle_j: float
    """J a cycle of its processors."""
    effort: float
    """Cycles that its program takes for one cycle of a compiled program."""
    system_bytes: float
    """Memory for the operating system and the program, bytes."""
    write_byte_j: float
    """J to put a byte into store."""
    read_byte_j: float
    """J to take a byte out."""


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
    storage: str | None = None
    """What they are stored on."""
    gpu: str | None = None
    system: str | None = None
    """Operating system."""
    software: str | None = None
    """Language and libraries of the control program."""
    computing: Computing | None = None
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
    band_hz=(2400 * MHZ, 2483.5 * MHZ),
    pan_bits=16,
    address_bits=16,
    interfaces=("UART", "GPIO", "PWM", "ADC"),
)

MOTE_COMPUTING = Computing(
    source="TelosB: 21.6 mJ in 5.14 s at 4 MHz (TinyTO); flash M25P80: a page of 256 B for 15 mA · 3 V · 1.4 ms, "
    "reading 4 mA · 3 V at 20 Mbit/s; memory of the system as TinyOS with a network stack, ours",
    cycle_j=21.6e-3 / (5.14 * 4 * MHZ),
    effort=1.0,
    system_bytes=4096.0,
    write_byte_j=15e-3 * 3 * 1.4e-3 / 256,
    read_byte_j=4e-3 * 3 * 8 / (20 * MHZ),
)
PI_COMPUTING = Computing(
    source="Raspberry Pi 3: 1.4 W idle, 3.7 W with four cores busy; Python against C, memory of Raspbian with Python, "
    "and a card that draws 0.2 W for 10 MB/s: ours",
    cycle_j=(3.7 - 1.4) / (4 * 1200 * MHZ),
    effort=50.0,
    system_bytes=120.0 * 1024 * 1024,
    write_byte_j=0.2 / 10e6,
    read_byte_j=0.2 / 20e6,
)

_S1 = "paper S1, choice of sensor devices"
_BENCH: dict[str, Any] = {
    "storage": "micro SD card; the paper's bench discards what is beyond 10 GB",
    "gpu": "VideoCore IV, 2 cores",
    "system": "Raspbian",
    "software": "Python 3.8, Digi-XBee; roles at the application level over the ZigBee network layer",
    "supply_v": 5.1,
    "links": ("ZigBee",),
    "transceiver": XBEE_S2,
    "sensors": ("temperature", "pressure", "humidity"),
    "computing": PI_COMPUTING,
    "note": "2.5 A power bank; energy counts the radio, and under roles the work of the processors beyond idling",
}
"""What both nodes of paper S2's test-bench have in common."""
_ALL = (
    Hardware(
        name="mote",
        title="Mote (TelosB class, CC2420)",
        source="Texas Instruments, data sheet SWRS041B",
        links=("IEEE 802.15.4",),
        transceiver=CC2420,
        accelerated=True,
        computing=MOTE_COMPUTING,
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
        storage_bytes=10 * 10**9,
        **_BENCH,
    ),
    Hardware(
        name="xbee-s2-pi2",
        title="Raspberry Pi 2 with XBee S2",
        source="paper S2, section 5 (Raspberry Pi version 3 or 2) and Table 7; Raspberry Pi Foundation for version 2",
        cpu="Broadcom BCM2836, ARM Cortex-A7",
        clock_hz=900 * MHZ,
        cores=4,
        ram_bytes=GIB,
        storage_bytes=10 * 10**9,
        **_BENCH,
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


def computing_of(profile: str) -> Computing:
    """What computing costs a profile; what it costs a mote where no source says so."""
    known = PROFILES.get(profile)
    return MOTE_COMPUTING if known is None or known.computing is None else known.computing


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
