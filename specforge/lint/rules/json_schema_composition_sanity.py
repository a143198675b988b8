"""json-schema-composition-sanity: compositions that no value can fulfil."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.schema_sanity import common_types, gist
from specforge.lint.rule import Context, Problem, rule


@rule(
    "json-schema-composition-sanity",
    on="Schema",
    when=("allOf", "oneOf"),
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """The parts of a composition exclude each other."""
    yield from _no_common_type(schema)
    yield from _twice(schema)


def _no_common_type(schema: Schema) -> Iterator[Problem]:
    parts = [types for part in (schema, *schema.all_of) if (types := part.types)]
    if "allOf" in schema.raw and len(parts) > 1 and not common_types(parts):
        listed = ", ".join(dict.fromkeys(" or ".join(types) for types in parts))
        yield Problem(f"the parts of `allOf` have no type in common: {listed}", schema.place.child("allOf", key=True))


def _twice(schema: Schema) -> Iterator[Problem]:
    """A value that fits one of two equal alternatives fits both, and `oneOf` wants exactly one."""
    first: dict[str, int] = {}
    branches = schema.node.get("oneOf")
    for index, branch in enumerate(branches.elements() if branches else ()):
        known = first.setdefault(gist(branch.value), index)
        if known != index:
            message = f"alternative {index + 1} of `oneOf` is the same as {known + 1}: what fits both fits neither"
            yield Problem(message, branch.place)
