"""What a detector module is, and whether it speaks of the features that are there."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from engine.detection.dataset import DetectionError
from engine.detection.modules.evaluator import Evaluator
from engine.readmodel.laboratory import ModuleInfo, Scope


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A trained classifier with all that is needed to run it (S2-120)."""

    name: str
    method: str
    """See `engine.detection.laboratory.methods`."""
    scope: Scope
    features: tuple[str, ...]
    """In the order of the columns that it wants."""
    feature_set: str
    """Definition of the features that it was trained on; empty for foreign data."""
    classes: tuple[str, ...]
    estimator: Any
    """A fitted scikit-learn classifier, with its scaler; its classes are indices into `classes`."""
    made_of: str = ""
    """Data it was trained on, in words."""
    card: str = ""
    """The model card, Markdown."""
    scores: tuple[tuple[str, float], ...] = ()
    """Macro-F1 by split."""

    def evaluator(self) -> Evaluator:
        """Compiles it.

        Raises:
            DetectionError: The estimator is of no known kind, or inconsistent.
        """
        return Evaluator(self.estimator, self.features, self.classes, self.name)

    def renamed(self, name: str) -> Module:
        """The same under another name."""
        return replace(self, name=name)


def module_info(module: Module, path: str = "", evaluator: Evaluator | None = None) -> ModuleInfo:
    """The module as the window shows it."""
    ready = evaluator or module.evaluator()
    return ModuleInfo(
        name=module.name,
        path=path,
        method=module.method,
        scope=module.scope,
        classes=module.classes,
        features=module.features,
        feature_set=module.feature_set,
        cycles=ready.cycles,
        size_bytes=ready.size_bytes,
        made_of=module.made_of,
        scores=module.scores,
    )


def check_features(module: Module, feature_set: str, features: Sequence[str], where: str = "") -> None:
    """Refuses a module that was trained on other features than those at hand.

    Args:
        module: The module.
        feature_set: Definition in force; empty skips the comparison (foreign tables).
        features: Names at hand.
        where: File of the module.

    Raises:
        DetectionError: Names the definition, or the features that are not there.
    """
    place = where or module.name
    known = set(features)
    strange = [name for name in module.features if name not in known]
    if strange:
        near = difflib.get_close_matches(strange[0], list(features), 1, 0.5)
        rest = f" and {len(strange) - 3} more" if len(strange) > 3 else ""
        what = f"wants features that are not there: {', '.join(strange[:3])}{rest}"
        mend = f"the nearest to {strange[0]} is {near[0]}" if near else "use the data it was trained for"
        raise DetectionError(what, where=place, mend=mend)
    if feature_set and module.feature_set != feature_set:
        made = module.feature_set or "none (foreign data)"
        what = f"was trained on feature set {made}, this Motewarden works out {feature_set}"
        raise DetectionError(what, where=place, mend="train it again")


def module_card(info: ModuleInfo, lines: Sequence[str] = ()) -> str:
    """A model card in Markdown: what it is for, what it was made of, how good it is, what it takes.

    Args:
        info: The module.
        lines: Remarks on the data and limits, one each.
    """
    text = [f"# {info.name}", "", f"{info.method}, by {info.scope}, {len(info.classes)} classes.", ""]
    text += ["## Made of", "", info.made_of or "Not said.", ""]
    if info.feature_set:
        text += [f"Feature set {info.feature_set}.", ""]
    text += ["## Quality", "", "| split | macro-F1 |", "|---|---|"]
    text += [f"| {split} | {value:.4f} |" for split, value in info.scores] or ["| none | not judged |"]
    text += ["", "## Cost", "", f"About {info.cycles:,.0f} cycles a verdict, {info.size_bytes:,} B of memory.", ""]
    text += ["## Classes", "", *(f"- {name}" for name in info.classes), ""]
    text += ["## Features", "", *(f"- {name}" for name in info.features), ""]
    if lines:
        text += ["## To know", "", *(f"- {line}" for line in lines), ""]
    return "\n".join(text)
