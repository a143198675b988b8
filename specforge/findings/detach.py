"""Findings without their files: small enough to cross to another process, and reported the same, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from specforge.document.place import Place, Region
from specforge.document.source import Source
from specforge.findings.excerpt import Excerpt
from specforge.findings.fingerprint import stable_tokens

T = TypeVar("T")

# How many lines a source frame shows around the one that is meant.
_AROUND = 1


def detach(value: T) -> T:
    """The same value (findings, or what holds some) with an Excerpt for every file that one of its places names."""
    places: dict[Source, set[Place]] = {}
    for place in _places(value):
        places.setdefault(place.source, set()).add(place)
    small = {source: _excerpt(source, found) for source, found in places.items()}
    moved: T = _moved(value, small)
    return moved


def _excerpt(source: Source, places: set[Place]) -> Excerpt:
    source.locate(places)
    regions = {(place.tokens, place.key): source.region(place) for place in places}
    stable = {place.tokens: tuple(stable_tokens(place)) for place in places}
    # A place of a kind of its own may know its region better than the file.
    lines = dict(_kept_lines(source.lines, [place.region for place in places]))
    return Excerpt(source, regions, lines, stable)


def _kept_lines(lines: list[str], regions: Iterable[Region]) -> Iterator[tuple[int, str]]:
    wanted = {line for region in regions for line in range(region.line - _AROUND, region.line + _AROUND + 1)}
    for number in wanted:
        if 0 < number <= len(lines):
            yield number, lines[number - 1]


def _places(value: Any) -> Iterator[Place]:
    if isinstance(value, Place):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _places(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _places(getattr(value, field.name))


def _moved(value: Any, small: dict[Source, Excerpt]) -> Any:
    if isinstance(value, Place):
        return replace(value, source=small[value.source])
    if isinstance(value, list):
        return [_moved(item, small) for item in value]
    if type(value) is tuple:
        return tuple(_moved(item, small) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        before = {field.name: getattr(value, field.name) for field in fields(value)}
        after = {name: _moved(item, small) for name, item in before.items()}
        return replace(value, **{name: item for name, item in after.items() if item is not before[name]})
    return value
