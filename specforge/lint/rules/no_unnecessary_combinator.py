"""no-unnecessary-combinator: a composition of one."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_KEYWORDS = ("allOf", "anyOf", "oneOf")


@rule(
    "no-unnecessary-combinator",
    on="Schema",
    when=("allOf", "anyOf", "oneOf"),
    severity=Severity.INFO,
    origin="vacuum",
    ruleset_severity=Severity.WARNING,
    default=False,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A composition has one part only."""
    for keyword in _KEYWORDS:
        parts = schema.get(keyword)
        if isinstance(parts, list) and len(parts) == 1 and not _has_reason(schema, parts[0]):
            yield Problem(f"`{keyword}` has one part only: write it directly", schema.place.child(keyword, key=True))


def _has_reason(schema: Schema, part: object) -> bool:
    """Beside a ``$ref`` nothing counts until OpenAPI 3.0, so that `allOf` is the way to describe a reference there; and
    a discriminator needs its alternatives."""
    is_reference = isinstance(part, dict) and "$ref" in part
    must_wrap = is_reference and not schema.node.resolver.version.has_json_schema
    return "discriminator" in schema.raw or (must_wrap and len(schema.raw) > 1)
