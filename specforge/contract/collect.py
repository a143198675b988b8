"""From many problems to few findings: the same problem at the same place of the same operation is one finding."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.contract.problem import PREFIX, Problem
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.findings.redact import Redactor
from specforge.findings.show import as_curl, details

Key = tuple[str, Place, str | None]


@dataclass(slots=True)
class _Group:
    problem: Problem
    operation: str | None
    exchange: Exchange | None
    steps: tuple[Exchange, ...]
    extra: dict[str, str]
    count: int = 1

    @property
    def size(self) -> int:
        return self.exchange.request.size if self.exchange else 0


@dataclass(slots=True)
class Collector:
    """Groups problems and keeps, of each group, the smallest request that shows it."""

    redactor: Redactor
    _groups: dict[Key, _Group] = field(default_factory=dict)

    def add(
        self,
        problem: Problem,
        operation: str | None = None,
        exchange: Exchange | None = None,
        steps: tuple[Exchange, ...] = (),
        extra: dict[str, str] | None = None,
    ) -> None:
        """``steps`` are the exchanges that must come first, in their order, ``exchange`` itself among them or not."""
        group = _Group(problem, operation, exchange, steps, extra or {})
        key = (problem.rule, problem.place, operation)
        known = self._groups.get(key)
        if known is None:
            self._groups[key] = group
            return
        worst = min(known.problem.severity, problem.severity, key=lambda severity: severity.rank)
        group.count = known.count + 1
        is_smaller = group.size < known.size and problem.severity is worst
        kept = group if is_smaller or known.problem.severity is not worst else known
        kept.count = group.count
        self._groups[key] = kept

    def __len__(self) -> int:
        return len(self._groups)

    def findings(self) -> list[Finding]:
        """In the order of the document."""
        return sort_findings(self._finding(group) for group in self._groups.values())

    def _finding(self, group: _Group) -> Finding:
        problem = group.problem
        return Finding(
            rule=PREFIX + problem.rule,
            severity=problem.severity,
            message=self.redactor.text(problem.message),
            place=problem.place,
            operation=group.operation,
            help=problem.help,
            related=problem.related,
            details=self._details(group),
        )

    def _details(self, group: _Group) -> dict[str, str]:
        found = dict(group.extra)
        if group.exchange is not None:
            found = {**details(group.exchange, self.redactor), **found}
            earlier = [step for step in group.steps if step is not group.exchange]
            if earlier:
                commands = [as_curl(step.request, self.redactor) for step in (*earlier, group.exchange)]
                found["curl"] = "\n".join(commands)
        if group.count > 1:
            found["seen"] = f"{group.count} times"
        return {title: self.redactor.text(text) for title, text in found.items()}


def worst(findings: list[Finding]) -> Severity | None:
    """The most severe of the findings, or None."""
    return min((finding.severity for finding in findings), key=lambda severity: severity.rank, default=None)
