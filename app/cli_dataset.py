"""Labelled tables on the command line: recorded from runs under attack and from runs with honest churn."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.readmodel.laboratory import DatasetCard, LabProgress
    from engine.scenario.model import Scenario

_TEMPLATE = "template:"
_FORM = "write KIND:VARIATION,…, e.g. sinkhole:common,sinkhole:exploiting"
Number = Callable[[str], int]


def add_arguments(parser: argparse.ArgumentParser, whole: Number) -> None:
    """The arguments of ``dataset record``."""
    sub = parser.add_subparsers(metavar="WHAT", required=True).add_parser(
        "record", help="record labelled runs of a scenario into a table"
    )
    sub.add_argument("scenario", metavar="SCENARIO", help="a *.motewarden file, or template:NAME")
    sub.add_argument("--attacks", default="", metavar="KIND:VARIATION,…", help="attacks, a run for each and seed")
    sub.add_argument("--seeds", type=whole, default=4, metavar="K", help="seeds 1 … K (default 4)")
    sub.add_argument("--rounds", type=whole, default=600, metavar="N", help="rounds of a run (default 600)")
    sub.add_argument("--bursts", type=whole, default=4, metavar="N", help="attacks in a run (default 4)")
    sub.add_argument("--burst-rounds", type=whole, default=60, metavar="N", help="rounds of each (default 60)")
    sub.add_argument("--quiet", type=whole, default=1, metavar="N", help="runs of honest churn a seed (default 1)")
    sub.add_argument("--scope", choices=("network", "node"), default="network", help="what a row is about")
    sub.add_argument("--workers", type=whole, metavar="N", help="processes (default: one for each core)")
    sub.add_argument("--out", type=Path, required=True, metavar="FILE", help="*.csv or *.parquet")
    sub.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="one JSON object on stdout")


def attacks_of(text: str) -> tuple[tuple[str, str], ...]:
    """The attacks of ``KIND:VARIATION,…``; without a variation the common one.

    Raises:
        ScenarioError: A variation is neither ``common`` nor ``exploiting``.
    """
    from engine.api import ScenarioError

    found = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        kind, _, variation = part.partition(":")
        if variation not in ("", "common", "exploiting") or not kind:
            raise ScenarioError(f"{part!r} is not KIND:VARIATION", where="--attacks", mend=_FORM)
        found.append((kind, variation or "common"))
    return tuple(found)


def record(args: argparse.Namespace, open_document: Callable[[str], Scenario]) -> DatasetCard | None:
    """Records and writes; None when interrupted.

    Raises:
        MotewardenError: Something does not fit, or the file cannot be written.
    """
    from engine.api import detection_recording as recording
    from engine.readmodel.laboratory import Specification

    recording.check_target(args.out)
    order = Specification(
        scenario=args.scenario,
        attacks=attacks_of(args.attacks),
        seeds=tuple(range(1, args.seeds + 1)),
        rounds=args.rounds,
        bursts=args.bursts,
        burst_rounds=args.burst_rounds,
        quiet_runs=args.quiet,
        scope=args.scope,
    )
    document = None if args.scenario.startswith(_TEMPLATE) else open_document(args.scenario)
    try:
        return recording.record_to(order, args.out, document=document, workers=args.workers, tell=_tell)
    except KeyboardInterrupt:
        return None


def _tell(progress: LabProgress) -> None:
    if sys.stderr.isatty():
        end = "\n" if progress.state != "running" else ""
        print(f"\r\033[K{progress.done} of {progress.total} runs", end=end, file=sys.stderr, flush=True)


def card_data(card: DatasetCard, out: Path) -> dict[str, Any]:
    """What ``--json`` prints."""
    return {
        "file": str(out),
        "rows": card.rows,
        "features": len(card.features),
        "classes": dict(zip(card.classes, card.counts, strict=True)),
        "runs": card.groups,
        "left_out": card.dropped,
        "source": card.source,
        "warnings": list(card.warnings),
    }


def card_text(card: DatasetCard, out: Path) -> str:
    """The same in words."""
    lines = [f"{card.rows} windows of {card.groups} runs, {len(card.features)} features"]
    lines += [f"{count:8} {name}" for name, count in zip(card.classes, card.counts, strict=True)]
    lines += [f"{card.dropped:8} neither: what an attack has left behind"] if card.dropped else []
    return "\n".join([*lines, *card.warnings, f"wrote {out}"])
