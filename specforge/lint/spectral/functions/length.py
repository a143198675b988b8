"""length: how long a string or an array is, how many members an object has, or how large a number is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import (
    Option,
    OptionProblem,
    Outcome,
    Target,
    function,
    is_number,
    options_of,
    types,
)

_PROPERTY = '#{{print("property")}}'
_OPTIONS = {name: Option(is_number, types("length", name, "number")) for name in ("min", "max")}
_of_table = options_of("length", _OPTIONS, '{ "min": 2 }, { "max": 5 }, { "min": 0, "max": 10 }')


def _problems(options: Any) -> Iterator[OptionProblem]:
    yield from _of_table(options)
    if options == {}:
        yield OptionProblem('"length" function needs "min" or "max"')


@function("length", problems=_problems)
def length(target: Target, options: dict[str, Any]) -> Iterator[Outcome]:
    """Neither shorter than ``min`` nor longer than ``max``."""
    value = target.value
    if is_number(value):
        size = value
    elif isinstance(value, str):
        size = len(value.encode("utf-16-le", "surrogatepass")) // 2
    elif isinstance(value, list | dict):
        size = len(value)
    else:
        return
    if "min" in options and size < options["min"]:
        yield Outcome(f"{_PROPERTY}must be longer than {js.printed(options['min'])}")
    if "max" in options and size > options["max"]:
        yield Outcome(f"{_PROPERTY}must be shorter than {js.printed(options['max'])}")
