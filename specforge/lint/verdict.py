"""From the findings of all documents to one answer: what is shown, and whether the run passes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from specforge.document.place import Place
from specforge.findings.model import Finding, Hidden
from specforge.findings.threshold import passes

if TYPE_CHECKING:
    from specforge.lint.run import Checked


@dataclass(frozen=True, slots=True)
class Policy:
    """What makes a run fail. Documents of one run may differ in it: the configuration can have a section for each."""

    fail_on: str = "error"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings to show, in the order of the documents, whether the run passes, and what is known but not shown."""

    findings: list[Finding]
    ok: bool
    hidden: list[Hidden]


def judge(checked: Sequence[Checked]) -> Verdict:
    """The stages that all documents go through together."""
    hidden = _once(hidden for one in checked for hidden in one.hidden)
    needed = {_spot(place) for one in hidden for place in one.places}
    shown = [[finding for finding in one.findings if not _is_needed(finding, needed)] for one in checked]
    ok = all(
        passes(findings, one.job.policy.fail_on) and one.failure is None
        for findings, one in zip(shown, checked, strict=True)
    )
    return Verdict(distinct(finding for findings in shown for finding in findings), ok, hidden)


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """A file that several documents refer to is read with each of them: its findings are said once."""
    known: dict[object, Finding] = {}
    for finding in findings:
        known.setdefault(_identity(finding), finding)
    return list(known.values())


def _once(hidden: Iterable[Hidden]) -> list[Hidden]:
    known: dict[object, Hidden] = {}
    for one in hidden:
        known.setdefault(_identity(one.finding), one)
    return list(known.values())


def _identity(finding: Finding) -> object:
    return finding.rule, finding.place.file, finding.place.tokens, finding.message


def _is_needed(finding: Finding, places: set[object]) -> bool:
    """True for the ignore in a shared file that one document does not need and another does."""
    return finding.rule == "unused-ignore" and _spot(finding.place) in places


def _spot(place: Place) -> object:
    return place.file, place.region
