"""circular-references: schemas that need themselves to be complete."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document, Schema
from specforge.findings.model import Severity
from specforge.lint.about.endless import endless
from specforge.lint.rule import Context, Problem, rule

_MOST_NAMES = 6
_BREAK = "make one of the properties optional or nullable, or allow an empty array"


@rule(
    "circular-references",
    on="Document",
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """A schema requires itself: no value of it can be written down."""
    for loop in endless(document):
        names = [_name(schema) for schema in (*loop, loop[0])]
        if len(names) > _MOST_NAMES:
            names[_MOST_NAMES:-1] = ["..."]
        yield Problem(
            f"a value of {names[0]} would never end: {' requires '.join(names)}",
            loop[0].node.key_place,
            help=_BREAK if any("properties" in schema.raw or "items" in schema.raw for schema in loop) else None,
        )


def _name(schema: Schema) -> str:
    return f"`{schema.name or schema.place.pointer}`"
