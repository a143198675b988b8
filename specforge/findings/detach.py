"""Findings without their files: small enough to cross to another process, and reported the same, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from specforge.document.place import Place, Region
from specforge.document.source import Source
from specforge.findings.excerpt import Excerpt
from specforge.findings.fingerprint import stable_tokens
from specforge.findings.model import Fix
from specforge.findings.repair import prepare, text_edits_of

T = TypeVar("T")

# How many lines a source frame shows around the one that is meant.
_AROUND = 1


def detach(value: T, *, with_fixes: bool = True) -> T:
    """The same value (findings, or what holds some) with an Excerpt for every file that one of its places names.

    Fixes become changes of text, or nothing but their message where the caller needs no more of them.
    """
    if with_fixes:
        prepare(_fixes(value))
    value = _spelled(value, with_fixes)
    places: dict[Source, set[Place]] = {}
    for place in _places(value):
        places.setdefault(place.source, set()).add(place)
    small = {source: _excerpt(source, found) for source, found in places.items()}
    moved: T = _moved(value, small)
    return moved


def _fixes(value: Any) -> Iterator[Fix]:
    if isinstance(value, Fix):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _fixes(item)
    elif is_dataclass(value) and not isinstance(value, Place):
        for field in fields(value):
            yield from _fixes(getattr(value, field.name))


def _spelled(value: Any, with_fixes: bool) -> Any:
    """The value with the texts of its fixes instead of their edits."""
    if isinstance(value, Fix):
        return replace(value, edits=(), texts=text_edits_of(value) if with_fixes else ())
    return _rebuilt(value, lambda item: _spelled(item, with_fixes))


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
    return _rebuilt(value, lambda item: _moved(item, small))


def _rebuilt(value: Any, change: Callable[[Any], Any]) -> Any:
    """A list, tuple or dataclass of changed parts; anything else as it is."""
    if isinstance(value, list):
        return [change(item) for item in value]
    if type(value) is tuple:
        return tuple(change(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type | Place):
        before = {field.name: getattr(value, field.name) for field in fields(value)}
        after = {name: change(item) for name, item in before.items()}
        return replace(value, **{name: item for name, item in after.items() if item is not before[name]})
    return value
