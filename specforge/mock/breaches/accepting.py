"""What is wrong with a request, as the promise that it breaks; and the promises that requests of an operation can
break."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from specforge.document.model import MediaType, Operation, Parameter
from specforge.document.place import Place
from specforge.mock.breaches.broken import Broken, broken_values
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.outgoing import body_value, parameter_value, schema_of, sent_parameters
from specforge.mock.secure import OPEN, compile_guards
from specforge.mock.standin import ABSENT
from specforge.values.check import CompiledSchema, Direction, SchemaChecker, Violation
from specforge.values.media import UndecodableBody, decode_body, encode_body
from specforge.values.mediatypes import is_json
from specforge.values.styles import MISSING, ParameterCodec
from specforge.values.violations import without_echoes

_LOCATIONS = frozenset({"header", "query", "querystring", "path", "cookie"})
SECURITY = "security"


class Fault(NamedTuple):
    """One promise that a request breaks: a ``part`` of it (``query limit``, ``body``) and the place of the keyword."""

    part: str
    place: Place | None = None


class Promise(NamedTuple):
    """A fault that requests of an operation can have, in words."""

    fault: Fault
    keyword: str
    place: Place
    what: str


def fault_of(diagnostic: Diagnostic) -> Fault:
    """The promise behind a diagnostic."""
    location = diagnostic.location or ()
    if diagnostic.code == 401:
        return Fault(SECURITY)
    if len(location) > 1 and location[0] in _LOCATIONS:
        return Fault(f"{location[0]} {location[1]}", diagnostic.place)
    if diagnostic.code in (400, 415):
        return Fault(str(diagnostic.code), diagnostic.place)
    is_missing = diagnostic.code == "required" and len(location) <= 1 and location[:1] != ("body",)
    return Fault("missing" if is_missing else "body", diagnostic.place)


class OneWordChecker(SchemaChecker):
    """A checker that says of a wrong value what a reader would: not what each alternative has against it."""

    def compile(self, schema: Any, direction: Direction = None) -> CompiledSchema:
        """Never fails."""
        key = (schema.node, direction)
        if key not in self._compiled:
            self._compiled[key] = _OneWord(schema, self._pool(direction))
        return self._compiled[key]


class _OneWord(CompiledSchema):
    def all_violations(self, value: Any, most: int) -> list[Violation]:
        return without_echoes(self.violations(value))[:most]

    def first_violations(self, value: Any) -> list[Violation]:
        return without_echoes(self.violations(value))


def promises(operation: Operation, checker: SchemaChecker) -> Iterator[Promise]:
    """What requests of the operation must keep to, as far as a mock refuses them for it."""
    for parameter in sent_parameters(operation):
        yield from _of_parameter(parameter, checker)
    yield from _of_body(operation, checker)
    guards = compile_guards(operation)
    if guards and OPEN not in guards and operation.security:
        place = operation.security[0].place
        yield Promise(Fault(SECURITY), "security", place, "a request without credentials")


def _of_parameter(parameter: Parameter, checker: SchemaChecker) -> Iterator[Promise]:
    called = f"the {parameter.location} parameter `{parameter.name}`"
    if parameter.required and parameter.location != "path":
        yield Promise(Fault("missing", parameter.place), "required", parameter.place, f"a request without {called}")
    schema = schema_of(parameter)
    value = parameter_value(parameter, checker) if schema is not None else ABSENT
    if schema is None or value is ABSENT:
        return
    part = f"{parameter.location} {parameter.name.lower()}"
    for broken in broken_values(checker.compile(schema, "request"), value, _travelled(parameter, value)):
        keyword = _word(broken)
        what = f"{called} with a value that breaks `{keyword}`"
        yield Promise(Fault(part, broken.place), keyword, broken.place, what)


def _word(broken: Broken) -> str:
    return "type" if broken.keyword == "null" else broken.keyword


def _travelled(parameter: Parameter, valid: Any) -> Callable[[Any], Any]:
    """What arrives of a value; where nothing does, that which breaks nothing."""
    codec = ParameterCodec(parameter)

    def read(value: Any) -> Any:
        if value in ("", None, [], {}) or (parameter.location == "path" and "/" in str(value)):
            return valid
        arrived = codec.decode(codec.encode(value))
        return valid if arrived is MISSING else arrived

    return read


def _of_body(operation: Operation, checker: SchemaChecker) -> Iterator[Promise]:
    body = operation.request_body
    if body is None or not body.content:
        return
    if body.required:
        yield Promise(Fault("missing", body.place), "required", body.place, "a request without its body")
    if "*/*" not in body.content:
        what = "a body of a media type that is not offered"
        yield Promise(Fault("415", body.place), "content", body.place, what)
    for media in body.content.values():
        if is_json(media.name):
            yield Promise(Fault("400", media.place), "syntax", media.place, "a body that is no JSON")
        for broken in _broken_bodies(media, checker):
            where, keyword = ".".join(map(str, broken.path)), _word(broken)
            what = f"a body that breaks `{keyword}`" + (f" (`{where}`)" if where else "")
            yield Promise(Fault("body", broken.place), keyword, broken.place, what)


def _broken_bodies(media: MediaType, checker: SchemaChecker) -> Iterator[Broken]:
    value = body_value(media, checker) if media.schema is not None else ABSENT
    if media.schema is None or value is ABSENT:
        return

    def read(new: Any) -> Any:
        if is_json(media.name):
            return new
        try:
            return decode_body(*encode_body(media.name, new, media), media)
        except (UndecodableBody, TypeError, ValueError, AttributeError):
            return value

    yield from broken_values(checker.compile(media.schema, "request"), value, read)
