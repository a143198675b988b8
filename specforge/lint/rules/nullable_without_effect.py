"""nullable-without-effect: ``nullable`` in a version that does not know it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.edits import Edit, Insert, Remove, Set
from specforge.document.model import Schema
from specforge.findings.model import Fix, Severity
from specforge.lint.rule import Context, Problem, rule

# Keywords without which a schema allows null as it does everything.
_LIMITS = frozenset(("$ref", "allOf", "anyOf", "oneOf", "not", "enum", "const", "$dynamicRef"))


@rule(
    "nullable-without-effect",
    on="Schema",
    when="nullable",
    severity=Severity.WARNING,
    versions=("3.1", "3.2"),
    fixable=True,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A schema says `nullable`, which has no meaning since OpenAPI 3.1."""
    if schema.get("nullable") is True and not _allows_null(schema.raw):
        place = schema.place.child("nullable", key=True)
        help = 'write `type: [..., "null"]`'
        yield Problem("`nullable` has no effect since OpenAPI 3.1", place, help=help, fix=_fix(schema))


def _allows_null(schema: dict[str, Any]) -> bool:
    """Authors who write for readers of both versions say it twice, and a schema without a type may allow anything."""
    if "type" in schema:
        return _names_null(schema)
    branches = [branch for name in ("anyOf", "oneOf") for branch in _listed(schema.get(name))]
    return _LIMITS.isdisjoint(schema) or any(_names_null(branch) for branch in branches)


def _names_null(schema: Any) -> bool:
    types = schema.get("type") if isinstance(schema, dict) else None
    return types == "null" or "null" in _listed(types)


def _fix(schema: Schema) -> Fix | None:
    """Unsafe: null was not allowed until now."""
    types, place = schema.get("type"), schema.place.child("type")
    if not isinstance(types, str | list) or not types:
        return None
    edits: list[Edit] = [Remove(schema.place.child("nullable"))]
    edits.append(Set(place, [types, "null"]) if isinstance(types, str) else Insert(place.child("-"), "null"))
    values = schema.get("enum")
    if isinstance(values, list) and values and None not in values:
        edits.append(Insert(schema.place.child("enum", "-"), None))
    return Fix("allow null by the type", tuple(edits), safe=False)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
