"""nullable-type-sibling: a ``nullable`` that allows nothing, since there is no type beside it."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "nullable-type-sibling",
    on="Schema",
    when="nullable",
    severity=Severity.WARNING,
    origin="redocly",
    ruleset_severity=Severity.ERROR,
    default=False,
    versions=("3.0",),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A schema is `nullable` without a type."""
    if schema.get("nullable") is True and "type" not in schema.raw:
        yield Problem("`nullable` has no effect without a `type` beside it", schema.place.child("nullable"))
