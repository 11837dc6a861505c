"""What the program remembers between starts: theme, recent files, layout. One INI file in the user's configuration."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from app.folders import settings_file

RECENT = 10
THEMES = ("light", "dark", "contrast")


class Settings:
    """Typed access to the INI file.

    Args:
        path: The file; the user's configuration folder by default.
    """

    def __init__(self, path: Path | None = None) -> None:
        file = path or settings_file()
        self._store = QSettings(str(file), QSettings.Format.IniFormat)

    @property
    def store(self) -> QSettings:
        """The file itself, for widths of columns."""
        return self._store

    @property
    def theme(self) -> str:
        """``light``, ``dark`` or ``contrast``."""
        name = str(self._store.value("look/theme", "dark"))
        return name if name in THEMES else "dark"

    @theme.setter
    def theme(self, name: str) -> None:
        self._store.setValue("look/theme", name)

    @property
    def reduced_motion(self) -> bool:
        """No movement but that of time."""
        return str(self._store.value("look/reduced_motion", "false")) == "true"

    @reduced_motion.setter
    def reduced_motion(self, on: bool) -> None:
        self._store.setValue("look/reduced_motion", "true" if on else "false")

    @property
    def recent(self) -> tuple[str, ...]:
        """Files opened or saved, the latest first; those that are gone are left out."""
        names = self._strings("files/recent")
        return tuple(n for n in names if Path(n).is_file())[:RECENT]

    def add_recent(self, path: Path) -> None:
        """Puts a file first."""
        name = str(path.resolve())
        self._store.setValue("files/recent", [name, *(n for n in self.recent if n != name)][:RECENT])

    @property
    def chips(self) -> tuple[tuple[str, str], ...]:
        """Saved filters of the events drawer: (title, filter)."""
        return tuple((t, f) for t, _, f in (p.partition("\t") for p in self._strings("events/chips")))

    @chips.setter
    def chips(self, chips: tuple[tuple[str, str], ...]) -> None:
        self._store.setValue("events/chips", ["\t".join(pair) for pair in chips])

    @property
    def experiment_rate(self) -> float:
        """Seconds that a node takes in a round of an experiment, on one core of this computer; 0 before it is known."""
        try:
            return max(0.0, float(str(self._store.value("experiments/rate", "0"))))
        except ValueError:
            return 0.0

    @experiment_rate.setter
    def experiment_rate(self, seconds: float) -> None:
        self._store.setValue("experiments/rate", f"{seconds:.3e}")

    def _strings(self, key: str) -> list[str]:
        """A list of strings; the INI format gives a lone one as itself."""
        value = self._store.value(key, [])
        if isinstance(value, str):
            return [value]
        return [str(v) for v in value] if isinstance(value, list) else []

    def layout(self, name: str) -> QByteArray:
        """A saved geometry or dock state; empty when there is none."""
        value = self._store.value(f"layout/{name}", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, value: QByteArray) -> None:
        """Saves a geometry or dock state."""
        self._store.setValue(f"layout/{name}", value)

    def flush(self) -> None:
        """Writes everything to disk."""
        self._store.sync()
