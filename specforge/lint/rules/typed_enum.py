"""typed-enum: a value of an enum that its type forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.json_types import declared_types, is_any_of
from specforge.lint.rule import Context, Problem, rule


@rule(
    "typed-enum",
    on=("Schema", "Parameter", "Header"),
    when="enum",
    severity=Severity.WARNING,
    origin="spectral:oas",
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A value of an enum is not of the type beside it."""
    values, types = view.get("enum"), declared_types(view.get("type"))
    if not isinstance(values, list) or not types:
        return
    # `nullable` is a field of OpenAPI 3.0; authors of 3.1 documents still write it and mean it.
    is_nullable = view.get("nullable") is True and not context.document.version.is_swagger
    for index, value in enumerate(values):
        if not is_any_of(value, types) and not (value is None and is_nullable):
            shown = json.dumps(value, ensure_ascii=False)
            yield Problem(f"`{shown}` is not of type {' or '.join(types)}", view.place.child("enum", index))
