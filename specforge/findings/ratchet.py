"""The ratchet: how many findings of a rule are allowed. The number may fall and never rise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from specforge.findings.model import Finding


class Tooth(NamedTuple):
    """A rule of the ratchet: how many findings are ``allowed``, and how many were ``found``."""

    rule: str
    allowed: int
    found: int

    @property
    def is_exceeded(self) -> bool:
        return self.found > self.allowed

    @property
    def can_fall(self) -> bool:
        return self.found < self.allowed


def weigh(findings: Iterable[Finding], limits: Mapping[str, int]) -> list[Tooth]:
    """Every rule of the ratchet with the number of its findings."""
    counts = Counter(finding.rule for finding in findings)
    return [Tooth(rule, allowed, counts[rule]) for rule, allowed in sorted(limits.items())]
