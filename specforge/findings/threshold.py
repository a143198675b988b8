"""When findings make a command fail."""

from __future__ import annotations

from collections.abc import Iterable

from specforge.findings.model import Finding, Severity

# What --fail-on takes, from the strictest to the most lenient but one.
THRESHOLDS = ("hint", "info", "warning", "error", "never")


def passes(findings: Iterable[Finding], fail_on: str = "error") -> bool:
    """True when no finding is as bad as ``fail_on`` (one of THRESHOLDS) or worse."""
    return not failing(findings, fail_on)


def failing(findings: Iterable[Finding], fail_on: str = "error") -> list[Finding]:
    """The findings that are as bad as ``fail_on`` or worse."""
    if fail_on == "never":
        return []
    threshold = Severity(fail_on)
    return [finding for finding in findings if finding.severity.reaches(threshold)]
