"""What parts of the scenario document are made of: the base class, and types with their ranges."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

MAX_ID = 2_000_000_000

Id = Annotated[int, Field(ge=0, le=MAX_ID, strict=True)]


def _ids_of_text(value: object) -> object:
    """Ids written as text (``3, 17`` or ``3+17``) or as a list, as a tuple; everything else as it came."""
    if not isinstance(value, str):
        return tuple(value) if isinstance(value, list) else value
    parts = re.split(r"[\s,+;]+", value.strip().strip("[]").strip())
    if not all(part.isascii() and part.isdecimal() for part in parts if part):
        raise ValueError("must be ids separated by commas, such as 3, 17")
    return tuple(int(part) for part in parts if part)


Ids = Annotated[tuple[Id, ...], BeforeValidator(_ids_of_text)]
"""A list of ids; text such as ``3, 17`` is taken as one, so that a form's field can hold it."""
Metre = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Finite = Annotated[float, Field(ge=-1e9, le=1e9, allow_inf_nan=False)]


class Part(BaseModel):
    """Base of all parts: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)
