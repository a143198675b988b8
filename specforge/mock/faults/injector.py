"""The injector: a stage that lets go wrong what a plan says, drawn from the document's own error responses."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

from specforge.mock.answer import Answer
from specforge.mock.counts import Counts, OwnCounts
from specforge.mock.exchange import Exchange
from specforge.mock.faults.breaks import broken, late
from specforge.mock.faults.limiter import Clock, Limiter
from specforge.mock.faults.plan import Breaks, Errors, Latency, Plan, Rule, WrongPlan
from specforge.mock.pipeline import Pipeline
from specforge.mock.problem import Kind, Problem
from specforge.mock.select import Selectors
from specforge.mock.table import Route
from specforge.values.shape import Wrong


@dataclass(frozen=True, slots=True)
class Share:
    """What a plan has for one operation. ``statuses`` are those of its error responses that may be drawn."""

    latency: Latency | None
    errors: Errors | None
    connection: Breaks | None
    limiter: Limiter | None
    statuses: tuple[int, ...]

    @property
    def is_drawn(self) -> bool:
        """Whether chance has a say."""
        return self.latency is not None or self.errors is not None or self.connection is not None


class Injector:
    """A plan at work on a document.

    One seed gives the same faults to the requests of an operation, in their order, whatever else is asked for. That
    order, and what limits there are, is counted in ``counts``.
    """

    def __init__(
        self,
        plan: Plan,
        pipeline: Pipeline,
        seed: int | None = None,
        clock: Clock = time.monotonic,
        counts: Counts | None = None,
    ) -> None:
        self._plan = plan
        self._pipeline = pipeline
        self._seed = plan.seed if plan.seed is not None else seed
        self._selectors = Selectors(pipeline.document)
        self._counts = counts = counts if counts is not None else OwnCounts()
        self._limiters = {
            id(rule.limit): Limiter(rule.limit, clock, counts, f"limit {at}")
            for at, rule in enumerate(plan.rules)
            if rule.limit
        }
        self._shares: dict[str, Share] = {}
        self._unseeded = Random()

    def concerns(self, route: Route) -> bool:
        share = self._share_of(route)
        return any((share.latency, share.errors, share.connection, share.limiter))

    def _share_of(self, route: Route) -> Share:
        if route.label not in self._shares:
            self._shares[route.label] = self._share(route)
        return self._shares[route.label]

    def __call__(self, exchange: Exchange) -> Answer | None:
        return self.interfere(exchange)

    def interfere(self, exchange: Exchange) -> Answer | None:
        """The error that is drawn; what happens to any other answer on its way is noted."""
        route = exchange.route
        share = self._share_of(route)
        random = self._random(route.label) if share.is_drawn else self._unseeded
        if share.latency is not None:
            exchange.finish.append(partial(late, seconds=share.latency.draw(random)))
        if share.limiter is not None:
            standing = share.limiter.count()
            exchange.finish.append(standing.told)
            if standing.is_over:
                return self._error(exchange, 429)
        if share.connection is not None and random.random() < share.connection.rate:
            kind = random.choice(share.connection.kinds)
            exchange.finish.append(partial(broken, kind=kind, seconds=share.connection.seconds))
        if share.errors is not None and random.random() < share.errors.rate and share.statuses:
            return self._error(exchange, random.choice(share.statuses))
        return None

    def _random(self, label: str) -> Random:
        if self._seed is None:
            return self._unseeded
        return Random(f"{self._seed}\0{label}\0{self._counts.count(f'faults {label}').number}")

    def _error(self, exchange: Exchange, status: int) -> Answer:
        """The error as the document describes it, whatever is wrong with the request."""
        if status == 429 and not _documents(exchange.route, status):
            raise Problem(Kind.TOO_MANY, "The rate limit of this mock is exceeded.")
        preferences = replace(exchange.preferences, code=status, example=None)
        return self._pipeline.described(replace(exchange, found=()), preferences)

    def _share(self, route: Route) -> Share:
        rules = [rule for rule in self._plan.rules if self._applies(rule, route.label)]
        latency = next((rule.latency for rule in rules if rule.latency), None)
        errors = next((rule.errors for rule in rules if rule.errors), None)
        connection = next((rule.connection for rule in rules if rule.connection), None)
        limit = next((rule.limit for rule in rules if rule.limit), None)
        limiter = self._limiters[id(limit)] if limit is not None else None
        return Share(latency, errors, connection, limiter, error_statuses(route, errors.statuses if errors else ()))

    def _applies(self, rule: Rule, label: str) -> bool:
        return not rule.selectors or self._selectors.matches(rule.selectors, label)


def error_statuses(route: Route, wanted: Sequence[str] = ()) -> tuple[int, ...]:
    """The statuses of the error responses that an operation documents, as far as they are wanted.

    A range stands for its first status, and ``default`` for what is wanted and not described otherwise, else for 500.
    """
    codes = [response.code.upper() for response in route.responses]
    found = {int(code.replace("XX", "00")) for code in codes if len(code) == 3 and code[0] in "45" and _is_status(code)}
    found = {status for status in found if not wanted or any(_fits(status, text) for text in wanted)}
    for text in wanted:
        if text.isdecimal() and (f"{text[0]}XX" in codes or "DEFAULT" in codes):
            found.add(int(text))
    if "DEFAULT" in codes and not found:
        found.add(int(wanted[0].replace("XX", "00")) if wanted else 500)
    return tuple(sorted(found))


def check_plan(plan: Plan, pipeline: Pipeline) -> None:
    """Raises WrongPlan for operations that the document does not have, and errors that they do not have."""
    selectors = Selectors(pipeline.document)
    routes = {route.label: route for route in pipeline.table.routes}
    wrong: list[Wrong] = []
    for at, rule in enumerate(plan.rules):
        for selector in rule.selectors:
            labels = selectors.find(selector)
            if not labels:
                message = f"no operation, path, method or tag {selector!r} in {pipeline.document.root.name}"
                wrong.append(Wrong(message, ("rules", str(at), "for"), selectors.hint(selector)))
            elif rule.errors and not any(error_statuses(routes[label], rule.errors.statuses) for label in labels):
                documented = sorted({code.code for label in labels for code in routes[label].responses})
                help = f"it has {', '.join(documented)}" if documented else None
                wrong.append(Wrong(f"{selector} has no such error response", ("rules", str(at), "errors"), help))
    if wrong:
        raise WrongPlan(wrong)


def _documents(route: Route, status: int) -> bool:
    return any(response.code.upper() in (str(status), f"{status // 100}XX", "DEFAULT") for response in route.responses)


def _is_status(code: str) -> bool:
    return code.isdecimal() or (code[0].isdecimal() and code[1:] == "XX")


def _fits(status: int, wanted: str) -> bool:
    return wanted in (str(status), f"{status // 100}XX")
