"""JSONPath (RFC 9535) without expressions that a hostile value could keep busy. Loaded when a path is first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonpath

_ENVIRONMENT = jsonpath.JSONPathEnvironment(strict=True)
for _name in ("match", "search"):
    _ENVIRONMENT.function_extensions.pop(_name, None)


def compile_path(text: str) -> Callable[[Any], list[Any]]:
    """A function that gives the values that a path leads to. Raises ValueError, which says what is wrong."""
    try:
        compiled = _ENVIRONMENT.compile(text)
    except (jsonpath.JSONPathError, RecursionError) as error:
        raise ValueError(str(error).splitlines()[0]) from error

    def find(value: Any) -> list[Any]:
        try:
            return compiled.findall(value)
        except (jsonpath.JSONPathError, RecursionError, TypeError):
            return []

    return find
