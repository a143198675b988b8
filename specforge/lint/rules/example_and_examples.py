"""example-and-examples: two fields for examples that exclude each other."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "example-and-examples",
    on=("MediaType", "Parameter", "Header"),
    when="example",
    severity=Severity.WARNING,
    # The metaschemas of 3.0 and 3.2 say so by themselves.
    versions=("3.1",),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """`example` and `examples` stand side by side."""
    if "examples" in view.raw:
        yield Problem("`example` and `examples` exclude each other", view.place.child("example", key=True))
