"""Regular expressions of ECMA-262 in the words of Python's engine.

JSON Schema wants ECMA-262 expressions (2020-12 section 6.4) with their Unicode flag. Python's engine and the one of
pydantic read some of the same signs differently: ``\\d`` matches digits of every script, ``$`` matches before a line
feed. What means the same everywhere is left alone, so that most models say what the contract says.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from specforge.gen.keywords import compiles, pydantic_pattern

_SPACE = r"\t\n\x0b\f\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_CLASSES = {"d": "0-9", "w": "A-Za-z0-9_", "s": _SPACE}
_ANYTHING = (r"\s\S", r"\S\s", r"\d\D", r"\D\d", r"\w\W", r"\W\w")
_CONTROL = re.compile(r"\\c([A-Za-z])")
_CODE = re.compile(r"\\u\{([0-9A-Fa-f]{1,6})\}|\\u([dD][89abAB][0-9A-Fa-f]{2})\\u([dD][c-fC-F][0-9A-Fa-f]{2})")
_PROPERTY = re.compile(r"\\([pP])\{(?:General_Category=|gc=)?(\w+)\}")
_QUANTIFIER = re.compile(r"\{\d+(,\d*)?\}")
# What pydantic's engine and ECMA-262 do not read alike. A point, which differs at rare line ends only, is no reason.
_DIFFERENT = re.compile(r"\\[dDwWsSbBcku0-9]|\(\?[=!<]|\[\]|\[\^\]|\[[^\]]*(\[|&&|--|~~)")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONG_NAMES = {"Letter": "L", "Alphabetic": "L", "Uppercase_Letter": "Lu", "Uppercase": "Lu", "Lowercase_Letter": "Ll"}
_LONG_NAMES |= {
    "Lowercase": "Ll",
    "Number": "N",
    "Decimal_Number": "Nd",
    "Punctuation": "P",
    "Symbol": "S",
    "digit": "Nd",
}


class _Untranslatable(ValueError):
    """An expression that has no equal in Python."""


def is_native(pattern: str) -> bool:
    """True when pydantic's own engine reads the expression as ECMA-262 does."""
    return not _DIFFERENT.search(pattern) and pydantic_pattern(pattern)


def native_pattern(pattern: str) -> str | None:
    """The expression in the words of pydantic's engine, where classes may hold classes; None where it has none."""
    spelled = _ESCAPE.sub(_spelled_out, pattern)
    is_alike = not _DIFFERENT.search(_ESCAPE.sub(lambda match: "" if match[1] in "dDwWsSb" else match[0], pattern))
    return spelled if is_alike and pydantic_pattern(spelled) else None


def _spelled_out(match: re.Match[str]) -> str:
    letter = match[1]
    if letter == "b":
        return r"(?-u:\b)"
    if letter in "dDwWsS":
        return f"[{'^' if letter.isupper() else ''}{_CLASSES[letter.lower()]}]"
    return match[0]


@lru_cache(maxsize=4096)
def python_pattern(pattern: str) -> str | None:
    """An expression that Python's ``re.search`` reads as ECMA-262 reads ``pattern``; None where there is none."""
    try:
        translated = _Translator(pattern).translate()
    except (_Untranslatable, IndexError):
        return None
    return translated if compiles(translated) else None


