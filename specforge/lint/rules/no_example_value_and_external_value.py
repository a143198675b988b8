"""no-example-value-and-externalValue: an example that is given in two ways."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Example
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule

_PAIRS = (
    ("value", "externalValue"),
    ("serializedValue", "externalValue"),
    ("dataValue", "value"),
    ("serializedValue", "value"),
)


@rule(
    "no-example-value-and-externalValue",
    on="Example",
    severity=Severity.ERROR,
    origin="redocly",
    default=False,
    versions=OPENAPI_3,
)
def check(example: Example, context: Context) -> Iterator[Problem]:
    """An example has fields that exclude each other."""
    pairs = _PAIRS if context.document.version.family == "3.2" else _PAIRS[:1]
    for one, other in pairs:
        if one in example.raw and other in example.raw:
            yield Problem(f"`{one}` and `{other}` exclude each other", example.place.child(other, key=True))
