"""Detectors on the command line: trained and judged on tables, evaluated, looked into."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.api.detection import Table
    from engine.readmodel.laboratory import LabOrder, LabProgress, LabResult, ModelScore, ModuleInfo

Number = Callable[[str], int]
SPLITS = ("random", "grouped", "time")
ENDING = ".motedetector"


def add_arguments(sub: argparse.ArgumentParser, whole: Number, seed: Number) -> None:
    """The subcommands of ``detector``."""
    kinds = sub.add_subparsers(metavar="train|evaluate|info", required=True, dest="what")
    text = "train classifiers on a labelled table and judge them"
    train = kinds.add_parser("train", help=text, description=text)
    _add_table(train)
    train.add_argument("--methods", metavar="NAME,…", help="classifiers (default: all)")
    train.add_argument("--features", metavar="COLUMN,…", help="columns to learn from (default: all)")
    train.add_argument("--split", metavar="NAME,…", help="random, grouped, time (default: those that fit the table)")
    train.add_argument("--folds", type=whole, default=4, metavar="K", help="parts of a split (default 4)")
    train.add_argument("--tune", action="store_true", help="try the grids of hyper-parameters")
    train.add_argument("--seed", type=seed, default=1)
    train.add_argument("--jobs", type=whole, metavar="N", help="threads (default: one for each core)")
    train.add_argument("--out", type=Path, metavar="MODULE", help=f"write the best one as *{ENDING}")
    train.set_defaults(what=_train)
    text = "judge a module on a labelled table"
    evaluate = kinds.add_parser("evaluate", help=text, description=text)
    evaluate.add_argument("module", metavar="MODULE", help=f"a *{ENDING} file, or builtin:NAME")
    _add_table(evaluate)
    evaluate.set_defaults(what=_evaluate)
    text = "what is in a module"
    info = kinds.add_parser("info", help=text, description=text)
    info.add_argument("module", metavar="MODULE", help=f"a *{ENDING} file, or builtin:NAME")
    info.add_argument("--json", action="store_true", help="one JSON object on stdout")
    info.add_argument("--card", type=Path, metavar="FILE", help="write the model card there, Markdown")
    info.set_defaults(what=_info)


def _add_table(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("data", metavar="DATA", help="a CSV or Parquet file")
    sub.add_argument("--label", required=True, metavar="COLUMN", help="column with the class")
    sub.add_argument("--group", default="", metavar="COLUMN", help="column that tells runs apart")
    sub.add_argument("--time", default="", metavar="COLUMN", help="column with the time")
    sub.add_argument(
        "--leave-out", action="append", default=[], metavar="COLUMN", help="no feature; may be given again"
    )
    sub.add_argument("--json", action="store_true", help="one JSON object on stdout")


def run_detector(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Does what was asked.

    Returns:
        The result as JSON data, and as text.

    Raises:
        MotewardenError: The table, the module or the order does not fit.
    """
    done: tuple[dict[str, Any], str] = args.what(args)
    return done


def _table(args: argparse.Namespace) -> Table:
    from engine.api import detection
    from engine.readmodel.laboratory import TableMapping

    return detection.read(TableMapping(args.data, args.label, args.group, args.time, tuple(args.leave_out)))


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def _order(args: argparse.Namespace) -> LabOrder:
    from engine.api import detection
    from engine.readmodel.laboratory import LabOrder

    splits = _names(args.split)
    for name in splits:
        if name not in SPLITS:
            raise detection.DetectionError("is no split", where=f"--split {name}", mend=f"take {', '.join(SPLITS)}")
    names = _names(args.methods) or tuple(method.name for method in detection.methods())
    return LabOrder(names, _names(args.features), splits, args.folds, args.tune, args.seed)  # type: ignore[arg-type]


