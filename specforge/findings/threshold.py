"""When findings make a command fail."""

from __future__ import annotations

from collections.abc import Iterable

from specforge.findings.model import Finding, Severity

# What --fail-on takes, from the strictest to the most lenient but one.
THRESHOLDS = ("hint", "info", "warning", "error", "never")


def passes(findings: Iterable[Finding], fail_on: str = "error") -> bool:
    """True when no finding is as bad as ``fail_on`` (one of THRESHOLDS) or worse."""
    if fail_on == "never":
        return True
    threshold = Severity(fail_on)
    return not any(finding.severity.reaches(threshold) for finding in findings)
