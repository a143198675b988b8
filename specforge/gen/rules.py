"""Rules: what a schema says beyond the types of Python, kept beside the lowered schema under ``x-rule``.

A rule is JSON Schema 2020-12. Its references lead to schemas of the document (``#/$defs/...``, lowered as for all
judging of values) or to definitions of the catalog, which it writes out when it becomes code: it needs no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.gen.dialect import PREFIX, RULE, Lowered
from specforge.gen.ecma import python_pattern
from specforge.gen.keywords import COUNTS, is_count, plain
from specforge.values.lowering.lower import Lowering
from specforge.values.lowering.lowered import Definition
from specforge.values.plain import is_number

Rule = dict[str, Any]

_LOCAL = "#/$defs/"
_SINGLES = frozenset({"not", "if", "then", "else", "contains", "propertyNames", "items"})
_SINGLES |= {"additionalProperties", "unevaluatedProperties", "unevaluatedItems"}
_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_MAPS = frozenset({"properties", "patternProperties", "dependentSchemas"})
_VALUES = frozenset({"type", "enum", "const", "required", "dependentRequired", "uniqueItems", "multipleOf", *COUNTS})
_VALUES |= {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minContains", "maxContains"}


def both(first: Rule | None, second: Rule | None) -> Rule:
    """A rule that says what two say."""
    if not first or not second:
        return first or second or {}
    if not first.keys() & second.keys():
        return {**first, **second}
    return {"allOf": [*_parts(first), *_parts(second)]}


def with_rule(lowered: Lowered, rule: Rule | None) -> Lowered:
    """The lowered schema with a rule added to what it has."""
    return {**lowered, RULE: both(lowered.get(RULE), rule)} if rule else lowered


def _parts(rule: Rule) -> list[Rule]:
    return rule["allOf"] if rule.keys() == {"allOf"} else [rule]


class Fragments:
    """Subschemas of the document, lowered exactly: in a rule, properties without a type do not make an object."""

    def __init__(self, document: Document) -> None:
        self._lowering = Lowering(document)
        self._says_dynamic: dict[str, bool] = {}

    @property
    def definitions(self) -> dict[str, Definition]:
        """All that fragments refer to."""
        return self._lowering.definitions

    def of(self, node: Node) -> Rule:
        """A reference to the subschema at ``node``."""
        return {"$ref": f"{_LOCAL}{self._lowering.lower(Schema(node)).root}"}

    def is_dynamic(self, node: Node) -> bool:
        """True for a schema that leads to a ``$dynamicRef``, whose meaning depends on where one starts."""
        source = node.source
        if source.uri not in self._says_dynamic:  # once a file: searching a long one for each schema takes a minute
            self._says_dynamic[source.uri] = "$dynamicRef" in source.text
        if not self._says_dynamic[source.uri] or not node.is_mapping:
            return False
        program = self._lowering.lower(Schema(node))
        return any("'$dynamicRef'" in repr(program.definitions[name].node.value) for name in program.closure)

    def under(self, schema: Schema, words: Iterator[str] | tuple[str, ...]) -> Rule:
        """The keywords of a schema that hold subschemas, as a rule."""
        rule: Rule = {}
        for word in words:
            child = schema.node.get(word)
            if child is None:
                continue
            if word in _SINGLES and isinstance(child.value, dict | bool):
                rule[word] = child.value if isinstance(child.value, bool) else self.of(child)
            elif word in _LISTS and isinstance(child.value, list) and child.value:
                rule[word] = [self.of(part) for part in child.elements()]
            elif word in _MAPS and isinstance(child.value, dict):
                rule[word] = {name: self.of(part) for name, part in child.items() if plain(name) == name}
        return rule


def assertions(raw: dict[str, Any], words: frozenset[str]) -> Rule:
    """The keywords of a schema that hold no subschemas, as far as they are well-formed."""
    found = {word: plain(value) for word, value in raw.items() if word in words and _is_well_formed(word, value)}
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if raw.get(exclusive) is True and bound in found:
            found[exclusive] = found.pop(bound)
    return found


def _is_well_formed(word: str, value: Any) -> bool:
    if word in ("enum", "required"):
        return isinstance(value, list) and (word == "enum" or all(isinstance(name, str) for name in value))
    if word == "dependentRequired":
        return isinstance(value, dict) and all(_is_well_formed("required", names) for names in value.values())
    if word == "uniqueItems":
        return value is True
    if word == "pattern":
        return isinstance(value, str) and python_pattern(value) is not None
    if word == "multipleOf":
        return is_number(value) and value > 0
    if word in COUNTS or word in ("minContains", "maxContains"):
        return is_count(value)
    return word == "const" or is_number(value)


class RuleWriter:
    """Writes rules out as JSON Schemas that need nothing else: what they refer to goes into ``$defs``."""

    def __init__(self, fragments: Fragments, schemas: dict[str, Lowered]) -> None:
        self._fragments = fragments
        self._schemas = schemas
        self._definitions: dict[str, Any] = {}
        self._queue: list[tuple[str, Any]] = []

    def write(self, rule: Rule) -> Rule:
        """The rule on its own. Short definitions are written where they are used."""
        self._definitions, self._queue = {}, []
        whole = [self._schema(rule)]
        while self._queue:
            key, found = self._queue.pop()
            self._definitions[key] = self._schema(found)
        definitions = self._inlined(whole)
        written = whole[0] if isinstance(whole[0], dict) else {"not": {}}
        return {**written, **({"$defs": definitions} if definitions else {})}

    def _inlined(self, whole: list[Any]) -> Rule:
        """The definitions that are left after short ones have been put in place of references to them."""
        left = self._definitions
        while short := {name: one for name, one in left.items() if _is_short(one)}:
            left = {name: one for name, one in left.items() if name not in short}
            _replace(whole, short)
            _replace(left, short)
        # References with something beside them stay references.
        needed = {*_references(whole), *_references(left)}
        return {name: one for name, one in self._definitions.items() if name in needed}

    def _schema(self, schema: Any) -> Any:
        if not isinstance(schema, dict):
            return schema
        written: Rule = {}
        for word, value in schema.items():
            if word == "$ref":
                written["$ref"] = self._reference(value)
            elif word in _SINGLES:
                written[word] = self._schema(value)
            elif word in _LISTS:
                written[word] = [self._schema(part) for part in value]
            elif word in _MAPS:
                written[word] = self._map(word, value)
            elif word == "pattern" and python_pattern(value) is not None:
                written[word] = python_pattern(value)
            elif word in _VALUES:
                written[word] = value
        return both(written, self._schema(schema[RULE])) if RULE in schema else _plain(written)

    def _map(self, word: str, members: Rule) -> Rule:
        if word != "patternProperties":
            return {name: self._schema(part) for name, part in members.items()}
        patterns = {python_pattern(name): part for name, part in members.items()}
        return {name: self._schema(part) for name, part in patterns.items() if name is not None}

    def _reference(self, ref: str) -> str:
        """Where the definition of a reference will stand; it is written on the way."""
        is_local = ref.startswith(_LOCAL)
        name = ref.removeprefix(_LOCAL if is_local else PREFIX)
        # Definitions of the catalog are known by other names than schemas of the document.
        key = name if is_local else f"{name} model"
        found: Any = self._fragments.definitions[name].schema if is_local else self._schemas.get(name, {})
        if isinstance(found, dict) and found.keys() == {"$ref"} and found["$ref"] != ref:
            return self._reference(found["$ref"])
        if key not in self._definitions:
            self._definitions[key] = True
            self._queue.append((key, found))
        return f"{_LOCAL}{key}"


def _plain(written: Rule) -> Rule:
    """``{"allOf": [X]}`` is X."""
    only = written.get("allOf")
    return only[0] if written.keys() == {"allOf"} and isinstance(only, list) and len(only) == 1 else written


def _is_short(definition: Any) -> bool:
    return isinstance(definition, bool) or (len(repr(definition)) < 300 and not any(_references(definition)))


def _references(schema: Any) -> Iterator[str]:
    stack = [schema]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            ref = value.get("$ref")
            if isinstance(ref, str):
                yield ref.removeprefix(_LOCAL)
            stack.extend(child for key, child in value.items() if key not in ("enum", "const"))
        elif isinstance(value, list):
            stack.extend(value)


def _replace(schema: Any, definitions: dict[str, Any]) -> None:
    """Put definitions in place of bare references to them."""
    stack = [schema]
    while stack:
        value = stack.pop()
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, child in list(pairs):
            ref = child.get("$ref") if isinstance(child, dict) and len(child) == 1 else None
            name = ref.removeprefix(_LOCAL) if isinstance(ref, str) else None
            if name in definitions:
                value[key] = definitions[name]
            elif key not in ("enum", "const"):
                stack.append(child)
