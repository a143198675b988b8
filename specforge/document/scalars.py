"""What a plain YAML scalar means: the core schema of YAML 1.2 (YAML 1.2.2 section 10.3.2), not that of YAML 1.1.

``NO``, ``on``, ``12:30`` and ``2020-01-01`` are strings here, as OpenAPI requires.
"""

from __future__ import annotations

import re

Scalar = str | int | float | bool | None

_CONSTANTS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NUMBER_START = frozenset("-+.0123456789")
_CONSTANT_LENGTH = 5
_LONGEST_NUMBER = 1000


def plain(text: str) -> Scalar:
    """The value of an untagged plain scalar. Infinities and NaN stay text: JSON has no value for them."""
    if len(text) <= _CONSTANT_LENGTH and text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _NUMBER_START or len(text) > _LONGEST_NUMBER:
        return text
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text, 16)
    if _FLOAT.match(text):
        number = float(text)
        return number if abs(number) != float("inf") else text
    return text


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit core tag such as ``!!str``. Raises ValueError where they do not agree."""
    name = tag.removeprefix("tag:yaml.org,2002:")
    if tag == "!" or name == "str":
        return text
    value = plain(text)
    if name == "float" and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if name in _TYPES and type(value) in _TYPES[name]:
        return value
    raise ValueError(f"a {name} cannot be read from {text!r}" if name in _TYPES else f"unknown tag {tag!r}")


_TYPES: dict[str, tuple[type, ...]] = {"int": (int,), "float": (float,), "bool": (bool,), "null": (type(None),)}
