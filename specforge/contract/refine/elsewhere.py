"""Does what one operation does with a parameter happen in others that have it, too? One request for each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from specforge.contract.accepted import accepted
from specforge.contract.alike import alike
from specforge.contract.collect import Group, Sample
from specforge.contract.faults import RequestJudge
from specforge.contract.problem import Problem
from specforge.contract.refusal import REFUSES_DATA
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Related
from specforge.values.requests import schema_of

_RULES = ("negative-data-accepted", "positive-data-rejected", "server-error")
_MOST = 120


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """``known`` are requests that were accepted, by the label of their operation; ``ask`` gives None where there is no
    answer. What deletes is not asked."""

    operations: Iterable[Operation]
    known: Mapping[str, Exchange]
    requests: RequestJudge
    ask: Callable[[SentRequest], Answer | None]

    def samples(self, groups: Iterable[Group]) -> Iterator[Sample]:
        """What the others do wrong."""
        left = _MOST
        for group in groups:
            for operation, parameter in self._others(group):
                left -= 1
                sample = self._asked(group.shown, operation, parameter) if left >= 0 else None
                if sample is not None:
                    yield sample

    def _others(self, group: Group) -> Iterator[tuple[Operation, Parameter]]:
        own = self._parameter(group.shown)
        for operation in self.operations if own is not None else ():
            is_open = operation.label in self.known and operation.label not in group.operations
            for parameter in operation.parameters if is_open and operation.method.lower() != "delete" else ():
                if alike(parameter.place) == own:
                    yield operation, parameter

    def _parameter(self, sample: Sample) -> str | None:
        """What the parameter that the sample is about has in common with its copies."""
        operation = next((each for each in self.operations if each.label == sample.operation), None)
        if sample.problem.rule not in _RULES or sample.steps or sample.exchange is None or operation is None:
            return None
        places = [sample.problem.place, *(related.place for related in sample.problem.related)]
        found = {
            alike(parameter.place)
            for parameter in operation.parameters
            for place in places
            if place.tokens[: len(parameter.place.tokens)] == parameter.place.tokens
        }
        return found.pop() or None if len(found) == 1 else None

    def _asked(self, sample: Sample, operation: Operation, parameter: Parameter) -> Sample | None:
        assert sample.exchange is not None
        request = carried(parameter, sample.exchange.request, self.known[operation.label].request)
        answer = self.ask(request) if request is not None else None
        if request is None or answer is None:
            return None
        exchange = Exchange(request, answer)
        problem = self._problem(sample.problem, operation, parameter, exchange, answer.status)
        return Sample(problem, operation.label, exchange) if problem is not None else None

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


def carried(parameter: Parameter, source: SentRequest, target: SentRequest) -> SentRequest | None:
    """``target`` with the value of the parameter that ``source`` has; None where it has none."""
    if parameter.location == "header":
        value = source.header(parameter.name)
        rest = {name: text for name, text in target.headers.items() if name.lower() != parameter.name.lower()}
        return replace(target, headers={**rest, parameter.name: value}) if value is not None else None
    own = [pair for pair in source.query.split("&") if _is_of(parameter, pair)]
    if parameter.location != "query" or not own:
        return None
    rest_of = [pair for pair in target.query.split("&") if pair and not _is_of(parameter, pair)]
    return replace(target, url=urlunsplit(urlsplit(target.url)._replace(query="&".join([*rest_of, *own]))))


def _is_of(parameter: Parameter, pair: str) -> bool:
    return unquote_plus(pair.partition("=")[0]).removesuffix("[]") == parameter.name
