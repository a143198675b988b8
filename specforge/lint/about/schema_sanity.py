"""What the rules share that look at one schema alone: limits that exclude each other, types and what goes with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from specforge.document.model import View
from specforge.lint.about.json_types import declared_types
from specforge.lint.rule import Problem

_NUMBERS = ("integer", "number")
# Which types a keyword can say something about. `items`, `properties`, `required` and `additionalProperties` are left
# out: they have rules of their own, or stand harmlessly in schemas that are parts of others.
APPLIES_TO: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType"), ("string",)),
    "contentSchema": ("string",),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _NUMBERS),
    **dict.fromkeys(("minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"), ("array",)),
    **dict.fromkeys(("prefixItems", "unevaluatedItems"), ("array",)),
    **dict.fromkeys(("minProperties", "maxProperties", "patternProperties", "propertyNames"), ("object",)),
    **dict.fromkeys(("dependentSchemas", "dependentRequired", "unevaluatedProperties"), ("object",)),
}
COUNTS = ("Length", "Items", "Properties", "Contains")
# What says nothing about values: two schemas that differ in these alone allow the same.
_ANNOTATIONS = frozenset(
    ("title", "description", "summary", "example", "examples", "default", "deprecated", "externalDocs", "$comment")
)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def contradictions(view: View) -> Iterator[Problem]:
    """Limits that leave no value: a minimum above the maximum."""
    for noun in COUNTS:
        low, high = view.get(f"min{noun}"), view.get(f"max{noun}")
        if _is_count(low) and _is_count(high) and low > high:
            yield _contradiction(view, f"min{noun}", low, f"max{noun}", high)
    yield from _empty_range(view)


def _is_count(value: Any) -> bool:
    """Another number than these is a mistake by itself."""
    return is_number(value) and value >= 0 and value % 1 == 0


def _empty_range(view: View) -> Iterator[Problem]:
    lows = [key for key in ("minimum", "exclusiveMinimum") if is_number(view.get(key))]
    highs = [key for key in ("maximum", "exclusiveMaximum") if is_number(view.get(key))]
    for low in lows:
        for high in highs:
            # Until OpenAPI 3.0 `exclusiveMinimum: true` stands beside the number that it is about.
            exclusive = {low, high} != {"minimum", "maximum"} or _is_open(view, low) or _is_open(view, high)
            if view.get(low) > view.get(high) or (exclusive and view.get(low) == view.get(high)):
                yield _contradiction(view, low, view.get(low), high, view.get(high))
                return


def _is_open(view: View, limit: str) -> bool:
    return view.get(f"exclusive{limit[0].upper()}{limit[1:]}") is True


def _contradiction(view: View, low: str, least: Any, high: str, most: Any) -> Problem:
    return Problem(f"`{low}` {least} and `{high}` {most} leave no value", view.place.child(high))


def inapplicable(view: View) -> Iterator[Problem]:
    """Keywords that say nothing of values of the declared type."""
    types = declared_types(view.get("type"))
    for keyword in view.raw if types else ():
        fitting = APPLIES_TO.get(keyword)
        if fitting is not None and not set(fitting).intersection(types) and _says_something(view.get(keyword)):
            listed = " or ".join(types)
            message = f"`{keyword}` is about {fitting[-1]}s and says nothing where the type is {listed}"
            yield Problem(message, view.place.child(keyword, key=True))


def _says_something(value: Any) -> bool:
    return value is not None and value is not False


def accepted(types: Iterable[str]) -> frozenset[str]:
    """Types as sets that can be compared: every integer is a number."""
    found = set(types)
    return frozenset(found | {"integer"} if "number" in found else found)


def common_types(many: Iterable[Iterable[str]]) -> frozenset[str]:
    """The types that all of these lists allow. None of the lists may be empty."""
    return frozenset[str].intersection(*(accepted(types) for types in many))


def gist(value: Any) -> str:
    """A text that is the same for schemas that allow the same in the same words."""
    if isinstance(value, dict):
        value = {key: part for key, part in value.items() if key not in _ANNOTATIONS and not key.startswith("x-")}
    return json.dumps(value, sort_keys=True, default=str)
