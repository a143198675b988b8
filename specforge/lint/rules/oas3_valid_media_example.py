"""oas3-valid-media-example: an example that breaks the schema of its media type, parameter or header."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Header, MediaType
from specforge.document.node import Node
from specforge.findings.model import Severity
from specforge.lint.about.examples import Claim, problems
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule
from specforge.lint.subjects import Subjects
from specforge.values.check import Direction
from specforge.values.mediatypes import is_json

_DIRECTIONS: dict[str, tuple[Direction, ...]] = {
    "RequestBody": ("request",),
    "Parameter": ("request",),
    "Response": ("response",),
}
_ANY: tuple[Direction, ...] = (None, "response", "request")

_FIELDS = ("example", "examples")


@rule(
    "oas3-valid-media-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An example breaks the schema of its media type, parameter or header."""
    yield from problems(_claims(context), context)


def _claims(context: Context) -> Iterator[Claim]:
    for view in _holders(context):
        schema = view.schema
        values = [example.value_node for example in view.examples.values()] if schema is not None else []
        for value in values:
            if schema is not None and value is not None and not _is_text(view, value, context):
                yield Claim(value, schema, _directions(view.node, context))


def _holders(context: Context) -> Iterator[MediaType | Header]:
    subjects: Subjects = context.once("subjects", Subjects)
    for kind in ("MediaType", "Parameter", "Header"):
        yield from subjects.of(kind, _FIELDS)
    yield from (Header(view.node) for view in subjects.of("Stray", _FIELDS))


def _is_text(view: MediaType | Header, value: Node, context: Context) -> bool:
    """XML, CSV and the like are written as one string, whatever their schema describes."""
    if not isinstance(view, MediaType) or not isinstance(value.value, str):
        return False
    visit = context.index.visit(view.node)
    return visit is not None and visit.key is not None and not is_json(visit.key)


def _directions(node: Node, context: Context) -> tuple[Direction, ...]:
    """Which way the value travels, as far as what stands around the example says it."""
    visit = context.index.visit(node)
    while visit is not None:
        if visit.kind in _DIRECTIONS:
            return _DIRECTIONS[visit.kind]
        visit = context.index.visit(visit.parent) if visit.parent is not None else None
    return _ANY
