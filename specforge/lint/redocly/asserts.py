"""What the assertions of a redocly.yaml ask of a value; each yields a sentence for everything that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from specforge.lint.spectral import javascript as js
from specforge.lint.spectral.functions.alphabetical import collated
from specforge.lint.spectral.graph import UNDEFINED
from specforge.lint.spectral.regex import Regex

_CASES = {
    "camelCase": re.compile(r"[a-z][a-zA-Z0-9]*"),
    "kebab-case": re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*"),
    "snake_case": re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*"),
    "PascalCase": re.compile(r"[A-Z][a-zA-Z0-9]+"),
    "MACRO_CASE": re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*"),
    "COBOL-CASE": re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*"),
    "flatcase": re.compile(r"[a-z][a-z0-9]+"),
}


class Wrong(NamedTuple):
    """A sentence, and the key below the value that it is about, if it is about one."""

    message: str
    key: str | None = None


Assert = Callable[[Any, Any], Iterator[Wrong]]


def _each(value: Any) -> list[Any]:
    """The elements of a list, the keys of an object, or the one value."""
    if isinstance(value, dict | list):
        return list(value)
    return [] if value is UNDEFINED else [value]


def _of_each(fits: Callable[[Any, Any], bool], wanted: Callable[[Any], str]) -> Assert:
    def check(value: Any, given: Any) -> Iterator[Wrong]:
        for item in _each(value):
            if not fits(item, given):
                key = str(item) if isinstance(value, dict) else None
                yield Wrong(f"{js.printed(item)} {wanted(given)}", key)

    return check


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _matches(item: Any, given: Any) -> bool:
    return isinstance(item, str) and Regex.of(str(given)).search(item)


def _in_case(item: Any, given: Any) -> bool:
    return isinstance(item, str) and _CASES[given].fullmatch(item) is not None


def _defined(value: Any, given: Any) -> Iterator[Wrong]:
    if (value is not UNDEFINED) is not bool(given):
        yield Wrong("it should be defined" if given else "it should not be defined")


def _non_empty(value: Any, given: Any) -> Iterator[Wrong]:
    is_empty = value is UNDEFINED or value is None or value == "" or value == []
    if is_empty is bool(given):
        yield Wrong("it should not be empty" if given else "it should be empty")


def _required(value: Any, given: Any) -> Iterator[Wrong]:
    present = _each(value)
    yield from (Wrong(f"`{name}` is required") for name in _listed(given) if name not in present)


def _contains(value: Any, given: Any) -> Iterator[Wrong]:
    if isinstance(value, str | list):
        present = _each(value)
        yield from (
            Wrong(f"{js.printed(name)} should be in the list") for name in _listed(given) if name not in present
        )


def _min_length(value: Any, given: Any) -> Iterator[Wrong]:
    if isinstance(value, str | list | dict) and len(value) < given:
        yield Wrong(f"it should have at least {given} characters")


def _max_length(value: Any, given: Any) -> Iterator[Wrong]:
    if isinstance(value, str | list | dict) and len(value) > given:
        yield Wrong(f"it should have at most {given} characters")


def _present(value: Any, given: Any) -> list[str]:
    names = _each(value)
    return [name for name in _listed(given) if name in names]


def _mutually_exclusive(value: Any, given: Any) -> Iterator[Wrong]:
    if len(_present(value, given)) > 1:
        yield Wrong(f"{', '.join(given)} should be mutually exclusive")


def _mutually_required(value: Any, given: Any) -> Iterator[Wrong]:
    if 0 < len(_present(value, given)) < len(given):
        yield Wrong(f"{', '.join(given)} are mutually required")


def _require_any(value: Any, given: Any) -> Iterator[Wrong]:
    if not _present(value, given):
        yield Wrong(f"it should have any of {', '.join(given)}")


def _sorted(value: Any, given: Any) -> Iterator[Wrong]:
    direction = given.get("direction") if isinstance(given, dict) else given
    by = given.get("property") if isinstance(given, dict) else None
    items = _each(value)
    keys = [item.get(by, "") if isinstance(item, dict) and by else item for item in items]
    texts = [collated(js.text_of(key)) for key in keys]
    if texts != sorted(texts, reverse=direction == "desc"):
        yield Wrong(f"it should be sorted in {'a descending' if direction == 'desc' else 'an ascending'} order")


ASSERTS: dict[str, Assert] = {
    "pattern": _of_each(_matches, lambda given: f"should match {given}"),
    "notPattern": _of_each(lambda item, given: not _matches(item, given), lambda given: f"should not match {given}"),
    "enum": _of_each(
        lambda item, given: item in _listed(given), lambda given: "should be one of the predefined values"
    ),
    "disallowed": _of_each(lambda item, given: item not in _listed(given), lambda given: "is disallowed"),
    "const": _of_each(js.same, lambda given: f"should be equal to {js.printed(given)}"),
    "casing": _of_each(_in_case, lambda given: f"should use {given}"),
    "defined": _defined,
    "nonEmpty": _non_empty,
    "required": _required,
    "contains": _contains,
    "minLength": _min_length,
    "maxLength": _max_length,
    "mutuallyExclusive": _mutually_exclusive,
    "mutuallyRequired": _mutually_required,
    "requireAny": _require_any,
    "sortOrder": _sorted,
}


def problem_of(name: str, given: Any) -> str | None:
    """What is wrong with what an assertion is given; None when it can be carried out."""
    if name in ("pattern", "notPattern"):
        try:
            Regex.of(str(given))
        except ValueError as problem:
            return str(problem)
    if name == "casing" and given not in _CASES:
        return f"there is no casing {given!r}: known are {', '.join(_CASES)}"
    if name in ("minLength", "maxLength") and (isinstance(given, bool) or not isinstance(given, int | float)):
        return f"`{name}` must be a number"
    if name in ("mutuallyExclusive", "mutuallyRequired", "requireAny", "required") and not (
        isinstance(given, list) and all(isinstance(item, str) for item in given)
    ):
        return f"`{name}` must be a list of names"
    return None
