"""Violations in the words of Ajv, the validator inside Prism, whose messages frontends and their tests have seen.

What Ajv says is built from the author's own keyword, which is read where it stands in the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import orjson

from specforge.document.place import Place, Tokens
from specforge.document.source import Source
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.order import in_order
from specforge.values.check import CompiledSchema, Violation

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

# Keywords that Ajv reports under another name.
_RENAMED = {"minContains": "contains", "allowEmptyValue": "minLength"}

_BOUNDS: dict[tuple[Any, str], int] = {
    ("int32", "minimum"): -(2**31),
    ("int32", "maximum"): 2**31 - 1,
    ("int64", "minimum"): -(2**63),
    ("int64", "maximum"): 2**63 - 1,
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

# Prism knows ``byte`` as a pattern too.
_BYTE = re.compile(r"[\w+/=]*", re.ASCII)
_BYTE_PATTERN = r"^[\w\d+\/=]*$"

# The keywords that Ajv skips after it could not turn a text into a number.
_OF_NUMBERS = ("maximum", "minimum", "exclusiveMaximum", "exclusiveMinimum", "multipleOf", "format")

# Nobody reads more, and every branch of every item of a body can add some.
_MOST = 1000


def diagnose(
    schema: CompiledSchema,
    value: Any,
    context: str,
    location: tuple[str, ...],
    *,
    is_text: bool = False,
    only_first: bool = False,
) -> list[Diagnostic]:
    """What is wrong with ``value``, found at ``location`` (such as ``("query", "limit")``) of a ``context``, which is
    ``Request`` or ``Response``. One entry a missing or superfluous property, in Ajv's order. ``is_text``: the value
    came as text, as in parameters and forms; ``only_first``: for values so large that a list of all helps nobody."""
    found = schema.first_violations(value) if only_first else schema.all_violations(value, _MOST)
    if context == "Request":
        found = [violation for violation in found if not _is_read_only(violation.place)]
    ordered = in_order(_untyped(found) if is_text else found, schema, is_merged=location[0] == "body")
    entries = {
        (entry, _branches(violation)): entry
        for violation in ordered
        for entry in _diagnostics(violation, value, context, location, is_text)
    }
    return list(entries.values())


def _is_read_only(place: Place) -> bool:
    """True in a schema that is only ever read: as in Prism, whoever sends that nevertheless may send anything."""
    return _said(place).is_read_only


def _at(place: Place) -> Any:
    """The plain value at a place of the document, None where nothing stands there."""
    return _said(place).value


class _Said(NamedTuple):
    """What the document says at a place; ``is_read_only`` in a schema that is only ever read."""

    value: Any
    is_read_only: bool


_SAID: WeakKeyDictionary[Source, dict[Tokens, _Said]] = WeakKeyDictionary()
_MOST_SAID = 2000


def _said(place: Place) -> _Said:
    """Looked up once: violations of the same keyword come again and again."""
    known = _SAID.setdefault(place.source, {})
    said = known.get(place.tokens)
    if said is None:
        if len(known) >= _MOST_SAID:
            known.clear()
        said = known[place.tokens] = _Said(_find(place), _find_read_only(place))
    return said


def _find_read_only(place: Place) -> bool:
    here = place.source.value
    for token in place.tokens[:-1]:
        here = _inside(here, (token,))
        if isinstance(here, dict) and here.get("readOnly") is True:
            return True
    return False


def _untyped(violations: list[Violation]) -> list[Violation]:
    """Without what is said of numbers where there is none."""
    wrong = {(v.instance_path, v.evaluation[:-1]) for v in violations if v.keyword == "type"}
    return [v for v in violations if v.keyword not in _OF_NUMBERS or (v.instance_path, v.evaluation[:-1]) not in wrong]


def _branches(violation: Violation) -> tuple[str | int, ...]:
    """The alternatives that a violation is about: each lists its own."""
    way = violation.evaluation
    return tuple(step for i, step in enumerate(way) if i and way[i - 1] in ("anyOf", "oneOf"))


def subject(context: str, location: Sequence[str]) -> str:
    """``Request body property name``: how a message starts."""
    prefix, *path = location
    if not path:
        return f"{context} {prefix}"
    return f"{context} {prefix} {'property' if prefix == 'body' else 'parameter'} {'.'.join(path)}"


def _diagnostics(
    violation: Violation, value: Any, context: str, location: tuple[str, ...], is_text: bool
) -> Iterator[Diagnostic]:
    full = (*location, *map(str, violation.instance_path))
    # A text that is no number has no format of one either.
    only_type = is_text and violation.keyword == "type"
    for keyword, text in islice(_texts(violation, value), 1 if only_type else None):
        yield Diagnostic(f"{subject(context, full)} {text}", keyword, full, place=violation.place)


def _texts(violation: Violation, value: Any) -> Iterator[tuple[str, str]]:
    """Codes and sentences: mostly one of each."""
    keyword = _RENAMED.get(violation.keyword, violation.keyword)
    setting = _at(violation.place)
    many = _MANY.get(keyword)
    if keyword == "format":
        yield from _format(violation, setting, _inside(value, violation.instance_path))
    elif keyword in _NAMING and violation.names:
        yield from ((keyword, _NAMING[keyword].format(name)) for name in violation.names)
    elif many is not None:
        yield from many(violation, setting, _inside(value, violation.instance_path))
    elif keyword in _LIMITS:
        yield keyword, _LIMITS[keyword].format(_script(_limit(violation, setting)))
    else:
        yield keyword, _FIXED.get(keyword, violation.message)


def _format(violation: Violation, setting: Any, value: Any) -> Iterator[tuple[str, str]]:
    """Prism turns the formats of numbers into bounds, and ``byte`` into a pattern; Ajv looks at some once more."""
    bound = str(violation.evaluation[-1]) if violation.evaluation else ""
    limit = _BOUNDS.get((setting, bound))
    if limit is not None:
        yield bound, _LIMITS[bound].format(limit)
    if setting == "byte" and isinstance(value, str) and not _BYTE.fullmatch(value):
        yield "pattern", _LIMITS["pattern"].format(_BYTE_PATTERN)
    if limit is None or setting == "int32":
        yield "format", _LIMITS["format"].format(_script(setting))


def _type(violation: Violation, setting: Any, value: Any) -> Iterator[tuple[str, str]]:
    types = [setting] if isinstance(setting, str) else list(setting or ())
    parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
    if isinstance(parent, dict) and (parent.get("nullable") or parent.get("x-nullable")) and "null" not in types:
        types.append("null")
    yield "type", f"must be {','.join(map(str, types))}" if types else violation.message
    format = parent.get("format") if isinstance(parent, dict) else None
    if format in ("int32", "int64") and isinstance(value, float):
        yield "format", _LIMITS["format"].format(format)


def _enum(violation: Violation, setting: Any, _: Any) -> Iterator[tuple[str, str]]:
    allowed = list(setting) if isinstance(setting, list) else []
    parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
    if isinstance(parent, dict) and (parent.get("nullable") is True or parent.get("x-nullable") is True):
        allowed.append(None)
    values = ", ".join(_script(item) for item in allowed)
    yield "enum", f"must be equal to one of the allowed values: {values}"


def _contains(violation: Violation, _: Any, __: Any) -> Iterator[tuple[str, str]]:
    parent = _at(Place(violation.place.source, violation.place.tokens[:-1]))
    least = parent.get("minContains", 1) if isinstance(parent, dict) else 1
    yield "contains", f"must contain at least {_script(least)} valid item(s)"


def _dependent(violation: Violation, setting: Any, value: Any) -> Iterator[tuple[str, str]]:
    needs = setting if isinstance(setting, dict) else {}
    for missing in violation.names:
        given = next((name for name, names in needs.items() if missing in names and name in value), "")
        yield "dependentRequired", f"must have property {missing} when property {given} is present"


def _unique(_: Violation, __: Any, value: Any) -> Iterator[tuple[str, str]]:
    items = value if isinstance(value, list) else []
    has_structure = any(isinstance(item, dict | list) for item in items)
    pair = _last_pair(items) if has_structure else _pair_from_end(items)
    where = f" (items ## {pair[0]} and {pair[1]} are identical)" if pair else ""
    yield "uniqueItems", f"must NOT have duplicate items{where}"


def _pair_from_end(items: list[Any]) -> tuple[int, int] | None:
    """Texts and numbers: going backwards, the first item that is like a later one, behind that one."""
    later: dict[bytes, int] = {}
    for index in range(len(items) - 1, -1, -1):
        key = _identity(items[index])
        if key in later:
            return later[key], index
        later[key] = index
    return None


def _last_pair(items: list[Any]) -> tuple[int, int] | None:
    """The last item that there was before, behind the nearest one that it is like."""
    before: dict[bytes, int] = {}
    pair = None
    for index, item in enumerate(items):
        key = _identity(item)
        if key in before:
            pair = (before[key], index)
        before[key] = index
    return pair


def _identity(item: Any) -> bytes:
    """The same for equal items, which may be too many to compare in pairs and too deep to compare at all."""
    whole = int(item) if isinstance(item, float) and item.is_integer() else item
    try:
        return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)
    except TypeError:
        return b"%d" % id(item)


_MANY: dict[str, Callable[[Violation, Any, Any], Iterator[tuple[str, str]]]] = {
    "type": _type,
    "enum": _enum,
    "uniqueItems": _unique,
    "contains": _contains,
    "dependentRequired": _dependent,
}


def _limit(violation: Violation, setting: Any) -> Any:
    """In OpenAPI 3.0 ``exclusiveMinimum: true`` only says how ``minimum`` is meant."""
    if violation.keyword == "allowEmptyValue":
        return 1
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
    if isinstance(value, list):
        return ",".join(_script(item) for item in value)
    return "[object Object]" if isinstance(value, dict) else str(value)


def _find(place: Place) -> Any:
    """The fields of a form in Swagger 2.0 have places inside ``parameters/schema``, which only we imagine to be
    there."""
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
