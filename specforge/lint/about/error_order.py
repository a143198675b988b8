"""Which of several errors in one value is named first: the one that a reader who follows the schema comes to first.

That is also where validators that stop at the first error stop (Ajv, and with it Spectral), so that the place stays the
same for those who come from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from jsonschema_rs import ValidationError

from specforge.values.lowering.lowered import Definition, SelfContained

# What is of the whole value, then what combines schemas, then its parts.
_KEYWORDS = (
    *("type", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "maxLength", "minLength"),
    *("pattern", "format", "$ref", "const", "enum", "not", "anyOf", "oneOf", "allOf", "if", "then", "else"),
    *("maxItems", "minItems", "uniqueItems", "prefixItems", "items", "contains", "maxProperties", "minProperties"),
    *("required", "dependentRequired", "propertyNames", "additionalProperties", "dependentSchemas", "properties"),
    *("patternProperties", "unevaluatedItems", "unevaluatedProperties"),
)
_RANKS = {keyword: rank for rank, keyword in enumerate(_KEYWORDS)}
# Errors of chains that are longer keep the validator's order.
_FURTHEST = 100
_NAMED = frozenset(("properties", "patternProperties", "dependentSchemas"))
_OF_EACH = frozenset(
    ("items", "additionalProperties", "patternProperties", "unevaluatedItems", "unevaluatedProperties")
)


def in_order(errors: Iterable[ValidationError], program: SelfContained) -> list[ValidationError]:
    """The errors as one meets them on the way through the schema."""
    return sorted(errors, key=lambda error: _position(error, program.definitions))


def _position(error: ValidationError, definitions: Mapping[str, Definition]) -> list[int]:
    # The path of a judge's validator: `properties`, the name of the schema, `$ref`; of the value: that name.
    steps, parts = list(error.evaluation_path), list(error.instance_path)
    root = definitions.get(str(steps[1])) if len(steps) > 1 else None
    return _walk(root.schema if root else None, steps[3 : 3 + _FURTHEST], parts[1:], definitions)


def _walk(
    here: Any, steps: Sequence[str | int], parts: list[str | int], definitions: Mapping[str, Definition]
) -> list[int]:
    found: list[int] = []
    at = 0
    while at < len(steps) and isinstance(here, dict):
        keyword = str(steps[at])
        found.append(_RANKS.get(keyword, len(_RANKS)))
        holder, here, at = here, here.get(keyword), at + 1
        if keyword == "$ref":
            definition = definitions.get(str(holder["$ref"]).rpartition("/")[2])
            here = definition.schema if definition else None
        elif keyword in _NAMED and at < len(steps) and isinstance(here, dict):
            found.append(list(here).index(steps[at]) if steps[at] in here else len(here))
            here, at = here.get(str(steps[at])), at + 1
        elif isinstance(here, list) and at < len(steps) and isinstance(steps[at], int):
            found.append(int(steps[at]))
            here, at = here[int(steps[at])] if int(steps[at]) < len(here) else None, at + 1
        if keyword in _OF_EACH and parts and isinstance(parts[0], int):
            found.append(parts[0])
        if keyword in _OF_EACH or keyword in ("properties", "prefixItems"):
            parts = parts[1:]
    return found
