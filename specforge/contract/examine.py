"""What is wrong with the answers to an operation's requests: judged one by one, and given to the collector."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from specforge.contract.check import Check, Tools
from specforge.contract.collect import Collector
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.conformance.refusal import is_undescribed
from specforge.contract.engine import failures
from specforge.contract.events import Case, Failure, Kind, ScenarioEnded
from specforge.contract.mocked import is_beyond_a_mock
from specforge.contract.observe import Observer
from specforge.contract.probing.reply import is_echo
from specforge.contract.problem import Problem
from specforge.contract.refine.usual import Usual
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange


class Examiner:
    """Judges by the document, by the checks that look on, and by what whoever sent the requests found. ``usual`` is
    what the valid ones had in them."""

    def __init__(
        self,
        selected: tuple[Operation, ...],
        checks: Iterable[Check],
        tools: Tools,
        requests: RequestJudge,
        collector: Collector,
        observer: Observer | None = None,
    ) -> None:
        self.conformance = Conformance(tools.checker)
        self.usual = Usual(selected)
        self._operations = {operation.label: operation for operation in tools.document.operations}
        self._checks = tuple(checks)
        self._tools = tools
        self._requests = requests
        self._collector = collector
        self._observer = observer
        # Operations that accepted an invalid request, with the status that they answered.
        self._lenient: set[tuple[str, int]] = set()

    def examine(self, scenario: ScenarioEnded) -> None:
        """All that one operation was asked in one go, or one chain of operations."""
        for case in scenario.cases:
            operation = self._operations.get(case.operation)
            if operation is not None:
                self._examine(operation, case)
        for failure in scenario.failures:
            self._place(failure)
            if failure.kind is Kind.NEGATIVE_DATA_ACCEPTED and not is_beyond_a_mock(failure):
                self._lenient.add((failure.case.operation, failure.case.exchange.status))
        told = {id(failure.case) for failure in scenario.failures}
        for case in scenario.cases:
            if case.negative and (case.operation, case.exchange.status) in self._lenient and id(case) not in told:
                self._accept(case)

    def _examine(self, operation: Operation, case: Case) -> None:
        if not case.negative and not case.probe:
            self.usual.learn(case.operation, case.exchange)
        for problem in self._problems(operation, case):
            self._collector.add(problem, operation.label, case.exchange)
        if self._observer is not None:
            self._vary(self._observer, operation, case)

    def _accept(self, case: Case) -> None:
        """Of all invalid requests of an operation that are answered with the same status, the engine tells of one:
        the others may have got other things wrong."""
        if is_beyond_a_mock(Failure(Kind.NEGATIVE_DATA_ACCEPTED, case, "")):
            return
        operation = self._operations[case.operation]
        for problem in failures.proven(operation, case, self._requests):
            self._collector.add(problem, operation.label, case.exchange)

    def _problems(self, operation: Operation, case: Case) -> Iterator[Problem]:
        """What is wrong with one exchange, whatever came before it."""
        for problem in self.conformance.problems(operation, case.exchange) if not case.probe else ():
            if problem.rule == "response-schema" and is_echo(case):
                continue
            if problem.rule != "status-code" or self._is_to_be_documented(operation, case.exchange):
                yield problem
        for check in self._checks:
            assert check.look is not None
            yield from check.look(operation, case, self._tools)

    def _vary(self, observer: Observer, operation: Operation, case: Case) -> None:
        """What would have been noticed if the answer had been another one."""
        known: set[tuple[str, Place]] | None = None
        for number, exchange in observer.variants(operation, case):
            if known is None:
                known = {(problem.rule, problem.place) for problem in self._problems(operation, case)}
            found = [*self._problems(operation, varied := replace(case, exchange=exchange)), *_crash(operation, varied)]
            new = next((problem for problem in found if (problem.rule, problem.place) not in known), None)
            if new is not None:
                observer.noticed(number, new)

    def _is_to_be_documented(self, operation: Operation, exchange: Exchange) -> bool:
        """False for a server error, which is reported as what it is, and for what no implementation can help."""
        is_error = exchange.answer is not None and exchange.answer.status >= 500
        return not is_error and not is_undescribed(operation, exchange, self._requests)

    def _place(self, failure: Failure) -> None:
        operation = self._operations.get(failure.case.operation)
        if operation is None or is_beyond_a_mock(failure):
            return
        judged = failures.Judged(failure, operation, self._requests, self._operations)
        for problem in failures.problems(judged):
            steps = failure.facts.get("steps", ())
            self._collector.add(
                problem, operation.label, failure.case.exchange, steps, claim=failures.claim_of(failure)
            )


def _crash(operation: Operation, case: Case) -> Iterator[Problem]:
    """A server error is what the engine itself reports."""
    answer = case.exchange.answer
    if answer is not None and answer.status >= 500:
        yield Problem("server-error", f"the server answered {answer.status}", operation.node.key_place)