class _Translator:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def translate(self) -> str:
        parts: list[str] = []
        while self._at < len(self._text):
            parts.append(self._one())
        return "".join(parts)

    def _one(self) -> str:
        """The next sign, outside a class."""
        char = self._text[self._at]
        if char == "\\":
            return self._escape(is_inside=False)
        if char == "[":
            return self._class()
        if self._take("(?<"):
            return "(?<" if self._text[self._at] in "=!" else "(?P<"
        self._at += 1
        if char == "{" and not _QUANTIFIER.match(self._text, self._at - 1):
            return "\\{"
        return {"$": r"\Z", ".": r"[^\n\r\u2028\u2029]"}.get(char, char)

    def _take(self, expected: str) -> bool:
        found = self._text.startswith(expected, self._at)
        self._at += len(expected) if found else 0
        return found

    def _escape(self, *, is_inside: bool) -> str:
        for expression in (_CONTROL, _CODE, _PROPERTY):
            match = expression.match(self._text, self._at)
            if match:
                self._at = match.end()
                return _special(match, is_inside=is_inside)
        char = self._text[self._at + 1]
        self._at += 2
        if char in "dws":
            return _CLASSES[char] if is_inside else f"[{_CLASSES[char]}]"
        if char in "DWS":
            return _ranges(_CLASSES[char.lower()], is_negated=True) if is_inside else f"[^{_CLASSES[char.lower()]}]"
        return self._plain_escape(char, is_inside=is_inside)

    def _plain_escape(self, char: str, *, is_inside: bool) -> str:
        if char in "bB" and not is_inside:
            return f"(?a:\\{char})"
        if char == "k" and self._take("<"):
            end = self._text.index(">", self._at)
            name, self._at = self._text[self._at : end], end + 1
            return f"(?P={name})"
        if char == "0":
            return r"\x00"
        # Python's own spellings of the two ends of a text, which authors use too.
        if char in "AZz":
            return r"\A" if char == "A" else r"\Z"
        return f"\\{char}" if char in "nrtfvxubB123456789" else re.escape(char)

    def _class(self) -> str:
        start = self._at
        self._at += 1
        is_negated = self._take("^")
        parts: list[str] = []
        while self._text[self._at] != "]":
            char = self._text[self._at]
            if char == "\\":
                parts.append(self._escape(is_inside=True))
                continue
            self._at += 1
            parts.append(char if char == "-" or char.isalnum() else re.escape(char))
        self._at += 1
        if not parts:
            return r"[\s\S]" if is_negated else r"(?!)"
        if any(pair in self._text[start : self._at] for pair in _ANYTHING) and not is_negated:
            return r"[\s\S]"
        return f"[{'^' if is_negated else ''}{_without_ranges_of_classes(parts)}]"


def _special(match: re.Match[str], *, is_inside: bool) -> str:
    """Control characters, code points and Unicode properties."""
    if match.re is _CONTROL:
        return f"\\x{ord(match[1]) % 32:02x}"
    if match.re is _CODE:
        code = int(match[1], 16) if match[1] else _joined(int(match[2], 16), int(match[3], 16))
        if code > sys.maxunicode:
            raise _Untranslatable(match[0])
        return f"\\U{code:08x}"
    ranges = _property(_LONG_NAMES.get(match[2], match[2]), is_negated=match[1] == "P")
    return ranges if is_inside else f"[{ranges}]"


def _joined(high: int, low: int) -> int:
    """The code point of a surrogate pair."""
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)


def _without_ranges_of_classes(parts: list[str]) -> str:
    """A hyphen beside a class such as ``\\w`` is a plain hyphen."""
    text = ""
    for number, part in enumerate(parts):
        before, after = (parts[number - 1] if number else ""), (parts[number + 1] if number + 1 < len(parts) else "")
        is_plain = part == "-" and (len(before) > 10 or len(after) > 10 or _is_class(before) or _is_class(after))
        text += "\\-" if is_plain else part
    return text


def _is_class(part: str) -> bool:
    return part in _CLASSES.values()


def _ranges(members: str, *, is_negated: bool) -> str:
    expression = re.compile(f"[{'^' if is_negated else ''}{members}]")
    return _written(bool(expression.match(chr(code))) for code in range(sys.maxunicode + 1))


@lru_cache(maxsize=64)
def _property(name: str, *, is_negated: bool) -> str:
    """The characters of a general category, as this Python knows them."""
    categories = {unicodedata.category(chr(code)) for code in range(0x3000)}
    if not any(category.startswith(name) for category in categories):
        raise _Untranslatable(name)
    return _written(
        unicodedata.category(chr(code)).startswith(name) != is_negated for code in range(sys.maxunicode + 1)
    )


def _written(members: Iterable[bool]) -> str:
    """The runs of members as the inside of a class."""
    runs: list[tuple[int, int]] = []
    for code, is_member in enumerate(members):
        if is_member and runs and runs[-1][1] == code - 1:
            runs[-1] = (runs[-1][0], code)
        elif is_member:
            runs.append((code, code))
    return "".join(f"\\U{first:08x}" + (f"-\\U{last:08x}" if last > first else "") for first, last in runs)
