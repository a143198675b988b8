"""truthy, falsy, defined and undefined: is there something, and does it count as true in JavaScript?"""

from __future__ import annotations

from collections.abc import Iterator

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.function import Outcome, Target, function
from specforge.lint.spectral.graph import UNDEFINED

_PROPERTY = '#{{print("property")}}'


@function("truthy")
def truthy(target: Target, options: None) -> Iterator[Outcome]:
    """There is a value, and it is not false, 0, null or the empty string."""
    if not js.truthy(target.value) and not isinstance(target.value, dict | list):
        yield Outcome(f"{_PROPERTY}must be truthy")


@function("falsy")
def falsy(target: Target, options: None) -> Iterator[Outcome]:
    """The opposite of truthy."""
    if js.truthy(target.value) or isinstance(target.value, dict | list):
        yield Outcome(f"{_PROPERTY}must be falsy")


@function("defined")
def defined(target: Target, options: None) -> Iterator[Outcome]:
    """There is a value, be it null."""
    if target.value is UNDEFINED:
        yield Outcome(f"{_PROPERTY}must be defined")


@function("undefined")
def undefined(target: Target, options: None) -> Iterator[Outcome]:
    """There is nothing."""
    if target.value is not UNDEFINED:
        yield Outcome(f"{_PROPERTY}must be undefined")
