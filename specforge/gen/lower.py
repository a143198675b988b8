"""From Schema Objects of any version to one plain dialect that the model generator reads well.

The dialect is JSON Schema 2020-12 as OpenAPI 3.1 uses it, with less in it: ``nullable`` is a type, a ``$ref`` stands
alone or beside a description, several types are an ``anyOf``, and every schema that becomes a class of its own is
a ``$ref`` to a definition. What Python types cannot say (``not``, ``if``, ``contains``) is left out.
"""

from __future__ import annotations

from typing import Any, Literal

from specforge.document.model import Discriminator, Schema
from specforge.document.node import Node
from specforge.gen.alike import name_by_content
from specforge.gen.beyond import APPLICATORS, Beyond
from specforge.gen.catalog import Catalog, Definition
from specforge.gen.constants import choices, constant, enumeration
from specforge.gen.defaults import is_default_of
from specforge.gen.dialect import CHOICE, PREFIX, RULE, Lowered
from specforge.gen.hints import branch_hint, name_from_place
from specforge.gen.keywords import BOUNDS, COUNTS, MAX_ENUM, clean_text, constraints, plain
from specforge.gen.naming import class_name
from specforge.gen.nulls import NULL, admits_null, or_null, without_null
from specforge.gen.rules import Rule, with_rule
from specforge.values.discriminate import named

Position = Literal["top", "property", "item", "value", "branch", "part"]

_TYPES = frozenset({"string", "integer", "number", "boolean", "array", "object"})
_OBJECT_KEYWORDS = ("properties", "additionalProperties", "unevaluatedProperties", "patternProperties", "required")
_INLINE_DEPTH = 8
_ANNOTATIONS = frozenset(
    {"description", "title", "example", "examples", "deprecated", "readOnly", "writeOnly", "nullable"}
)
# What makes a reference say more than the schema that it leads to.
_BESIDE = frozenset({"required", "oneOf", "anyOf", "unevaluatedProperties", "unevaluatedItems", "additionalProperties"})
_BESIDE |= {"items", "format", "pattern", "multipleOf", *COUNTS, *BOUNDS}
# What makes a type of a branch: in any schema, and in one without a type of its own.
_TYPING = frozenset({"$ref", "type", "properties", "items", "enum", "const", "allOf", "anyOf", "oneOf", "prefixItems"})
_TYPING |= {"additionalProperties", "patternProperties", "$dynamicRef"}
_UNTYPED = frozenset({"pattern", "format", "multipleOf", *COUNTS, *BOUNDS})
MULTIPART = "multipart"


def lower(catalog: Catalog, definition: Definition) -> Lowered:
    """The lowered schema of one definition."""
    return _Lowering(catalog, definition).top()


def nested(catalog: Catalog, node: Node, hint: str, position: Position = "property") -> Lowered:
    """The lowered form of a schema that stands inside something else, a media type for instance."""
    return _Lowering(catalog, None).nested(node, hint, position)


