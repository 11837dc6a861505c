"""Tables, scores and modules that nobody recorded, for trying the workspace of detectors."""

from __future__ import annotations

import numpy as np

from engine import api
from engine.readmodel.laboratory import (
    Curve,
    DatasetCard,
    Deployment,
    FeatureInfo,
    FeatureScores,
    LabResult,
    MethodInfo,
    ModelScore,
    ModuleInfo,
    TableColumns,
)
from widgets.detectors.page import DetectorsPage

CLASSES = ("normal", "sinkhole:common", "sinkhole:exploiting", "helloflood:common", "helloflood:exploiting")
METHODS = (
    MethodInfo("HistGradientBoosting", "Histogram boosting", False, (("learning_rate", (0.05, 0.1)),)),
    MethodInfo("RandomForest", "Random forest", True, (("n_estimators", (50, 100)),)),
    MethodInfo("DecisionTree", "Decision tree", True, (("max_depth", (4, 8)),)),
    MethodInfo("RidgeClassifier", "Ridge classifier", True, ()),
)


def some_features(count: int = 12) -> tuple[FeatureInfo, ...]:
    return tuple(
        FeatureInfo(
            f"feature_{k}",
            f"Requests for roles, kind {k}",
            f"Requests of kind {k} that were heard in a window.",
            "1/s",
            (1, 1 + k % 5) if k % 3 else (),
            ("redistributions", "membership")[: 1 + k % 2],
        )
        for k in range(count)
    )


def some_card(*, groups: int = 20, warnings: tuple[str, ...] = ()) -> DatasetCard:
    names = tuple(f.name for f in some_features())
    counts = (9210, 830, 790, 905, 861)
    return DatasetCard(sum(counts), names, CLASSES, counts, groups, "template:s2-bench, seeds 1–4", warnings, 312)


def some_scores() -> FeatureScores:
    names = tuple(f.name for f in some_features())
    ramp = np.linspace(1.0, 0.0, len(names))
    steps = (1, 2, 4, 6, 8, 12)
    gained = (0.41, 0.63, 0.88, 0.955, 0.96, 0.958)
    return FeatureScores(names, tuple(ramp), tuple(ramp**2), tuple(ramp**3), steps, gained)


def some_score(name: str = "RandomForest", split: str = "grouped", f1: float = 0.961, late: float = 4.2) -> ModelScore:
    rng = np.random.default_rng(len(name) * 7 + len(split))
    confusion = rng.integers(0, 30, (5, 5)) + np.diag([9000, 700, 690, 800, 780])
    x = np.linspace(0, 1, 60)
    curves = tuple(
        Curve(c, tuple(x), tuple(x ** (0.06 * (k + 1))), 1 / (1 + 0.06 * (k + 1))) for k, c in enumerate(CLASSES)
    )
    falling = tuple(Curve(c, tuple(x), tuple(1 - 0.3 * x**4), 0.94) for c in CLASSES)
    per_class = (0.99, f1, f1 - 0.01, f1 + 0.01, f1 - 0.02)
    return ModelScore(
        name=name,
        split=split,
        accuracy=0.978,
        precision=f1 + 0.004,
        recall=f1 - 0.004,
        macro_f1=f1,
        per_class_f1=per_class,
        per_class_recall=per_class,
        false_positives=37,
        missed=1,
        incidents=64,
        delays_s=(1.0, 1.0, 1.0, 2.0, 2.0, 3.0, late),
        delay_classes=(1, 1, 2, 2, 3, 4, 4),
        fit_s=1.83,
        cycles=5.2e4,
        size_bytes=48_300,
        confusion=confusion,
        roc=() if name == "RidgeClassifier" else curves,
        pr=() if name == "RidgeClassifier" else falling,
        params=(("n_estimators", 100), ("max_depth", None)),
    )


def some_result(f1: float = 0.961) -> LabResult:
    scores = [some_score("RandomForest", split, f1 + (split == "random") * 0.02) for split in ("grouped", "random")]
    scores += [
        some_score("DecisionTree", "grouped", f1 - 0.03),
        some_score("RidgeClassifier", "grouped", f1 - 0.2, 71.0),
    ]
    return LabResult(some_card(), tuple(scores), "RandomForest")


def some_module(name: str = "Bench", path: str = "/modules/bench.motedetector") -> ModuleInfo:
    names = tuple(f.name for f in some_features())
    made = "template:s2-bench, seeds 1–4, 12 596 rows"
    return ModuleInfo(
        name, path, "RandomForest", "network", CLASSES, names, "a1b2", 5.2e4, 48_300, made, (("grouped", 0.961),)
    )


def a_deployment(module: str = "/modules/bench.motedetector", node: int = 7, *, fits: bool = True) -> Deployment:
    if fits:
        return Deployment(module, node, True, "load grows by 12.4 %, 420 kB are left", 0.31, 0.3484, 48_300, 468_000)
    return Deployment(module, node, False, "load would grow by 61.3 %, 20 % are allowed", 0.31, 0.5, 48_300, 468_000)


def some_columns() -> TableColumns:
    names = ("ts", "src", "bytes", "rate", "Label")
    sample = (("0.1", "a", "12", "0.5", "BENIGN"), ("0.2", "b", "812", "9.5", "DDoS"))
    types = ("time", "text", "number", "number", "text")
    return TableColumns("/data/flows.csv", 375_000, names, types, sample, (0, 0, 12, 0, 0), "Label", "", "ts")


def a_page(qtbot):
    """The workspace of detectors over a named document, with a network and the methods to choose from."""
    made = DetectorsPage()
    qtbot.addWidget(made)
    made.set_model(api.attack_model())
    made.set_methods(METHODS)
    made.specify.set_templates((("s2-bench", "S2, test-bench"),))
    made.set_document("My field", "", (("7", "Detector 7"), ("9", "Detector 9")))
    made.resize(1204, 725)
    made.show()
    qtbot.waitExposed(made)
    return made


def trained_page(qtbot):
    """The same with a table, rankings and a leader board."""
    page = a_page(qtbot)
    page.set_table(some_card(), some_features())
    page.set_scores(some_scores())
    page.set_result(some_result())
    return page
