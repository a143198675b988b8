"""The ratchet: how many findings of a rule are allowed. The number may fall and never rise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from specforge.findings.model import Finding


class Tooth(NamedTuple):
    """A rule of the ratchet: how many findings are ``allowed``, and how many were ``found``.

    Not ``is_certain``: the rule was not asked of everything, so that there may be more.
    """

    rule: str
    allowed: int
    found: int
    is_certain: bool = True

    @property
    def is_exceeded(self) -> bool:
        return self.found > self.allowed

    @property
    def can_fall(self) -> bool:
        return self.is_certain and self.found < self.allowed


def weigh(findings: Iterable[Finding], limits: Mapping[str, int], asked: Container[str]) -> list[Tooth]:
    """Every rule of the ratchet with the number of its findings. ``asked`` are the rules that ran everywhere."""
    counts = Counter(finding.rule for finding in findings)
    return [Tooth(rule, allowed, counts[rule], rule in asked) for rule, allowed in sorted(limits.items())]
