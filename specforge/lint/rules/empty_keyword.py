"""empty-keyword: lists in schemas that must not be empty."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule

# Of the others the metaschema of the version speaks.
_COMPOSITIONS = ("allOf", "anyOf", "oneOf")


@rule(
    "empty-keyword",
    on=("Schema", "Parameter", "Header"),
    when=("enum", *_COMPOSITIONS),
    severity=Severity.WARNING,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A list in a schema is empty that must not be."""
    is_3_0 = context.document.version.family == "3.0"
    for keyword in _COMPOSITIONS if is_3_0 else ("enum",):
        if view.get(keyword) == []:
            what = "no value fits" if keyword == "enum" else "it needs at least one schema"
            yield Problem(f"`{keyword}` is empty: {what}", view.place.child(keyword, key=True))
