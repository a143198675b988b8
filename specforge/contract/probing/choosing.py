"""Filters of a list: which parameter chooses by which property, and whether things fulfil it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from specforge.contract.probing.listing import Listed, Listing, Wish
from specforge.contract.probing.tester import Tester
from specforge.document.model import Parameter, Schema
from specforge.values.lists.matching import choices_at, find_path, texts_at
from specforge.values.lists.meaning import Meaning, meaning_of
from specforge.values.lists.ranges import Compare, compare_of, find_range
from specforge.values.resources.names import bare
from specforge.values.resources.shapes import Path
from specforge.values.texts import write

# Parameters whose names say that they do something else with what they are named like.
_OTHERWISE = frozenset({"fields", "include", "expand", "lang", "language", "locale", "format", "version", "currency"})

_INCLUDING = ("includes", "include", "including", "with", "show", "also")
_ALSO = frozenset({"also", "additionally", "include", "includes", "including"})
_OPPOSITE = ("in", "un", "non", "not", "dis")


@dataclass(frozen=True)
class Filter:
    """A parameter that chooses by the property at ``path``. ``many``: it takes several values at once; ``exact``: the
    property is what was asked for, and not only like it."""

    parameter: Parameter
    path: Path
    many: bool
    exact: bool


@dataclass(frozen=True)
class Range:
    """A parameter that bounds the property ``name``. ``is_named``: one of the two says so."""

    parameter: Parameter
    name: str
    compare: Compare
    is_named: bool = True


@dataclass(frozen=True)
class Flag:
    """A boolean parameter that lets things in. ``when_off`` is what their property ``name`` is while it is false."""

    parameter: Parameter
    name: str
    when_off: bool


def filters(listing: Listing, tester: Tester) -> Iterator[Filter]:
    """The parameters that are named like a property of the things."""
    shapes = tester.pool.shapes
    for parameter in listing.rest:
        path = find_path(shapes, listing.shape.element, parameter.name) if _may_choose(parameter) else None
        property = _schema_at(listing, tester, path) if path is not None else None
        if path is None or property is None or parameter.schema is None:
            continue
        inner = shapes.element(parameter.schema)
        choice = inner or parameter.schema
        if not _is_comparable(tester, choice, shapes.element(property) or property):
            continue
        is_text = shapes.kind(choice) == "string" and not any(part.enum for part in shapes.parts(choice))
        is_exact = not is_text or choice.format in ("uuid", "date", "date-time", "email")
        yield Filter(parameter, path, inner is not None and shapes.element(property) is None, is_exact)


def ranges(listing: Listing) -> Iterator[Range]:
    """The parameters that bound a property: ``created_after``; ``from`` where there is but one that it can mean."""
    names = {bare(name) for name in listing.properties}
    for parameter in listing.rest:
        if not _may_choose(parameter) or bare(parameter.name) in names:
            continue
        found = find_range(parameter.name, listing.properties)
        compare = compare_of(parameter.name) if found is None else None
        if found is not None:
            yield Range(parameter, *found)
        elif compare is not None and len(days := _times(listing)) == 1 and _is_time(parameter.schema):
            said = set(re.findall(r"[a-z]+", (parameter.text("description") or "").lower()))
            yield Range(parameter, days[0], compare, is_named=not said.isdisjoint(_words(days[0])))


def _times(listing: Listing) -> list[str]:
    """The properties of the things that are days or times."""
    return [name for name, child in listing.properties.items() if _is_time(child)]


def _is_time(schema: Schema | None) -> bool:
    return schema is not None and schema.format in ("date", "date-time")


def _words(name: str) -> list[str]:
    """``created`` and ``created at`` of ``created_at``, as far as they are single words."""
    return [bare(name), bare(name).removesuffix("at"), bare(name).removesuffix("on")]


def flags(listing: Listing, tester: Tester) -> Iterator[Flag]:
    """The parameters that are called like the opposite of a boolean property, or like one that includes things."""
    shapes = tester.pool.shapes
    names = {bare(name): name for name, child in listing.properties.items() if shapes.kind(child) == "boolean"}
    for parameter in listing.rest:
        is_flag = parameter.schema is not None and shapes.kind(parameter.schema) == "boolean"
        if is_flag and _may_choose(parameter) and bare(parameter.name) not in names:
            yield from _as_flag(parameter, names)


def _as_flag(parameter: Parameter, names: dict[str, str]) -> Iterator[Flag]:
    plain = bare(parameter.name)
    for word in _INCLUDING:
        plain = plain.removeprefix(word) if plain != word else plain
    opposites = [plain.removeprefix(word) for word in _OPPOSITE if plain.startswith(word)]
    opposite = next((name for name in opposites if name in names), None)
    if plain in names:
        yield Flag(parameter, names[plain], when_off=False)
    elif opposite is not None:
        yield Flag(parameter, names[opposite], when_off=True)


def is_addition(parameter: Parameter) -> bool:
    """True for a flag that adds to what is shown, by its name (``include_inactive``) or by what the document says of
    it (``also list inactive users``); others may show nothing else."""
    said = (parameter.text("description") or "").lower()
    words = set(re.findall(r"[a-z]+", said))
    is_said = bool(words & _ALSO) and "only" not in words
    return is_said or (not said and any(bare(parameter.name).startswith(word) for word in _INCLUDING[:3]))


def _may_choose(parameter: Parameter) -> bool:
    said = meaning_of(parameter)
    return said is Meaning.FILTER or (said is None and bare(parameter.name) not in _OTHERWISE)


def _schema_at(listing: Listing, tester: Tester, path: Path) -> Schema | None:
    schema: Schema | None = listing.shape.element
    shapes = tester.pool.shapes
    for name in path:
        schema = shapes.properties(shapes.element(schema) or schema).get(name) if schema is not None else None
    return schema


def _is_comparable(tester: Tester, choice: Schema, property: Schema) -> bool:
    """Both are of one kind, and what has choices on both sides has some in common."""
    shapes = tester.pool.shapes
    if not shapes.kind(choice) or shapes.kind(choice) != shapes.kind(property):
        return False
    if shapes.kind(choice) not in ("string", "integer", "number", "boolean"):
        return False
    ours, theirs = (choices_at(shapes, each, ()) for each in (choice, property))
    return not (ours and theirs) or bool(ours & theirs)


def observed(filter: Filter, listing: Listing, listed: Listed, tester: Tester, most: int) -> list[Any]:
    """Values that the things of an answer have, and that can be asked for, the rarer ones first."""
    counted: dict[str, tuple[int, Any]] = {}
    for item in listed.items:
        for value in _values_at(item, filter.path):
            if isinstance(value, str | int | float) and value != "":
                count, _ = counted.get(write(value), (0, None))
                counted[write(value)] = (count + 1, value)
    rare = sorted(counted.values(), key=lambda pair: pair[0])
    return [value for _, value in rare if listing.takes(filter.parameter, as_sent(filter, value, tester))][:most]


def one_by_one(listing: Listing, tester: Tester, most: int) -> Iterator[tuple[Filter, Any, tuple[Wish, Wish]]]:
    """For each filter the most frequent of the ``most`` rarest values, and what asks for its things in pages of one."""
    limit, whole = listing.paging.limit, listing.ask(*listing.roomy)
    if limit is None or whole is None or not listing.takes(limit, 1):
        return
    for filter in filters(listing, tester):
        for value in observed(filter, listing, whole, tester, most)[-1:]:
            yield filter, value, ((limit, 1), (filter.parameter, as_sent(filter, value, tester)))


def unseen(filter: Filter, seen: list[Any], tester: Tester) -> Iterator[Any]:
    """Further values that both the parameter and the property can have."""
    shapes, schema = tester.pool.shapes, filter.parameter.schema
    assert schema is not None
    inner = shapes.element(schema) or schema
    if shapes.kind(inner) == "boolean":
        yield from (value for value in (True, False) if value not in seen)
    for part in shapes.parts(inner):
        yield from (value for value in part.enum or () if value is not None and value not in seen)


def as_sent(filter: Filter, value: Any, tester: Tester) -> Any:
    """The value as the parameter takes it: in a list, where it takes lists."""
    schema = filter.parameter.schema
    is_list = schema is not None and tester.pool.shapes.element(schema) is not None
    return value if not is_list or isinstance(value, list) else [value]


def fulfils(filter: Filter, item: Any, wanted: list[Any]) -> bool | None:
    """Whether a thing is what was asked for; None where it does not show the property."""
    if not _has(item, filter.path):
        return None
    texts = {_plain(text, filter.exact) for text in texts_at(item, filter.path)}
    asked = {_plain(write(value), filter.exact) for value in wanted}
    if filter.exact:
        return bool(texts & asked)
    return any(one in other for one in asked for other in texts)


def is_exactly(filter: Filter, item: Any, wanted: list[Any]) -> bool:
    """True for a thing that has just one of these values."""
    return bool({write(value) for value in wanted} & set(texts_at(item, filter.path)))


def _plain(text: str, exact: bool) -> str:
    return text.lower() if not exact or len(text) == 36 else text


def _has(item: Any, path: Path) -> bool:
    for name in path:
        if not isinstance(item, dict) or name not in item:
            return isinstance(item, list)
        item = item[name]
    return True


def _values_at(value: Any, path: Path) -> Iterator[Any]:
    if isinstance(value, list):
        for each in value:
            yield from _values_at(each, path)
    elif path:
        if isinstance(value, dict):
            yield from _values_at(value.get(path[0]), path[1:])
    elif value is not None:
        yield value


def comparable(one: Any, other: Any) -> tuple[Any, Any] | None:
    """Two values as they are compared: numbers as numbers, times as times, days as days; None where that is no use."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one, other
    if not isinstance(one, str) or not isinstance(other, str):
        return None
    if len(one) == 10 or len(other) == 10:
        return one[:10], other[:10]
    times = _time(one), _time(other)
    return None if times[0] is None or times[1] is None else (times[0], times[1])


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
