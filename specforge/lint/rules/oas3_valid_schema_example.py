"""oas3-valid-schema-example: an example or default that breaks the schema it stands in."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.lint.about.examples import problems
from specforge.lint.about.schema_examples import claims
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "oas3-valid-schema-example",
    on="Document",
    severity=Severity.WARNING,
    origin="spectral:oas",
    ruleset_severity=Severity.ERROR,
    versions=OPENAPI_3,
)
def check(document: Document, context: Context) -> Iterator[Problem]:
    """An example or default breaks the schema it stands in."""
    # `examples` is a keyword of schemas since OpenAPI 3.1.
    keywords = ("example", "default", "examples") if document.version.has_json_schema else ("example", "default")
    yield from problems(claims(context, kinds=("Schema",), keywords=keywords), context)
