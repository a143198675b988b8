"""oas3-missing-example: nothing to show a reader."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema, View
from specforge.findings.model import Severity
from specforge.lint.about.shown import has_example
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-missing-example",
    on=("Parameter", "Header", "MediaType", "Schema"),
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
    versions=OPENAPI_3,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A parameter, header, media type or named schema has no example."""
    if isinstance(view, Schema) and view.name is None:
        return
    if view.node.is_mapping and not has_example(view, context):
        yield Problem("there is no example", view.node.key_place)
