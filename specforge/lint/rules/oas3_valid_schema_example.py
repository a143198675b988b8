"""oas3-valid-schema-example: an example or default that breaks the schema it stands in."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.example_check import Claim, problems
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.lint.scan import strays
from specforge.values.check import Direction

# Without any of these an object says nothing about values; what stands in an unknown field may be no schema at all.
_SCHEMA_LIKE = frozenset(("type", "enum", "const", "format", "properties", "items", "allOf", "anyOf", "oneOf", "$ref"))
_ANY: tuple[Direction, ...] = (None, "response", "request")


@rule(
    "oas3-valid-schema-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An example or default breaks the schema it stands in."""
    nodes = chain(context.index.of("Schema"), strays(document))
    has_examples = document.version.has_json_schema
    claims = (
        Claim(example, Schema(node), _ANY)
        for node in nodes
        if isinstance(node.value, dict) and not _SCHEMA_LIKE.isdisjoint(node.value)
        for example in _examples(node, has_examples)
    )
    yield from problems(claims, context)


def _examples(schema: Node, has_examples: bool) -> Iterator[Node]:
    """``examples`` is a keyword since OpenAPI 3.1."""
    for keyword in ("example", "default"):
        node = schema.get(keyword)
        if node is not None:
            yield node
    examples = schema.get("examples") if has_examples else None
    if examples is not None:
        yield from examples.elements()
