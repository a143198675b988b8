"""Filters: query parameters that are named like a property of what is listed choose by its value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from specforge.document.model import Parameter, Schema
from specforge.mock.message import Request
from specforge.mock.state.store import Entry
from specforge.values.lists.matching import choices_at, find_path, properties_named, texts_at
from specforge.values.lists.ranges import Compare, bounds, find_range, is_within
from specforge.values.resources.paths import Key
from specforge.values.resources.shapes import Path, Shapes
from specforge.values.styles import MISSING, ParameterCodec
from specforge.values.texts import write

Test = Callable[[Any], bool]
Pair = tuple[Key, Entry]


class Filter:
    """One query parameter that filters: by the property that it is named like (``path``), by those that the keys of an
    object are named like (``keys``), or by a bound of one (``range``)."""

    def __init__(self, parameter: Parameter, shapes: Shapes, element: Schema) -> None:
        self._codec = ParameterCodec(parameter)
        self._shapes = shapes
        self._element = element
        self._default = parameter.schema.default if parameter.schema is not None else None
        self.name = parameter.name
        self.path = find_path(shapes, element, parameter.name)
        schema = parameter.schema
        self.keys = properties_named(shapes, element, schema) if self.path is None and schema is not None else {}
        self.range = find_range(parameter.name, shapes.properties(element)) if self.path is None else None

    @property
    def is_understood(self) -> bool:
        return self.path is not None or bool(self.keys) or self.range is not None

    def tests(self, request: Request) -> Iterator[Test]:
        """What the things must fulfil that this request asks for."""
        value = self._codec.decode(request.query_parts)
        value = self._default if value is MISSING else value
        if value is None:
            return
        if self.path is not None:
            yield from self._test(self.path, value)
        elif self.range is not None:
            yield _bound(self.range[0], self.range[1], value)
        elif isinstance(value, dict):
            for key, each in value.items():
                if key in self.keys:
                    yield from self._test(self.keys[key], each)

    def _test(self, path: Path, value: Any) -> Iterator[Test]:
        if isinstance(value, dict):
            yield from (_bound(path[0], compare, limit) for compare, limit in bounds(value))
            return
        wanted = {write(each) for each in (value if isinstance(value, list) else [value])}
        known = choices_at(self._shapes, self._element, path)
        # ``state=all`` names no state: it asks for no filter.
        if known and not wanted & known:
            return
        yield lambda thing: bool(wanted & set(texts_at(thing, path)))


def _bound(name: str, compare: Compare, limit: Any) -> Test:
    return lambda thing: isinstance(thing, dict) and is_within(thing.get(name), compare, limit)


class Filters:
    """The query parameters of one operation that filter."""

    def __init__(self, parameters: Iterable[Parameter], shapes: Shapes, element: Schema | None) -> None:
        found = [Filter(each, shapes, element) for each in parameters] if element is not None else []
        self._filters = tuple(each for each in found if each.is_understood)

    @property
    def names(self) -> set[str]:
        return {each.name for each in self._filters}

    def chosen(self, request: Request, pairs: list[Pair]) -> list[Pair]:
        """The things that a request asks for."""
        for each in self._filters:
            for test in each.tests(request):
                pairs = [pair for pair in pairs if test(pair[1].value)]
        return pairs
