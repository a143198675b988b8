"""What a violated keyword is called in a sentence for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson
from jsonschema_rs import ValidationError, ValidationErrorKind

from specforge.counting import counted

_LONGEST = 60
_ARTICLES = {"array": "an array", "integer": "an integer", "object": "an object", "null": "null"}


def describe(error: ValidationError, *, is_format: bool = False) -> str:
    """One sentence about ``error``, without its path. ``is_format``: it breaks ``format: int32`` or ``int64``."""
    shown = show(error.instance)
    if is_format:
        return f"{shown} does not fit the integer format"
    for wording in (_of_scalar, _of_array, _of_object):
        sentence = wording(error.kind, shown, error)
        if sentence is not None:
            return sentence
    return error.message if len(error.message) <= 2 * _LONGEST else error.message[: 2 * _LONGEST] + "..."


def show(value: Any) -> str:
    """A value as people read it, cut when it is long: ``'text'``, ``12``, ``{"a": 1}``."""
    if isinstance(value, str):
        text = repr(value)
    else:
        try:
            text = orjson.dumps(value).decode()
        except (TypeError, ValueError):
            text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 4] + "..." + text[-1]


def type_name(value: Any) -> str:
    """The JSON type of a value with its article."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int():
            return "an integer"
        case float():
            return "a number"
        case str():
            return "a string"
        case list() | tuple():
            return "an array"
    return "an object"


def one_of(words: list[str]) -> str:
    """``a, b or c``."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _of_scalar(kind: ValidationErrorKind, shown: str, error: ValidationError) -> str | None:
    match kind:
        case ValidationErrorKind.Type(types=types):
            wanted = one_of([_ARTICLES.get(name, f"a {name}") for name in sorted(types, key=lambda n: n == "null")])
            return (
                f"{shown} is {type_name(error.instance)}, not {wanted}"
                if error.instance is not None
                else f"null is not {wanted}"
            )
        case ValidationErrorKind.Enum(options=options):
            listed = ", ".join(show(option) for option in options[:10]) + (", ..." if len(options) > 10 else "")
            return f"{shown} is not one of {listed}"
        case ValidationErrorKind.Constant(expected_value=expected):
            return f"{shown} is not {show(expected)}"
        case ValidationErrorKind.Format(format=name):
            return f"{shown} is not a valid {name}"
        case ValidationErrorKind.Pattern(pattern=pattern):
            return f"{shown} does not match the pattern {pattern}"
        case ValidationErrorKind.MinLength(limit=limit):
            return f"{shown} is shorter than {counted(limit, 'character')}"
        case ValidationErrorKind.MaxLength(limit=limit):
            return f"{shown} is longer than {counted(limit, 'character')}"
    return _of_number(kind, shown)


def _of_number(kind: ValidationErrorKind, shown: str) -> str | None:
    match kind:
        case ValidationErrorKind.Minimum(limit=bound):
            return f"{shown} is less than the minimum of {bound}"
        case ValidationErrorKind.Maximum(limit=bound):
            return f"{shown} is greater than the maximum of {bound}"
        case ValidationErrorKind.ExclusiveMinimum(limit=bound):
            return f"{shown} is not greater than {bound}"
        case ValidationErrorKind.ExclusiveMaximum(limit=bound):
            return f"{shown} is not less than {bound}"
        case ValidationErrorKind.MultipleOf(multiple_of=factor):
            return f"{shown} is not a multiple of {factor}"
    return None


def _of_array(kind: ValidationErrorKind, shown: str, error: ValidationError) -> str | None:
    size = len(error.instance) if isinstance(error.instance, list) else 0
    match kind:
        case ValidationErrorKind.MinItems(limit=limit):
            return f"the array has {counted(size, 'item')}, fewer than {limit}"
        case ValidationErrorKind.MaxItems(limit=limit):
            return f"the array has {counted(size, 'item')}, more than {limit}"
        case ValidationErrorKind.UniqueItems():
            return "the items of the array are not unique"
        case ValidationErrorKind.Contains():
            return "the array does not contain the items that it must (or contains too many of them)"
        case ValidationErrorKind.UnevaluatedItems():
            return "the array has more items than its schema describes"
    return None


def _of_object(kind: ValidationErrorKind, shown: str, error: ValidationError) -> str | None:
    size = len(error.instance) if isinstance(error.instance, dict) else 0
    match kind:
        case ValidationErrorKind.Required(property=name):
            return f"required property {name!r} is missing"
        case ValidationErrorKind.AdditionalProperties(unexpected=names):
            return unexpected(names)
        case ValidationErrorKind.UnevaluatedProperties(unexpected=names):
            return unexpected(names)
        case ValidationErrorKind.PropertyNames(error=inner):
            return f"property name {describe(inner)}"
        case ValidationErrorKind.MinProperties(limit=limit):
            return f"the object has {counted(size, 'property', 'properties')}, fewer than {limit}"
        case ValidationErrorKind.MaxProperties(limit=limit):
            return f"the object has {counted(size, 'property', 'properties')}, more than {limit}"
        case ValidationErrorKind.Not():
            return f"{shown} is what the schema under `not` forbids"
        case ValidationErrorKind.FalseSchema():
            return f"nothing is allowed here, but there is {shown}"
        case ValidationErrorKind.OneOfMultipleValid():
            return f"{shown} matches more than one alternative of oneOf"
    return None


def unexpected(names: Sequence[str]) -> str:
    """The sentence about superfluous properties."""
    noun = "property" if len(names) == 1 else "properties"
    return f"unexpected {noun} {', '.join(repr(name) for name in names[:10])}" + (", ..." if len(names) > 10 else "")
