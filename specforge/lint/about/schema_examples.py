"""What oas2-valid-schema-example and oas3-valid-schema-example share: where examples stand in schemas themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.lint.about.examples import Claim
from specforge.lint.rule import Context
from specforge.lint.subjects import Subjects
from specforge.values.check import Direction

# Without any of these an object says nothing about values; what stands in an unknown field may be no schema at all.
_SCHEMA_LIKE = frozenset(("type", "enum", "const", "format", "properties", "items", "allOf", "anyOf", "oneOf", "$ref"))
_ANY: tuple[Direction, ...] = (None, "response", "request")


def claims(context: Context, *, kinds: Sequence[str], keywords: Sequence[str]) -> Iterator[Claim]:
    """The examples under ``keywords`` in everything of these kinds that reads as a schema."""
    subjects: Subjects = context.once("subjects", Subjects)
    for view in chain.from_iterable(subjects.of(kind, tuple(keywords)) for kind in (*kinds, "Stray")):
        if not _SCHEMA_LIKE.isdisjoint(view.raw):
            for example in _examples(view.node, keywords):
                yield Claim(example, Schema(view.node), _ANY)


def _examples(schema: Node, keywords: Sequence[str]) -> Iterator[Node]:
    """``examples`` among the keywords is the list of JSON Schema."""
    for keyword in keywords:
        node = schema.get(keyword)
        if node is not None and keyword == "examples":
            yield from node.elements()
        elif node is not None:
            yield node
