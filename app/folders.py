"""Where the program keeps things, by the rules of each system."""

from __future__ import annotations

from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("motewarden", appauthor=False)


def state_folder() -> Path:
    """Swap journals."""
    return Path(_DIRS.user_state_dir) / "journals"


def data_folder() -> Path:
    """Data files that cannot be shipped, such as surveys of mote positions."""
    return Path(_DIRS.user_data_dir)


def settings_file() -> Path:
    """Theme, recent files, layout."""
    return Path(_DIRS.user_config_dir) / "motewarden.ini"


def results_folder() -> Path:
    """Results of experiments, a folder for each."""
    return Path(_DIRS.user_documents_dir) / "Motewarden" / "results"
