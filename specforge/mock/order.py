"""The order in which Ajv, the validator inside Prism, reports violations.

Ajv takes the keywords of a schema in an order of its own, and goes into properties in the author's order. Of a body,
Prism merges ``allOf`` first: its parts count as one schema, whose required properties are sorted by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from specforge.values.check import CompiledSchema, Violation
from specforge.values.lowering.lowered import Definition, SelfContained

Step = tuple[int, int, str]
"""The keyword, which of its parts, and the name where names decide."""

_KEYWORDS = (
    "type", "const", "enum", "not", "anyOf", "oneOf", "allOf", "if",
    "number", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf",
    "string", "maxLength", "minLength", "pattern", "format",
    "array", "maxItems", "minItems", "items", "contains", "uniqueItems", "unevaluatedItems",
    "object", "maxProperties", "minProperties", "required", "propertyNames", "additionalProperties",
    "dependentRequired", "dependentSchemas", "properties", "patternProperties", "unevaluatedProperties",
)  # fmt: skip
_RANK = {keyword: rank for rank, keyword in enumerate(_KEYWORDS)}
_RANK |= {"prefixItems": _RANK["items"], "minContains": _RANK["contains"], "then": _RANK["if"], "else": _RANK["if"]}
_GROUPS = ("number", "string", "array", "object")
_OF_EACH_ITEM = ("items", "contains", "unevaluatedItems")
_OF_EACH_MEMBER = ("additionalProperties", "unevaluatedProperties", "propertyNames")
_AFTER_PARTS = ("anyOf", "oneOf", "contains", "minContains")
_LAST = 1 << 30
# The same violations come again and again: where they stand in the order is worked out once.
_WALKED: WeakKeyDictionary[SelfContained, dict[tuple[object, ...], tuple[Step, ...]]] = WeakKeyDictionary()
_MOST_WALKED = 500


def in_order(violations: list[Violation], schema: CompiledSchema, *, is_merged: bool) -> list[Violation]:
    """The violations as Ajv lists them; ``is_merged`` when ``allOf`` counts as one schema."""
    if len(violations) < 2:
        return violations
    program = schema.program
    known = _WALKED.setdefault(program, {})
    if len(known) > _MOST_WALKED:
        known.clear()

    def steps(violation: Violation) -> tuple[Step, ...]:
        key = is_merged, violation.evaluation, violation.instance_path, violation.names
        if key not in known:
            known[key] = tuple(_Walk(program.definitions, is_merged).steps(violation))
        return known[key]

    return sorted(violations, key=steps)


class _Walk:
    """One way through the schemas, keyword after keyword. ``scope`` is the schema around the parts of ``allOf``."""

    def __init__(self, definitions: Mapping[str, Definition], is_merged: bool) -> None:
        self._definitions = definitions
        self._is_merged = is_merged
        self._here: Any = None
        self._scope: Any = None

    def steps(self, violation: Violation) -> Iterator[Step]:
        # It begins with ``properties``, the name of the definition and ``$ref``: see Judge.
        _, root, _, *way = violation.evaluation or ("", "", "")
        self._enter(self._definition(str(root)))
        instance = iter(violation.instance_path)
        tokens = iter(way[:-1])
        for token in tokens:
            step = self._step(str(token), tokens, instance)
            if step is not None:
                yield step
        yield self._final(str(way[-1]) if way else "", violation)

    def _step(self, token: str, tokens: Iterator[str | int], instance: Iterator[str | int]) -> Step | None:
        if token == "$ref":
            self._follow()
            return None
        inner = _member(self._here, token)
        match token:
            case "allOf" | "anyOf" | "oneOf" | "prefixItems":
                return self._branch(token, inner, next(tokens, 0), instance)
            case "properties" | "patternProperties" | "dependentSchemas":
                return self._property(token, inner, str(next(tokens, "")), instance)
        is_null_let_through = token == "else" and _member(self._here, "if") == {"type": "null"}
        position = 0
        if token in _OF_EACH_ITEM:
            index = next(instance, 0)
            position = index if isinstance(index, int) else 0
        elif token in _OF_EACH_MEMBER:
            next(instance, None)
        self._enter(inner)
        return None if is_null_let_through else (_RANK.get(token, 0), position, "")

    def _branch(self, token: str, inner: Any, index: str | int, instance: Iterator[str | int]) -> Step | None:
        position = index if isinstance(index, int) else 0
        branch = inner[position] if isinstance(inner, list) and position < len(inner) else None
        if token == "allOf" and self._is_merged:
            self._here = branch
            return None
        if token == "prefixItems":
            next(instance, None)
        self._enter(branch)
        return (_RANK[token], position, "")

    def _property(self, token: str, inner: Any, name: str, instance: Iterator[str | int]) -> Step:
        if token != "dependentSchemas":
            next(instance, None)
        names = list(self._names(self._scope, token)) if self._is_merged else list(inner or ())
        self._enter(_member(inner, name))
        return (_RANK[token], names.index(name) if name in names else 0, "")

    def _final(self, keyword: str, violation: Violation) -> Step:
        if keyword == "type":
            return (self._rank_of_type(), 0, "")
        if keyword == "required" and self._is_merged and sum(1 for _ in self._parts(self._scope, "required")) > 1:
            return (_RANK[keyword], 0, violation.names[0] if violation.names else "")
        return (_RANK.get(keyword, len(_RANK)), _LAST if keyword in _AFTER_PARTS else 0, "")

    def _rank_of_type(self) -> int:
        """Ajv looks at a type first, unless it is the one type of keywords that there are: then together with these."""
        kind = _member(self._here, "type")
        start = _RANK.get(kind, 0) if isinstance(kind, str) and kind in _GROUPS else 0
        end = next((_RANK[group] for group in _GROUPS if _RANK[group] > start), len(_KEYWORDS))
        has_keywords = any(keyword in self._here for keyword in _KEYWORDS[start + 1 : end])
        return start if start and has_keywords else 0

    def _names(self, schema: Any, keyword: str) -> dict[str, None]:
        """The property names of a schema and all parts of its ``allOf``, each where it comes first."""
        return {str(name): None for part in self._parts(schema, keyword) for name in part}

    def _parts(self, schema: Any, keyword: str, depth: int = 0) -> Iterator[Any]:
        schema = self._followed(schema)
        if not isinstance(schema, dict) or depth > 20:
            return
        if keyword in schema:
            yield schema[keyword]
        for part in schema.get("allOf") or ():
            yield from self._parts(part, keyword, depth + 1)

    def _enter(self, schema: Any) -> None:
        self._here = self._scope = schema

    def _follow(self) -> None:
        target = self._followed(self._here)
        if self._scope is self._here:
            self._scope = target
        self._here = target

    def _followed(self, schema: Any) -> Any:
        reference = _member(schema, "$ref")
        return schema if reference is None else self._definition(str(reference).removeprefix("#/$defs/"))

    def _definition(self, name: str) -> Any:
        found = self._definitions.get(name)
        return found.schema if found is not None else None


def _member(schema: Any, keyword: str) -> Any:
    return schema.get(keyword) if isinstance(schema, dict) else None
