"""casing: names in camelCase, kebab-case and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from specforge.lint.spectral.function import Option, Outcome, Target, function, is_flag, options_of, types

_WORDS = {
    "flat": r"[a-z][a-z{d}]*",
    "camel": r"[a-z][a-z{d}]*(?:[A-Z{d}](?:[a-z{d}]+|\Z))*",
    "pascal": r"[A-Z][a-z{d}]*(?:[A-Z{d}](?:[a-z{d}]+|\Z))*",
    "kebab": r"[a-z][a-z{d}]*(?:-[a-z{d}]+)*",
    "cobol": r"[A-Z][A-Z{d}]*(?:-[A-Z{d}]+)*",
    "snake": r"[a-z][a-z{d}]*(?:_[a-z{d}]+)*",
    "macro": r"[A-Z][A-Z{d}]*(?:_[A-Z{d}]+)*",
}
_CHAR = '"casing" function and its "separator.char" option accepts only char, i.e. "I" or "/"'
_SEPARATOR = {
    "char": Option(lambda value: isinstance(value, str) and len(value) == 1, _CHAR, required=True),
    "allowLeading": Option(is_flag, types("casing", "separator.allowLeading", "boolean")),
}
_OPTIONS = {
    "type": Option(
        lambda value: isinstance(value, str) and value in _WORDS,
        f'"casing" function and its "type" option accept the following values: {", ".join(_WORDS)}',
        required=True,
    ),
    "disallowDigits": Option(is_flag, types("casing", "disallowDigits", "boolean")),
    "separator": Option(
        lambda value: isinstance(value, dict), types("casing", "separator", "object"), inner=_SEPARATOR
    ),
}
_EXAMPLES = '{ "type": "camel" }, { "type": "pascal", "disallowDigits": true }'


@function("casing", problems=options_of("casing", _OPTIONS, _EXAMPLES))
def casing(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """A string is written in the wanted case."""
    text = target.value
    if not isinstance(text, str) or not text:
        return
    separator = options.get("separator") or {}
    char, leads = separator.get("char"), separator.get("allowLeading") is True
    is_separator = leads and text == char
    digits = options.get("disallowDigits") is not True
    if not is_separator and not _expression(options["type"], digits, char, leads).fullmatch(text):
        yield Outcome(f"must be {options['type']} case")


@lru_cache(maxsize=256)
def _expression(type_: str, digits: bool, char: str | None, leads: bool) -> re.Pattern[str]:
    word = _WORDS[type_].replace("{d}", "0-9" if digits else "")
    if char is None:
        return re.compile(word)
    between = re.escape(char)
    return re.compile(f"{f'(?:{between})?' if leads else ''}{word}(?:{between}{word})*")
