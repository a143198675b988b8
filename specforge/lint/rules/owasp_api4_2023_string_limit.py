"""owasp:api4:2023-string-limit: strings of any length."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.owasp import TYPED, has_any, of_type
from specforge.lint.rule import Context, Problem, rule


@rule(
    "owasp:api4:2023-string-limit",
    on=TYPED,
    when="type",
    severity=Severity.ERROR,
    origin="spectral:owasp",
    default=False,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A string has no limit for its length."""
    for schema in of_type(view, "string", context):
        if not has_any(schema, "maxLength", "enum", "const"):
            yield Problem("the string may be of any length: it has no `maxLength`, `enum` or `const`", schema.place)
