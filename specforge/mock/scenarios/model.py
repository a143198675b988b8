"""Scenarios, read: rules by operation, and the answers that they give one after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from specforge.errors import UsageError
from specforge.findings.model import Finding, Severity
from specforge.mock.message import RawHeader
from specforge.values.conditions import Condition
from specforge.values.styles import MISSING


@dataclass(frozen=True, slots=True)
class Step:
    """One answer. What it leaves out is up to the document; ``body`` is MISSING where the document has it."""

    status: int | None = None
    example: str | None = None
    body: Any = MISSING
    headers: tuple[RawHeader, ...] = ()
    delay: float = 0.0
    fault: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """The answers to requests that meet the condition, in their order. After the last one it stays, or they repeat."""

    steps: tuple[Step, ...]
    condition: Condition | None = None
    repeat: bool = False

    def step(self, number: int) -> Step:
        """The answer to the request of this number, from 0."""
        return self.steps[number % len(self.steps) if self.repeat else min(number, len(self.steps) - 1)]


Rules = Mapping[str, Sequence[Rule]]
"""By the label of the operation."""


@dataclass(frozen=True, slots=True)
class Scenarios:
    """``always`` holds whatever else is so; ``named`` are the scenarios, of which one may be active."""

    always: Rules = field(default_factory=dict)
    named: Mapping[str, Rules] = field(default_factory=dict)
    start: str | None = None


class WrongScenarios(UsageError):
    """A file of scenarios that cannot be used, with everything that is wrong with it. Its exit code is that of findings
    where the file is well formed, and does not fit the document."""

    def __init__(self, findings: Sequence[Finding], is_malformed: bool) -> None:
        first, *others = (_error(finding) for finding in findings if finding.severity is Severity.ERROR)
        super().__init__(first.message, help=first.help, file=first.file, line=first.line, column=first.column)
        self.others = tuple(others)
        self.findings = tuple(findings)
        self.is_malformed = is_malformed


def _error(finding: Finding) -> UsageError:
    region, place = finding.place.region, finding.place
    return UsageError(finding.message, help=finding.help, file=place.file, line=region.line, column=region.column)
