"""Violations in the words of Ajv, the validator inside Prism, whose messages frontends and their tests have seen.

What Ajv says is built from the author's own keyword, which is read where it stands in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson

from specforge.document.place import Place
from specforge.mock.diagnostic import Diagnostic
from specforge.values.check import Violation

_LIMITS: dict[str, str] = {
    "minimum": "must be >= {}",
    "maximum": "must be <= {}",
    "exclusiveMinimum": "must be > {}",
    "exclusiveMaximum": "must be < {}",
    "multipleOf": "must be multiple of {}",
    "minLength": "must NOT have fewer than {} characters",
    "maxLength": "must NOT have more than {} characters",
    "minItems": "must NOT have fewer than {} items",
    "maxItems": "must NOT have more than {} items",
    "minProperties": "must NOT have fewer than {} properties",
    "maxProperties": "must NOT have more than {} properties",
    "pattern": 'must match pattern "{}"',
    "format": 'must match format "{}"',
}

_FIXED: dict[str, str] = {
    "const": "must be equal to constant",
    "oneOf": "must match exactly one schema in oneOf",
    "anyOf": "must match a schema in anyOf",
    "not": "must NOT be valid",
    "propertyNames": "property name must be valid",
    "additionalItems": "must NOT have more items",
    "unevaluatedItems": "must NOT have unevaluated items",
}

# One message for each property that a violation names.
_NAMING: dict[str, str] = {
    "required": "must have required property '{}'",
    "additionalProperties": "must NOT have additional properties; found '{}'",
    "unevaluatedProperties": "must NOT have unevaluated properties: '{}'",
}

# The order in which Ajv looks at the keywords of one schema; what is inside properties and items comes last.
_ORDER = (
    "type", "maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "maxLength", "minLength",
    "pattern", "format", "const", "enum", "not", "anyOf", "oneOf", "allOf", "if", "maxItems", "minItems", "uniqueItems",
    "maxProperties", "minProperties", "required", "dependentRequired", "propertyNames", "additionalProperties",
)  # fmt: skip
_OF_ITEMS = ("items", "additionalProperties")
_RANK = {keyword: rank for rank, keyword in enumerate(_ORDER)}
_INSIDE = len(_ORDER)


def diagnose(violations: Iterable[Violation], value: Any, context: str, location: tuple[str, ...]) -> list[Diagnostic]:
    """The violations of ``value``, found at ``location`` (such as ``("query", "limit")``) of a ``context``, which is
    ``Request`` or ``Response``. One entry a missing or superfluous property, in Ajv's order."""
    ordered = sorted(violations, key=lambda violation: _rank(violation, value))
    found = [
        _diagnostic(violation, text, context, location) for violation in ordered for text in _texts(violation, value)
    ]
    return list(dict.fromkeys(found))


def subject(context: str, location: Sequence[str]) -> str:
    """``Request body property name``: how a message starts."""
    prefix, *path = location
    if not path:
        return f"{context} {prefix}"
    return f"{context} {prefix} {'property' if prefix == 'body' else 'parameter'} {'.'.join(path)}"


def _diagnostic(violation: Violation, text: str, context: str, location: tuple[str, ...]) -> Diagnostic:
    full = (*location, *map(str, violation.instance_path))
    keyword = "contains" if violation.keyword == "minContains" else violation.keyword
    return Diagnostic(f"{subject(context, full)} {text}", keyword, full, place=violation.place)


def _rank(violation: Violation, value: Any) -> tuple[tuple[int, int], ...]:
    """Where Ajv would report it: keyword after keyword, and inside properties in the order of the schema."""
    known = _property_positions(violation.place)[::-1]
    path = violation.instance_path
    positions: list[tuple[int, int]] = []
    for depth, step in enumerate(path):
        from_end = len(path) - depth - 1
        position = known[from_end] if from_end < len(known) else _position(_inside(value, path[:depth]), step)
        positions.append((_INSIDE, position))
    return (*positions, (_RANK.get(violation.keyword, _INSIDE), 0))


def _property_positions(place: Place) -> list[int]:
    """For each property (and item) that a place of the document lies in, how many stand before it."""
    found, tokens = [], place.tokens
    for index in range(1, len(tokens)):
        if tokens[index - 1] == "properties":
            found.append(_position(_inside(place.source.value, tokens[:index]), tokens[index]))
        elif tokens[index - 1] in _OF_ITEMS:
            found.append(0)
    return found


