"""What several schemas that all apply ask of one value, put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from specforge.document.node import Node
from specforge.values.discriminate import alternatives, value_for
from specforge.values.lowering.dialect import JSON_TYPES
from specforge.values.lowering.lowered import Definition, Lowered
from specforge.values.sampling.numbers import Bounds
from specforge.values.sampling.regexgen import matches_pattern
from specforge.values.sampling.strings import TextDemand

AnySchema = Lowered | bool
Choose = Callable[[Lowered, str, int], int]
"""Which of so many alternatives of a keyword of a schema to take."""

_HINTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("object", frozenset({"properties", "required", "additionalProperties", "minProperties", "patternProperties"})),
    ("array", frozenset({"items", "prefixItems", "minItems", "contains", "uniqueItems"})),
    ("string", frozenset({"pattern", "minLength", "maxLength", "format", "contentEncoding"})),
    ("number", frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})),
)
_NULL = {"type": "null"}
_MOST_KNOWN = 10_000


class Contradiction(Exception):
    """No value can meet this demand, or none was found."""


class Demand:
    """Merges schemas that apply to the same value: references followed, ``allOf`` taken in, alternatives chosen.

    Merging stops at the value itself; ``member`` and ``item`` give the schemas of its parts. Raises Contradiction.
    """

    def __init__(self, schemas: Iterable[AnySchema], definitions: Mapping[str, Definition], choose: Choose) -> None:
        self._definitions = definitions
        self._choose = choose
        self.parts: list[Lowered] = []
        self.whole: set[int] = set()  # ids of the parts that describe the value alone: see ``examples``
        self.entered: set[int] = set()  # ids of the definitions that were followed
        self.owner: Node | None = None
        self.types: list[str] = list(JSON_TYPES)
        self.is_typed = False
        self.enum: list[Any] | None = None
        self.text = TextDemand()
        self.bounds = Bounds()
        self.required: dict[str, None] = {}
        self.avoided: set[str] = set()
        self.forbidden: list[Any] = []
        self.hidden: set[str] = set()
        self.fixed: dict[str, str] = {}
        self._members: dict[str, list[AnySchema]] = {}
        self._items: dict[int, list[AnySchema]] = {}
        self._counts: dict[tuple[str, bool], int | None] = {}
        self._collect(list(schemas))
        self._merge()

    # -- putting the schemas together ---------------------------------------------------------------------------------

    def _collect(self, schemas: list[AnySchema]) -> None:
        stack: list[tuple[AnySchema, bool]] = [(schema, True) for schema in reversed(schemas)]
        seen: set[int] = set()
        while stack:
            schema, is_whole = stack.pop()
            if schema is False:
                raise Contradiction("nothing is allowed here")
            if not isinstance(schema, Lowered) or id(schema) in seen:
                continue
            seen.add(id(schema))
            self.parts.append(schema)
            if is_whole:
                self.whole.add(id(schema))
            stack.extend(reversed(list(self._applied(schema, is_whole))))

    def _applied(self, schema: Lowered, is_whole: bool) -> Iterator[tuple[AnySchema, bool]]:
        """The schemas that apply because ``schema`` does."""
        if "$ref" in schema:
            definition = self._definitions[schema["$ref"].removeprefix("#/$defs/")]
            self.entered.add(id(definition.schema))
            self.owner = self.owner or definition.node
            yield definition.schema, is_whole
        self.owner = self.owner or schema.node
        members = schema.get("allOf", ())
        yield from ((member, is_whole and len(members) == 1 and len(schema) == 1) for member in members)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                yield self._alternative(schema, keyword), False
        if "if" in schema:
            yield from ((applied, is_whole) for applied in self._conditional(schema))
        for name, dependent in schema.get("dependentSchemas", {}).items():
            if name in schema.get("required", ()):
                yield dependent, False

    def _alternative(self, schema: Lowered, keyword: str) -> AnySchema:
        branches = schema[keyword]
        index = self._choose(schema, keyword, len(branches))
        for value, number in alternatives(schema, keyword, self._definitions).items():
            if number == index and schema.discriminator is not None and schema.discriminator.property_name:
                self.fixed.setdefault(schema.discriminator.property_name, value)
        if keyword == "oneOf":
            # What only the others ask for must not be there, or more than one of them might match.
            for number, branch in enumerate(branches):
                if number != index:
                    self.avoided.update(self._required_by(branch))
        chosen: AnySchema = branches[index]
        return chosen

    def _conditional(self, schema: Lowered) -> list[AnySchema]:
        index = self._choose(schema, "if", 2)
        chosen = conditional_branches(schema)[index]
        if schema["if"] == _NULL:
            return [chosen]
        if index:
            self._forbid(schema["if"])
            return [chosen]
        return [schema["if"], chosen]

    def _required_by(self, branch: AnySchema) -> set[str]:
        target = branch
        if isinstance(branch, Lowered) and "$ref" in branch:
            target = self._definitions[branch["$ref"].removeprefix("#/$defs/")].schema
        return set(target.get("required", ())) if isinstance(target, Lowered) else set()

    def _forbid(self, schema: Any) -> None:
        """What is simple about ``not``: types, values and properties. The rest is left to chance and checking."""
        if not isinstance(schema, Mapping):
            return
        keywords = schema.keys()
        if "type" in schema and keywords == {"type"}:
            names = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
            self.types = [name for name in self.types if name not in names]
        if "const" in schema and keywords <= {"const", "type"}:
            self.forbidden.append(schema["const"])
        if "enum" in schema and keywords <= {"enum", "type"}:
            self.forbidden.extend(schema["enum"])
        if schema.get("required"):
            self.avoided.add(schema["required"][-1])
        for branch in schema.get("anyOf", ()):
            self._forbid(branch)

    def _merge(self) -> None:
        for part in self.parts:
            self._restrict_types(part)
            self._restrict_values(part)
            self.text.narrow(part)
            self.bounds.narrow(part)
            self.hidden |= part.hidden
            self.required.update(dict.fromkeys(part.get("required", ())))
            if "not" in part:
                self._forbid(part["not"])
            self._fix(part)
        self._require_dependents()
        if not self.types or self.enum == []:
            raise Contradiction("the types and values that are asked for exclude each other")
        if not self.is_typed:
            self.types = self._guessed_types()

    def _restrict_types(self, part: Lowered) -> None:
        if "type" not in part:
            return
        wanted = part["type"] if isinstance(part["type"], list) else [part["type"]]
        if "number" in wanted:
            wanted = [*wanted, "integer"]  # every integer is a number
        known = self.types if self.is_typed else [name for name in wanted if name in self.types]
        self.types, self.is_typed = list(dict.fromkeys(name for name in known if name in wanted)), True

    def _restrict_values(self, part: Lowered) -> None:
        for values in ([part["const"]] if "const" in part else None, part.get("enum")):
            if values is not None:
                self.enum = list(values) if self.enum is None else [v for v in self.enum if _contains(values, v)]

    def _fix(self, part: Lowered) -> None:
        """A base schema with a discriminator: the property says which schema this is."""
        if part.discriminator is None or not part.discriminator.property_name or self.owner is None:
            return
        if "oneOf" not in part and "anyOf" not in part:
            value = value_for(part, self.owner)
            if value is not None:
                self.fixed.setdefault(part.discriminator.property_name, value)

    def _require_dependents(self) -> None:
        rules = [rule for part in self.parts for rule in part.get("dependentRequired", {}).items()]
        todo = list(self.required)
        while todo:
            name = todo.pop()
            new = [d for key, names in rules if key == name for d in names if d not in self.required]
            self.required.update(dict.fromkeys(new))
            todo.extend(new)

    def names_alternative(self, name: str) -> bool:
        """Whether a discriminator looks at this property, which must then be there (OpenAPI 3.1 section 4.8.25), also
        where the schema forgets to require it."""
        return name in self.fixed and name not in self.avoided and name not in self.hidden

    def dependents(self, name: str) -> set[str]:
        """The properties that must be there when ``name`` is."""
        return {other for part in self.parts for other in part.get("dependentRequired", {}).get(name, ())}

    def _guessed_types(self) -> list[str]:
        """Without ``type``, the keywords say what kind of value the author thinks of; text where nothing does."""
        if self.enum is not None:
            return self.types
        keywords = {keyword for part in self.parts for keyword in part}
        for name, hints in _HINTS:
            if name in self.types and keywords & hints:
                return [name]
        return ["string"] if "string" in self.types else self.types

    # -- what the generator asks --------------------------------------------------------------------------------------

    def allows(self, value: Any) -> bool:
        """A quick look at type and values; the rest is checked when everything is done."""
        if self.enum is not None and not _contains(self.enum, value):
            return False
        if _contains(self.forbidden, value):
            return False
        return not self.is_typed or any(_is_type(value, name) for name in self.types)

    @cached_property
    def allowed(self) -> list[Any]:
        """The listed values that may be taken, null only where there is no other."""
        found = [value for value in self.enum or () if self.allows(value)]
        return [value for value in found if value is not None] or found

    @cached_property
    def kinds(self) -> list[str]:
        """The types to choose from: null only where there is no other."""
        return [name for name in self.types if name != "null"] or self.types

    @cached_property
    def examples(self) -> list[tuple[int, Any]]:
        """The author's values with the id of the part that they come from, best first.

        An object given for one of several ``allOf`` parts is only part of the value and therefore no example of it.
        """
        return [
            (id(part), value)
            for part in self.parts
            for value in part.examples
            if id(part) in self.whole or not isinstance(value, dict)
        ]

    @cached_property
    def names(self) -> list[str]:
        """The names of the properties that are described or required, in the author's order."""
        found = dict.fromkeys(name for part in self.parts for name in part.get("properties", ()))
        found.update(self.required)
        return list(found)

    def member(self, name: str) -> list[AnySchema]:
        """The schemas of one property. Raises Contradiction when it must not be there."""
        known = self._members.get(name)
        if known is None:
            known = self._members[name] = self._find_member(name)
        return known

    def _find_member(self, name: str) -> list[AnySchema]:
        found: list[AnySchema] = []
        for part in self.parts:
            own = _member(part, name)
            if own is not None:
                found.extend(own)
        if not found:
            found = [part["unevaluatedProperties"] for part in self.parts if "unevaluatedProperties" in part]
        if any(schema is False for schema in found):
            raise Contradiction(f"property {name!r} is not allowed")
        return found

    @cached_property
    def prefix(self) -> int:
        """So many items of an array have schemas of their own."""
        return max((len(part.get("prefixItems", ())) for part in self.parts), default=0)

    def item(self, index: int) -> list[AnySchema]:
        """The schemas of one item of an array."""
        index = min(index, self.prefix)
        if index not in self._items:
            self._items[index] = self._find_item(index)
        return self._items[index]

    def _find_item(self, index: int) -> list[AnySchema]:
        found: list[AnySchema] = []
        for part in self.parts:
            prefix = part.get("prefixItems", ())
            if index < len(prefix):
                found.append(prefix[index])
            elif "items" in part:
                found.append(part["items"])
        if not found:
            found = [part["unevaluatedItems"] for part in self.parts if "unevaluatedItems" in part]
        return found

    def count(self, keyword: str, *, largest: bool) -> int | None:
        """The strictest of a counting keyword (``minItems`` and the like), None where nobody says."""
        key = keyword, largest
        if key not in self._counts:
            found = [int(part[keyword]) for part in self.parts if keyword in part]
            self._counts[key] = (max(found) if largest else min(found)) if found else None
        return self._counts[key]


