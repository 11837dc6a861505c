"""The door to recording: labelled tables from runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from engine.detection.dataset import DetectionError
from engine.readmodel.laboratory import DatasetCard, LabProgress, Specification
from engine.scenario.model import Scenario

if TYPE_CHECKING:
    from engine.detection.dataset import Dataset

__all__ = ["DetectionError", "check_target", "record", "record_to"]

_SUFFIXES = (".csv", ".parquet")


def check_target(out: Path) -> None:
    """Refuses a file that could not be written, before anything runs.

    Raises:
        DetectionError: Its name ends in something else, or its folder is not there.
    """
    if out.suffix.lower() not in _SUFFIXES:
        raise DetectionError("is neither a CSV nor a Parquet name", where=str(out), mend="end it in .csv or .parquet")
    if not out.absolute().parent.is_dir():
        raise DetectionError("has no folder to stand in", where=str(out), mend="make the folder, or choose another")


def record(
    order: Specification,
    document: Scenario | None = None,
    *,
    workers: int | None = None,
    tell: Callable[[LabProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Dataset | None:
    """All runs of an order as a table; see `engine.experiments.recording.record`."""
    from engine.experiments.recording import record as do

    return do(order, document, workers=workers, tell=tell, cancelled=cancelled)


def record_to(
    order: Specification,
    out: Path,
    *,
    document: Scenario | None = None,
    workers: int | None = None,
    tell: Callable[[LabProgress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DatasetCard | None:
    """Records into a file; the card of the table, None when cancelled.

    Raises:
        MotewardenError: The order does not fit, a run fails, or the file cannot be written.
    """
    from engine.detection.laboratory.card import card_of
    from engine.detection.tables.writing import write_table

    check_target(out)
    data = record(order, document, workers=workers, tell=tell, cancelled=cancelled)
    if data is None:
        return None
    write_table(data, out)
    return card_of(data, (), int((data.label < 0).sum()))
