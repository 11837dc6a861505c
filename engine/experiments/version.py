"""Which engine made a result: the release and a fingerprint of its source."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_ENGINE = Path(__file__).resolve().parents[1]
_CITATION = _ENGINE.parent / "CITATION.cff"


@cache
def release() -> str:
    """The release, e.g. ``"0.1.0"``."""
    try:
        return version("motewarden")
    except PackageNotFoundError:
        return citation().get("version", "from source")


@cache
def engine_version() -> str:
    """Release and source, e.g. ``"0.1.0+3f2a91c04b7d"``: equal for equal engines only. Without source, the release."""
    digest = hashlib.sha256()
    files = sorted(_ENGINE.rglob("*.py"))
    for file in files:
        digest.update(file.relative_to(_ENGINE).as_posix().encode())
        digest.update(file.read_bytes())
    return f"{release()}+{digest.hexdigest()[:12]}" if files else release()


@cache
def citation() -> dict[str, str]:
    """Title, version and author of ``CITATION.cff``, where it is at hand."""
    try:
        lines = _CITATION.read_text(encoding="utf-8").splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    for line in lines:
        key, colon, value = line.strip().removeprefix("- ").partition(":")
        if colon and value.strip() and key in ("title", "version", "name", "license"):
            found.setdefault(key, value.strip().strip('"'))
    return found