def _position(value: Any, step: str | int) -> int:
    if isinstance(value, dict):
        return next((position for position, key in enumerate(value) if key == step), 0)
    return step if isinstance(step, int) else 0


def _texts(violation: Violation, value: Any) -> Iterator[str]:
    keyword = violation.keyword
    setting = _at(violation.place)
    many = _MANY.get(keyword)
    if keyword in _NAMING and violation.names:
        yield from (_NAMING[keyword].format(name) for name in violation.names)
    elif many is not None:
        yield from many(violation, setting, _inside(value, violation.instance_path))
    elif keyword in _LIMITS:
        yield _LIMITS[keyword].format(_script(_limit(violation, setting)))
    else:
        yield _FIXED.get(keyword, violation.message)


def _type(violation: Violation, setting: Any, _: Any) -> Iterator[str]:
    types = [setting] if isinstance(setting, str) else list(setting or ())
    parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
    if isinstance(parent, dict) and (parent.get("nullable") or parent.get("x-nullable")) and "null" not in types:
        types.append("null")
    yield f"must be {','.join(map(str, types))}" if types else violation.message


def _enum(violation: Violation, setting: Any, _: Any) -> Iterator[str]:
    values = ", ".join(_script(item) for item in setting) if isinstance(setting, list) else ""
    yield f"must be equal to one of the allowed values: {values}"


def _contains(violation: Violation, _: Any, __: Any) -> Iterator[str]:
    parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
    least = parent.get("minContains", 1) if isinstance(parent, dict) else 1
    yield f"must contain at least {_script(least)} valid item(s)"


def _unique(violation: Violation, _: Any, value: Any) -> Iterator[str]:
    """The last item that there was before, and the first that it is like."""
    first: dict[bytes, int] = {}
    pair: tuple[int, int] | None = None
    for index, item in enumerate(value if isinstance(value, list) else []):
        earlier = first.setdefault(_identity(item), index)
        pair = (index, earlier) if earlier < index else pair
    where = f" (items ## {pair[0]} and {pair[1]} are identical)" if pair else ""
    yield f"must NOT have duplicate items{where}"


def _identity(item: Any) -> bytes:
    """The same for equal items, which may be too many to compare in pairs and too deep to compare at all."""
    whole = int(item) if isinstance(item, float) and item.is_integer() else item
    try:
        return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return b"%d" % id(item)


_MANY: dict[str, Callable[[Violation, Any, Any], Iterator[str]]] = {
    "type": _type,
    "enum": _enum,
    "uniqueItems": _unique,
    "contains": _contains,
    "minContains": _contains,
}


def _limit(violation: Violation, setting: Any) -> Any:
    """In OpenAPI 3.0 ``exclusiveMinimum: true`` only says how ``minimum`` is meant."""
    if isinstance(setting, bool):
        bound = violation.keyword.removeprefix("exclusive").lower()
        parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
        return parent.get(bound, setting) if isinstance(parent, dict) else setting
    return setting


def _script(value: Any) -> str:
    """A value as JavaScript turns it into a string."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _at(place: Place) -> Any:
    """The plain value at a place of the document, None where nothing stands there.

    The fields of a form in Swagger 2.0 have places inside ``parameters/schema``, which only we imagine to be there.
    """
    tokens = place.tokens
    for index, step in enumerate(tokens):
        if step == "parameters" and tokens[index + 1 : index + 3] == ("schema", "properties"):
            parameters = _inside(place.source.value, tokens[: index + 1])
            name, *rest = tokens[index + 3 :] or ("",)
            return _inside(_named(parameters, name), rest)
    return _inside(place.source.value, tokens)


def _named(parameters: Any, name: str) -> Any:
    listed = parameters if isinstance(parameters, list) else []
    return next((item for item in listed if isinstance(item, dict) and item.get("name") == name), None)


def _inside(value: Any, path: Iterable[str | int]) -> Any:
    for step in path:
        if isinstance(value, dict):
            value = value.get(str(step))
        elif isinstance(value, list) and str(step).isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value
