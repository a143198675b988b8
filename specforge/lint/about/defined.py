"""Which properties a schema defines, by itself and by the schemas that it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.lint.rule import Context, Problem
from specforge.lint.spectral.regex import Regex, RegexProblem
from specforge.registry import did_you_mean

# Where so many are missing nobody misspelt them.
_MANY = 20
# Deeper compositions than this are taken to define everything: nobody reads them, and Python's stack has an end.
_DEEPEST = 150
# Of a schema that is a part of more than so many others nothing is said.
_MOST = 300
_KEYWORDS = frozenset(("allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas"))


@dataclass(frozen=True, slots=True)
class Names:
    """Names of properties, and ``patterns`` that describe others. With ``everything`` any other name is defined too, as
    by a schema for additional ones."""

    names: frozenset[str]
    everything: bool = False
    patterns: frozenset[str] = frozenset()

    def __contains__(self, name: object) -> bool:
        return self.everything or name in self.names or any(_fits(name, pattern) for pattern in self.patterns)

    def __or__(self, other: Names) -> Names:
        everything = self.everything or other.everything
        return Names(self.names | other.names, everything, self.patterns | other.patterns)

    def __and__(self, other: Names) -> Names:
        if self.everything or other.everything:
            narrow = other if self.everything else self
            both = self.names & other.names
            return Names(narrow.names | both, self.everything and other.everything, narrow.patterns)
        shared = (name for name in self.names | other.names if name in self and name in other)
        return Names(frozenset(shared), patterns=self.patterns & other.patterns)


def _fits(name: object, pattern: str) -> bool:
    """Whether the pattern describes properties of this name. One that nobody can read may mean any."""
    try:
        return isinstance(name, str) and Regex(pattern).search(name)
    except RegexProblem:
        return True


_NOTHING = Names(frozenset())
_EVERYTHING = Names(frozenset(), everything=True)


def undefined(schema: Schema, entries: list[Node], context: Context) -> Iterator[Problem]:
    """A problem for each name among the entries that neither the schema nor those around it define."""
    own = schema.get("properties")
    named = [entry for entry in entries if isinstance(entry.value, str)]
    missing = [entry for entry in named if not isinstance(own, dict) or entry.value not in own]
    outer = around(schema, context) if missing else None
    if outer is None:
        return
    known = [defined_names(one, context) for one in (schema, *outer)]
    for entry in missing:
        if not any(entry.value in names for names in known):
            yield Problem(
                f"the property `{entry.value}` is required, but not defined",
                entry.place,
                help=did_you_mean(entry.value, known[0].names) if len(missing) < _MANY else None,
            )


def defined_names(schema: Schema, context: Context) -> Names:
    """The properties of a schema, of all parts of ``allOf``, and of every alternative of ``anyOf`` or ``oneOf``."""
    known: dict[Node, Names] = context.once("defined names", lambda _: {})
    return _defined(schema, known, 0)


def _defined(schema: Schema, known: dict[Node, Names], depth: int) -> Names:
    if depth > _DEEPEST:
        return _EVERYTHING
    if schema.node not in known:
        known[schema.node] = _NOTHING  # what a cycle adds to itself
        names = _own(schema)
        for part in (*schema.all_of, *_conditional(schema)):
            names |= _defined(part, known, depth + 1)
        for alternatives in (schema.any_of, schema.one_of):
            if alternatives:
                shared = _EVERYTHING
                for alternative in alternatives:
                    shared &= _defined(alternative, known, depth + 1)
                names |= shared
        known[schema.node] = names
    return known[schema.node]


def _own(schema: Schema) -> Names:
    properties = schema.get("properties")
    names = frozenset(properties) if isinstance(properties, dict) else frozenset[str]()
    additional = schema.get("additionalProperties")
    # A map: `additionalProperties: {type: string}` says what a property is, whatever its name.
    is_map = isinstance(additional, dict) and bool(additional)
    by_pattern = schema.get("patternProperties")
    patterns = frozenset(by_pattern) if isinstance(by_pattern, dict) else frozenset[str]()
    return Names(names, everything=is_map, patterns=patterns)


def _conditional(schema: Schema) -> list[Schema]:
    if not schema.node.resolver.version.has_json_schema:
        return []
    children = (schema.node.get(keyword) for keyword in ("then", "else"))
    return [Schema.of(child) for child in children if child is not None and child.is_mapping]


def around(schema: Schema, context: Context) -> list[Schema] | None:
    """The schemas that this one is a part of, through ``allOf`` and its like, directly or not: they speak of the same
    value. None where nothing can be said of the value: below ``not``.

    A schema that is also referenced by itself must say everything by itself: nothing is around it.
    """
    families: _Families = context.once("families of schemas", _Families.of)
    found: dict[Node, None] = {}
    waiting = [schema.node]
    while waiting:
        node = waiting.pop()
        for keyword, parent in families.parents.get(node, ()) if node not in families.alone else ():
            if keyword == "not" or len(found) > _MOST:
                return None
            if parent not in found:
                found[parent] = None
                waiting.append(parent)
    return [Schema(node) for node in found]


@dataclass(frozen=True)
class _Families:
    """``parents``: which schemas a schema is a part of, and by which keyword. ``alone``: those that are also used
    without being a part of anything."""

    parents: dict[Node, list[tuple[str, Node]]]
    alone: set[Node]

    @classmethod
    def of(cls, document: Document) -> _Families:
        parents: dict[Node, list[tuple[str, Node]]] = {}
        parts: set[Node] = set()
        for node in document.index.of("Schema"):
            for keyword, part in _parts(node):
                parts.add(node if keyword == "$ref" else part)
                for end in {part, part.follow()}:
                    parents.setdefault(end, []).append((keyword, node))
        return cls(parents, set(_used_alone(document, parts)))


def _used_alone(document: Document, parts: set[Node]) -> Iterator[Node]:
    for reference in document.index.references:
        node = reference.node
        holder = Node(node.resolver, node.source, node.tokens[:-1], None)
        if reference.target is not None and node.tokens[-1] == "$ref" and holder not in parts:
            yield reference.target.follow()


def _parts(node: Node) -> Iterator[tuple[str, Node]]:
    """What applies to the same value as the schema at ``node``, and by which keyword."""
    if node.reference is not None:
        yield "$ref", node.resolver.resolve(node).target or node
    for keyword in _KEYWORDS.intersection(node.value if node.is_mapping else ()):
        child = node.get(keyword)
        if child is None:
            continue
        if keyword in ("allOf", "anyOf", "oneOf"):
            yield from ((keyword, element) for element in child.elements())
        elif keyword == "dependentSchemas":
            yield from ((keyword, member) for _, member in child.items())
        else:
            yield keyword, child
