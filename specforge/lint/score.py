"""The quality score: a number from 0 to 100, made of parts that a reader can add up by hand.

Every part starts with 100 points, and each of its rules that finds something takes away a share of what is left: the
more findings there are for an operation, the larger. The total is the mean of the parts by their weights.
docs/reference/score.md says the same for readers, with an example.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from math import prod
from typing import Any

from specforge.counting import counted
from specforge.findings.model import Finding, Severity
from specforge.findings.statistics import RuleCount, count_by_rule
from specforge.lint.rule import RULES

WEIGHTS = {"structure": 35, "documentation": 20, "examples": 15, "security": 15, "consistency": 15}
# The percentage that a rule takes when every operation has a finding, and what it takes at least.
PERCENT = {
    Severity.ERROR: (50.0, 5.0),
    Severity.WARNING: (20.0, 1.0),
    Severity.INFO: (10.0, 0.5),
    Severity.HINT: (4.0, 0.2),
}
# What is said of files that cannot be read comes from no rule.
_UNREAD = frozenset(("syntax", "unreadable"))
# The first that matches a rule's name decides. What none matches is structure when it is an error, else consistency.
PARTS = (
    ("security", ("*owasp*", "*security*", "no-eval-in-markdown", "no-script-tags-in-markdown", "no-unsafe-markdown")),
    ("consistency", ("*example-com", "*host-not-example", "*ignore*")),
    ("examples", ("*example*",)),
    (
        "documentation",
        ("*description*", "*summary*", "info-*", "*contact*", "*license*", "operation-tags", "openapi-tags"),
    ),
)


@dataclass(frozen=True, slots=True)
class Loss:
    """A rule and the percentage that it takes from its part."""

    count: RuleCount
    percent: float


@dataclass(frozen=True, slots=True)
class Part:
    """One of WEIGHTS. ``rules`` is how many rules were asked, ``losses`` are those that found something."""

    name: str
    rules: int
    losses: tuple[Loss, ...]

    @property
    def weight(self) -> int:
        return WEIGHTS[self.name]

    @property
    def points(self) -> float:
        return self._without(None)

    def gain(self, loss: Loss) -> float:
        """How many points the part would win without the findings of this rule."""
        return round(self._without(loss) - self.points, 1)

    def _without(self, left_out: Loss | None) -> float:
        return round(100 * prod(1 - loss.percent / 100 for loss in self.losses if loss is not left_out), 1)


@dataclass(frozen=True, slots=True)
class Score:
    """The score of a run. ``operations`` is what the numbers of findings are divided by."""

    operations: int
    parts: tuple[Part, ...]

    @property
    def total(self) -> float:
        return round(sum(part.points * part.weight for part in self.parts) / self._weights, 1)

    @property
    def advice(self) -> list[tuple[Loss, float]]:
        """The rules by what the total would win without their findings, the largest first."""
        gains = [
            (loss, round(part.gain(loss) * part.weight / self._weights, 1))
            for part in self.parts
            for loss in part.losses
        ]
        return sorted((pair for pair in gains if pair[1]), key=lambda pair: (-pair[1], pair[0].count.rule))

    @property
    def _weights(self) -> int:
        return sum(part.weight for part in self.parts) or 1


def score(findings: Iterable[Finding], operations: int, rules: Iterable[str]) -> Score:
    """The score of these findings. ``rules`` were asked; a part without any does not count."""
    losses: dict[str, list[Loss]] = {}
    for count in count_by_rule(findings):
        losses.setdefault(part_of(count.rule), []).append(Loss(count, _percent(count, operations)))
    asked = [part_of(rule) for rule in rules]
    parts = [Part(name, asked.count(name), tuple(losses.get(name, ()))) for name in WEIGHTS]
    return Score(operations, tuple(part for part in parts if part.rules or part.losses))


def part_of(rule: str) -> str:
    """The part that a rule counts in."""
    for part, patterns in PARTS:
        if any(fnmatchcase(rule, pattern) for pattern in patterns):
            return part
    is_error = rule in RULES and (RULES[rule].structural or RULES[rule].severity is Severity.ERROR)
    return "structure" if is_error or rule in _UNREAD else "consistency"


def _percent(count: RuleCount, operations: int) -> float:
    most, least = PERCENT[count.severity]
    share = min(1.0, count.count / max(operations, 1))
    return round(max(most * share, least), 1)


def as_data(score: Score) -> dict[str, Any]:
    """Plain JSON values."""
    return {
        "total": score.total,
        "operations": score.operations,
        "parts": [
            {
                "part": part.name,
                "score": part.points,
                "weight": part.weight,
                "rules": part.rules,
                "lost": [{**loss.count.data(), "percent": loss.percent} for loss in part.losses],
            }
            for part in score.parts
        ],
        "advice": [{"rule": loss.count.rule, "gain": gain} for loss, gain in score.advice],
    }


def as_text(score: Score, most: int = 5) -> str:
    """For people: the total, the parts with what each lost and to which rule, and what would raise the total most."""
    lines = [f"score: {score.total} of 100 (operations: {score.operations})", ""]
    for part in score.parts:
        lines.append(f"{part.points:>7}  {part.name} (weight {part.weight}, {counted(part.rules, 'rule')})")
        lines += [f"{-loss.percent:>13}%  {loss.count.rule}: {loss.count.in_words}" for loss in part.losses]
    if score.advice:
        lines += ["", "what would raise it most:"]
        lines += [f"{f'+{gain}':>7}  {loss.count.rule}" for loss, gain in score.advice[:most]]
    return "\n".join(lines) + "\n"
