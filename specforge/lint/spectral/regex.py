"""Regular expressions of JavaScript, carried out by an engine that cannot hang."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import jsonschema_rs

from specforge.values.patterns import usable

_LITERAL = re.compile(r"/(.+)/([a-z]*)", re.DOTALL)
# Those that say nothing about whether a text matches.
_IDLE_FLAGS = frozenset("guvyd")
_BACKTRACKS = 100_000


class RegexProblem(ValueError):
    """An expression that cannot be read."""


class Regex:
    """``search`` tells whether the expression matches somewhere in a text."""

    def __init__(self, pattern: str, flags: str = "") -> None:
        """Raises RegexProblem."""
        unknown = set(flags) - _IDLE_FLAGS - set("ims")
        if unknown:
            raise RegexProblem(f"`{flags}` are no flags of a regular expression")
        self.pattern = pattern
        inline = "".join(flag for flag in "ims" if flag in flags)
        self._validator = _validator(f"(?{inline})" if inline else "", pattern)

    @classmethod
    def of(cls, text: str) -> Regex:
        """The expression of ``/text/flags`` or of a plain text. Raises RegexProblem."""
        literal = _LITERAL.fullmatch(text)
        return cls(literal[1], literal[2]) if literal else cls(text)

    def search(self, text: str) -> bool:
        return bool(self._validator.is_valid(text))


@lru_cache(maxsize=1024)
def _validator(prefix: str, pattern: str) -> Any:
    translated = usable(pattern)
    if translated is None:
        raise RegexProblem(f"`{pattern}` is no regular expression")
    options = jsonschema_rs.FancyRegexOptions(backtrack_limit=_BACKTRACKS)
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": prefix + translated}, pattern_options=options)
    except ValueError as problem:
        raise RegexProblem(f"`{pattern}` is no regular expression") from problem
