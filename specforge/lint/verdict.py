"""From the findings of all documents to one answer: what is shown, and whether the run passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specforge.findings.model import Finding
from specforge.findings.threshold import passes

if TYPE_CHECKING:
    from specforge.lint.run import Checked


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a run fail. Documents of one run may differ in it: the configuration can have a section for each."""

    fail_on: str = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings to show, in the order of the documents, and whether the run passes."""

    findings: list[Finding]
    ok: bool


def judge(checked: Sequence[Checked]) -> Verdict:
    """The stages that all documents go through together."""
    ok = all(passes(one.findings, one.job.policy.fail_on) and one.failure is None for one in checked)
    return Verdict(distinct(finding for one in checked for finding in one.findings), ok)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """A file that several documents refer to is read with each of them: its findings are said once."""
    known: dict[object, Finding] = {}
    for finding in findings:
        known.setdefault((finding.rule, finding.place.file, finding.place.tokens, finding.message), finding)
    return list(known.values())
