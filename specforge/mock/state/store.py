"""The store: everything that a stateful mock holds. It is bounded, so that no client can fill the memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from specforge.values.resources.paths import Key

MOST_OBJECTS = 10_000
"""So many things of one resource."""

MOST_BYTES = 128 * 1024 * 1024
"""So much in all, counted as the bytes that clients sent."""


class Full(Exception):
    """There is no room for more; the text says what is full."""


@dataclass(slots=True)
class Upload:
    """Bytes that a client sent, with their media type."""

    media_type: str
    content: bytes


@dataclass(slots=True)
class Entry:
    """One thing. ``windows`` says to which lists, other than that of its own collection, it belongs: the path of the
    list, and the key that the thing was put there with. ``is_seed``: it was there from the beginning."""

    value: Any
    is_seed: bool = False
    upload: Upload | None = None
    windows: dict[str, Key] = field(default_factory=dict)
    size: int = 0


class Store:
    """Things by their resource (its canonical path) and their key, in the order in which they came."""

    def __init__(self, most_objects: int = MOST_OBJECTS, most_bytes: int = MOST_BYTES) -> None:
        self._most_objects = most_objects
        self._most_bytes = most_bytes
        self._entries: dict[str, dict[Key, Entry]] = {}
        self._seeded: set[tuple[str, Key]] = set()
        self._serials: dict[str, int] = {}
        self._size = 0
        self.is_closed = False
        """Nothing is seeded any more: what was loaded is all there is."""

    def get(self, home: str, key: Key) -> Entry | None:
        return self._entries.get(home, {}).get(key)

    def all(self, home: str, context: Key = ()) -> list[tuple[Key, Entry]]:
        """What is there of a resource with keys that begin with ``context``."""
        depth = len(context)
        return [(key, entry) for key, entry in self._entries.get(home, {}).items() if key[:depth] == context]

    def put(self, home: str, key: Key, entry: Entry) -> None:
        """Adds a thing, or replaces it where it stands. Raises Full."""
        entries = self._entries.setdefault(home, {})
        old = entries.get(key)
        if old is None and len(entries) >= self._most_objects:
            name = home.removesuffix("/{}")
            raise Full(f"the mock keeps at most {self._most_objects} of {name}; delete some, or reset the state")
        size = self._size + entry.size - (old.size if old is not None else 0)
        if size > self._most_bytes and entry.size:
            raise Full(f"the mock keeps at most {self._most_bytes} bytes in all; delete something, or reset the state")
        entries[key] = entry
        self._size = size

    def remove(self, home: str, key: Key) -> None:
        """Takes a thing away, and everything below it: ``/users/1/orders/7`` goes with ``/users/1``."""
        for path, entries in list(self._entries.items()):
            is_below = path == home or path.startswith(f"{home}/")
            gone = [each for each in entries if is_below and each[: len(key)] == key]
            gone += [each for each, entry in entries.items() if _is_shown_below(entry, home, key)]
            for each in gone:
                entry = entries.pop(each, None)
                self._size -= entry.size if entry is not None else 0
        self._seeded -= {each for each in self._seeded if each[0].startswith(f"{home}/") and each[1][: len(key)] == key}

    def first_time(self, home: str, context: Key) -> bool:
        """True when it is asked for the first time about this collection; it is then time for its seeds."""
        is_first = (home, context) not in self._seeded
        if is_first and len(self._seeded) < self._most_objects:
            self._seeded.add((home, context))
            return True
        return False

    def serial(self, home: str) -> int:
        """Another number each time."""
        self._serials[home] = self._serials.get(home, 0) + 1
        return self._serials[home]

    def clear(self) -> None:
        """Forgets everything; the seeds come again when they are asked for."""
        self._entries.clear()
        self._seeded.clear()
        self._serials.clear()
        self._size = 0
        self.is_closed = False

    def keep(self, homes: set[str]) -> None:
        """Forgets the resources that are not among these."""
        for home in self._entries.keys() - homes:
            self._size -= sum(entry.size for entry in self._entries.pop(home).values())
        self._seeded = {each for each in self._seeded if each[0] in homes}


def _is_shown_below(entry: Entry, home: str, key: Key) -> bool:
    return any(path.startswith(f"{home}/") and each[: len(key)] == key for path, each in entry.windows.items())
