"""Conditions on requests: what ``x-specforge-when`` on an example, or ``when`` in a file of scenarios, may say.

A condition is a mapping, and all that it says must hold: ``path``, ``query``, ``header`` and ``cookie`` hold tests by
the name of a parameter, ``body`` by JSON pointer or JSONPath; ``all``, ``any`` and ``not`` combine conditions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import jsonschema_rs
import orjson

from specforge.callables import load_name
from specforge.document.place import split_pointer
from specforge.values.patterns import usable
from specforge.values.shape import Shape, Tokens, Wrong

KEY = "x-specforge-when"
LOCATIONS = ("path", "query", "header", "cookie")

_OPERATORS = "equals, in, matches, exists, greater, less, at_least, at_most, not"
_ANYTHING = f"a value to equal, or a table with some of {_OPERATORS}"
_LIMIT = {"description": "a number or a text to compare with", "type": ["number", "string"]}
_CONDITION = {"$ref": "#/$defs/condition"}
_TEST = {"$ref": "#/$defs/test"}
_TESTS = {"description": "a table of tests by name", "type": "object", "additionalProperties": _TEST}
_SEVERAL = {"description": "a list of conditions", "type": "array", "minItems": 1, "items": _CONDITION}

DEFINITIONS: dict[str, Any] = {
    "condition": {
        "description": "a table with some of path, query, header, cookie, body, all, any, not",
        "type": "object",
        "minProperties": 1,
        "additionalProperties": False,
        "properties": {
            **dict.fromkeys(LOCATIONS, _TESTS),
            "body": {
                "description": "a table of tests by JSON pointer (/name) or JSONPath ($.items[0].name)",
                "type": "object",
                "propertyNames": {
                    "description": "a JSON pointer (/name) or a JSONPath ($.name)",
                    "pattern": "^(/|\\$|$)",
                },
                "additionalProperties": _TEST,
            },
            "all": _SEVERAL,
            "any": _SEVERAL,
            "not": _CONDITION,
        },
    },
    "test": {
        "description": _ANYTHING,
        "if": {"type": "object"},
        "then": {
            "description": _ANYTHING,
            "minProperties": 1,
            "additionalProperties": False,
            "properties": {
                "equals": {},
                "in": {"description": "a list of values", "type": "array"},
                "matches": {"description": "a regular expression", "type": "string"},
                "exists": {"description": "true or false", "type": "boolean"},
                **dict.fromkeys(("greater", "less", "at_least", "at_most"), _LIMIT),
                "not": _TEST,
            },
        },
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": KEY,
    "$defs": DEFINITIONS,
    "$ref": "#/$defs/condition",
}
_SHAPE = Shape(SCHEMA)


@dataclass(frozen=True, slots=True)
class Given:
    """A value of a request. ``text`` is how it was sent, where that was text: ``7`` in a path equals the number."""

    value: Any
    text: str | None = None


class Asked(Protocol):
    """A request, as far as conditions look at it."""

    def parameter(self, location: str, name: str) -> Given | None: ...

    def body(self) -> Given | None: ...


class WrongCondition(ValueError):
    """A condition that nobody can answer, with everything that is wrong with it."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__("; ".join(map(str, wrong)))
        self.wrong = list(wrong)


Condition = Callable[[Asked], bool]
_Test = Callable[[list[Given]], bool]
_Check = Callable[[Given], bool]


def compile_condition(value: Any) -> Condition:
    """The condition that a JSON value says. Raises WrongCondition."""
    wrong = _SHAPE.wrong(value)
    if wrong:
        raise WrongCondition(wrong)
    return _condition(value, ())


def parameters_of(value: Any) -> list[tuple[str, str, Tokens]]:
    """The parameters that a well-formed condition looks at: location, name, and where that stands in it."""
    found: list[tuple[str, str, Tokens]] = [
        (location, name, (location, name)) for location in LOCATIONS for name in value.get(location, ())
    ]
    parts = [("all", part, str(at)) for at, part in enumerate(value.get("all", ()))]
    parts += [("any", part, str(at)) for at, part in enumerate(value.get("any", ()))]
    for key, part, at in parts:
        found += [(location, name, (key, at, *tokens)) for location, name, tokens in parameters_of(part)]
    if "not" in value:
        found += [(location, name, ("not", *tokens)) for location, name, tokens in parameters_of(value["not"])]
    return found


