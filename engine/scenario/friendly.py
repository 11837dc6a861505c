"""What pydantic finds wrong, said in one plain line with the path and the mend."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, cast, get_args

from pydantic import BaseModel, ValidationError

from engine.base.errors import ScenarioError
from engine.scenario.jsontext import join

_TYPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "float_type": ("must be a number, not {input}", "write a number such as 12.5"),
        "int_type": ("must be a whole number, not {input}", "write a whole number such as 12"),
        "int_from_float": ("must be a whole number, not {input}", "drop the fraction"),
        "bool_type": ("must be true or false, not {input}", "write true or false"),
        "string_type": ("must be text, not {input}", "put it in quotation marks"),
        "string_unicode": ("holds half a character", "type the text again"),
        "tuple_type": ("must be a list, not {input}", "write it in [ ]"),
        "dict_type": ("must be an object, not {input}", "write it in {{ }}"),
        "model_type": ("must be an object, not {input}", "write it in {{ }}"),
        "model_attributes_type": ("must be an object, not {input}", "write it in {{ }}"),
        "finite_number": ("must be a finite number", "write a finite number"),
        "greater_than": ("must be above {gt}, not {input}", "raise it"),
        "greater_than_equal": ("must be at least {ge}, not {input}", "raise it"),
        "less_than": ("must be below {lt}, not {input}", "lower it"),
        "less_than_equal": ("must be at most {le}, not {input}", "lower it"),
        "string_too_long": ("is longer than {max_length} characters", "shorten it"),
        "string_too_short": ("must not be empty", "give it a name"),
        "too_long": ("has {actual_length} entries, at most {max_length} are allowed", "remove some"),
        "literal_error": ("must be {expected}, not {input}", "choose one of them"),
        "missing": ("is missing", "add it"),
    }
)


def document_path(loc: tuple[int | str, ...]) -> str:
    """``("nodes", 3, "x")`` → ``nodes[3].x``."""
    out = ""
    for part in loc:
        out += f"[{part}]" if isinstance(part, int) else f".{part}" if out else part
    return out


def shown(value: object) -> str:
    """A value as messages quote it: JSON's own words, long text cut."""
    if value is None or isinstance(value, bool):
        return str(value).lower().replace("none", "null")
    if isinstance(value, str):
        return f'the text "{value[:30]}…"' if len(value) > 30 else f'the text "{value}"'
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    text = repr(value)
    return f"{text[:30]}…" if len(text) > 30 else text


def near(name: str, names: list[str]) -> str:
    """The mend for an unknown name: the nearest known one, or all of them when they are few."""
    match = get_close_matches(name, names, n=1, cutoff=0.5)
    if match:
        return f"did you mean {match[0]!r}?"
    return f"choose one of: {', '.join(names)}" if 0 < len(names) <= 25 else "remove it"


def _model_in(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((m for m in map(_model_in, get_args(annotation)) if m), None)


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """Names of the fields that the object at ``loc`` may have."""
    here: type[BaseModel] | None = model
    for part in loc:
        if isinstance(part, str) and here is not None:
            field = here.model_fields.get(part)
            here = _model_in(field.annotation) if field else None
    return list(here.model_fields) if here else []


def _say(found: Mapping[str, Any], model: type[BaseModel]) -> tuple[str, str]:
    kind, loc = str(found["type"]), found["loc"]
    context = {k: f"{v:g}" if isinstance(v, float) else v for k, v in (found.get("ctx") or {}).items()}
    if kind == "extra_forbidden":
        return "is not a known field", near(str(loc[-1]), _fields_at(model, loc[:-1]))
    if kind == "value_error":
        return str(context["error"]), "mend the values named"
    if kind == "json_invalid":
        deep = "recursion" in str(context.get("error", ""))
        return ("nests too deeply" if deep else "is not valid JSON"), "mend it or restore a copy"
    if kind not in _TYPES:
        message = str(found["msg"])
        return f"{message[:1].lower()}{message[1:]}", "correct it"
    what, mend = _TYPES[kind]
    context["input"] = shown(found["input"])
    return what.format_map(context), mend.format_map(context)


def explain(error: ValidationError, model: type[BaseModel], where: str, prefix: str = "") -> list[ScenarioError]:
    """All that a validation found, in document order.

    Args:
        error: What pydantic raised.
        model: The model that was asked to take the data.
        where: File or other origin.
        prefix: Path of the data inside the document, when only a part was checked.
    """
    out = []
    for found in error.errors(include_url=False):
        path = document_path(found["loc"])
        dot = "." if prefix and path and not path.startswith("[") else ""
        what, mend = _say(cast("Mapping[str, Any]", found), model)
        out.append(ScenarioError(what, where=join(where, f"{prefix}{dot}{path}"), mend=mend))
    return out


def first_of(errors: list[ScenarioError]) -> ScenarioError:
    """The first error, telling how many more there are."""
    first, more = errors[0], len(errors) - 1
    what = f"{first.what} (and {more} more)" if more else first.what
    return ScenarioError(what, where=first.where, mend=first.mend)
