"""What invalid-pattern and the rules about structure share: patterns that are no regular expressions."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import lru_cache

from specforge.document.model import View
from specforge.document.place import Place
from specforge.lint.rule import Problem
from specforge.values.patterns import usable

KINDS = ("Schema", "Parameter", "Header")
FIELDS = ("pattern", "patternProperties")


def problems(view: View) -> Iterator[Problem]:
    """A problem for each pattern of a schema that no tool can use."""
    for pattern, place in _patterns(view):
        problem = _problem(pattern)
        if problem is not None:
            yield Problem(f"`{pattern}` is no regular expression: {problem}", place)


def _patterns(view: View) -> Iterator[tuple[str, Place]]:
    pattern = view.get("pattern")
    if isinstance(pattern, str):
        yield pattern, view.place.child("pattern")
    by_pattern = view.get("patternProperties")
    for key in by_pattern if isinstance(by_pattern, dict) else ():
        yield key, view.place.child("patternProperties", key, key=True)


@lru_cache(maxsize=4096)
def _problem(pattern: str) -> str | None:
    """JSON Schema asks for expressions of ECMA-262, authors write those of their language. Wrong is what none takes."""
    if usable(pattern) is not None:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            return str(error)
    return None
