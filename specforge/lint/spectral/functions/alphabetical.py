"""alphabetical: keys or elements in alphabetical order."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import Option, Outcome, Target, function, is_text, options_of, types

_PROPERTY = '#{{print("property")}}'
_OPTIONS = {"keyedBy": Option(is_text, types("alphabetical", "keyedBy", "string"))}


@function(
    "alphabetical",
    problems=options_of("alphabetical", _OPTIONS, 'null (no options), { "keyedBy": "my-key" }', optional=True),
)
def alphabetical(target: Target, options: dict[str, Any] | None) -> Iterator[Outcome]:
    """Keys of an object, elements of an array, or elements by their member ``keyedBy``, are in order."""
    value = target.value
    if not isinstance(value, dict | list) or len(value) < 2:
        return
    items: list[Any] = list(value)
    by = (options or {}).get("keyedBy")
    if by is not None:
        unfolded = target.unfolded(2)
        if not isinstance(unfolded, list) or not all(isinstance(item, dict | list) for item in unfolded):
            yield Outcome(f"{_PROPERTY}must be an object")
            return
        items = [item.get(by) if isinstance(item, dict) else None for item in unfolded]
    if not all(isinstance(item, str | int | float) and not isinstance(item, bool) for item in items):
        yield Outcome(f"{_PROPERTY}must be one of the allowed types: number, string")
        return
    for index, (left, right) in enumerate(pairwise(items)):
        if _stands_after(left, right):
            if by is not None:
                yield Outcome("properties must follow the alphabetical order")
            else:
                message = f"{js.printed(left)} must be placed after {js.printed(right)}"
                yield Outcome(message, (index,) if isinstance(value, list) else (left,))
            return


def _stands_after(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        numbers = js.number_of(left), js.number_of(right)
        if not any(math.isnan(number) for number in numbers):
            return numbers[0] > numbers[1]
        return collated(left) > collated(right)
    return js.number_of(left) > js.number_of(right)


def collated(text: str) -> tuple[Any, ...]:
    """A key that orders texts as a dictionary does: punctuation, digits, letters; case decides last, lower first."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    weights = tuple((_rank(sign), sign.lower()) for sign in plain)
    return weights, unicodedata.normalize("NFD", text).lower(), text.swapcase()


_PUNCTUATION = "_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$"


def _rank(sign: str) -> int:
    if sign.isspace():
        return 0
    if sign.isalpha():
        return 500
    if sign.isdigit():
        return 400
    return 1 + _PUNCTUATION.find(sign) if sign in _PUNCTUATION else 300
