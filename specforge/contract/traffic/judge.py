"""Traffic that somebody else made (a log, a browser, a test suite) against the document, one exchange at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from specforge.contract.collect import Collector
from specforge.contract.conformance.accepted import accepted
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import Fault, RequestJudge
from specforge.contract.conformance.refusal import is_undescribed
from specforge.contract.problem import Problem
from specforge.contract.traffic.bases import Bases
from specforge.document.model import Document, Operation
from specforge.document.routes import Router
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Finding, Severity
from specforge.findings.redact import Redactor
from specforge.findings.show import status_line
from specforge.values.check import SchemaChecker

# What servers answer to by themselves, whatever the document says.
_OF_HTTP = ("HEAD", "OPTIONS", "TRACE")


@dataclass(frozen=True, slots=True)
class Judgement:
    """What one exchange violates. ``operation`` is None for what the document does not describe; ``is_refused`` says
    that the request was wrong and the server said so, which is right."""

    operation: Operation | None
    problems: tuple[Problem, ...] = ()
    is_refused: bool = False


class Judge:
    """Judges exchanges by one document, with the compiled validators.

    Credentials are not missed: archives and recorders leave them out.
    """

    def __init__(self, document: Document, *, url: str | None = None, show_secrets: bool = False) -> None:
        """``url`` is where the API is, when it is not where the document says. Raises InputError for a document of no
        known version, UsageError for a URL that is none."""
        checker = SchemaChecker(document)
        self.redactor = Redactor.of(document, show_secrets)
        self.bases = Bases(document, url)
        self._document = document
        self._operations: dict[str, dict[str, Operation]] = {}
        for operation in document.operations:
            self._operations.setdefault(operation.method.upper(), {}).setdefault(operation.path, operation)
        # Each method has paths of its own: DELETE /pets/mine may be /pets/{id} although there is GET /pets/mine.
        self._routers = {method: Router(operations) for method, operations in self._operations.items()}
        self._paths = Router(document.paths)
        self._conformance = Conformance(checker)
        self._requests = RequestJudge(checker)

    def judge(self, exchanges: Iterable[Exchange]) -> list[Finding]:
        """What the exchanges violate, one finding for each cause."""
        collector = Collector(self.redactor)
        for exchange in exchanges:
            judgement = self.judge_one(exchange)
            label = judgement.operation.label if judgement.operation else None
            for problem in judgement.problems:
                collector.add(problem, label, exchange)
        return collector.findings()

    def judge_one(self, exchange: Exchange) -> Judgement:
        """What a single exchange violates: answers always; requests only where they were accepted nevertheless."""
        operation = self._operation(exchange)
        if operation is None:
            return Judgement(None, tuple(self._undocumented(exchange)))
        answer = exchange.answer
        if answer is None:
            return Judgement(operation)
        problems = [self._told(operation, problem, answer) for problem in self._answer_problems(operation, exchange)]
        faults = self._faults(operation, exchange)
        if answer.status < 300:
            version = operation.node.resolver.version
            problems += [accepted(fault, exchange, version) for fault in faults]
        return Judgement(operation, tuple(problems), bool(faults) and 400 <= answer.status < 500)

    def _faults(self, operation: Operation, exchange: Exchange) -> list[Fault]:
        """What is wrong with the request. Cookies are credentials: where there are none at all, they were left out."""
        has_cookies = exchange.request.header("cookie") is not None
        found = self._requests.judge(operation, exchange.request).faults
        return [fault for fault in found if has_cookies or fault.location != "cookie"]

    def _operation(self, exchange: Exchange) -> Operation | None:
        method = exchange.request.method.upper()
        router = self._routers.get(method)
        if router is None:
            return None
        matches = (router.match(path) for path in self.bases.paths(exchange.request.url))
        return next((self._operations[method][match.template] for match in matches if match), None)

    def _undocumented(self, exchange: Exchange) -> Iterator[Problem]:
        """A method that the document does not have where it has the path. What is refused was not served."""
        method = exchange.request.method.upper()
        if method in _OF_HTTP or exchange.answer is None or exchange.answer.status >= 300:
            return
        for path in self.bases.paths(exchange.request.url):
            match = self._paths.match(path)
            if match is not None:
                item = self._document.paths[match.template]
                message = f"{method} is not a documented method of {match.template}, but was answered with "
                message += status_line(exchange.answer.status)
                place = (item.reference or item.node).key_place
                yield Problem("undocumented-operation", message, place, Severity.WARNING, of_path=True)
                return

    def _answer_problems(self, operation: Operation, exchange: Exchange) -> Iterator[Problem]:
        for problem in self._conformance.problems(operation, exchange):
            if problem.rule != "status-code" or not self._is_beyond_the_document(operation, exchange):
                yield problem

    def _is_beyond_the_document(self, operation: Operation, exchange: Exchange) -> bool:
        """True for a status that HTTP itself gives, and for refusals that the document has no status for."""
        is_from_cache = exchange.answer is not None and exchange.answer.status == 304
        return is_from_cache or is_undescribed(operation, exchange, self._requests)

    def _told(self, operation: Operation, problem: Problem, answer: Answer) -> Problem:
        """An undocumented 5xx is a failure of the server, and no gap of the document."""
        if problem.rule != "status-code" or answer.status < 500:
            return problem
        return Problem("server-error", f"the server answered {status_line(answer.status)}", operation.node.key_place)


def outside_name(exchange: Exchange) -> str:
    """What an exchange that the document does not describe is called: method, host and path, without the query."""
    parts = urlsplit(exchange.request.url)
    return f"{exchange.request.method.upper()} {parts.netloc.rpartition('@')[2]}{parts.path or '/'}"
