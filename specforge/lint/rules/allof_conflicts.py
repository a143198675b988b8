"""allof-conflicts: a property that two parts of allOf want otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.rule import Context, Problem, rule
from specforge.lint.schema_sanity import common_types

# Compositions of more parts are nobody's handwriting, and all pairs of them would be compared.
_MOST = 200


@rule(
    "allof-conflicts",
    on="Schema",
    when="allOf",
    severity=Severity.WARNING,
    origin="vacuum",
    ruleset_severity=Severity.ERROR,
)
def check(schema: Schema, context: Context) -> Iterator[Problem]:
    """A property has types in the parts of `allOf` that exclude each other."""
    conflicts = _conflicts(schema)
    inherited = {name for part in schema.all_of for name in _conflicts(part)} if conflicts else set()
    for name, definitions in conflicts.items():
        # A conflict inside of one part is reported there.
        if name not in inherited:
            types = list(dict.fromkeys(" or ".join(one.types) for one in definitions))
            yield Problem(
                f"no value of property `{name}` fits all parts of `allOf`: {', '.join(types)}",
                schema.place.child("allOf", key=True),
                related=tuple(Related(f"{' or '.join(one.types)} here", one.place) for one in definitions),
            )


def _conflicts(schema: Schema) -> dict[str, list[Schema]]:
    found: dict[str, list[Schema]] = {}
    for part in _parts(schema):
        for name, described in part.properties.items():
            if described.types:
                found.setdefault(name, []).append(described)
    return {
        name: definitions
        for name, definitions in found.items()
        if len(definitions) > 1 and not common_types(one.types for one in definitions)
    }


def _parts(schema: Schema) -> list[Schema]:
    """The schema and everything that it consists of."""
    found: dict[Node, Schema] = {}
    waiting = [schema]
    while waiting and len(found) < _MOST:
        part = waiting.pop()
        if part.node not in found:
            found[part.node] = part
            waiting.extend(part.all_of)
    return list(found.values())
