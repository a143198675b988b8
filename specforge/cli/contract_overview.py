"""Many findings at a glance: how many of each kind, the worst first. It stands at the end, where a reader looks."""

from __future__ import annotations

from collections.abc import Sequence

from specforge.findings.model import Finding
from specforge.findings.table import Table

# As many are seen at a glance without a table.
FEW = 12


def overview(findings: Sequence[Finding]) -> tuple[Table, ...]:
    """A table of the rules, with how many findings and operations each has; none where there are few findings."""
    if len(findings) <= FEW:
        return ()
    by_rule: dict[str, list[Finding]] = {}
    for finding in findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    ranked = sorted(by_rule.items(), key=lambda pair: (_worst(pair[1]).severity.rank, -len(pair[1]), pair[0]))
    columns = ("rule", "worst", "findings", "operations")
    rows = [
        (rule, str(_worst(found).severity.value), str(len(found)), str(_operations(found))) for rule, found in ranked
    ]
    return (Table("What was found", columns, rows, frozenset({2, 3}), _note(ranked[0][0])),)


def _worst(findings: Sequence[Finding]) -> Finding:
    return min(findings, key=lambda finding: finding.severity.rank)


def _operations(findings: Sequence[Finding]) -> int:
    named = (finding.operations or ((finding.operation,) if finding.operation else ()) for finding in findings)
    return len({operation for operations in named for operation in operations})


def _note(rule: str) -> str:
    return f"`specforge explain {rule}` says what a rule is about and how to mend it."
