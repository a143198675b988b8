"""Check: no way to write a URL makes the service fail."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import Purpose, Tester
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import SentRequest
from specforge.values.requests import Draft, parameter_value, schema_of
from specforge.values.sample import Unsatisfiable
from specforge.values.texts import write

# Bytes that are no UTF-8, and a percent sign that begins nothing.
_BROKEN = ("%FF", "%C3%28", "%")
_UNKNOWN = "specforge-unknown=1&specforge%5Bunknown%5D%5B%5D=2&=&&"
_MARK = "specforge-mark"


@sends("hostile-url", stage=Stage.READ, order=41)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A URL that nobody has thought of makes the service fail."""
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is None:
        return
    for request in (*_queries(anchor.draft, tester), *_paths(anchor.draft, tester)):
        # What is answered is promised by nobody, as long as it is an answer.
        tester.send(request, operation, Purpose.PROBE)
    yield from ()


def _queries(draft: Draft, tester: Tester) -> Iterator[SentRequest]:
    yield _with_query(draft, _UNKNOWN, tester)
    for parameter in draft.operation.parameters:
        if parameter.location != "query" or not parameter.name:
            continue
        name, rest = quote(parameter.name, safe=""), draft.without_parameter(parameter)
        text = quote(_usual(parameter, draft, tester), safe="")
        yield _with_query(rest, f"{name}={text}&{name}={text}", tester)
        if "string" in _types(parameter):
            yield from (_with_query(rest, f"{name}={broken}", tester) for broken in _BROKEN)


def _usual(parameter: Parameter, draft: Draft, tester: Tester) -> str:
    """A value that the parameter has as a rule, as text."""
    value = draft.value_of(parameter)
    if value is None:
        try:
            value = parameter_value(parameter, tester.checker)
        except Unsatisfiable:
            return "1"
    return write(value[0] if isinstance(value, list) and value else value)


def _types(parameter: Parameter) -> tuple[str, ...]:
    schema = schema_of(parameter)
    return tuple(schema.types) if schema is not None else ()


def _with_query(draft: Draft, text: str, tester: Tester) -> SentRequest:
    request = tester.write(draft)
    return _at(f"{request.url}{'&' if '?' in request.url else '?'}{text}", request)


def _paths(draft: Draft, tester: Tester) -> Iterator[SentRequest]:
    for parameter in draft.operation.parameters:
        marked = tester.write(draft.with_parameter(parameter, _MARK)) if parameter.location == "path" else None
        if marked is not None and marked.url.count(_MARK) == 1:
            yield from (_at(marked.url.replace(_MARK, broken), marked) for broken in _BROKEN)


def _at(url: str, request: SentRequest) -> SentRequest:
    return SentRequest(request.method, url, request.headers, request.body)
