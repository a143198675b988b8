"""read-only-and-write-only: a property that travels in neither direction."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule("read-only-and-write-only", on="Schema", when="writeOnly", severity=Severity.ERROR, versions=OPENAPI_3)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property is both read-only and write-only."""
    if schema.get("readOnly") is True and schema.get("writeOnly") is True:
        # A MUST NOT of OpenAPI 3.0 (Schema Object, "readOnly"); JSON Schema 2020-12 has nothing against it.
        is_later = context.document.version.has_json_schema
        message = "what is read-only and write-only can be neither sent nor received"
        yield Problem(message, schema.place.child("writeOnly", key=True), mild=is_later)
