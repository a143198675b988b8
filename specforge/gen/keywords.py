"""Which keywords of a schema survive lowering, and the tests that a value must pass to be kept.

What a document says in the wrong type (``maxLength: "10"``) or what no engine can use (a broken ``pattern``) is left
out: lint reports it, and a model that checks a little less is better than none.
"""

from __future__ import annotations

import math
import re
from typing import Any, TypeGuard

from pydantic_core import SchemaError, SchemaValidator, core_schema

from specforge.values.plain import is_number

COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")

BY_TYPE: dict[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength"),
    "integer": BOUNDS,
    "number": BOUNDS,
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}

# The formats that become a type of their own. Any other is an annotation (JSON Schema 2020-12 section 7.2.1).
FORMATS = frozenset({"date-time", "date", "time", "uuid", "email", "uri", "ipv4", "ipv6", "byte"})
# Those that the model generator knows no type for, by the names of ours.
OWN_FORMATS = {
    "string": {
        "duration": "DurationStr",
        "hostname": "HostnameStr",
        "uri-reference": "UriReferenceStr",
        "json-pointer": "JsonPointerStr",
        "regex": "RegexStr",
    },
    "integer": {"int32": "Int32", "int64": "Int64"},
}
# RFC 3986, but for the order of the parts. In words that pydantic's engine and Python's have in common.
URI = "^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})*$"
MAX_ENUM = 2000


def is_count(value: Any) -> TypeGuard[int | float]:
    """A length: a whole number from zero."""
    return is_number(value) and value >= 0 and value == int(value)


def constraints(raw: dict[str, Any], kind: str) -> dict[str, Any]:
    """The assertions on one JSON type, in the words of 2020-12."""
    found: dict[str, Any] = {}
    for key in BY_TYPE.get(kind, ()):
        value = raw.get(key)
        if key in COUNTS and is_count(value):
            found[key] = int(value)
        elif key in BOUNDS and is_number(value):
            found[key] = _whole(value, key) if kind == "integer" else value
    if kind in ("integer", "number"):
        _exclusive(raw, found)
        step = raw.get("multipleOf")
        if is_number(step) and step > 0:
            found["multipleOf"] = step
    if kind == "string":
        found = _plain_uri(found | _text_constraints(raw))
    if raw.get("format") in OWN_FORMATS.get(kind, {}):
        found["format"] = raw["format"]
    return {key: value for key, value in found.items() if value is not None}


def _exclusive(raw: dict[str, Any], found: dict[str, Any]) -> None:
    """``exclusiveMinimum: true`` of OpenAPI 3.0 (JSON Schema draft 4) becomes the bound itself."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if raw.get(exclusive) is True and bound in found:
            found[exclusive] = found.pop(bound)


def _whole(value: float, key: str) -> int:
    """A bound on integers as the nearest integer that says the same."""
    if value == int(value):
        return int(value)
    is_lower = key in ("minimum", "exclusiveMaximum")
    return math.ceil(value) if is_lower else math.floor(value)


def _text_constraints(raw: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    pattern = raw.get("pattern")
    if isinstance(pattern, str) and usable_pattern(pattern):
        found["pattern"] = pattern
    if raw.get("format") in FORMATS:
        found["format"] = raw["format"]
    return found


def _plain_uri(found: dict[str, Any]) -> dict[str, Any]:
    """The model generator drops lengths and patterns from URIs, so one that has any is text of a URI's pattern."""
    if found.get("format") != "uri" or len(found) == 1:
        return found
    rest = {key: value for key, value in found.items() if key != "format"}
    return {"pattern": URI} | rest


def usable_pattern(pattern: str) -> bool:
    """True when pydantic's engine or Python's can compile it."""
    return pydantic_pattern(pattern) or compiles(pattern)


def pydantic_pattern(pattern: str | None) -> bool:
    """True when pydantic's own engine, which knows no look-around, can compile it; no pattern can always be."""
    if pattern is None:
        return True
    try:
        SchemaValidator(core_schema.str_schema(pattern=pattern))
    except SchemaError:
        return False
    return True


def compiles(pattern: str) -> bool:
    """True when Python's engine can compile it."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def clean_text(value: Any) -> str | None:
    """A description that can stand in source code: no control characters, no lone surrogates."""
    if not isinstance(value, str) or not value.strip():
        return None
    text = value if value.isprintable() else "".join(char for char in value if char in "\n\t" or char.isprintable())
    return text.strip() or None


def plain(value: Any) -> Any:
    """A JSON value without what source code cannot hold (lone surrogates, infinities); such parts become None."""
    if isinstance(value, str):
        return value if value.isprintable() or _encodable(value) else ""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
