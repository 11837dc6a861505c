"""Hardware profiles: figures as their sources print them, and None where they print none."""

import pytest
from pydantic import ValidationError

from engine.scenario.hardware import CC2420, PROFILES, XBEE_S2, computing_of, transceiver_of
from engine.scenario.model import Energy, Node, Radio, Scenario, Station
from engine.scenario.validate import check

BYTE_S = 8 / 250_000


def test_cc2420_draws_its_currents_at_3_3_volts():
    assert CC2420.transmits_w(0.0) == pytest.approx(17.4e-3 * 3.3)
    assert CC2420.receive_w == pytest.approx(18.8e-3 * 3.3, rel=2e-3)
    assert CC2420.transmits_w(0.0) / 3.3 * 3.0 * BYTE_S == pytest.approx(1.67e-6, rel=2e-3), "µJ per byte at 3 V"


def test_xbee_takes_what_the_bench_of_s2_states():
    assert XBEE_S2.receive_w / XBEE_S2.volts == pytest.approx(50e-3)
    assert XBEE_S2.transmits_w(0.0) * BYTE_S == pytest.approx(3.7e-6, rel=2e-3)
    assert (XBEE_S2.range_m, XBEE_S2.channels, XBEE_S2.bit_rate) == (100, 16, 250_000)
    assert XBEE_S2.sleep_w == pytest.approx(33e-6)


@pytest.mark.parametrize(
    ("dbm", "milliwatts"), [(-40, 29.04), (-25, 29.04), (-24.9, 32.67), (-10, 36.3), (-0.5, 57.42), (20, 57.42)]
)
def test_sending_draws_the_weakest_step_that_is_strong_enough(dbm, milliwatts):
    assert CC2420.transmits_w(dbm) == pytest.approx(milliwatts * 1e-3)


def test_steps_rise():
    for profile in PROFILES.values():
        steps = profile.transceiver.transmit_w if profile.transceiver else ()
        assert list(steps) == sorted(steps)
        assert [w for _, w in steps] == sorted(w for _, w in steps)


def test_every_profile_names_its_source_and_only_three_have_radio_figures():
    assert all(p.source and p.title for p in PROFILES.values())
    assert [name for name, p in PROFILES.items() if p.transceiver] == ["mote", "xbee-s2", "xbee-s2-pi2"]
    assert next(iter(PROFILES)) == Node(id=1, x=0, y=0).profile


def test_accelerators_and_secure_boot_as_s1_names_them():
    both = [name for name, p in PROFILES.items() if p.accelerated and p.secure_boot]
    assert both == ["pic32cm", "lpc55s3x"]
    assert PROFILES["esp32-wroom-32e"].links == ("Wi-Fi", "Bluetooth")
    assert PROFILES["esp32-wroom-32e"].accelerated is None, "S1 does not say"


def test_unknown_profiles_count_as_motes():
    assert transceiver_of("abacus") is CC2420


def doubts(profile, energy=None, **radio):
    scenario = Scenario(
        nodes=(Node(id=1, x=1, y=1, profile=profile),),
        stations=(Station(id=0, x=9, y=9),),
        energy=energy or Energy(model="datasheet"),
        radio=Radio(**radio),
    )
    return [p.what for p in check(scenario)]


@pytest.mark.parametrize(
    ("profile", "radio", "what"),
    [
        ("abacus", {}, "hardware profile 'abacus' of 1 is not known and counts as a mote"),
        ("pic32cm", {}, "no source states what the radio of PIC32CM5164LS60064 draws: it counts as a CC2420"),
        ("mote", {"tx_dbm": 3.0}, "CC2420 sends with 0 dBm at most, not 3"),
        ("xbee-s2", {"bit_rate": 1e6}, "Digi XBee Series 2 sends 250000 bit/s, not 1e+06"),
    ],
)
def test_what_the_datasheet_model_has_to_assume_is_told(profile, radio, what):
    assert doubts(profile, **radio) == [what]


def test_the_first_order_model_assumes_nothing_about_radios():
    assert doubts("pic32cm", Energy(), tx_dbm=3.0, bit_rate=1e6) == []
    assert doubts("mote") == doubts("xbee-s2", tx_dbm=3.0) == []


def test_the_bench_of_s2_is_as_its_table_7_says():
    three, two = PROFILES["xbee-s2"], PROFILES["xbee-s2-pi2"]
    assert (three.clock_hz, three.cores, three.ram_bytes, three.supply_v) == (1.2e9, 4, 2**30, 5.1)
    assert (two.clock_hz, two.cores, two.ram_bytes) == (0.9e9, 4, 2**30)
    for bench in (three, two):
        radio = bench.transceiver
        assert bench.storage_bytes == 10e9, "the bound that the paper's bench keeps to"
        assert (radio.band_hz, radio.range_m, radio.bit_rate) == ((2.4e9, 2.4835e9), 100.0, 250_000.0)
        assert (radio.channels, radio.pan_bits, radio.address_bits) == (16, 16, 16)
        assert radio.interfaces == ("UART", "GPIO", "PWM", "ADC")
        assert radio.receive_w == pytest.approx(0.050 * 3.3)
        assert radio.sleep_w <= 10e-6 * 3.3
        assert "Python 3.8" in bench.software
        assert computing_of(bench.name).cycle_j == pytest.approx(0.48e-9, rel=0.01)
    assert computing_of("abacus") == computing_of("mote") == computing_of("pic32cm")


@pytest.mark.parametrize("wrong", [{"channel": 10}, {"channel": 27}, {"pan_id": -1}, {"pan_id": 0x10000}])
def test_channels_and_network_ids_are_those_of_zigbee(wrong):
    with pytest.raises(ValidationError):
        Radio(**wrong)


def test_ids_that_a_radio_cannot_address_are_told():
    scenario = Scenario(nodes=(Node(id=65_536, x=1, y=1, profile="xbee-s2"), Node(id=65_535, x=2, y=2)))
    found = [p for p in check(scenario) if "addresses" in p.what]
    assert [(p.ids, p.severity) for p in found] == [((65_536,), "warning")]
