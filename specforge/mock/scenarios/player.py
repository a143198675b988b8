"""The player: a stage that answers as the scenarios say, and counts where their sequences are."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain

import orjson

from specforge.mock.answer import Answer
from specforge.mock.asked import AskedRequest
from specforge.mock.counts import Counts
from specforge.mock.exchange import Exchange
from specforge.mock.faults.breaks import broken, late
from specforge.mock.faults.schema import SECONDS
from specforge.mock.message import Reply, reply
from specforge.mock.negotiate import negotiate
from specforge.mock.pipeline import Pipeline
from specforge.mock.problem import Problem
from specforge.mock.scenarios.model import Rule, Scenarios, Step
from specforge.mock.table import Route
from specforge.values.styles import MISSING


class Player:
    """Answers valid requests. What a client asks for by itself goes before."""

    def __init__(self, scenarios: Scenarios, active: str | None, pipeline: Pipeline, counts: Counts) -> None:
        self._scenarios = scenarios
        self._active = scenarios.named.get(active, {}) if active is not None else {}
        self._pipeline = pipeline
        self._counts = counts

    def concerns(self, route: Route) -> bool:
        return route.label in self._active or route.label in self._scenarios.always

    def __call__(self, exchange: Exchange) -> Answer | None:
        preferences = exchange.preferences
        if not exchange.is_valid or preferences.code is not None or preferences.example is not None:
            return None
        asked = AskedRequest(exchange, self._pipeline.checks_of(exchange.route))
        for at, rule in enumerate(self._rules(exchange.route.label)):
            if rule.condition is None or rule.condition(asked):
                return self._answer(rule.step(self._passed(at, rule, exchange)), exchange)
        return None

    def _rules(self, label: str) -> chain[Rule]:
        return chain(self._active.get(label, ()), self._scenarios.always.get(label, ()))

    def _passed(self, at: int, rule: Rule, exchange: Exchange) -> int:
        """How many requests of this path the rule has answered. Jobs that are polled do not mix."""
        if len(rule.steps) == 1:
            return 0
        return self._counts.count(f"sequence {exchange.route.label} {at} {exchange.request.path}").number - 1

    def _answer(self, step: Step, exchange: Exchange) -> Answer:
        if step.delay:
            exchange.finish.append(partial(late, seconds=step.delay))
        if step.fault is not None:
            exchange.finish.append(partial(broken, kind=step.fault, seconds=SECONDS))
        answer = self._described(step, exchange)
        return replace(answer, reply=answer.reply.with_headers(*step.headers)) if step.headers else answer

    def _described(self, step: Step, exchange: Exchange) -> Answer:
        """As the document describes it, as far as it does."""
        preferences = replace(exchange.preferences, code=step.status, example=step.example)
        try:
            if step.body is MISSING:
                return self._pipeline.described(exchange, preferences)
            choice = negotiate(exchange.route, preferences, exchange.request.headers.get("accept"), exchange.found)
        except Problem:
            if step.status is None or step.example is not None:
                raise
            return Answer(_plain(step, step.status, exchange.route))
        if choice.content is None:
            return Answer(_plain(step, choice.status, exchange.route))
        return self._pipeline.answers.of_value(exchange.route, choice, step.body)


def _plain(step: Step, status: int, route: Route) -> Reply:
    """An answer that the document knows nothing of."""
    if step.body is MISSING:
        return replace(reply(status, []), operation=route.label)
    is_text = isinstance(step.body, str)
    body = step.body.encode("utf-8", "replace") if is_text else orjson.dumps(step.body)
    headers = [("content-type", "text/plain" if is_text else "application/json")]
    return replace(reply(status, headers, body), operation=route.label)
