"""A module judged on another table than the one it was made of."""

from __future__ import annotations

import numpy as np

from engine.detection.dataset import Dataset, DetectionError
from engine.detection.laboratory.card import card_of
from engine.detection.laboratory.splits import usable, with_features
from engine.detection.laboratory.training import Made, score_of
from engine.detection.modules import Module, check_features
from engine.readmodel.laboratory import LabResult


def evaluate(
    module: Module, data: Dataset, *, warnings: tuple[str, ...] = (), dropped: int = 0, where: str = ""
) -> LabResult:
    """Gives a module all rows of a table; the table counts as one group that was held out.

    Args:
        module: The module.
        data: The table; classes are those of the module by name, others are never told by it.
        warnings: Of the reading.
        dropped: Rows that the reading left out.
        where: File of the module.

    Raises:
        DetectionError: Features are missing, or no class of the table is known to the module.
    """
    check_features(module, data.feature_set, data.features, where)
    place = {name.strip().casefold(): index for index, name in enumerate(module.classes)}
    strange = tuple(name for name in data.classes if name.strip().casefold() not in place)
    if len(strange) == len(data.classes):
        what = f"knows none of the classes {', '.join(strange[:4])}"
        raise DetectionError(what, where=where or module.name, mend=f"it knows {', '.join(module.classes[:4])}")
    classes = (*module.classes, *strange)
    place |= {name.strip().casefold(): classes.index(name) for name in strange}
    codes = np.array([place[name.strip().casefold()] for name in data.classes])
    rows = usable(data)
    table = with_features(data, module.features)
    label = np.where(data.label >= 0, codes[data.label], -1).astype(np.int32)
    table = Dataset(
        table.features, table.values, label, classes, data.group, data.time, data.node, data.feature_set, data.source
    )
    evaluator = module.evaluator()
    shares = np.zeros((len(label), len(classes)), np.float32)
    shares[rows, : len(module.classes)] = evaluator.scores(table.values[rows])
    note = f"never told, for it does not know them: {', '.join(strange)}" if strange else ""
    made = Made(module.method, "grouped", 0.0, evaluator, {}, note)
    return LabResult(card_of(table, warnings, dropped), (score_of(table, shares, label >= 0, made),), module.method)
