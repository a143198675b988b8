"""Values that refer to things: ``customer_id`` in a body or a query is the id of one of ``/customers``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from specforge.document.model import Schema
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.model import Resource
from specforge.values.resources.names import bare, is_same, singular
from specforge.values.resources.paths import Key

if TYPE_CHECKING:
    from specforge.contract.probing.tester import Tester

# What a name says beside the thing that it refers to, the longest first.
_ENDINGS = ("uuids", "uuid", "ids", "id", "ref", "key")
_ID = re.compile(r"(^|[_. -])([iI][dD]|uuid|ref|key|token)s?$|[a-z0-9](Id|ID|Uuid|UUID|Ref|Key|Token)s?$")
_SHORTEST = 3
_DEPTH = 4


class References:
    """Puts the ids of things that exist where a request refers to them. ``keys`` gives those of a resource."""

    def __init__(self, tester: Tester, keys: Callable[[Resource], list[Key]]) -> None:
        self._tester = tester
        self._keys = keys

    def applied(self, draft: Draft) -> Draft:
        """The request with references to what exists; where nothing is known to exist, with its own."""
        for view, value in draft.parameters:
            schema = schema_of(view)
            if view.location != "path" and schema is not None:
                draft = draft.with_parameter(view, self._value(view.name, schema, value, 0))
        if draft.media is None or draft.media.schema is None or isinstance(draft.body, bytes):
            return draft
        return draft.with_body(self._inside(draft.media.schema, draft.body, 0))

    def refers(self, name: str) -> bool:
        """True for the name of what identifies a thing: another value of it is another thing, which may not exist."""
        return _ID.search(name) is not None or self._home(name) is not None

    def _inside(self, schema: Schema, value: Any, depth: int) -> Any:
        shapes = self._tester.pool.shapes
        if depth > _DEPTH:
            return value
        if isinstance(value, list):
            element = shapes.element(schema)
            return [self._inside(element, item, depth + 1) for item in value] if element is not None else value
        if not isinstance(value, dict):
            return value
        properties = shapes.properties(schema)
        return {
            name: self._value(name, properties[name], item, depth) if name in properties else item
            for name, item in value.items()
        }

    def _value(self, name: str, schema: Schema, value: Any, depth: int) -> Any:
        element = self._tester.pool.shapes.element(schema) if isinstance(value, list) else None
        if element is not None and value and not isinstance(value[0], dict | list):
            found = self._reference(name, element)
            return [found] if found is not None else value
        if isinstance(value, dict | list):
            return self._inside(schema, value, depth + 1)
        found = self._reference(name, schema)
        return found if found is not None else value

    def _reference(self, name: str, schema: Schema) -> Any:
        home = self._home(name)
        for key in self._keys(home) if home is not None else ():
            text = key[-1]
            value: Any = int(text) if "integer" in schema.types and text.isdecimal() else text
            if self._tester.checker.compile(schema, "request").is_valid(value):
                return value
        return None

    def _home(self, name: str) -> Resource | None:
        """The resource that a name means: ``customer_id``, ``shippingAddressId``, ``X-Customer``."""
        resources = self._tester.pool.recognised.resources
        word = bare(name)
        words = [word, word.removeprefix("x")] if name.lower().startswith("x-") else [word]
        ending = next((ending for ending in _ENDINGS if word.endswith(ending) and word != ending), None)
        if ending is None:
            return next((each for each in resources if any(is_same(each.word, one) for one in words)), None)
        stems = [one.removesuffix(ending) for one in words]
        exact = next((each for each in resources if any(is_same(each.word, stem) for stem in stems)), None)
        if exact is not None:
            return exact
        known = [each for each in resources if len(singular(each.word)) >= _SHORTEST]
        fitting = [each for each in known if stems[-1].endswith(singular(each.word))]
        return max(fitting, key=lambda each: len(each.word), default=None)
