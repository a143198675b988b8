"""oas2-oneOf: a keyword that Swagger 2.0 does not have."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-oneOf",
    on=("Schema", "Parameter", "Header", "Response", "Stray"),
    severity=Severity.WARNING,
    origin="spectral:oas",
    # The metaschema does not know the keyword: oas2-schema finds it too.
    default=False,
    versions=("2.0",),
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """`oneOf` is used, which Swagger 2.0 does not have."""
    keyword = view.node.get("oneOf")
    if keyword is not None:
        yield Problem("`oneOf` exists since OpenAPI 3.0 only", keyword.key_place)
