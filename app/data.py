"""Templates as the program offers them, with survey data that cannot be shipped and that a user keeps himself."""

from __future__ import annotations

import os
from pathlib import Path

from app.folders import data_folder
from engine.api import ScenarioError
from engine.scenario import templates
from engine.scenario.model import Scenario
from engine.scenario.placing import TemplateInfo

SURVEY = Path("intel-lab") / "mote_locs.txt"
DATA_VARIABLE = "MOTEWARDEN_DATA"
_INTEL = "intel-lab"


def survey_file() -> Path | None:
    """The survey of the Intel laboratory's motes, where the user put it."""
    named = os.environ.get(DATA_VARIABLE)
    folders = [*([Path(named)] if named else []), data_folder()]
    return next((folder / SURVEY for folder in folders if (folder / SURVEY).is_file()), None)


def template_infos() -> tuple[TemplateInfo, ...]:
    """Every template; one whose data is missing says so in its summary."""
    shipped = templates.names()
    if any(i.name == _INTEL for i in shipped):
        return shipped
    summary = "54 motes where they hung in the laboratory in 2004"
    if survey_file() is None:
        summary += f"; needs {SURVEY.name}, see README"
    return (*shipped, TemplateInfo(_INTEL, "Intel Berkeley lab", summary))


def template_of(name: str, seed: int | None = None) -> Scenario:
    """A template by name.

    Raises:
        UnknownNameError: There is none.
        ScenarioError: It needs data that is not there; the message says where to put it.
    """
    if name != _INTEL or any(i.name == _INTEL for i in templates.names()):
        return templates.template(name, seed)
    file = survey_file()
    if file is None:
        what = "the survey of the laboratory's 54 motes is not part of the program"
        mend = f"put mote_locs.txt into {data_folder() / SURVEY.parent}, or name its parent folder in {DATA_VARIABLE}"
        raise ScenarioError(what, where=f"template {_INTEL}", mend=mend)
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"cannot be read: {error}", where=str(file), mend="fetch the file anew") from None
    return templates.intel_lab(text, 1 if seed is None else seed, str(file))
