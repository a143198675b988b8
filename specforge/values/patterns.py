"""Regular expressions of authors, made fit for the validator.

JSON Schema wants ECMA-262 expressions (2020-12 section 6.4); authors write whatever their language knows. One that the
validator refuses would make the whole schema unusable, so it is translated where its meaning is plain and otherwise
left out: lint tells the author, values are then simply not held to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import jsonschema_rs

_REWRITES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\[zZ]"), "$"),
    (re.compile(r"\[\^\]"), r"[\\s\\S]"),
    (re.compile(r"\(\?#[^)]*\)"), ""),
    (re.compile(r"\\e"), r"\\x1b"),
    (re.compile(r"\\h"), r"[ \\t]"),
    (re.compile(r"\\Q(.*?)\\E"), lambda match: re.escape(match[1])),
    # A hyphen beside a class such as \w is a plain hyphen in every dialect that accepts it.
    (re.compile(r"(?<=\\[wdsWDS])-(?!\])"), r"\\-"),
    (re.compile(r"(?<=[^\[\\^])-(?=\\[wdsWDS])"), r"\\-"),
    (re.compile(r"\{,(\d+)\}"), r"{0,\1}"),
    # A brace that opens no quantifier is a plain brace (ECMA-262 annex B.1.2).
    (re.compile(r"(?<![\\pPuxk])\{(?!\d+(,\d*)?\})"), r"\\{"),
)
# `a{1,9}{1,9}` is no expression of ECMA-262. The validator takes it all the same, and may then calculate for minutes.
_REPEATED_TWICE = re.compile(r"(?<!\\)\{\d+(,\d*)?\}\{\d+(,\d*)?\}")


@lru_cache(maxsize=4096)
def usable(pattern: str) -> str | None:
    """The expression as the validator understands it, or None when there is no way to say it."""
    if _compiles(pattern):
        return pattern
    for expression, replacement in _REWRITES:
        pattern = expression.sub(replacement, pattern)
        if _compiles(pattern):
            return pattern
    return None


def _compiles(pattern: str) -> bool:
    if _REPEATED_TWICE.search(pattern):
        return False
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except ValueError:
        return False
    return True
