"""no-schema-type-mismatch: items of what is no array, properties of what is no object."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types
from specforge.lint.rule import Context, Problem, rule

_TYPE_OF = {"items": "array", "properties": "object"}


@rule(
    "no-schema-type-mismatch",
    on="Schema",
    when=("items", "properties"),
    severity=Severity.WARNING,
    origin="redocly",
    ruleset_severity=Severity.ERROR,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A schema describes items without being an array, or properties without being an object."""
    types = declared_types(schema.get("type"))
    if not types:
        return
    for keyword, wanted in _TYPE_OF.items():
        # Empty `properties` say nothing, so they are not missed; empty `items` are elements of any kind.
        said = schema.get(keyword)
        if (said or (said == {} and keyword == "items")) and wanted not in types:
            listed = " or ".join(types)
            yield Problem(f"`{keyword}` says nothing where the type is {listed}", schema.place.child(keyword, key=True))