class _Lowering:
    """Lowers one definition. ``depth`` counts what is inlined, so that deep nesting ends in definitions."""

    def __init__(self, catalog: Catalog, definition: Definition | None) -> None:
        self._catalog = catalog
        self._definition = definition
        self._variant = definition.variant if definition else ""
        self._depth = 0

    def top(self) -> Lowered:
        assert self._definition is not None
        node, name = self._definition.node, self._definition.name
        schema = Schema.of(node)
        if schema.reference is not None:
            return self._refer(schema, node, name)
        lowered = self._inline(schema, name, "top")
        if self._catalog.fragments.is_dynamic(node):
            # What it refers to means something else here than on its own: no type of another definition fits.
            own = {} if "$ref" in schema.raw or "allOf" in schema.raw else lowered
            return with_rule(own, self._catalog.fragments.of(node))
        return without_null(lowered) if self._definition.nullable else lowered

    def nested(self, node: Node, hint: str, position: Position) -> Lowered:
        schema = Schema.of(node)
        # What a form chooses among or is made of is a form too; what its fields hold is not.
        variant = self._variant if position in ("part", "branch") else ""
        if schema.reference is not None:
            return self._refer(schema, node, hint, variant)
        if position != "part" and (self._needs_name(schema, position) or self._depth > _INLINE_DEPTH):
            return self._point(self._named(schema, hint, variant), schema)
        self._depth += 1
        lowered = self._inline(schema, hint, position)
        self._depth -= 1
        return lowered

    def _named(self, schema: Schema, hint: str, variant: str) -> Definition:
        said = name_by_content(schema) if not variant else None
        return self._catalog.alike(schema.node, said) if said else self._catalog.name_of(schema.node, hint, variant)

    def _refer(self, schema: Schema, holder: Node, hint: str, variant: str = "") -> Lowered:
        if schema.node.reference is not None and not isinstance(schema.value, bool) and _is_broken(schema):
            return {}
        name = name_from_place(schema.node, hint)
        definition = self._catalog.name_of(schema.node, f"{name}Form" if variant == MULTIPART else name, variant)
        return self._point(definition, Schema(holder))

    def _point(self, definition: Definition, annotated: Schema) -> Lowered:
        pointer: Lowered = {"$ref": PREFIX + definition.name}
        description = clean_text(annotated.get("description"))
        if definition.nullable:
            pointer = {"anyOf": [pointer, NULL]}
        return pointer | ({"description": description} if description else {})

    def _needs_name(self, schema: Schema, position: Position) -> bool:
        raw = schema.raw
        if not isinstance(raw, dict) or "const" in raw:
            return False
        values = [value for value in schema.enum or choices(schema) if value is not None]
        if values:
            return 1 < len(values) <= MAX_ENUM and not any(isinstance(value, dict | list) for value in values)
        if raw.get("properties") or (raw.get("additionalProperties") is False and _kinds(schema) == ["object"]):
            return True
        telling = [part for part in _parts(schema) if isinstance(part.value, bool) or part.value.keys() - _ANNOTATIONS]
        if len(telling) > 1 or (telling and raw.keys() & _BESIDE):
            return True
        if "discriminator" in raw and position != "property":
            return True
        return position != "property" and any(constraints(raw, kind).keys() - {"format"} for kind in _kinds(schema))

    def _inline(self, schema: Schema, hint: str, position: Position) -> Lowered:
        raw = schema.value
        if isinstance(raw, bool):
            return {} if raw else {RULE: {"not": {}}}
        if "$ref" in raw and not schema.node.resolver.version.has_json_schema:
            return {}
        lowered = self._by_keyword(schema, raw, hint, position)
        description = clean_text(raw.get("description")) or clean_text(raw.get("title"))
        if description:
            lowered = {**lowered, "description": description}
        return lowered

    def _by_keyword(self, schema: Schema, raw: dict[str, Any], hint: str, position: Position) -> Lowered:
        beyond = Beyond(self._catalog.fragments, schema, raw)
        if "const" in raw:
            return with_rule(constant(raw["const"]), beyond.listed())
        values = schema.enum or choices(schema)
        if values:
            listed = enumeration(values, [kind for kind in schema.types if schema.enum], schema.nullable)
            return with_rule(listed, beyond.listed())
        parts = _parts(schema)
        if parts:
            return self._all_of(schema, raw, parts, hint, beyond.unevaluated())
        unions = [key for key in ("oneOf", "anyOf") if self._is_union(schema, key)]
        if unions:
            return with_rule(self._union(schema, raw, unions[0], hint), beyond.union(unions[0]))
        return with_rule(
            self._typed(schema, raw, hint, position), beyond.typed(_kinds(schema), is_part=position == "part")
        )

    def _is_union(self, schema: Schema, key: str) -> bool:
        """Branches that only constrain what the schema itself is, the members that it requires say, are no types."""
        child = schema.node.get(key)
        branches = [branch.value for branch in child.elements()] if child else []
        says = _TYPING if schema.types else _TYPING | _UNTYPED
        return any(isinstance(branch, dict) and branch.keys() & says for branch in branches)

    def _all_of(self, schema: Schema, raw: dict[str, Any], parts: list[Node], hint: str, unevaluated: Rule) -> Lowered:
        own = {key: value for key, value in raw.items() if key not in ("allOf", "$ref", "nullable", "x-nullable")}
        lowered = [self.nested(part, hint, "part") for part in parts]
        own_part = self._by_keyword(schema_without(schema, own), own, hint, "part")
        # A bare type beside allOf repeats what the parts say; an open object says nothing, a closed one does.
        if own_part.keys() - {"type", "description", "additionalProperties"} or _is_closed(own_part):
            lowered.append(own_part)
        if unevaluated:
            lowered.append({RULE: unevaluated})
        rules = [part[RULE] for part in lowered if part.keys() <= {RULE, "description"} and RULE in part]
        telling = [part for part in lowered if part.keys() - {RULE, "description"}] or [{}]
        is_nullable = all(admits_null(part) for part in telling) or self._is_made_nullable(schema)
        bare = [without_null(part) for part in telling]
        result = {"allOf": bare} if len(bare) > 1 else dict(bare[0])
        descriptions = [part["description"] for part in lowered if part not in telling and "description" in part]
        if descriptions:
            result["description"] = descriptions[-1]
        for rule in rules:
            result = with_rule(result, rule)
        return or_null(result) if is_nullable and result else result

    def _is_made_nullable(self, schema: Schema) -> bool:
        """Until 3.0, ``nullable`` beside ``allOf`` is how authors make a reference nullable."""
        is_said = schema.flag("nullable") or schema.flag("x-nullable")
        return is_said and not schema.node.resolver.version.has_json_schema

    def _union(self, schema: Schema, raw: dict[str, Any], key: str, hint: str) -> Lowered:
        child = schema.node.get(key)
        assert child is not None
        branches = [
            self.nested(branch, branch_hint(branch, hint, n), "branch") for n, branch in enumerate(child.elements(), 1)
        ]
        own = {k: v for k, v in raw.items() if k not in (key, "discriminator", "description", "title", "default")}
        lowered: Lowered = {key: _flattened(branches) if key == "anyOf" else _nulls_apart(branches)}
        if isinstance(own.get("properties"), dict) and own["properties"]:
            lowered = self._object(schema_without(schema, own), own, hint, "top") | lowered
        if schema.nullable and NULL not in lowered[key]:
            lowered[key] = [*lowered[key], NULL]
        if len(lowered[key]) == 1 and len(lowered) == 1:
            return dict(lowered[key][0])
        discriminator = schema.discriminator
        if discriminator is not None and discriminator.property_name:
            lowered["discriminator"] = {"propertyName": discriminator.property_name}
            lowered[CHOICE] = self._choice(discriminator, child, branches)
        return lowered

    def _choice(self, discriminator: Discriminator, child: Node, branches: list[Lowered]) -> Lowered:
        """Which definition each value of the discriminator names."""
        names: dict[str, Lowered] = {}
        for value, target in named(discriminator, child.elements()).items():
            for branch, lowered in zip(child.elements(), branches, strict=True):
                if Schema.of(branch).node == Schema.of(target).node and "$ref" in lowered:
                    names[value] = {"$ref": lowered["$ref"]}
        return {"by": discriminator.property_name, "names": names}

    def _typed(self, schema: Schema, raw: dict[str, Any], hint: str, position: Position) -> Lowered:
        if "$dynamicRef" in raw and "type" not in raw:
            return self._dynamic(schema, hint)
        kinds = _kinds(schema)
        if not kinds:
            return dict(NULL) if schema.nullable else _untyped(raw, position)
        if len(kinds) > 1:
            branches = [self._one_type(schema, raw, kind, hint, position) for kind in kinds]
            return {"anyOf": branches + ([NULL] if schema.nullable else [])}
        lowered = self._one_type(schema, raw, kinds[0], hint, position)
        return or_null(lowered) if schema.nullable else lowered

    def _dynamic(self, schema: Schema, hint: str) -> Lowered:
        """The object that a dynamic reference leads to when nobody extends it. What only stands for something else,
        the parameter of a generic schema, is anything."""
        target = schema.node.resolver.dynamic_anchor(schema.node)
        if target is None or not target.is_mapping or not isinstance(target.value.get("properties"), dict):
            return {}
        return self._point(self._catalog.name_of(target, name_from_place(target, hint)), schema)

    def _one_type(self, schema: Schema, raw: dict[str, Any], kind: str, hint: str, position: Position) -> Lowered:
        if kind == "object":
            return self._object(schema, raw, hint, position)
        if kind == "array":
            return self._array(schema, raw, hint)
        return {"type": kind} | constraints(raw, kind)

    def _array(self, schema: Schema, raw: dict[str, Any], hint: str) -> Lowered:
        lowered: Lowered = {"type": "array", "items": {}} | constraints(raw, "array")
        items = schema.node.get("items")
        if "prefixItems" in raw:
            lowered["items"] = self._mixed(schema, items, hint)
        elif items is not None and isinstance(items.value, dict | bool):
            lowered["items"] = self.nested(items, f"{hint}Item", "item")
        return lowered

    def _mixed(self, schema: Schema, items: Node | None, hint: str) -> Lowered:
        """The type of the items of an array whose first ones have schemas of their own; which have which is a rule."""
        first = schema.node.get("prefixItems")
        nodes = [*(first.elements() if first else ()), *([items] if items is not None else [])]
        if items is None or items.value is True:
            return {}
        members = [
            self.nested(node, f"{hint}Item{n}", "item") for n, node in enumerate(nodes, 1) if node.value is not False
        ]
        distinct = _flattened(members)
        return distinct[0] if len(distinct) == 1 else {"anyOf": distinct} if distinct and all(distinct) else {}

    def _object(self, schema: Schema, raw: dict[str, Any], hint: str, position: Position) -> Lowered:
        properties = self._properties(schema, hint)
        required = [name for name in schema.required if _encodable(name)]
        for name in required if position != "part" else ():
            properties.setdefault(name, {})
        lowered: Lowered = {"type": "object"} | constraints(raw, "object")
        if properties or required:
            lowered["properties"] = properties
            lowered["required"] = list(dict.fromkeys(required))
        return lowered | self._extra(schema, raw, hint, bool(properties))

    def _properties(self, schema: Schema, hint: str) -> dict[str, Lowered]:
        child = schema.node.get("properties")
        found: dict[str, Lowered] = {}
        for name, node in child.items() if child else ():
            if isinstance(node.value, dict | bool) and _encodable(name):
                found[name] = self._property(node, f"{hint}{class_name(name, 'Field')}", name not in schema.required)
        return found

    def _property(self, node: Node, hint: str, optional: bool) -> Lowered:
        if self._variant == MULTIPART and (file := _file(Schema.of(node), self._catalog.upload)):
            return file
        lowered = self.nested(node, hint, "property") | _access(node)
        if optional and isinstance(node.value, dict) and "default" in node.value:
            default = plain(node.value["default"])
            if is_default_of(default, lowered, self._catalog):
                return {**lowered, "default": default}
        return lowered

    def _extra(self, schema: Schema, raw: dict[str, Any], hint: str, has_properties: bool) -> Lowered:
        """What may stand in the object beside its properties."""
        if raw.get("patternProperties"):
            return {} if has_properties else {"additionalProperties": self._patterned(schema, raw, hint)}
        extra = schema.node.get("additionalProperties")
        if extra is None and not any(word in raw for word in APPLICATORS):
            extra = schema.node.get("unevaluatedProperties")
        if extra is not None and isinstance(extra.value, dict) and extra.value:
            return {"additionalProperties": self.nested(extra, f"{hint}Value", "value")}
        if extra is not None and extra.value is False:
            return {"additionalProperties": False}
        return {} if has_properties else {"additionalProperties": True}

    def _patterned(self, schema: Schema, raw: dict[str, Any], hint: str) -> Lowered | bool:
        """The type of all members of an object whose names must match patterns; which have which is a rule."""
        patterns = schema.node.get("patternProperties")
        if raw.get("additionalProperties") is not False or patterns is None:
            return True
        members = [self.nested(member, f"{hint}Value", "value") for _, member in patterns.items()]
        distinct = _flattened(members)
        return distinct[0] if len(distinct) == 1 else {"anyOf": distinct} if all(distinct) else True


