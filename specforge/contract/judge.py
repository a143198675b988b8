"""Recorded traffic against the document: exchanges that somebody else made, from a log, a test suite or a proxy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from specforge.contract.collect import Collector
from specforge.contract.conform import Conformance
from specforge.contract.faults import RequestJudge, keyword
from specforge.contract.opinion import Opinion, SecondOpinion
from specforge.contract.problem import Problem
from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.document.routes import Router
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Finding, Severity
from specforge.findings.redact import Redactor
from specforge.findings.show import status_line
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import find_content


class Judge:
    """Judges exchanges by one document.

    Our compiled validators are the authority. openapi-core gives a second opinion; where it alone sees a fault, that is
    a warning (``contract/second-opinion``), because one of the two is wrong.
    """

    def __init__(self, document: Document, *, show_secrets: bool = False) -> None:
        """Raises InputError for a document of no known version."""
        checker = SchemaChecker(document)
        self._document = document
        self._redactor = Redactor.of(document, show_secrets)
        self._router = Router(document.paths)
        self._operations = {(operation.path, operation.method): operation for operation in document.operations}
        self._conformance = Conformance(checker)
        self._requests = RequestJudge(checker)
        self._opinion = SecondOpinion(document)

    def judge(self, exchanges: Iterable[Exchange]) -> list[Finding]:
        """What the exchanges violate: answers always; requests only where they were accepted nevertheless."""
        collector = Collector(self._redactor)
        for exchange in exchanges:
            route = self._route(exchange)
            if isinstance(route, Problem):
                collector.add(route, None, exchange)
                continue
            operation, path = route
            for problem in self._problems(operation, path, exchange):
                collector.add(problem, operation.label, exchange)
        return collector.findings()

    def _route(self, exchange: Exchange) -> tuple[Operation, str] | Problem:
        """The operation, and the path of the request below the base path; a Problem when the document has none."""
        paths = self._document.place.child("paths", key=True)
        request = exchange.request
        for path in self._below_base(urlsplit(request.url).path or "/"):
            match = self._router.match(path)
            if match is None:
                continue
            operation = self._operations.get((match.template, request.method.lower()))
            if operation is not None:
                return operation, path
            item = self._document.paths[match.template]
            message = f"{request.method} is not a documented method of {match.template}"
            return Problem("undocumented-operation", message, (item.reference or item.node).key_place)
        return Problem("undocumented-operation", f"{request.method} {request.path} is not documented", paths)

    def _below_base(self, path: str) -> Iterator[str]:
        for base in (*self._document.base_paths, ""):
            if path.startswith(f"{base}/"):
                yield path[len(base) :]

    def _problems(self, operation: Operation, path: str, exchange: Exchange) -> Iterator[Problem]:
        answer, request = exchange.answer, exchange.request
        if answer is None:
            return
        ours = self._conformance.problems(operation, exchange)
        yield from ours
        if not ours:
            for opinion in self._opinion.on_answer(request, path, answer):
                yield _second(opinion, _place_in_answer(opinion, operation, answer))
        if answer.status >= 400:
            return
        faults = self._requests.judge(operation, request).faults
        for fault in faults:
            message = f"invalid {fault.location} accepted with {status_line(answer.status)}: {fault.message}"
            yield Problem("negative-data-accepted", message, fault.place)
        if not faults:
            for opinion in self._opinion.on_request(request, path):
                yield _second(opinion, _place_in_request(opinion, operation))


def _second(opinion: Opinion, place: Place) -> Problem:
    message = f"openapi-core objects to the {f'{opinion.part} {opinion.name}'.strip()}: {opinion.message}"
    return Problem("second-opinion", message, place, Severity.WARNING)


def _place_in_answer(opinion: Opinion, operation: Operation, answer: Answer) -> Place:
    response = operation.response_for(answer.status)
    if response is None:
        return keyword(operation, "responses")
    headers = {name.lower(): header for name, header in response.headers.items()}
    if opinion.part == "header" and opinion.name.lower() in headers:
        return headers[opinion.name.lower()].place
    key = find_content(response.content, answer.content_type)
    return response.content[key].place if key is not None else response.place


def _place_in_request(opinion: Opinion, operation: Operation) -> Place:
    if opinion.part == "parameter":
        found = (parameter.place for parameter in operation.parameters if parameter.name == opinion.name)
        return next(found, operation.node.key_place)
    return operation.request_body.place if operation.request_body else operation.node.key_place
