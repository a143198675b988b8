"""What the values of a document are to JavaScript, in which Spectral's filters and functions are written."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

from specforge.lint.spectral.graph import UNDEFINED, Graph, Spot, Undefined
from specforge.lint.spectral.regex import Regex, RegexProblem


def truthy(value: Any) -> bool:
    """False for false, 0, NaN, the empty string, null and undefined; empty objects and arrays are true."""
    if value is True or value is False or value is None:
        return value is True
    if type(value) is str:
        return value != ""
    return isinstance(value, Spot | dict | list | Regex) or (bool(value) and value == value)


def of_spot(spot: Spot) -> Any:
    """Containers stay Spots, so that what is asked of them follows references; scalars are plain."""
    return spot if type(spot.value) in (dict, list) else spot.value


def plain(value: Any) -> Any:
    return value.value if isinstance(value, Spot) else value


def kind_of(value: Any) -> str:
    """The type as JSON Schema names it, or ``undefined``."""
    return _KINDS.get(type(plain(value)), "object")


_KINDS: dict[type, str] = {
    bool: "boolean",
    type(None): "null",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    Undefined: "undefined",
}


def typeof(value: Any) -> str:
    return {"null": "object", "array": "object"}.get(kind_of(value), kind_of(value))


def is_integer(value: Any) -> bool:
    return kind_of(value) == "number" and float(value).is_integer()


def text_of(value: Any) -> str:
    """``String(value)``."""
    value = plain(value)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    if isinstance(value, list):
        return ",".join("" if item is None or item is UNDEFINED else text_of(item) for item in value)
    if isinstance(value, dict):
        return "[object Object]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return "NaN" if isinstance(value, float) and math.isnan(value) else str(value)


def number_of(value: Any) -> float:
    """``Number(value)``."""
    value = plain(value)
    if isinstance(value, bool | int | float):
        return float(value)
    if value is None:
        return 0.0
    if isinstance(value, str):
        text = value.strip()
        if not text:
            return 0.0
        if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text):
            return float(text)
        return float(int(text, 16)) if re.fullmatch(r"0[xX][0-9a-fA-F]+", text) else math.nan
    return number_of(text_of(value)) if isinstance(value, list) else math.nan


def same(left: Any, right: Any) -> bool:
    """``===``: containers are the same only when they are one."""
    left, right = plain(left), plain(right)
    if kind_of(left) != kind_of(right):
        return False
    return left is right if isinstance(left, dict | list) else bool(left == right)


def equal(left: Any, right: Any) -> bool:
    """``==``."""
    kinds = kind_of(left), kind_of(right)
    if kinds[0] == kinds[1]:
        return same(left, right)
    nothing = ("null", "undefined")
    if kinds[0] in nothing or kinds[1] in nothing:
        return kinds[0] in nothing and kinds[1] in nothing
    if "number" in kinds or "boolean" in kinds:
        return number_of(left) == number_of(right)
    return text_of(left) == text_of(right)


def less(left: Any, right: Any) -> bool:
    left, right = plain(left), plain(right)
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return number_of(left) < number_of(right)


def _at_most(left: Any, right: Any) -> bool:
    left, right = plain(left), plain(right)
    if isinstance(left, str) and isinstance(right, str):
        return left <= right
    return number_of(left) <= number_of(right)


def _plus(left: Any, right: Any) -> Any:
    if "string" in (kind_of(left), kind_of(right)):
        return text_of(left) + text_of(right)
    return number_of(left) + number_of(right)


def _within(left: Any, right: Any) -> bool:
    """``in``: a member of a list or a key of an object, as the paths of JSONPath mean it."""
    holder = plain(right)
    if isinstance(holder, list):
        return any(same(left, item) for item in holder)
    return isinstance(holder, dict) and text_of(left) in holder


def _matches(left: Any, right: Any) -> bool:
    return isinstance(left, str) and _regex(right).search(left)


def _divided(left: Any, right: Any) -> float:
    divisor = number_of(right)
    return number_of(left) / divisor if divisor else math.nan


def _rest(left: Any, right: Any) -> float:
    divisor = number_of(right)
    return math.fmod(number_of(left), divisor) if divisor else math.nan


BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "==": equal,
    "!=": lambda left, right: not equal(left, right),
    "===": same,
    "!==": lambda left, right: not same(left, right),
    "<": less,
    ">": lambda left, right: less(right, left),
    "<=": _at_most,
    ">=": lambda left, right: _at_most(right, left),
    "in": _within,
    "=~": _matches,
    "~=": _matches,
    "+": _plus,
    "-": lambda left, right: number_of(left) - number_of(right),
    "*": lambda left, right: number_of(left) * number_of(right),
    "/": _divided,
    "%": _rest,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "!": lambda value: not truthy(value),
    "-": lambda value: -number_of(value),
    "+": number_of,
    "void": lambda value: UNDEFINED,
    "typeof": typeof,
}
CONSTANTS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": UNDEFINED,
    "NaN": math.nan,
    "Infinity": math.inf,
}
CONVERSIONS: dict[str, Callable[[Any], Any]] = {"String": text_of, "Number": number_of, "Boolean": truthy}
_CONSTRUCTORS = {"string": "String", "number": "Number", "boolean": "Boolean", "array": "Array", "object": "Object"}


def member(graph: Graph, value: Any, name: Any) -> Any:
    """``value[name]``. Undefined has no members, and asking for one is no mistake here."""
    holder = plain(value)
    if isinstance(value, Spot):
        child = graph.child(value, name if isinstance(name, int) else text_of(name))
        if child is not None:
            return of_spot(child)
    elif isinstance(holder, list | str) and isinstance(name, int | float) and not isinstance(name, bool):
        return holder[int(name)] if 0 <= int(name) < len(holder) else UNDEFINED
    if name == "length" and isinstance(holder, list | str):
        return len(holder)
    if isinstance(holder, str | list) and name in METHODS:
        return True  # a function, which is asked for before it is called
    if name == "constructor" and kind_of(holder) in _CONSTRUCTORS:
        return {"name": _CONSTRUCTORS[kind_of(holder)]}
    return holder.get(name, UNDEFINED) if isinstance(holder, dict) and not isinstance(value, Spot) else UNDEFINED


def _regex(value: Any) -> Regex:
    if isinstance(value, Regex):
        return value
    try:
        return Regex.of(text_of(value))
    except RegexProblem:
        return Regex(r"(?!)", "")


def _includes(graph: Graph, value: Any, item: Any) -> bool:
    holder = plain(value)
    if isinstance(holder, str):
        return text_of(item) in holder
    return isinstance(holder, list) and any(same(each, item) for each in holder)


def _text_method(function: Callable[..., Any]) -> Callable[..., Any]:
    """A method of strings; keys that are numbers count as strings, as they do in Spectral. Else undefined."""

    def method(graph: Graph, value: Any, *arguments: Any) -> Any:
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return function(text, *arguments) if isinstance(text, str) else UNDEFINED

    return method


def _position(graph: Graph, value: Any, item: Any) -> int:
    holder = plain(value)
    if isinstance(holder, str):
        return holder.find(text_of(item))
    found = [index for index, each in enumerate(holder) if same(each, item)] if isinstance(holder, list) else []
    return found[0] if found else -1


def _owns(graph: Graph, value: Any, name: Any) -> bool:
    holder = plain(value)
    return isinstance(holder, dict) and text_of(name) in holder


def _slice(text: str, start: Any = 0, end: Any = None) -> str:
    return text[int(number_of(start)) : int(number_of(end)) if end is not None else None]


METHODS: dict[str, Callable[..., Any]] = {
    "match": _text_method(lambda text, pattern: True if _regex(pattern).search(text) else None),
    "search": _text_method(lambda text, pattern: 0 if _regex(pattern).search(text) else -1),
    "test": lambda graph, value, text=UNDEFINED: isinstance(value, Regex) and value.search(text_of(text)),
    "exec": lambda graph, value, text=UNDEFINED: isinstance(value, Regex) and value.search(text_of(text)),
    "includes": _includes,
    "indexOf": _position,
    "hasOwnProperty": _owns,
    "startsWith": _text_method(lambda text, start: text.startswith(text_of(start))),
    "endsWith": _text_method(lambda text, end: text.endswith(text_of(end))),
    "toLowerCase": _text_method(lambda text: text.lower()),
    "toUpperCase": _text_method(lambda text: text.upper()),
    "trim": _text_method(lambda text: text.strip()),
    "split": _text_method(lambda text, by: text.split(text_of(by)) if by != "" else list(text)),
    "charAt": _text_method(lambda text, at=0: text[int(at) : int(at) + 1]),
    "slice": _text_method(_slice),
    "substring": _text_method(_slice),
    "toString": lambda graph, value: text_of(value),
}
STATIC: dict[str, Callable[..., Any]] = {
    "Object.keys": lambda value: list(map(str, plain(value))) if isinstance(plain(value), dict) else [],
    "Object.values": lambda value: list(plain(value).values()) if isinstance(plain(value), dict) else [],
    "Array.isArray": lambda value: isinstance(plain(value), list),
    "Number.isInteger": is_integer,
}


def unquoted(literal: str) -> str:
    """The text of a string literal."""
    inner = literal[1:-1]
    if "\\" not in inner:
        return inner
    escapes = {"n": "\n", "t": "\t", "r": "\r"}
    return re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), inner)


def printed(value: Any) -> str:
    """A value in a message: short, as Spectral prints it."""
    value = plain(value)
    if value is UNDEFINED:
        return "undefined"
    if isinstance(value, dict):
        return "Object{}"
    if isinstance(value, list):
        return "Array[]"
    if isinstance(value, float) and value.is_integer():
        return text_of(value)
    return json.dumps(value, ensure_ascii=False)
