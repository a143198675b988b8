"""allof-conflicts: a property that two parts of allOf want otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from specforge.document.model import Schema
from specforge.document.node import Node
from specforge.findings.model import Related, Severity
from specforge.lint.about.schema_sanity import common_types
from specforge.lint.rule import Context, Problem, rule

# Compositions of more parts are nobody's handwriting.
_MOST = 100


class _Own(NamedTuple):
    """What a schema says itself: its properties with a type, and the parts of its `allOf`."""

    typed: dict[str, Schema]
    parts: tuple[Schema, ...]

    @classmethod
    def of(cls, schema: Schema) -> _Own:
        return cls({name: one for name, one in schema.properties.items() if one.types}, schema.all_of)


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
    known: dict[Node, _Own] = context.once("parts of compositions", lambda _: {})
    conflicts = _conflicts(schema, known)
    inherited = {name for part in schema.all_of for name in _conflicts(part, known)} if conflicts else set()
    for name, definitions in conflicts.items():
        # A conflict inside of one part is reported there.
        if name not in inherited:
            types = list(dict.fromkeys(" or ".join(one.types) for one in definitions))
            yield Problem(
                f"no value of property `{name}` fits all parts of `allOf`: {', '.join(types)}",
                schema.place.child("allOf", key=True),
                related=tuple(Related(f"{' or '.join(one.types)} here", one.place) for one in definitions),
            )


def _conflicts(schema: Schema, known: dict[Node, _Own]) -> dict[str, list[Schema]]:
    found: dict[str, list[Schema]] = {}
    for part in _parts(schema, known):
        for name, described in part.typed.items():
            found.setdefault(name, []).append(described)
    return {
        name: definitions
        for name, definitions in found.items()
        if len(definitions) > 1 and not common_types(one.types for one in definitions)
    }


def _parts(schema: Schema, known: dict[Node, _Own]) -> Iterator[_Own]:
    """The schema and everything that it consists of."""
    seen: set[Node] = set()
    waiting = [schema]
    while waiting and len(seen) < _MOST:
        part = waiting.pop()
        if part.node not in seen:
            seen.add(part.node)
            own = known.get(part.node) or known.setdefault(part.node, _Own.of(part))
            yield own
            waiting.extend(own.parts)
