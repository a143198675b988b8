"""What is wrong with a request, by the document: the counterpart of ``conform`` for what was sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from specforge.contract.problem import causes, path_text
from specforge.document.model import MediaType, Operation, Parameter, RequestBody, Schema
from specforge.document.place import Place
from specforge.document.routes import Router
from specforge.document.view import View
from specforge.findings.exchange import SentRequest
from specforge.values.check import SchemaChecker, Violation
from specforge.values.lists.paging import is_cursor
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_form, is_multipart
from specforge.values.styles import MISSING, ParameterCodec, split_query

# OpenAPI "Parameter Object": header parameters of these names are ignored; not so in Swagger 2.0.
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})
_ALTERNATIVES = ("oneOf", "anyOf")
_MOST_INSIDE = 30


@dataclass(frozen=True, slots=True)
class Fault:
    """A keyword that the request violates. ``location`` is ``query``, ``path``, ``header``, ``cookie`` or ``body``.
    ``inside``: where none of several alternatives fits, what is wrong with each of them."""

    location: str
    name: str
    message: str
    place: Place
    inside: tuple[Fault, ...] = ()


def fault_at(faults: Iterable[Fault], place: Place) -> Fault | None:
    """The fault that a keyword is the reason for; the first, where several are."""
    every = [each for fault in faults for each in (fault, *fault.inside)]
    return next((fault for fault in every if fault.place == place), None)


@dataclass(slots=True)
class Verdict:
    """``faults`` is everything found; ``certain`` is False when some part of the request could not be judged."""

    faults: list[Fault] = field(default_factory=list)
    certain: bool = True


class RequestJudge:
    """Judges requests by one document, as they went over the wire."""

    def __init__(self, checker: SchemaChecker) -> None:
        self._checker = checker
        self._codecs: dict[Place, ParameterCodec] = {}

    def judge(self, operation: Operation, request: SentRequest) -> Verdict:
        """What the request violates of the operation's parameters and body."""
        verdict = Verdict()
        segments = path_values(operation.path, request.path)
        for parameter in operation.parameters:
            self._judge_parameter(parameter, raw_value(parameter, request, segments), verdict)
        self._judge_body(operation, request, verdict)
        return verdict

    def _judge_parameter(self, parameter: Parameter, raw: Any, verdict: Verdict) -> None:
        if is_ignored(parameter):
            return
        codec = self._codecs.setdefault(parameter.place, ParameterCodec(parameter))
        value = codec.decode(raw)
        if value is MISSING:
            if parameter.required:
                verdict.faults.append(_missing(parameter))
            return
        schema = next((media.schema for media in parameter.content.values()), parameter.schema)
        if schema is None:
            return
        if is_repeated(parameter, schema, raw):
            verdict.certain = False
            return
        found = list(self._violations(parameter.location, parameter.name, schema, value))
        if found and self._checker.compile(schema, "request").is_valid(codec.decode_escaped(raw)):
            verdict.certain = False  # commas that are escaped may be meant as text, or not
            return
        verdict.faults.extend(found)

    def _judge_body(self, operation: Operation, request: SentRequest, verdict: Verdict) -> None:
        body = operation.request_body
        if body is None:
            return
        if request.truncated:
            verdict.certain = False
            return
        if not request.body and not (body.required and _may_be_empty(request)):
            if body.required:
                verdict.faults.append(Fault("body", "", "the required body is missing", keyword(body, "required")))
            return
        key = find_content(body.content, request.header("content-type")) or _unsaid_form(operation, body, request)
        if key is None:
            name = request.header("content-type") or "a body without Content-Type"
            verdict.faults.append(Fault("body", "", f"{name} is not offered", keyword(body, "content")))
            return
        self._judge_content(body.content[key], request, verdict)

    def _judge_content(self, media: MediaType, request: SentRequest, verdict: Verdict) -> None:
        try:
            value = decode_body(request.header("content-type") or media.name, request.body or b"", media)
        except UndecodableBody as problem:
            verdict.faults.append(Fault("body", "", problem.message, media.place))
            return
        if media.schema is None or isinstance(value, bytes):
            verdict.certain = verdict.certain and media.schema is None
            return
        verdict.faults.extend(self._violations("body", "", media.schema, value))

    def _violations(self, location: str, name: str, schema: Schema, value: Any) -> Iterator[Fault]:
        compiled = self._checker.compile(schema, "request")
        for violation in causes(compiled.violations(value), value):
            inside: list[Violation] = []
            if violation.keyword in _ALTERNATIVES:
                every = compiled.all_violations(value, _MOST_INSIDE)
                inside = [each for each in every if each.keyword not in _ALTERNATIVES and _is_below(each, violation)]
            faults = (_fault(location, name, each) for each in inside)
            yield replace(_fault(location, name, violation), inside=tuple(faults))


