"""A plan of faults, read: what is to go wrong, for which operations, and how often."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from specforge.durations import read_duration
from specforge.mock.faults.schema import KINDS, SCHEMA, SECONDS
from specforge.values.shape import Shape, Wrong

SHAPE = Shape(SCHEMA)


class WrongPlan(ValueError):
    """A plan that cannot be carried out, with everything that is wrong with it."""

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__("; ".join(map(str, wrong)))
        self.wrong = wrong


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds by the share of replies that take no longer, ascending; between them it is interpolated."""

    points: tuple[tuple[float, float], ...]

    def draw(self, random: Random) -> float:
        share = random.random()
        for (low, fast), (high, slow) in pairwise(self.points):
            if share <= high:
                return fast + (slow - fast) * (share - low) / (high - low)
        return self.points[-1][1]


@dataclass(frozen=True, slots=True)
class Errors:
    """How often an error response of the document is given, and which: ``503``, ``5XX``; none stands for any."""

    rate: float
    statuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Breaks:
    """How often a connection breaks, and in which ways; ``seconds`` are those of slow and stalled bodies."""

    rate: float
    kinds: tuple[str, ...] = KINDS
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many seconds."""

    requests: int
    per: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to some operations; without ``selectors`` to all. What a rule leaves out, a later one may say."""

    selectors: tuple[str, ...] = ()
    latency: Latency | None = None
    errors: Errors | None = None
    connection: Breaks | None = None
    limit: Limit | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """All rules in the order in which they are asked; the one for all operations is the last."""

    rules: tuple[Rule, ...]
    seed: int | None = None


def read_plan(value: Any) -> Plan:
    """The plan that a JSON value says. Raises WrongPlan."""
    wrong = SHAPE.wrong(value)
    if wrong:
        raise WrongPlan(wrong)
    own = [_rule(rule, _listed(rule["for"]), ("rules", str(at))) for at, rule in enumerate(value.get("rules", ()))]
    return Plan((*own, _rule(value, (), ())), value.get("seed"))


def _rule(value: Mapping[str, Any], selectors: tuple[str, ...], tokens: tuple[str, ...]) -> Rule:
    return Rule(
        selectors,
        _latency(value["latency"], (*tokens, "latency")) if "latency" in value else None,
        _errors(value["errors"]) if "errors" in value else None,
        _breaks(value["connection"]) if "connection" in value else None,
        _limit(value["limit"], (*tokens, "limit")) if "limit" in value else None,
    )


def _latency(value: Any, tokens: tuple[str, ...]) -> Latency:
    if isinstance(value, Mapping):
        points = sorted((float(name[1:]) / 100, _seconds(seconds)) for name, seconds in value.items())
    else:
        texts = value.split("..") if isinstance(value, str) else [value, value]
        points = [(0.0, _seconds(texts[0])), (1.0, _seconds(texts[-1]))]
    if any(slow < fast for (_, fast), (_, slow) in pairwise(points)):
        raise WrongPlan([Wrong("the longer time stands before the shorter one", tokens)])
    # Nothing is faster than the lowest and slower than the highest time that is told.
    if points[0][0] > 0:
        points.insert(0, (0.0, points[0][1]))
    return Latency(tuple(points))


def _errors(value: Any) -> Errors:
    if not isinstance(value, Mapping):
        return Errors(float(value))
    return Errors(float(value["rate"]), tuple(map(str, _listed(value.get("status", ())))))


def _breaks(value: Any) -> Breaks:
    if not isinstance(value, Mapping):
        return Breaks(float(value))
    kinds = _listed(value["kinds"]) if "kinds" in value else KINDS
    return Breaks(float(value["rate"]), kinds, _seconds(value.get("seconds", SECONDS)))


def _limit(value: Any, tokens: tuple[str, ...]) -> Limit:
    if isinstance(value, str):
        requests, _, per = value.partition("/")
        limit = Limit(int(requests), _seconds(per if per.strip()[0].isdecimal() else f"1{per.strip()}"))
    else:
        limit = Limit(value["requests"], _seconds(value["per"]))
    if not limit.per:
        raise WrongPlan([Wrong("the time is nothing", tokens)])
    return limit


def _seconds(value: Any) -> float:
    return read_duration(value) if isinstance(value, str) else float(value)


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)
