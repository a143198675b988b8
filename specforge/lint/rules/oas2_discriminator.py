"""oas2-discriminator: a discriminator that no object needs to have."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-discriminator",
    on="Schema",
    severity=Severity.ERROR,
    origin="spectral:oas",
    structural=True,
    versions=("2.0",),
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """The property that a discriminator names is not defined or not required."""
    name = schema.text("discriminator")
    if not name:
        return
    properties, required = schema.get("properties"), schema.get("required")
    # Which kind an object is of can be guessed without it: readers complain, tools do not.
    if not isinstance(properties, dict) or name not in properties:
        place = schema.node.key_place if properties is None else schema.place.child("properties")
        yield Problem(f"the discriminator `{name}` is no property of this schema", place, mild=True)
    if not isinstance(required, list) or name not in required:
        place = schema.node.key_place if required is None else schema.place.child("required")
        yield Problem(f"the discriminator `{name}` must be required", place, mild=True)
