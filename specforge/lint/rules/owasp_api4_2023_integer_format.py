"""owasp:api4:2023-integer-format: integers that do not say how wide they are."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, has_any, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-integer-format",
    on=TYPED,
    when="type",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An integer has no format."""
    for schema in of_type(view, "integer", context):
        if not has_any(schema, "format"):
            yield Problem("the integer does not say how wide it is: it has no `format`", schema.place)