def _may_be_empty(request: SentRequest) -> bool:
    """True for a body of no bytes that has a media type: an empty file is one, and so is an empty text."""
    media_type = (request.header("content-type") or "").partition(";")[0].strip().lower()
    return media_type == "application/octet-stream" or media_type.startswith(("text/plain", "image/", "audio/"))


def _unsaid_form(operation: Operation, body: RequestBody, request: SentRequest) -> str | None:
    """The media type whose form a request has written in the other way: Swagger 2.0 does not say which is meant where
    ``consumes`` is absent."""
    name = request.header("content-type")
    is_said = any(owner.node.get("consumes") is not None for owner in (operation, operation.document))
    is_unsaid = operation.document.version.is_swagger and not is_said and (is_form(name) or is_multipart(name))
    return next((each for each in body.content if is_form(each) or is_multipart(each)), None) if is_unsaid else None


def _fault(location: str, name: str, violation: Violation) -> Fault:
    where = path_text(violation.instance_path)
    message = f"{where}: {violation.message}" if where else violation.message
    return Fault(location, name, message, violation.place)


def _is_below(inner: Violation, outer: Violation) -> bool:
    return inner.instance_path[: len(outer.instance_path)] == outer.instance_path


def is_ignored(parameter: Parameter) -> bool:
    is_described_elsewhere = parameter.location == "header" and parameter.name.lower() in _IGNORED_HEADERS
    return is_described_elsewhere and not parameter.node.resolver.version.is_swagger


def keyword(view: View, name: str) -> Place:
    """The place of a field of an object, or of the object where the field is absent."""
    node = view.node.get(name)
    return node.place if node is not None else view.place


def _missing(parameter: Parameter) -> Fault:
    message = f"the required {parameter.location} parameter {parameter.name} is missing"
    return Fault(parameter.location, parameter.name, message, keyword(parameter, "required"))


def raw_value(parameter: Parameter, request: SentRequest, segments: dict[str, str]) -> Any:
    """The parameter's text as it was sent, in the form that its codec reads."""
    match parameter.location:
        case "path":
            return segments.get(parameter.name)
        case "query":
            return split_query(request.query)
        case "querystring":
            return request.query or None
        case "cookie":
            return request.header("cookie")
    return request.header(parameter.name)


def path_values(template: str, path: str) -> dict[str, str]:
    """The raw values of a template's expressions."""
    found = _router(template).match(below_base(template, path))
    return found.parameters if found else {}


@lru_cache(maxsize=4096)
def _router(template: str) -> Router:
    return Router([template])


def below_base(template: str, path: str) -> str:
    """The part of a path that a template may describe: a base path may stand in front, so it is read from its end."""
    length = len(template.split("/")) - 1
    return "/" + "/".join(path.split("/")[-length:])


def is_repeated(parameter: Parameter, schema: Schema, raw: Any) -> bool:
    """True for ``n=1&n=2`` where one value is meant: which one counts is up to the server."""
    if parameter.location != "query" or {"array", "object"} & set(schema.types or ("array",)):
        return False
    return len([name for name, _ in raw if name == parameter.name]) > 1


def has_empty_list(operation: Operation, request: SentRequest) -> bool:
    """True for ``?tags=`` where a list is meant. It may be read as no item or as one that is empty: a style writes
    nothing at all for a list without items (RFC 6570 section 3.2.1)."""
    empty = {name for name, value in split_query(request.query) if not value}
    return any(
        schema is not None and "array" in schema.types
        for parameter in operation.parameters
        if parameter.location == "query" and parameter.name in empty
        for schema in (parameter.schema,)
    )


def has_made_up_cursor(operation: Operation, request: SentRequest) -> bool:
    """True for a request with a mark of where to go on: only those that a list has given lead anywhere."""
    sent = {name for name, _ in split_query(request.query)}
    return any(is_cursor(parameter) and parameter.name in sent for parameter in operation.parameters)
