"""typed-enum: a value of an enum that its type forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.about.json_types import declared_types, is_any_of
from specforge.lint.about.mistyped import requote
from specforge.lint.rule import Context, Problem, rule

_SINCE_3_1 = "`nullable` is no keyword since OpenAPI 3.1: add `null` to the list of types"


@rule(
    "typed-enum",
    on=("Schema", "Parameter", "Header", "Stray"),
    when="enum",
    severity=Severity.WARNING,
    origin="spectral:oas",
    fixable=True,
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A value of an enum is not of the type beside it."""
    values, types = view.get("enum"), declared_types(view.get("type"))
    if not isinstance(values, list) or not types:
        return
    version = context.document.version
    # `nullable` is a field of OpenAPI 3.0; for Swagger 2.0 there is a well-known extension.
    says_nullable = view.get("x-nullable" if version.is_swagger else "nullable") is True
    is_nullable = says_nullable and not version.has_json_schema
    for index, value in enumerate(values):
        if not is_any_of(value, types) and not (value is None and is_nullable):
            shown = json.dumps(value, ensure_ascii=False)
            place = view.place.child("enum", index)
            help = _SINCE_3_1 if value is None and says_nullable else None
            message = f"`{shown}` is not of type {' or '.join(types)}"
            yield Problem(message, place, help=help, fix=requote(value, types, place, values))
