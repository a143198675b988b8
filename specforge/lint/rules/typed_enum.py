"""typed-enum: a value of an enum that its type forbids."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from specforge.document.model import View
from specforge.findings.model import Severity
from specforge.lint.rule import Context, Problem, rule


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_TYPES: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "number": _is_number,
    # 1.0 is an integer for JSON Schema.
    "integer": lambda value: _is_number(value) and value == int(value),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}


@rule(
    "typed-enum",
    on=("Schema", "Parameter", "Header"),
    when="enum",
    severity=Severity.WARNING,
    origin="spectral:oas",
)
def check(view: View, context: Context) -> Iterator[Problem]:
    """A value of an enum is not of the type beside it."""
    values, declared = view.get("enum"), view.get("type")
    types = [declared] if isinstance(declared, str) else declared
    if not isinstance(values, list) or not isinstance(types, list):
        return
    # `nullable` is a field of OpenAPI 3.0; authors of 3.1 documents still write it and mean it.
    is_nullable = view.get("nullable") is True and not context.document.version.is_swagger
    known = [_TYPES[name] for name in types if isinstance(name, str) and name in _TYPES]
    for index, value in enumerate(values if known else ()):
        if not any(fits(value) for fits in known) and not (value is None and is_nullable):
            shown = json.dumps(value, ensure_ascii=False)
            yield Problem(f"`{shown}` is not of type {' or '.join(types)}", view.place.child("enum", index))