def _train(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from engine.api import detection
    from engine.api.experiments import cores

    order, jobs = _order(args), args.jobs or cores()
    if args.out is not None and args.out.suffix != ENDING:
        raise detection.DetectionError("is no name of a module", where=f"--out {args.out}", mend=f"end it in {ENDING}")
    if args.out is not None and not args.out.absolute().parent.is_dir():
        raise detection.DetectionError("there is no such folder", where=f"--out {args.out}", mend="make it first")
    table = _table(args)
    result = detection.train(table, order, jobs=jobs, tell=_progress if sys.stderr.isatty() else None)
    data, text = result_data(result), result_text(result)
    if args.out is not None:
        scope = detection.scope_of(table)
        made = detection.make(table, order, "", args.out.stem, scope, args.out, result, jobs=jobs)
        data, text = {**data, "module": info_data(made)}, f"{text}\nwrote {args.out}"
    return data, text


def _evaluate(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from engine.api import detection

    result = detection.evaluate(args.module, _table(args))
    return result_data(result), result_text(result)


def _info(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    from engine.api import detection
    from engine.scenario.storage import file_error, write_whole

    found, card = detection.info(args.module), detection.model_card(args.module)
    if args.card is not None:
        try:
            write_whole(args.card, card.encode())
        except OSError as error:
            raise file_error(error, str(args.card)) from None
    return info_data(found), card.rstrip()


def _progress(progress: LabProgress) -> None:
    end = "\n" if progress.state == "done" else "\r"
    print(f"{progress.done} of {progress.total} {progress.text:50.50}", end=end, file=sys.stderr, flush=True)


def score_data(score: ModelScore, classes: tuple[str, ...]) -> dict[str, Any]:
    """A line of the leader board as JSON data."""
    return {
        "name": score.name,
        "split": score.split,
        "accuracy": score.accuracy,
        "precision": score.precision,
        "recall": score.recall,
        "macro_f1": score.macro_f1,
        "per_class_f1": dict(zip(classes, score.per_class_f1, strict=True)),
        "false_positives": score.false_positives,
        "missed": score.missed,
        "incidents": score.incidents,
        "mean_delay_s": sum(score.delays_s) / len(score.delays_s) if score.delays_s else None,
        "fit_s": score.fit_s,
        "cycles": score.cycles,
        "size_bytes": score.size_bytes,
        "confusion": score.confusion.tolist(),
        "params": dict(score.params),
        "acceptable": score.acceptable,
        "note": score.note,
    }


def result_data(result: LabResult) -> dict[str, Any]:
    """The leader board as JSON data."""
    card = result.card
    return {
        "models": [score_data(score, card.classes) for score in result.scores],
        "classes": list(card.classes),
        "counts": list(card.counts),
        "rows": card.rows,
        "dropped": card.dropped,
        "features": list(card.features),
        "warnings": list(card.warnings),
        "best": result.best,
    }


def result_text(result: LabResult) -> str:
    """The leader board for the terminal."""
    card = result.card
    lines = [f"{card.rows} rows, {len(card.features)} features, classes: {', '.join(card.classes)}"]
    lines += [f"warning: {line}" for line in card.warnings]
    lines.append(f"{'method':22} {'split':8} {'macro-F1':>8} {'accuracy':>8} {'false +':>8} {'missed':>8} {'fit s':>7}")
    lines += [
        f"{s.name:22} {s.split:8} {s.macro_f1:8.4f} {s.accuracy:8.4f} {s.false_positives:8} {s.missed:8} {s.fit_s:7.1f}"
        + (f"  {s.note}" if s.note else "")
        for s in result.scores
    ]
    return "\n".join(lines)


def info_data(info: ModuleInfo) -> dict[str, Any]:
    """A module as JSON data."""
    return {
        "name": info.name,
        "path": info.path,
        "method": info.method,
        "scope": info.scope,
        "classes": list(info.classes),
        "features": list(info.features),
        "feature_set": info.feature_set,
        "cycles": info.cycles,
        "size_bytes": info.size_bytes,
        "made_of": info.made_of,
        "scores": dict(info.scores),
    }
