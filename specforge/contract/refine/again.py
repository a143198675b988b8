"""Does another exchange show the same problem?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from specforge.contract.conformance.accepted import RULE, accepted
from specforge.contract.conformance.conform import Conformance
from specforge.contract.conformance.faults import Fault, RequestJudge, fault_at
from specforge.contract.events import TroubleKind
from specforge.contract.probing.client import Unanswered
from specforge.contract.probing.pool import body_of
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange, SentRequest

_OF_ANSWERS = frozenset(
    {"status-code", "missing-header", "response-header", "content-type", "response-schema", "response-body"}
)
CAN_BE_JUDGED = _OF_ANSWERS | {"negative-data-accepted", "positive-data-rejected", "server-error", "auth-ignored"}
"""The rules whose problems one exchange shows."""


class Again:
    """Judges replayed requests the way that their problem was found."""

    def __init__(self, conformance: Conformance, requests: RequestJudge) -> None:
        self._conformance = conformance
        self._requests = requests
        self._by_rule: dict[str, Callable[[Problem, Operation, Exchange, Exchange], Problem | None]] = {
            **dict.fromkeys(_OF_ANSWERS, self._of_answer),
            RULE: self._accepted,
            "positive-data-rejected": self._same_refusal,
            "server-error": self._same_status,
            "auth-ignored": self._same_status,
        }

    def knows(self, problem: Problem) -> bool:
        """False for what cannot be told from one exchange."""
        return problem.rule in CAN_BE_JUDGED

    def shown(self, problem: Problem, operation: Operation, before: Exchange, now: Exchange) -> Problem | None:
        """The problem in the words of ``now``, where that shows it as ``before`` did; a request that is wrong in other
        ways than the first one shows something else."""
        if now.answer is None or before.answer is None or not self.is_no_worse(operation, before.request, now.request):
            return None
        return self._by_rule[problem.rule](problem, operation, before, now)

    def has_crashed(
        self, problem: Problem, operation: Operation, before: Exchange, request: SentRequest, now: Unanswered
    ) -> bool:
        """True where an application in this process raised an exception then, and raises one of its kind now."""
        name = now.message.partition(":")[0]
        is_same = now.kind is TroubleKind.CRASH and before.answer is None and f" {name}" in problem.message
        return is_same and problem.rule == "server-error" and self.is_no_worse(operation, before.request, request)

    def is_no_worse(self, operation: Operation, before: SentRequest, now: SentRequest) -> bool:
        """True where the second request breaks nothing of the document that the first one keeps."""
        if now == before:
            return True
        known = {fault.place for fault in self._faults(operation, before)}
        return all(fault.place in known for fault in self._faults(operation, now))

    def _faults(self, operation: Operation, request: SentRequest) -> list[Fault]:
        return self._requests.judge(operation, request).faults

    def _of_answer(self, problem: Problem, operation: Operation, _: Exchange, now: Exchange) -> Problem | None:
        wanted = (problem.rule, problem.place, problem.cause)
        found = self._conformance.problems(operation, now)
        return next((one for one in found if (one.rule, one.place, one.cause) == wanted), None)

    def _accepted(self, problem: Problem, operation: Operation, _: Exchange, now: Exchange) -> Problem | None:
        if now.answer is None or not 200 <= now.answer.status < 300:
            return None
        fault = fault_at(self._faults(operation, now.request), problem.place)
        return accepted(fault, now, operation.node.resolver.version) if fault is not None else None

    def _same_status(self, problem: Problem, _: Operation, before: Exchange, now: Exchange) -> Problem | None:
        same = before.answer is not None and now.answer is not None and before.answer.status == now.answer.status
        return problem if same else None

    def _same_refusal(self, problem: Problem, _: Operation, before: Exchange, now: Exchange) -> Problem | None:
        """Another reason, in other words, is another problem."""
        return problem if self._same_status(problem, _, before, now) and _says_the_same(before, now) else None


def _says_the_same(before: Exchange, now: Exchange) -> bool:
    said, known = _words(body_of(now)), _words(body_of(before))
    return not said or 2 * len(said & known) >= len(said)


def _words(value: Any) -> set[str]:
    """The words of all texts in a value."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return {word for item in inner for word in _words(item)}
    return set(re.findall(r"[^\W\d_]{2,}", value)) if isinstance(value, str) else set()