def _condition(value: Mapping[str, Any], at: Tokens) -> Condition:
    parts = [
        _on_parameter(location, name, _test(test, (*at, location, name)))
        for location in LOCATIONS
        for name, test in value.get(location, {}).items()
    ]
    parts += [_on_body(path, test, (*at, "body", path)) for path, test in value.get("body", {}).items()]
    parts += [_condition(part, (*at, "all", str(number))) for number, part in enumerate(value.get("all", ()))]
    if "any" in value:
        some = [_condition(part, (*at, "any", str(number))) for number, part in enumerate(value["any"])]
        parts.append(lambda asked: any(part(asked) for part in some))
    if "not" in value:
        refused = _condition(value["not"], (*at, "not"))
        parts.append(lambda asked: not refused(asked))
    return lambda asked: all(part(asked) for part in parts)


def _on_parameter(location: str, name: str, test: _Test) -> Condition:
    def check(asked: Asked) -> bool:
        given = asked.parameter(location, name)
        return test([] if given is None else [given])

    return check


def _on_body(path: str, test: Any, at: Tokens) -> Condition:
    passes, find = _test(test, at), _finder(path, at)

    def check(asked: Asked) -> bool:
        body = asked.body()
        if body is None:
            return passes([])
        # What a form sends is text, whatever the document says of it.
        as_text = body.text is not None
        values = find(body.value)
        return passes([Given(value, value if as_text and isinstance(value, str) else None) for value in values])

    return check


def _finder(path: str, at: Tokens) -> Callable[[Any], list[Any]]:
    if not path.startswith("$"):
        tokens = split_pointer(path)
        return lambda value: _pointed(value, tokens)
    try:
        found: Callable[[Any], list[Any]] = load_name("specforge.values.jsonpaths:compile_path")(path)
    except ValueError as error:
        raise WrongCondition([Wrong(f"this is no JSONPath: {error}", at, of_key=True)]) from error
    return found


def _pointed(value: Any, tokens: Tokens) -> list[Any]:
    for token in tokens:
        if isinstance(value, Mapping) and token in value:
            value = value[token]
        elif isinstance(value, list) and token.isascii() and token.isdecimal() and len(token) < 10:
            if int(token) >= len(value):
                return []
            value = value[int(token)]
        else:
            return []
    return [value]


def _test(test: Any, at: Tokens) -> _Test:
    if not isinstance(test, Mapping):
        test = {"equals": test}
    checks = [_check(name, test[name], (*at, name)) for name in test if name not in ("exists", "not")]
    wholes: list[_Test] = []
    if checks:
        wholes.append(lambda given: any(all(check(one) for check in checks) for one in given))
    if "exists" in test:
        wanted = test["exists"]
        wholes.append(lambda given: bool(given) == wanted)
    if "not" in test:
        refused = _test(test["not"], (*at, "not"))
        wholes.append(lambda given: not refused(given))
    return lambda given: all(whole(given) for whole in wholes)


def _check(name: str, operand: Any, at: Tokens) -> _Check:
    if name == "equals":
        return lambda given: _equals(given, operand)
    if name == "in":
        return lambda given: any(_equals(given, one) for one in operand)
    if name == "matches":
        return _matcher(operand, at)
    return lambda given: _compares(name, given, operand)


def _equals(given: Given, expected: Any) -> bool:
    if _same(given.value, expected):
        return True
    if given.text is None:
        return False
    if isinstance(expected, int | float) and not isinstance(expected, bool):
        return _number(given.text) == expected
    return given.text == (expected if isinstance(expected, str) else orjson.dumps(expected).decode())


def _same(one: Any, other: Any) -> bool:
    """As in JSON, where true is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _compares(name: str, given: Given, limit: float | str) -> bool:
    value: Any = given.text if given.text is not None else given.value
    if not isinstance(limit, str):
        value = _number(value)
    elif not isinstance(value, str):
        return False
    if value is None:
        return False
    match name:
        case "greater":
            return bool(value > limit)
        case "less":
            return bool(value < limit)
        case "at_least":
            return bool(value >= limit)
    return bool(value <= limit)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return None


def _matcher(pattern: str, at: Tokens) -> _Check:
    """By an engine whose time is linear; one that can do more, but not for long, where the expression asks for it."""
    known = usable(pattern)
    if known is None:
        raise WrongCondition([Wrong("this is no regular expression of ECMA-262", at)])
    schema = {"pattern": known}
    try:
        validator = jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    except ValueError:
        options = jsonschema_rs.FancyRegexOptions(backtrack_limit=100_000)
        validator = jsonschema_rs.Draft202012Validator(schema, pattern_options=options)

    def check(given: Given) -> bool:
        text = given.text if given.text is not None else given.value
        return isinstance(text, str) and bool(validator.is_valid(text))

    return check
