"""Presets, checks and results of experiments that nobody ran, for trying the workspace."""

from __future__ import annotations

from math import nan

import numpy as np

from engine.readmodel.detail import Parameter
from engine.readmodel.experiment import Axis, Claim, Figure, Marker, Plan, Preset, Result, Series
from widgets.experiments.order import Check, Order

COUNTS = (0, 5, 10, 15, 20, 25, 30, 35, 40)
LESS = "the proposed solution significantly reduces the proportion of lost packets"
ORDER = "the proposed solution significantly increases the operating time of a network prone to energy depletion"


def some_presets() -> tuple[Preset, ...]:
    attack = Axis("attacks.0.type", ("damage", "blackhole", "greyhole"), "attack")
    count = Axis("attacks.0.count", COUNTS, "malicious nodes")
    guard = Axis("trust.enabled", (True, False), "protection")
    rows = (
        Parameter("trust.threshold", "Threshold P", 0.85, "", 0.0, 1.0),
        Parameter("radio.range_m", "Radio range", 33.0, "m", 1.0, 500.0),
        Parameter("mobility.step_m", "Step of a node", 1.0, "m", 0.0, 50.0),
    )
    start = "template:s3-connected"
    four = "Lost packets: corruption, black and grey holes"
    return (
        Preset("s3-fig3", "Live nodes under energy depletion", "S3, Fig. 3", ORDER, start, 20, 1000, (), rows),
        Preset("s3-fig4", four, "S3, Fig. 4", LESS, start, 20, 300, (attack, count, guard), rows),
        Preset("s3-fig5", "Lost packets: random attacks", "S3, Fig. 5", LESS, start, 20, 300, (count, guard), rows),
        Preset("sweep", "Free sweep", "", "", start, 10, 300, (), (), free=True),
    )


def checked(order: Order, preset: Preset, *, kept: int = 0, seconds: float = 52.0, out: str = "/results/here") -> Check:
    """The check of an order that fits."""
    settings = int(np.prod([len(a.values) for a in (order.plan.axes or preset.axes)] or [1]))
    plan = Plan(
        order.plan.experiment,
        order.plan.seeds,
        order.plan.rounds,
        axes=order.plan.axes,
        runs=settings * len(order.plan.seeds),
    )
    return Check(order, plan, order.out or out, seconds, kept)


def _curve(name: str, key: str, x: np.ndarray, mean: np.ndarray, half: np.ndarray, n: int = 20) -> Series:
    low, high = mean - half, mean + half
    return Series(name, *(tuple(map(float, part)) for part in (x, mean, low, high)), n, "share", key)


def loss_figure(points: int = len(COUNTS), n: int = 20) -> Figure:
    """Six curves like those of S3, Fig. 4."""
    x = np.array(COUNTS[:points], float)
    series = []
    shapes = {"damage": (0.62, 0.1), "blackhole": (0.74, 0.14), "greyhole": (0.35, 0.17)}
    words = {"damage": "corrupt", "blackhole": "black hole", "greyhole": "grey hole"}
    for attack, (steep, rest) in shapes.items():
        for state, factor in (("protected", rest), ("unprotected", 1.0)):
            mean = 0.03 + steep * factor * (1 - np.exp(-x / 17))
            half = np.full(len(x), nan) if n == 1 else 0.006 + 0.0009 * x * (1 + (state == "unprotected"))
            series.append(_curve(f"{words[attack]}, {state}", f"{attack}:{state}", x, mean, half, n))
    label = "lost packets of honest nodes after round 60 (share)"
    title = "Lost packets against malicious nodes"
    return Figure("s3-fig4", title, "malicious nodes of 100", label, tuple(series))


def alive_figure() -> Figure:
    """Four long curves with marks, like those of S3, Fig. 3."""
    x = np.arange(1.0, 1001)
    series = []
    for name, half_life in (("protected", 690), ("unprotected", 330), ("upper bound", 740), ("no attackers", 900)):
        mean = 1 / (1 + np.exp((x - half_life) / 60))
        series.append(_curve(name, name, x, mean, 0.02 + 0.03 * mean * (1 - mean)))
    marks = (
        Marker(20, "attack begins"),
        Marker(24, "half of the spammers excluded", "protected"),
        Marker(28, "90% excluded", "protected"),
    )
    return Figure(
        "s3-fig3",
        "Live nodes under energy depletion",
        "round",
        "live honest nodes (share)",
        tuple(series),
        marks,
    )


def bars_figure(shape: str = "bars") -> Figure:
    """Three groups of bars over words."""
    x = np.arange(3.0)
    rows = [
        _curve(name, key, x, np.array(mean), np.full(3, 12.0))
        for name, key, mean in (("LEACH", "leach", [410, 520, 610]), ("PEGASIS", "pegasis", [980, 1230, 1400]))
    ]
    return Figure(
        "lifetime",
        "Rounds until nodes die",
        "",
        "rounds",
        tuple(rows),
        shape=shape,
        ticks=("first node", "half of the nodes", "last node of the whole network"),
    )


def some_claims() -> tuple[Claim, ...]:
    text = "protected loss is below unprotected at every count from 5 on, 95 % bands apart"
    some = "the nonzero proportion of lost packets is explained by the time to detect malicious nodes"
    rows = []
    for attack, key, ours in (
        ("corrupt", "damage", "9% to 15% of the unprotected loss at 5 to 40 malicious nodes"),
        ("black hole", "blackhole", "12% to 19% of the unprotected loss at 5 to 40 malicious nodes"),
        ("grey hole", "greyhole", "21% to 104% of the unprotected loss at 5 to 40 malicious nodes"),
    ):
        verdict = "fails" if key == "greyhole" else "holds"
        rows.append(Claim(f"less-{key}", f"{attack}: {text}", verdict, ours, LESS))
        verdict = "undecided" if key == "greyhole" else "holds"
        least = "least 3.4% at 5 to 40 malicious nodes"
        rows.append(Claim(f"some-{key}", f"{attack}: protected loss is above zero", verdict, least, some))
    return tuple(rows)


def loss_result(folder: str = "/results/s3-fig4") -> Result:
    files = ("s3-fig4.png", "s3-fig4.svg", "s3-fig4.pdf", "runs.csv", "series.csv", "report.html", "results.json")
    return Result(
        "s3-fig4",
        "Lost packets: corruption, black and grey holes",
        tuple(range(1, 21)),
        300,
        "0.1.0",
        (loss_figure(),),
        some_claims(),
        tuple(f"{folder}/{name}" for name in files),
        1080,
        "motewarden experiment s3-fig4 --seeds 20 --out DIR",
    )
