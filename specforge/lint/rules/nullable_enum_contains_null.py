"""nullable-enum-contains-null: a schema that allows null and then does not."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "nullable-enum-contains-null",
    on=("Schema", "Parameter", "Header"),
    when="enum",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
    versions=OPENAPI_3,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A schema allows null by its type, but not by its enum."""
    values, declared = view.get("enum"), view.get("type")
    if not isinstance(values, list) or None in values:
        return
    # `nullable` is a field of OpenAPI 3.0; authors of 3.1 documents still write it and mean it.
    if view.get("nullable") is True or (isinstance(declared, list) and "null" in declared):
        yield Problem("null is allowed by the type, but not among the values", view.place.child("enum", key=True))
