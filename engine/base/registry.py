"""A registry of strategies by name: built-ins and those of third parties, found by entry points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, Protocol, TypeVar

from engine.base.errors import UnknownNameError


class Named(Protocol):
    """Whatever can be registered: it knows its own name."""

    @property
    def name(self) -> str:
        """The name by which scenario documents call it."""


T = TypeVar("T", bound=Named)


@cache
def installed(group: str) -> tuple[EntryPoint, ...]:
    """Entry points of a group by name, looked up once: that reads the metadata of every package there is."""
    return tuple(sorted(entry_points(group=group), key=lambda p: p.name))


class Registry(Generic[T]):
    """An object, not module state: whoever composes an engine builds one and hands it on.

    Args:
        what: What is registered, for messages: ``"attack"``.
        group: Entry-point group of third-party strategies; empty for none.
    """

    def __init__(self, what: str, group: str = "") -> None:
        self.what, self.group = what, group
        self._items: dict[str, T] = {}
        self.failures: dict[str, str] = {}

    def add(self, item: T) -> None:
        """Registers one strategy; two of one name are an error."""
        if item.name in self._items:
            raise ValueError(f"two {self.what}s are called {item.name!r}")
        self._items[item.name] = item

    def load_entry_points(self) -> None:
        """Adds third parties' strategies; one that fails to load is listed in `failures`, never fatal."""
        for point in installed(self.group):
            try:
                self.add(point.load()())
            except Exception as error:  # noqa: BLE001 - foreign code may raise anything
                self.failures[point.name] = f"{type(error).__name__}: {error}"

    def get(self, name: str, *, where: str = "") -> T:
        """The strategy called ``name``.

        Raises:
            UnknownNameError: None has this name; the message offers near ones.
        """
        try:
            return self._items[name]
        except KeyError:
            near = get_close_matches(name, self._items, n=1)
            mend = f"did you mean {near[0]!r}?" if near else f"choose one of: {', '.join(self._items)}"
            raise UnknownNameError(f"there is no {self.what} called {name!r}", where=where, mend=mend) from None

    def items(self) -> Mapping[str, T]:
        """All strategies by name, in order of registration."""
        return dict(self._items)

    def __iter__(self) -> Iterator[T]:
        return iter(self._items.values())

    def __contains__(self, name: object) -> bool:
        return name in self._items
