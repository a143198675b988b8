"""Finding the lines that are going to be told, all in one go, and in a large file without keeping clients waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from specforge.document.place import Place
from specforge.document.source import Source

# Characters of a file that are looked through in a few milliseconds.
_SMALL = 500_000


async def find_lines(places: Iterable[Place]) -> None:
    """Afterwards, asking these places for their regions costs nothing."""
    by_source: dict[int, tuple[Source, list[Place]]] = {}
    for place in places:
        by_source.setdefault(id(place.source), (place.source, []))[1].append(place)
    for source, found in by_source.values():
        if len(source.text) > _SMALL:
            await asyncio.to_thread(source.locate, found)
        else:
            source.locate(found)
