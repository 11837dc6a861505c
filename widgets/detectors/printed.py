"""What papers have printed on detection: Table 8 and the averages of S2, and the works of its Table 1."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Printed:
    """A row of S2 Table 8 (S2-143 … S2-147)."""

    attack: str
    """Registered name; empty: all four together."""
    variation: str
    method: str
    f1: float
    delay_s: float
    throughput: float
    cpu_without: float
    """Mean load of the nodes' processors, share."""
    cpu_with: float


TABLE_8 = (
    Printed("sinkhole", "common", "SVM", 0.99, 1.2, 0.86, 0.345, 0.403),
    Printed("sinkhole", "exploiting", "SVM", 0.98, 1.0, 0.88, 0.331, 0.384),
    Printed("helloflood", "common", "Decision tree", 0.99, 1.3, 0.87, 0.543, 0.657),
    Printed("helloflood", "exploiting", "Decision tree", 0.99, 1.1, 0.89, 0.556, 0.639),
    Printed("", "", "Decision tree", 0.98, 1.2, 0.89, 0.590, 0.708),
)
AVERAGE_THROUGHPUT, AVERAGE_DELAY_S, AVERAGE_INCREASE = 0.89, 1.2, 0.18
"""As the text of section 7 says (S2-148)."""


@dataclass(frozen=True, slots=True)
class Work:
    """A figure of S2 Table 1 (S2-149)."""

    source: str
    attack: str
    metric: str
    value: str
    kind: str = ""
    """Registered name of the attack nearest to it; empty: none."""


TABLE_1 = (
    Work("Nithya et al. [21]", "clone attack", "precision", "0.97", "sybil"),
    Work("Nithya et al. [21]", "clone attack", "recall", "0.98", "sybil"),
    Work("Chinnasamy et al. [16]", "DDoS (various kinds of flood)", "accuracy", "0.997 %", "helloflood"),
    Work("Kumar et al. [20]", "blackhole", "energy consumption", "0.8", "blackhole"),
    Work("Kumar et al. [20]", "blackhole", "throughput", "0.78–0.93", "blackhole"),
    Work("Kumar et al. [20]", "blackhole", "packet delivery ratio", "0.85–0.9", "blackhole"),
    Work("Yingxu et al. [18]", "malicious nodes", "recall", "0.88–0.99"),
    Work("Yingxu et al. [18]", "malicious nodes", "FPR", "0–0.03"),
    Work("Yingxu et al. [18]", "malicious nodes", "FNR", "0–0.15"),
    Work("Safaei et al. [14]", "anomalies (Intel laboratory)", "accuracy", "89.9 %"),
    Work("Silva et al. [12]", "message delay", "accuracy", "0.9"),
    Work("Silva et al. [12]", "repetition", "accuracy", "0.95", "replay"),
    Work("Silva et al. [12]", "wormhole", "accuracy", "1.0", "wormhole"),
    Work("Silva et al. [12]", "jamming", "accuracy", "1.0", "jamming"),
    Work("Silva et al. [12]", "data alteration", "accuracy", "0.8", "damage"),
    Work("Silva et al. [12]", "blackhole", "accuracy", "0.96", "blackhole"),
    Work("Silva et al. [12]", "selective forwarding", "accuracy", "0.83", "greyhole"),
)
