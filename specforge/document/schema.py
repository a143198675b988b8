"""Schema: one way to read the Schema Objects of Swagger 2.0, OpenAPI 3.0 and JSON Schema 2020-12."""

from __future__ import annotations

from typing import Any, Self

from specforge.document.node import Node
from specforge.document.view import View, strings

_ANNOTATIONS = frozenset({"$ref", "description", "summary", "title", "$comment"})


class Schema(View):
    """A Schema Object or boolean schema.

    ``$ref`` beside other keywords means different things: until OpenAPI 3.0 they are ignored, since 3.1 both apply.
    A reference that stands alone is followed; one with siblings that apply is read as the first part of ``all_of``.
    """

    @classmethod
    def of(cls, node: Node) -> Self:
        if not _stands_alone(node):
            return cls(node)
        end = node.resolver.end_of(node, _stands_alone)
        return cls(end, node if end is not node else None)

    @property
    def value(self) -> dict[str, Any] | bool:
        """The raw schema; anything malformed reads as ``True`` (no constraint)."""
        return self.raw if isinstance(self.raw, dict | bool) else True

    @property
    def name(self) -> str | None:
        """The component name, where this is a named component of its file."""
        match self.node.tokens:
            case ("components", "schemas", name) | ("definitions", name):
                return name
        return None

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types allowed, ``null`` included however the version says it; empty when any type is."""
        schema, seen = self, {self.node}
        while not (types := schema._own_types()):
            target = schema._target
            if target is None or target.node in seen:
                return ()
            seen.add(target.node)
            schema = target
        return types

    def _own_types(self) -> tuple[str, ...]:
        declared = self.get("type")
        types = (declared,) if isinstance(declared, str) else strings(declared)
        is_nullable = self.flag("nullable") or self.flag("x-nullable")
        if types and is_nullable and "null" not in types and not self.node.resolver.version.has_json_schema:
            return (*types, "null")
        return types

    @property
    def nullable(self) -> bool:
        return "null" in self.types

    @property
    def title(self) -> str | None:
        return self.text("title")

    @property
    def description(self) -> str | None:
        return self.text("description")

    @property
    def format(self) -> str | None:
        return self.text("format")

    @property
    def enum(self) -> list[Any] | None:
        value = self.get("enum")
        return value if isinstance(value, list) else None

    @property
    def default(self) -> Any:
        return self.get("default")

    @property
    def read_only(self) -> bool:
        return self.flag("readOnly")

    @property
    def write_only(self) -> bool:
        return self.flag("writeOnly")

    @property
    def deprecated(self) -> bool:
        return self.flag("deprecated")

    @property
    def properties(self) -> dict[str, Schema]:
        child = self.node.get("properties")
        return {name: Schema.of(node) for name, node in child.items() if _is_schema(node)} if child else {}

    @property
    def required(self) -> tuple[str, ...]:
        return strings(self.get("required"))

    @property
    def items(self) -> Schema | None:
        return self._sub("items")

    @property
    def prefix_items(self) -> tuple[Schema, ...]:
        return self._subs("prefixItems")

    @property
    def additional_properties(self) -> Schema | bool | None:
        """A schema, a boolean, or None when the keyword is absent."""
        value = self.get("additionalProperties")
        return value if isinstance(value, bool) else self._sub("additionalProperties")

    @property
    def all_of(self) -> tuple[Schema, ...]:
        """The parts that all apply, the target of a ``$ref`` with siblings among them."""
        target = self._target
        return ((target,) if target else ()) + self._subs("allOf")

    @property
    def any_of(self) -> tuple[Schema, ...]:
        return self._subs("anyOf")

    @property
    def one_of(self) -> tuple[Schema, ...]:
        return self._subs("oneOf")

    @property
    def discriminator(self) -> Discriminator | None:
        child = self.node.get("discriminator")
        if child is None:
            return None
        # Swagger 2.0 names the property directly.
        if isinstance(child.value, str):
            return Discriminator(Node(child.resolver, child.source, child.tokens, {"propertyName": child.value}))
        return Discriminator(child) if child.is_mapping else None

    @property
    def _target(self) -> Schema | None:
        """Where a ``$ref`` or ``$dynamicRef`` with siblings leads."""
        if not self.node.resolver.version.has_json_schema or not isinstance(self.raw, dict):
            return None
        if "$ref" in self.raw:
            target = self.node.resolver.resolve(self.node).target
        elif "$dynamicRef" in self.raw:
            target = self.node.resolver.dynamic_anchor(self.node)
        else:
            return None
        return Schema.of(target) if target is not None and target != self.node else None

    def _sub(self, keyword: str) -> Schema | None:
        child = self.node.get(keyword)
        return Schema.of(child) if child is not None and _is_schema(child) else None

    def _subs(self, keyword: str) -> tuple[Schema, ...]:
        child = self.node.get(keyword)
        return tuple(Schema.of(node) for node in child.elements() if _is_schema(node)) if child else ()


class Discriminator(View):
    """The Discriminator Object (OpenAPI 3.1 section 4.8.25)."""

    @property
    def property_name(self) -> str | None:
        return self.text("propertyName")

    @property
    def mapping_values(self) -> dict[str, str]:
        """The mapping as written: names or URI references."""
        raw = self.get("mapping")
        return {key: value for key, value in raw.items() if isinstance(value, str)} if isinstance(raw, dict) else {}

    def resolved(self) -> dict[str, Schema]:
        """The mapping with each value resolved; values that lead nowhere are left out."""
        found = ((key, self._lookup(value)) for key, value in self.mapping_values.items())
        return {key: Schema.of(node) for key, node in found if node is not None}

    def _lookup(self, value: str) -> Node | None:
        """A mapping value is a component name or a URI reference; a name wins where both could be meant."""
        root = self.node.resolver.root_node()
        named = root.at("components", "schemas", value) or root.at("definitions", value)
        return named or self.node.resolver.lookup(self.node, value).target


def _is_schema(node: Node) -> bool:
    return isinstance(node.value, dict | bool)


def _stands_alone(node: Node) -> bool:
    """True for a reference whose target says everything."""
    if node.reference is None:
        return False
    if not node.resolver.version.has_json_schema:
        return True
    return all(key in _ANNOTATIONS or key.startswith("x-") for key in node.value)