def schema_without(schema: Schema, raw: dict[str, Any]) -> Schema:
    """The schema at the same place with only ``raw`` in it."""
    node = schema.node
    return Schema(Node(node.resolver, node.source, node.tokens, raw))


def _is_closed(lowered: Lowered) -> bool:
    return lowered.get("additionalProperties") is False


def _kinds(schema: Schema) -> list[str]:
    """The JSON types without null; guessed from the keywords where the author left them out."""
    declared = [kind for kind in dict.fromkeys(schema.types) if kind in _TYPES]
    if declared or schema.types:
        return _without_integer_twice(declared)
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    if any(key in raw for key in _OBJECT_KEYWORDS):
        return ["object"]
    if "items" in raw or "prefixItems" in raw:
        return ["array"]
    return []


def _untyped(raw: dict[str, Any], position: Position) -> Lowered:
    """Constraints without a type say something only beside a part that has one; elsewhere they are rules."""
    if position != "part":
        return {}
    return constraints(raw, "string") | constraints(raw, "number") | constraints(raw, "array")


def _without_integer_twice(kinds: list[str]) -> list[str]:
    return [kind for kind in kinds if kind != "integer" or "number" not in kinds]


def _parts(schema: Schema) -> list[Node]:
    """The members of ``allOf``, and the schema's own ``$ref`` where its siblings apply too."""
    child = schema.node.get("allOf")
    parts = [part for part in child.elements() if isinstance(part.value, dict | bool)] if child else []
    node = schema.node
    if node.reference is not None and node.resolver.version.has_json_schema:
        target = node.resolver.resolve(node).target
        # A reference that leads nowhere, or to where it stands, says nothing.
        if target is not None and target != node:
            parts.insert(0, Node(node.resolver, node.source, node.tokens, {"$ref": node.reference}))
    return parts


