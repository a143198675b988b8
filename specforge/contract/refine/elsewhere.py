"""Does what one operation does with a parameter happen in others that have it, too? One request for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from specforge.contract.collect import Group, Sample
from specforge.contract.conformance.accepted import accepted
from specforge.contract.conformance.alike import shared
from specforge.contract.conformance.faults import RequestJudge, path_values
from specforge.contract.conformance.refusal import REFUSES_DATA
from specforge.contract.problem import Problem
from specforge.contract.refine.culprit import with_path_value
from specforge.contract.refine.usual import ABSENT, Usual
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Related
from specforge.values.requests import schema_of

_RULES = ("negative-data-accepted", "positive-data-rejected", "server-error")
_MOST = 400


@dataclass(slots=True)
class Elsewhere:
    """``usual`` knows requests that were answered well; ``ask`` gives None where there is no answer.

    What deletes comes last, and deletes nothing that this run has not made or deleted before: its request is one that
    was accepted already, and what is not there any more is made anew.
    """

    operations: Iterable[Operation]
    usual: Usual
    requests: RequestJudge
    ask: Callable[[SentRequest], Answer | None]
    asked: set[tuple[str, str, str, str]] = field(default_factory=set)
    told: dict[tuple[str, str], int] = field(default_factory=dict)

    def samples(self, groups: Iterable[Group]) -> Iterator[Sample]:
        """What the others do wrong. Nobody is asked the same twice, and everybody is asked something before anybody is
        asked more of the same kind."""
        groups = sorted(groups, key=lambda group: group.severity.rank)
        left = [(group.shown, *other) for group in groups for other in self._others(group)]
        while left and len(self.asked) < _MOST:
            found = min(left, key=lambda each: (self._count(each[0], each[1]), _deletes(each[1])))
            left.remove(found)
            shown, operation, parameter = found
            about = (shown.problem.rule, shown.problem.cause, operation.label, parameter.name)
            if about not in self.asked:
                self.asked.add(about)
                self.told[shown.problem.rule, operation.label] = self._count(shown, operation) + 1
                sample = self._asked(shown, operation, parameter)
                if sample is not None:
                    yield sample

    def _count(self, shown: Sample, operation: Operation) -> int:
        return self.told.get((shown.problem.rule, operation.label), 0)

    def _others(self, group: Group) -> Iterator[tuple[Operation, Parameter]]:
        found = self._parameter(group.shown)
        if found is None:
            return
        own, is_taken = shared(found.place), group.shown.problem.rule == "negative-data-accepted"
        for operation in self.operations:
            is_known = self.usual.of(operation, is_accepted=is_taken) is not None
            for parameter in operation.parameters if is_known and operation.label not in group.operations else ():
                if shared(parameter.place) == own:
                    yield operation, parameter

    def _parameter(self, sample: Sample) -> Parameter | None:
        """The one that the sample is about, where it has copies."""
        operation = self._operation(sample)
        if sample.problem.rule not in _RULES or sample.steps or sample.exchange is None or operation is None:
            return None
        places = [sample.problem.place, *(related.place for related in sample.problem.related)]
        found = [
            parameter
            for parameter in operation.parameters
            if any(_is_about(parameter, place.tokens) for place in places) and shared(parameter.place)
        ]
        return found[0] if len(found) == 1 else None

    def _operation(self, sample: Sample) -> Operation | None:
        return next((each for each in self.operations if each.label == sample.operation), None)

    def _asked(self, sample: Sample, operation: Operation, parameter: Parameter) -> Sample | None:
        own, usual = self._operation(sample), self.usual.of(operation)
        assert sample.exchange is not None and own is not None and usual is not None
        request = carried(parameter, own, sample.exchange.request, operation, usual.request)
        answer = self.ask(request) if request is not None else None
        if request is None or answer is None:
            return None
        steps: tuple[Exchange, ...] = ()
        if answer.status in ABSENT:
            steps = self.usual.made(request, self.ask)
            answer = self.ask(request) if steps else answer
        if answer is None:
            return None
        exchange = Exchange(request, answer)
        problem = self._problem(sample.problem, operation, parameter, exchange, answer.status)
        return Sample(problem, operation.label, exchange, steps) if problem is not None else None

    def _problem(
        self, first: Problem, operation: Operation, parameter: Parameter, exchange: Exchange, status: int
    ) -> Problem | None:
        faults = self.requests.judge(operation, exchange.request).faults
        if first.rule == "negative-data-accepted":
            found = [accepted(fault, exchange, operation.node.resolver.version) for fault in faults if status < 300]
            return next((problem for problem in found if problem.cause == first.cause), None)
        if first.rule == "server-error":
            related = (Related(f"the parameter `{parameter.name}`", parameter.place),)
            place = operation.node.key_place
            return replace(first, place=place, related=related) if status >= 500 else None
        is_refused = status in REFUSES_DATA and operation.response_for(status) is not None and not faults
        place = (schema_of(parameter) or parameter).place
        return replace(first, place=place, related=()) if is_refused and first.is_general else None


def _deletes(operation: Operation) -> bool:
    return operation.method.lower() == "delete"


def _is_about(parameter: Parameter, tokens: tuple[str, ...]) -> bool:
    schema = schema_of(parameter)
    places = [parameter.place, *([schema.place] if schema is not None else [])]
    return any(tokens[: len(place.tokens)] == place.tokens for place in places)


def carried(
    parameter: Parameter, owner: Operation, source: SentRequest, operation: Operation, target: SentRequest
) -> SentRequest | None:
    """``target`` with the value of the parameter that ``source`` has; None where it has none."""
    if parameter.location == "header":
        value = source.header(parameter.name)
        rest = {name: text for name, text in target.headers.items() if name.lower() != parameter.name.lower()}
        return replace(target, headers={**rest, parameter.name: value}) if value is not None else None
    if parameter.location == "path":
        raw = path_values(owner.path, source.path).get(parameter.name)
        return with_path_value(target, operation.path, parameter.name, raw) if raw is not None else None
    own = [pair for pair in source.query.split("&") if _is_of(parameter, pair)]
    if parameter.location != "query" or not own:
        return None
    rest_of = [pair for pair in target.query.split("&") if pair and not _is_of(parameter, pair)]
    return replace(target, url=urlunsplit(urlsplit(target.url)._replace(query="&".join([*rest_of, *own]))))


def _is_of(parameter: Parameter, pair: str) -> bool:
    return unquote_plus(pair.partition("=")[0]).removesuffix("[]") == parameter.name
