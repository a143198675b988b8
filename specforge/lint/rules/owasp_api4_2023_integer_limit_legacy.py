"""owasp:api4:2023-integer-limit-legacy: integers of any size, before OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, has_any, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-integer-limit-legacy",
    on=TYPED,
    when="type",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
    versions=("2.0", "3.0"),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """An integer has no lower or no upper limit."""
    for schema in of_type(view, "integer", context):
        is_limited = has_any(schema, "minimum") and has_any(schema, "maximum")
        if not is_limited and not has_any(schema, "enum", "const"):
            yield Problem("the integer is not limited by both `minimum` and `maximum`", schema.place)
