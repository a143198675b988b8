"""What a schema says beyond its type, as a rule: the keywords that lowering to types leaves out."""

from __future__ import annotations

from typing import Any

from specforge.document.model import Schema
from specforge.gen.keywords import BOUNDS, COUNTS
from specforge.gen.rules import Fragments, Rule, assertions
from specforge.values.plain import is_number

APPLICATORS = ("allOf", "anyOf", "oneOf", "if", "then", "else", "dependentSchemas", "$ref", "$dynamicRef")
_EVERYWHERE = ("not", "if", "then", "else", "dependentSchemas", "propertyNames")
_MEMBERS = ("properties", "patternProperties", "additionalProperties", "unevaluatedProperties")
_ITEMS = ("prefixItems", "items", "contains", "unevaluatedItems")
_ON_VALUES = frozenset({*BOUNDS, *COUNTS, "multipleOf", "pattern", "uniqueItems"})
_NEWER = frozenset({*_EVERYWHERE, *_ITEMS, "patternProperties", "unevaluatedProperties"} - {"not", "items"})


class Beyond:
    """The rules of one schema. ``raw`` is the part of it that is looked at."""

    def __init__(self, fragments: Fragments, schema: Schema, raw: dict[str, Any]) -> None:
        self._fragments = fragments
        self._schema = schema
        self._raw = raw
        self._is_json_schema = schema.node.resolver.version.has_json_schema

    def listed(self) -> Rule:
        """Beside an enum or a constant, whose values say all else."""
        return self._under("not") if "not" in self._raw else {}

    def typed(self, kinds: list[str], *, is_part: bool) -> Rule:
        """Beside a type; what the type itself says of its values is no rule. Parts without a type add to others'."""
        raw = self._raw
        words = set(_ON_VALUES) if not kinds and not is_part else set[str]()
        if raw.get("properties") or raw.get("required"):
            words |= {"minProperties", "maxProperties"}
        if (is_part and not kinds) or "number" in kinds or not _is_whole(raw.get("multipleOf", 1)):
            words.add("multipleOf")
        if (is_part or "array" in kinds) and raw.get("uniqueItems") is True:
            words.add("uniqueItems")
        choices = self._under(*(key for key in ("oneOf", "anyOf") if key in raw))
        return {**self._always(), **choices, **assertions(raw, frozenset(words))}

    def union(self, key: str) -> Rule:
        """Beside a union, which says nothing but its branches and the properties around them."""
        raw = self._raw
        words = _ON_VALUES if raw.get("properties") else _ON_VALUES | {"required"}
        other = self._under("anyOf") if key == "oneOf" and "anyOf" in raw else {}
        around = {} if raw.get("properties") or "patternProperties" in raw else self._under("additionalProperties")
        if around == {"additionalProperties": True}:
            around = {}
        kinds = [kind for kind in self._schema.types if kind != "null"]
        if kinds and "object" not in kinds:
            around["type"] = list(self._schema.types)
        return {**self._always(), **around, **other, **assertions(raw, frozenset(words))}

    def unevaluated(self) -> Rule:
        """For schemas whose other applicators decide what is left over: all of them again."""
        words = [word for word in ("unevaluatedProperties", "unevaluatedItems") if word in self._raw]
        if not words or not self._is_json_schema or not any(word in self._raw for word in APPLICATORS):
            return {}
        return self._under(*APPLICATORS, *_MEMBERS, *_ITEMS, "minContains", "maxContains")

    def _always(self) -> Rule:
        raw = self._raw
        if not self._is_json_schema:
            return self._under("not") if "not" in raw else {}
        words = [word for word in _EVERYWHERE if word in raw]
        if "if" not in words or not {"then", "else"} & set(words):
            words = [word for word in words if word not in ("if", "then", "else")]
        if raw.get("patternProperties"):
            words += ["patternProperties", "additionalProperties"]
        if "contains" in raw:
            words.append("contains")
        if "prefixItems" in raw:
            words += ["prefixItems", "items"]
        if "unevaluatedItems" in raw and not any(word in raw for word in APPLICATORS):
            words += [*_ITEMS]
        rule = self._under(*words) | assertions(raw, frozenset({"dependentRequired"}))
        if "contains" in rule:
            rule |= assertions(raw, frozenset({"minContains", "maxContains"}))
        if "patternProperties" in rule and isinstance(raw.get("properties"), dict) and "additionalProperties" in rule:
            rule["properties"] = {str(name): True for name in raw["properties"]}
        return {**rule, **self.unevaluated()}

    def _under(self, *words: str) -> Rule:
        """The subschemas under some keywords, those that this version of OpenAPI knows."""
        known = tuple(word for word in dict.fromkeys(words) if self._is_json_schema or word not in _NEWER)
        return self._fragments.under(self._schema, tuple(word for word in known if word in self._raw))


def _is_whole(value: Any) -> bool:
    return is_number(value) and value == int(value)
