"""What a configuration value may be: how it is read from a file or the environment, and what the schema says of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from specforge.durations import PATTERN, read_duration


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. ``read`` takes what TOML holds and raises ValueError when it is not ``expects``.

    ``read_text`` takes the text of an environment variable; None for kinds that a variable cannot hold.
    """

    expects: str
    schema: Mapping[str, Any]
    read: Callable[[Any], Any]
    read_text: Callable[[str], Any] | None = field(default=None)


class WrongItems(ValueError):
    """The items of a table at ``keys`` are not what they are ``expected`` to be."""

    def __init__(self, keys: list[str], expected: str) -> None:
        super().__init__(keys)
        self.keys = keys
        self.expected = expected


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def _flag_text(text: str) -> bool:
    try:
        return {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }[text.lower()]
    except KeyError:
        raise ValueError from None


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (_text(value),)
    if not isinstance(value, list):
        raise ValueError
    return tuple(_text(item) for item in value)


def _texts_text(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _duration(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        return float(value)
    if isinstance(value, str):
        return read_duration(value)
    raise ValueError


def read_statuses(value: Any) -> tuple[int, ...]:
    """HTTP statuses, as numbers or as text. Raises ValueError."""
    if not isinstance(value, list):
        raise ValueError
    found = tuple(int(item) for item in value if not isinstance(item, bool | float))
    if len(found) < len(value) or not all(200 <= status <= 599 for status in found):
        raise ValueError
    return found


def _path(value: Any) -> Path:
    return Path(_text(value)).expanduser()


def integer(minimum: int, maximum: int | None = None) -> Kind:
    """A whole number within limits."""

    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValueError
        if value < minimum or (maximum is not None and value > maximum):
            raise ValueError
        return value

    limits = f"from {minimum} to {maximum}" if maximum is not None else f"of at least {minimum}"
    schema = {"type": "integer", "minimum": minimum} | ({} if maximum is None else {"maximum": maximum})
    return Kind(f"a whole number {limits}", schema, read, lambda text: read(int(text)))


def choice(*names: str) -> Kind:
    """One of a few words."""

    def read(value: Any) -> str:
        if value not in names:
            raise ValueError
        return str(value)

    return Kind("one of " + ", ".join(names), {"enum": list(names)}, read, read)


def some_of(*names: str) -> Kind:
    """Any of a few words, one or a list."""

    def read(value: Any) -> tuple[str, ...]:
        found = _texts(value)
        if not set(found) <= set(names):
            raise ValueError
        return found

    one = {"enum": list(names)}
    schema = {"anyOf": [one, {"type": "array", "items": one}]}
    return Kind("some of " + ", ".join(names), schema, read, lambda text: read(list(_texts_text(text))))


def table(of: Kind, plural: str) -> Kind:
    """A table whose keys are the user's; every value is ``of`` one kind."""

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError
        found: dict[str, Any] = {}
        for name, item in value.items():
            with suppress(ValueError):
                found[name] = of.read(item)
        if wrong := [name for name in value if name not in found]:
            raise WrongItems(wrong, of.expects)
        return found

    schema = {"type": "object", "additionalProperties": dict(of.schema)}
    return Kind(f"a table of {plural}, each {of.expects}", schema, read)


def percents(total: str, *names: str) -> Kind:
    """A number of percent, which is that of the ``total``, or a table of such numbers by name."""

    def number(value: Any) -> float:
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 100:
            raise ValueError
        return float(value)

    def read(value: Any) -> dict[str, float]:
        if not isinstance(value, dict):
            return {total: number(value)}
        if wrong := [name for name in value if name not in (total, *names)]:
            raise WrongItems(wrong, f"one of {', '.join((total, *names))}")
        return {name: number(item) for name, item in value.items()}

    def read_text(text: str) -> dict[str, float]:
        pairs = (part.rpartition("=") for part in _texts_text(text))
        return read({name.strip() or total: float(percent) for name, _, percent in pairs})

    one = {"type": "number", "minimum": 0, "maximum": 100}
    by_name = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys((total, *names), one)}
    return Kind("a number from 0 to 100, or a table of them", {"anyOf": [one, by_name]}, read, read_text)


def shaped(schema: Mapping[str, Any], expects: str) -> Kind:
    """A table that a feature has a schema of its own for, and holds it to when it is used."""
    definitions = schema.get("$defs", {})

    def whole(part: Any) -> Any:
        """Without references: the schema of the configuration has other definitions."""
        if isinstance(part, list):
            return [whole(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "$ref" in part:
            return whole(definitions[part["$ref"].rpartition("/")[2]])
        return {key: whole(item) for key, item in part.items() if not key.startswith("$")}

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise ValueError
        return {key: _json(item) for key, item in value.items()}

    return Kind(expects, whole(schema), read)


def _paths(value: Any) -> tuple[Path, ...]:
    return tuple(map(_path, _texts(value)))


def _ruleset(value: Any) -> Path | str:
    """A name such as ``spectral:oas`` or a URL stays text."""
    text = _text(value)
    return text if re.match(r"[a-z]{2,}:", text) or text.startswith("@") else _path(text)


def _json(value: Any) -> Any:
    """Anything that TOML holds but dates, which JSON has no word for."""
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    if not isinstance(value, str | int | float):
        raise ValueError
    return value


def matching(pattern: str, expects: str) -> Kind:
    """A text of a certain form."""

    def read(value: Any) -> str:
        text = _text(value)
        if not re.match(pattern, text):
            raise ValueError
        return text

    return Kind(expects, {"type": "string", "pattern": pattern}, read, read)


def _percent(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 100:
        raise ValueError
    return float(value)


_LIST = {"type": "array", "items": {"type": "string", "minLength": 1}}
TEXT = Kind("text", {"type": "string", "minLength": 1}, _text, _text)
PATH = Kind("a path", {"type": "string", "minLength": 1}, _path, _path)
PATHS = Kind(
    "a path or a list of paths",
    {"anyOf": [{"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string", "minLength": 1}}]},
    _paths,
    lambda text: tuple(map(_path, _texts_text(text))),
)
RULESET = Kind("a file, a URL or the name of a ruleset", {"type": "string", "minLength": 1}, _ruleset, _ruleset)
JSON = Kind("a value without dates", {}, _json)
FLAG = Kind("true or false", {"type": "boolean"}, _flag, _flag_text)
TEXTS = Kind("text or a list of texts", {"anyOf": [{"type": "string", "minLength": 1}, _LIST]}, _texts, _texts_text)
STATUSES = Kind(
    "a list of HTTP statuses from 200 to 599",
    {"type": "array", "items": {"type": "integer", "minimum": 200, "maximum": 599}},
    read_statuses,
    lambda text: read_statuses([] if text == "none" else text.split(",")),
)
DURATION = Kind(
    "a duration such as 60 or '60s'",
    {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": PATTERN}]},
    _duration,
    read_duration,
)
PERCENT = Kind(
    "a number from 0 to 100",
    {"type": "number", "minimum": 0, "maximum": 100},
    _percent,
    lambda text: _percent(float(text)),
)
