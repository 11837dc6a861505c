"""The catalogue of attacks for the terminal and as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from engine.readmodel.attack_model import AttackModel, CatalogueEntry, Finding


def export_attacks(model: AttackModel, file: Path) -> None:
    """Writes the model as JSON.

    Raises:
        ScenarioError: The file cannot be written.
    """
    from engine.readmodel.attack_model import to_json
    from engine.scenario.storage import file_error, write_whole

    try:
        write_whole(file, (json.dumps(to_json(model), ensure_ascii=False, indent=2) + "\n").encode())
    except (OSError, ValueError) as error:
        raise file_error(error, str(file)) from None


def _uses(entry: CatalogueEntry) -> str:
    way = entry.exploiting
    if way is None:
        return "one variation"
    used = [("self-organisation", way.self_organisation), ("decentralisation", way.decentralisation)]
    return "exploits " + " and ".join(name for name, yes in used if yes)


def model_text(model: AttackModel) -> str:
    """The entries by class of impact, in words."""
    titles = {0: "Not in Table 4", **{c.number: f"{c.number}. {c.title}" for c in model.classes}}
    lines: list[str] = []
    for number in (*(c.number for c in model.classes), 0):
        entries = [e for e in model.entries if e.impact_class == number]
        lines += [titles[number]] if entries else []
        for e in entries:
            lines.append(f"  {e.kind:12} {e.title}: {e.common.impact}; {e.common.target}; {_uses(e)} ({e.source})")
    lines += [f"Left out: {attack}: {reason}" for attack, reason in model.out_of_model]
    return "\n".join(lines)


def review_text(name: str, found: tuple[Finding, ...]) -> str:
    """A design review in words."""
    lines = [f"Design review of {name}: {sum(f.open_to != 'nobody' for f in found)} of {len(found)} attacks are open"]
    for f in found:
        weight = f"importance {f.importance}, probability {f.probability}" if f.importance else "not in Table 3"
        way = "exploiting roles" if f.exploitable else "common variation only"
        lines.append(f"  {f.kind:12} {f.title}: {weight}; {way}; open to {f.open_to}")
        lines += [f"  {'':12} stopped by {', '.join(f.stopped_by)}"] if f.stopped_by else []
        lines += [f"  {'':12} to consider: {', '.join(f'hardening.{s}' for s in f.advice)}"] if f.advice else []
    return "\n".join(lines)