class Demands:
    """Demands that leave no choice: they are the same for every value, and most of the work on one."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, ...], Demand] = {}

    def known(self, schemas: Iterable[AnySchema]) -> Demand | None:
        """What was kept for exactly these schemas."""
        return self._known.get(tuple(map(id, schemas)))

    def keep(self, schemas: Iterable[AnySchema], demand: Demand) -> None:
        """A demand keeps its schemas, so that no other schema ever has the same id."""
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        self._known[tuple(map(id, schemas))] = demand


def conditional_branches(schema: Lowered) -> list[AnySchema]:
    """``then`` and ``else``; a condition of null is how lowering says "nullable", and then null comes last."""
    if schema["if"] == _NULL:
        return [schema.get("else", True), schema["if"]]
    return [schema.get("then", True), schema.get("else", True)]


def _member(part: Lowered, name: str) -> list[AnySchema] | None:
    """What one schema says of a property; None when it has nothing to say."""
    found: list[AnySchema] = [part["properties"][name]] if name in part.get("properties", ()) else []
    found += [schema for pattern, schema in part.get("patternProperties", {}).items() if matches_pattern(pattern, name)]
    if found:
        return found
    return [part["additionalProperties"]] if "additionalProperties" in part else None


def _contains(values: list[Any], value: Any) -> bool:
    """JSON equality: true is not 1, but 1.0 is."""
    return any(known == value and isinstance(known, bool) == isinstance(value, bool) for known in values)


def _is_type(value: Any, name: str) -> bool:
    match name:
        case "null":
            return value is None
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value % 1 == 0)
            )
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "string":
            return isinstance(value, str)
        case "array":
            return isinstance(value, list)
    return isinstance(value, dict)
