"""Exceptions of a client: a class for each status that the document has errors for."""

from __future__ import annotations

import builtins
from collections.abc import Iterable
from http import HTTPStatus

from specforge.gen.annotate import union
from specforge.gen.client.answers import Content
from specforge.gen.client.context import ClientContext
from specforge.gen.naming import Names, class_name, words
from specforge.gen.plan_client import ErrorClass, FailureCode

_ROOT = "DocumentedError"
# As many types of bodies as a reader of `except NotFound` can tell apart.
_MOST_TYPES = 4
_NAMES = {
    "default": "OtherStatus",
    "2XX": "Success",
    "3XX": "Redirection",
    "4XX": "ClientFault",
    "5XX": "ServerFault",
    # As RFC 9110 calls them: Python's names for these changed with its version.
    "413": "ContentTooLarge",
    "414": "UriTooLong",
    "416": "RangeNotSatisfiable",
    "422": "UnprocessableContent",
}


class ErrorClasses:
    """The classes by status and type of the body. All types must be known before the first name is given."""

    def __init__(self, client: ClientContext, found: Iterable[tuple[str, str]]) -> None:
        self._names = client.error_names
        by_status: dict[str, dict[str, None]] = {}
        for status, type_ in found:
            by_status.setdefault(status, {})[type_] = None
        self.all: list[ErrorClass] = []
        self._known: dict[tuple[str, str], str] = {}
        self._failures: dict[str, FailureCode] = {}
        self._failure_names = Names(("errors", "models", "scalars", "wire"))
        for status in sorted(by_status):
            self._add(status, list(by_status[status]))

    def name_of(self, status: str, type_: str) -> str:
        """The class that is raised for a status with a body of this type."""
        return self._known[status, type_]

    @property
    def failures(self) -> list[FailureCode]:
        """What was asked for by ``failure_of``, each once."""
        return list(self._failures.values())

    def failure_of(self, status: str, contents: tuple[Content, ...]) -> str:
        """The constant that says what is raised for a status, and what its body may be."""
        name = self.name_of(status, body_type(contents))
        code = f"wire.Failure(errors.{name}, {contents_code(contents)})"
        if code not in self._failures:
            constant = self._failure_names.take("_".join(words(name)).upper())
            self._failures[code] = FailureCode(constant, code)
        return self._failures[code].name

    def _add(self, status: str, types: list[str]) -> None:
        name = self._names.take(_name(status))
        if len(types) <= _MOST_TYPES:
            self.all.append(ErrorClass(name, status, f"{_ROOT}[{union(types)}]"))
            self._known.update({(status, type_): name for type_ in types})
            return
        self.all.append(ErrorClass(name, status, f"{_ROOT}[Any]"))
        for type_ in types:
            own = self._names.take(f"{name}With{_type_name(type_)}")
            self.all.append(ErrorClass(own, status, name))
            self._known[status, type_] = own


def _type_name(type_: str) -> str:
    """``models.Problem`` to ``Problem``, ``list[str]`` to ``ListStr``."""
    return class_name(type_.removeprefix("models."), "Body").removesuffix("_")


def _name(status: str) -> str:
    if status in _NAMES:
        return _NAMES[status]
    try:
        name = class_name(HTTPStatus(int(status)).phrase.replace("'", "").title(), "Status")
    except ValueError:
        return f"Status{status}"
    return f"{name}Status" if hasattr(builtins, name) else name


def body_type(contents: tuple[Content, ...]) -> str:
    """What the body of an error is read as."""
    return union([one.type for one in contents]) if contents else "None"


def contents_code(contents: tuple[Content, ...]) -> str:
    """A tuple of ``wire.Media`` expressions."""
    return f"({', '.join(one.code for one in contents)}{',' if len(contents) == 1 else ''})"
