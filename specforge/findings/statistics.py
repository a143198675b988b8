"""How many findings each rule has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from specforge.findings.model import Finding, Severity
from specforge.findings.repair import prepare, text_edits_of


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule with the worst severity of its findings, their number, and how many of them can be fixed."""

    rule: str
    severity: Severity
    count: int
    fixable: int

    @property
    def in_words(self) -> str:
        """``2 warnings``."""
        return self.severity.counted(self.count)

    def data(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self) | {"severity": self.severity.value}


def count_by_rule(findings: Iterable[Finding]) -> list[RuleCount]:
    """The rules that found something, the one with most findings first; those with as many by name."""
    findings = list(findings)
    prepare(finding.fix for finding in findings if finding.fix)
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    counts = [_count(rule, found) for rule, found in by_rule.items()]
    return sorted(counts, key=lambda one: (-one.count, one.rule))


def _count(rule: str, found: list[Finding]) -> RuleCount:
    worst = min((finding.severity for finding in found), key=lambda severity: severity.rank)
    return RuleCount(rule, worst, len(found), sum(map(_can_be_fixed, found)))


def _can_be_fixed(finding: Finding) -> bool:
    """False where there is no fix, or none that can be written: it stands behind a YAML alias."""
    return finding.fix is not None and bool(text_edits_of(finding.fix))


def as_table(counts: Iterable[RuleCount]) -> str:
    """For people: a line a rule."""
    return "".join(
        f"{one.count:>7}  {one.severity.value:<7}  {one.rule}"
        + (f"  ({one.fixable} fixable)\n" if one.fixable else "\n")
        for one in counts
    )