def _nulls_apart(branches: list[Lowered]) -> list[Lowered]:
    """Branches of ``oneOf``: null is a branch of its own, and none where two branches would take it."""
    bare = [without_null(branch) if branch != NULL else branch for branch in branches]
    nulls = sum(branch == NULL or admits_null(branch) for branch in branches)
    return [branch for branch in bare if branch != NULL] + ([dict(NULL)] if nulls == 1 else [])


def _flattened(branches: list[Lowered]) -> list[Lowered]:
    """Branches without repetitions; a branch that is a plain union gives its own branches."""
    flat: list[Lowered] = []
    for branch in branches:
        inner = branch["anyOf"] if branch.keys() == {"anyOf"} else [branch]
        flat.extend(one for one in inner if one not in flat)
    return flat


def _access(node: Node) -> Lowered:
    """``readOnly`` and ``writeOnly`` of a property, said at the property or by the schema that it refers to."""
    return {word: True for word in ("readOnly", "writeOnly") if Schema(node).flag(word) or Schema.of(node).flag(word)}


def _file(schema: Schema, upload: str) -> Lowered | None:
    """A field of a multipart form that is a file, or a list of files: a binary string (OpenAPI 3.0) or a part that is
    described by its media type (3.1 section 4.8.14.4). None for any other."""
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    items = schema.items
    if "array" in schema.types and items is not None:
        file = _file(items, upload)
        return {"type": "array", "items": file} if file and "items" not in file else None
    is_binary = schema.format == "binary" or ("contentMediaType" in raw and "contentEncoding" not in raw)
    is_file = is_binary and schema.types in ((), ("string",), ("string", "null"))
    return {"type": "string", "customTypePath": upload} if is_file else None


def _is_broken(schema: Schema) -> bool:
    return schema.node.resolver.resolve(schema.node).target is None


def _encodable(name: str) -> bool:
    return bool(plain(name) == name)
