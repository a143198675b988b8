"""New values for what may exist once only, so that a request can be sent again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from specforge.contract.probing.novel import Novelty, free
from specforge.contract.steps.scalars import json_of
from specforge.document.model import Operation, Schema
from specforge.findings.exchange import SentRequest
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import find_content
from specforge.values.resources.shapes import Shapes

# Properties that are tried by themselves, and how often those that are known are made anew.
_MOST_NAMES = 4
_MOST_TIMES = 2
# Another seed than that of the checks: they have sent what it makes.
_SALT = 7919

Changes = dict[str, str]


class Fresh:
    """``unique`` are the properties of bodies that have to be new, by the label of the operation, as far as that is
    known already."""

    def __init__(self, checker: SchemaChecker, seed: int, unique: Mapping[str, tuple[str, ...]]) -> None:
        self._checker = checker
        self._novelty = Novelty(checker, seed + _SALT)
        self._shapes = Shapes()
        self.unique = dict(unique)

    def changes(self, operation: Operation, request: SentRequest) -> Iterator[Changes]:
        """What to send in place of what, the likeliest first. What is not valid stays, since it is what is tried."""
        body, properties = json_of(request), self._properties(operation, request)
        if not isinstance(body, dict):
            return
        names = [name for name in free(body, properties) if self._is_valid(properties[name], body[name])]
        known = [name for name in self.unique.get(operation.label, ()) if name in names]
        for _ in range(_MOST_TIMES if known else 0):
            yield self._made(known, body, properties)
        for name in islice((name for name in names if name not in known), _MOST_NAMES):
            yield self._made([name], body, properties)
        if len(names) > 1:
            yield self._made(names, body, properties)

    def learn(self, operation: Operation, request: SentRequest, changes: Changes) -> None:
        """These changes were what it took."""
        body = json_of(request)
        members = body.items() if isinstance(body, dict) else ()
        names = [name for name, value in members if isinstance(value, str) and value in changes]
        self.unique[operation.label] = tuple(names)

    def _made(self, names: list[str], body: Mapping[str, object], properties: Mapping[str, Schema]) -> Changes:
        values = ((str(body[name]), self._novelty.value(properties[name], name)) for name in names)
        return {old: value for old, value in values if isinstance(value, str)}

    def _is_valid(self, schema: Schema, value: object) -> bool:
        return isinstance(value, str) and self._checker.compile(schema, "request").is_valid(value)

    def _properties(self, operation: Operation, request: SentRequest) -> dict[str, Schema]:
        content = operation.request_body.content if operation.request_body is not None else {}
        key = find_content(content, request.header("content-type"))
        schema = content[key].schema if key is not None else None
        return self._shapes.properties(schema) if schema is not None else {}
