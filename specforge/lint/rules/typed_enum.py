"""typed-enum: a value of an enum that its type forbids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from specforge.document.edits import Set
from specforge.document.model import View
from specforge.document.place import Place
from specforge.findings.model import Fix, Severity
from specforge.lint.json_types import declared_types, is_any_of
from specforge.lint.rule import Context, Problem, rule

_SPELLED = re.compile(r"true|false|-?(0|[1-9]\d{0,14})(\.\d{1,10})?")
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
            yield Problem(message, place, help=help, fix=_fix(value, values, types, place))


def _fix(value: Any, values: list[Any], types: list[str], place: Place) -> Fix | None:
    """Quotes that are missing or too many. Unsafe: another value is allowed then."""
    meant = json.dumps(value) if isinstance(value, bool | int | float) else _unquoted(value)
    if meant is None or not is_any_of(meant, types) or any(meant == other for other in values):
        return None
    return Fix(f"write `{json.dumps(meant)}`", (Set(place, meant),), safe=False)


def _unquoted(value: Any) -> int | float | bool | None:
    """The number or truth value that a text spells."""
    if not isinstance(value, str) or not _SPELLED.fullmatch(value):
        return None
    meant: int | float | bool = json.loads(value)
    return meant
