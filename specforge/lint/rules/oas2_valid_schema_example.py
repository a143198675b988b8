"""oas2-valid-schema-example: an example or default that breaks the schema it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.examples import problems
from specforge.lint.about.schema_examples import claims
from specforge.lint.rule import Context, Problem, rule


@rule(
    "oas2-valid-schema-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=("2.0",),
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An example or default breaks the schema it stands in."""
    # Parameters and headers of Swagger 2.0 are schemas themselves; `x-example` is what many tools read in them.
    found = claims(context, kinds=("Schema", "Parameter", "Header"), keywords=("example", "x-example", "default"))
    yield from problems(found, context)
