"""no-mixed-number-range-constraints: two limits of a number on the same side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

_PAIRS = (("maximum", "exclusiveMaximum"), ("minimum", "exclusiveMinimum"))


@rule(
    "no-mixed-number-range-constraints",
    on="Schema",
    when=("exclusiveMaximum", "exclusiveMinimum"),
    severity=Severity.WARNING,
    origin="redocly",
    default=False,
    versions=("3.1", "3.2"),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A number has an inclusive and an exclusive limit on the same side."""
    for inclusive, exclusive in _PAIRS:
        if _is_number(schema.get(inclusive)) and _is_number(schema.get(exclusive)):
            yield Problem(
                f"`{inclusive}` and `{exclusive}` limit the same side",
                schema.place.child(exclusive, key=True),
            )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
