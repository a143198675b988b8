"""What an operation says of its parameters, ready to check requests with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Operation, Parameter, Schema
from specforge.document.place import Place
from specforge.mock.diagnostic import WARNING, Diagnostic
from specforge.mock.message import Request
from specforge.mock.postman import POSTMAN
from specforge.mock.wording import diagnose
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.styles import MISSING, ParameterCodec

# The order in which Prism reports; cookies, which it does not look at, come last.
LOCATIONS = ("header", "query", "querystring", "path", "cookie")

# OpenAPI 3.1 section 4.8.12.1: a parameter with one of these names is to be ignored.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})

Raw = Callable[[Request, dict[str, str]], Any]


@dataclass(frozen=True, slots=True)
class ParameterCheck:
    """One parameter. ``raw`` finds its text in a request."""

    name: str
    location: str
    required: bool
    deprecated: bool
    allows_empty: bool
    codec: ParameterCodec
    schema: CompiledSchema | None
    raw: Raw
    place: Place

    def run(self, request: Request, path: dict[str, str]) -> list[Diagnostic]:
        raw = self.raw(request, path)
        value = MISSING if raw is None else self.codec.decode(raw)
        if value is MISSING:
            return [self._missing()] if self.required else []
        found = self._judge(value)
        if found:
            found = self._judge(self.codec.decode_escaped(raw))
        if value == "" or value == [""]:
            return self._empty(found)
        return [*found, self._deprecated()] if self.deprecated else found

    def _judge(self, value: Any) -> list[Diagnostic]:
        return [] if self.schema is None or self.schema.is_valid(value) else self._violations(value)

    def _empty(self, found: list[Diagnostic]) -> list[Diagnostic]:
        """``?limit=``, which Prism takes for no value at all. Here it is one, where the schema has a place for it."""
        if self.allows_empty:
            return []
        return [self._missing()] if found and self.required else found

    def _violations(self, value: Any) -> list[Diagnostic]:
        assert self.schema is not None
        location = (self.location, self.name.lower())
        return diagnose(self.schema, value, "Request", location, is_text=True)

    def _missing(self) -> Diagnostic:
        message = f"Request {self.location} must have required property '{self.name.lower()}'"
        return Diagnostic(message, "required", (self.location,), place=self.place)

    def _deprecated(self) -> Diagnostic:
        message = f"{self.location.capitalize()} param {self.name} is deprecated"
        return Diagnostic(message, "deprecated", (self.location, self.name), WARNING, place=self.place)


def compile_parameters(operation: Operation, checker: SchemaChecker) -> tuple[ParameterCheck, ...]:
    """The checks of an operation in the order in which they are reported."""
    checks = [_check(parameter, checker) for parameter in operation.parameters if _is_checked(parameter)]
    return tuple(sorted(checks, key=lambda check: (LOCATIONS.index(check.location), not check.required)))


def check_parameters(checks: Sequence[ParameterCheck], request: Request, path: dict[str, str]) -> list[Diagnostic]:
    """What is wrong with the parameters of a request; ``path`` holds the raw path parameters."""
    return [diagnostic for check in checks for diagnostic in check.run(request, path)]


def _is_checked(parameter: Parameter) -> bool:
    is_ignored = parameter.location == "header" and parameter.name.lower() in _IGNORED_HEADERS
    if is_ignored and not (parameter.node.resolver.version.is_swagger or parameter.flag(POSTMAN)):
        return False
    return parameter.location in LOCATIONS and bool(parameter.name)


def _check(parameter: Parameter, checker: SchemaChecker) -> ParameterCheck:
    schema = _schema(parameter)
    return ParameterCheck(
        parameter.name,
        parameter.location,
        parameter.required,
        parameter.deprecated or parameter.flag("x-deprecated"),
        parameter.location == "query" and parameter.flag("allowEmptyValue"),
        ParameterCodec(parameter),
        checker.compile(schema, "request") if schema is not None else None,
        _raw(parameter),
        parameter.place,
    )


def _schema(parameter: Parameter) -> Schema | None:
    content = next(iter(parameter.content.values()), None)
    return content.schema if content is not None else parameter.schema


def _raw(parameter: Parameter) -> Raw:
    name = parameter.name
    match parameter.location:
        case "path":
            return lambda request, path: path.get(name)
        case "header":
            key = name.lower()
            return lambda request, path: request.headers.get(key)
        case "query":
            return lambda request, path: request.query_parts
        case "cookie":
            return lambda request, path: request.headers.get("cookie")
    return lambda request, path: request.query or None
