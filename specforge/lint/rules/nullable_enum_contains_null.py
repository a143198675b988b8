"""nullable-enum-contains-null: a schema that allows null and then does not."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Insert
from specforge.document.model import View
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import OPENAPI_3, Context, Problem, rule


@rule(
    "nullable-enum-contains-null",
    on=("Schema", "Parameter", "Header"),
    when="enum",
    severity=Severity.WARNING,
    origin="vacuum",
    default=False,
    fixable=True,
    versions=OPENAPI_3,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A schema allows null by its type, but not by its enum."""
    values, declared = view.get("enum"), view.get("type")
    if not isinstance(values, list) or None in values:
        return
    # `nullable` is a field of OpenAPI 3.0; authors of 3.1 documents still write it and mean it.
    if view.get("nullable") is True or (isinstance(declared, list) and "null" in declared):
        message = "null is allowed by the type, but not among the values"
        # Unsafe: it was not allowed until now.
        fix = Fix("add null to the values", (Insert(view.place.child("enum", "-"), None),), safe=False)
        yield Problem(message, view.place.child("enum", key=True), fix=fix)
