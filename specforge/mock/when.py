"""Examples with ``x-specforge-when``: the one whose condition a request meets is the answer, with its status."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from specforge.mock.answer import Answer
from specforge.mock.asked import AskedRequest
from specforge.mock.exchange import Exchange
from specforge.mock.negotiate import error_codes
from specforge.mock.problem import Problem
from specforge.mock.table import Route
from specforge.values.conditions import Condition, WrongCondition, compile_condition

if TYPE_CHECKING:
    from specforge.mock.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Conditioned:
    """An example of a response (``200``, ``4XX``, ``default``), by its key, and when it is the answer."""

    code: str
    key: str
    condition: Condition

    def status(self, asked: int | None, route: Route) -> int | None:
        """The status that it is given with, None when another one is asked for."""
        if asked is not None:
            return asked if self.code.upper() in (str(asked), f"{asked // 100}XX", "DEFAULT") else None
        digits = self.code.upper().replace("XX", "00")
        if digits.isdecimal() and len(digits) == 3:
            return int(digits)
        # What is described beside a success is what goes wrong, unless that has a response of its own.
        codes = {response.code.upper() for response in route.responses}
        likely = (500, 400, 200) if any(code.startswith("2") for code in codes) else (200,)
        return next((status for status in likely if not codes & {str(status), f"{status // 100}XX"}), likely[0])


class Conditions:
    """A stage for the operations that have such examples. What a client asks for by itself goes before."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._known: dict[Route, tuple[Conditioned, ...]] = {}

    def concerns(self, route: Route) -> bool:
        return bool(self._examples(route))

    def __call__(self, exchange: Exchange) -> Answer | None:
        route, preferences = exchange.route, exchange.preferences
        if preferences.example is not None:
            return None
        codes = error_codes(exchange.found)
        asked = AskedRequest(exchange, self._pipeline.checks_of(route))
        for example in self._examples(route):
            status = example.status(preferences.code, route)
            if status is None or (codes and status not in codes) or not example.condition(asked):
                continue
            try:
                return self._pipeline.described(exchange, replace(preferences, code=status, example=example.key))
            except Problem:  # the media type that the client wants has no such example
                continue
        return None

    def _examples(self, route: Route) -> tuple[Conditioned, ...]:
        if route not in self._known:
            found = {
                (response.code, example.key): example.when
                for response in route.responses
                for content in response.contents
                for example in content.examples
                if example.when is not None
            }
            self._known[route] = tuple(
                Conditioned(code, key, condition)
                for (code, key), when in found.items()
                if (condition := _compile(when)) is not None
            )
        return self._known[route]


def _compile(when: object) -> Condition | None:
    """None for one that is malformed: lint says so, and the example is like one without a condition."""
    try:
        return compile_condition(when)
    except WrongCondition:
        return None
