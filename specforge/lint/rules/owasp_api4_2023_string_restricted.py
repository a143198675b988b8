"""owasp:api4:2023-string-restricted: strings that may be anything."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, has_any, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-string-restricted",
    on=TYPED,
    when="type",
    severity=Severity.WARNING,
    origin="spectral:owasp",
    default=False,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A string may be any text."""
    for schema in of_type(view, "string", context):
        if not has_any(schema, "format", "pattern", "enum", "const"):
            yield Problem("the string may be any text: it has no `format`, `pattern`, `enum` or `const`", schema.place)
