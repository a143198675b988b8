"""How many findings each rule has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from specforge.findings.model import Finding, Severity


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule with the worst severity of its findings, their number, and how many of them can be fixed."""

    rule: str
    severity: Severity
    count: int
    fixable: int

    def data(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"severity": self.severity.value}


def count_by_rule(findings: Iterable[Finding]) -> list[RuleCount]:
    """The rules that found something, the one with most findings first; those with as many by name."""
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    counts = [_count(rule, found) for rule, found in by_rule.items()]
    return sorted(counts, key=lambda one: (-one.count, one.rule))


def _count(rule: str, found: list[Finding]) -> RuleCount:
    worst = min((finding.severity for finding in found), key=lambda severity: severity.rank)
    return RuleCount(rule, worst, len(found), sum(finding.fix is not None for finding in found))


def as_table(counts: Iterable[RuleCount]) -> str:
    """For people: a line a rule."""
    return "".join(
        f"{one.count:>7}  {one.severity.value:<7}  {one.rule}"
        + (f"  ({one.fixable} fixable)\n" if one.fixable else "\n")
        for one in counts
    )
