"""From the findings of all documents to one answer: what is new, what is allowed, and whether the run passes.

    ignores that another document needs -> baseline -> ratchet -> --max-warnings and --fail-on

Each stage is a module of ``findings`` that works on lists of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from specforge.atomic import write_atomically
from specforge.document.place import Place
from specforge.findings.baseline import Baseline, Compared, Known, Scope, compare, text_of, updated
from specforge.findings.baseline import read_baseline as read
from specforge.findings.model import Finding, Hidden, Severity
from specforge.findings.ratchet import Tooth, weigh
from specforge.findings.threshold import failing

if TYPE_CHECKING:
    from specforge.lint.run import Checked


class Policy(NamedTuple):
    """What makes a run fail. Documents of one run may differ in it: the configuration can have a section for each.

    ``ratchet``: pairs of a rule and the number of its findings that are allowed. ``is_partial``: the run looks at a
    part of the findings only, so that nobody can say what is fixed. ``holder`` is the configuration with the limits.
    """

    fail_on: str = "error"
    max_warnings: int | None = None
    baseline: Path | None = None
    ratchet: tuple[tuple[str, int], ...] = ()
    is_partial: bool = False
    holder: Path | None = None


class Ruling(NamedTuple):
    """The verdict on the documents that share a policy. ``warnings`` are those that --max-warnings counts;
    ``unchanged`` is how many findings --since left out; ``failing`` are those that --fail-on is about."""

    policy: Policy
    compared: Compared
    teeth: list[Tooth]
    warnings: int
    unchanged: int
    ok: bool
    failing: Sequence[Finding] = ()

    @property
    def has_too_many_warnings(self) -> bool:
        allowed = self.policy.max_warnings
        return allowed is not None and self.warnings > allowed


@dataclass(frozen=True, slots=True)
class Verdict:
    """The findings to show, in the order of the documents, whether the run passes, and what is known but not shown."""

    findings: list[Finding]
    ok: bool
    hidden: list[Hidden] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    unread: list[Finding] = field(default_factory=list)

    @property
    def harmless(self) -> frozenset[int]:
        """The positions of the findings that do not make the run fail. What cannot be read always does."""
        bad = {id(finding) for ruling in self.rulings for finding in ruling.failing}
        unread = {_identity(finding) for finding in self.unread}
        found = enumerate(self.findings)
        return frozenset(at for at, one in found if id(one) not in bad and _identity(one) not in unread)

    @property
    def fixed(self) -> list[Known]:
        return [entry for ruling in self.rulings for entry in ruling.compared.fixed]


class Update(NamedTuple):
    """What happened to a baseline: how many findings it knew already, how many it learnt, and how many went."""

    path: Path
    known: int
    new: int
    fixed: int


def judge(checked: Sequence[Checked]) -> Verdict:
    """The stages that all documents go through together. Raises UsageError for a baseline that cannot be read."""
    hidden = _once(hidden for one in checked for hidden in one.hidden)
    needed = {_spot(place) for one in hidden for place in one.places}
    rulings = [_rule(policy, members, needed) for policy, members in _by_policy(checked).items()]
    known = [hidden for ruling in rulings for hidden in ruling.compared.known]
    ok = all(ruling.ok for ruling in rulings)
    unread = [finding for one in checked if one.failure for finding in one.findings]
    shown = distinct(f for ruling in rulings for f in ruling.compared.new)
    return Verdict(shown, ok, hidden + known, rulings, unread)


def update_baselines(checked: Sequence[Checked]) -> list[Update]:
    """Write the baselines anew, so that they know what was found now. Raises UsageError and OutputError."""
    by_path: dict[Path, list[Checked]] = {}
    for one in checked:
        if one.job.policy.baseline is not None:
            by_path.setdefault(one.job.policy.baseline, []).append(one)
    return [_update(path, members) for path, members in by_path.items()]


def distinct(findings: Iterable[Finding]) -> list[Finding]:
    """A file that several documents refer to is read with each of them: its findings are said once."""
    known: dict[object, Finding] = {}
    for finding in findings:
        known.setdefault(_identity(finding), finding)
    return list(known.values())


def _update(path: Path, members: Sequence[Checked]) -> Update:
    before = read(path) if path.exists() else Baseline(path)
    findings, scope = _acceptable(members), _scope(members)
    compared = compare(findings, before, scope)
    write_atomically(path, text_of(updated(before, findings, scope)))
    return Update(path, len(compared.known), len(compared.new), sum(entry.times for entry in compared.fixed))


def _rule(policy: Policy, members: Sequence[Checked], needed: set[object]) -> Ruling:
    findings = [f for f in distinct(f for one in members for f in one.findings) if not _is_needed(f, needed)]
    compared = Compared(findings)
    if policy.baseline is not None:
        scope = Scope() if policy.is_partial else _scope(members)
        compared = compare(findings, read(policy.baseline), scope)
    teeth = weigh(compared.new, dict(policy.ratchet), _asked(members) if policy.ratchet else ())
    # What the ratchet allows counts nowhere else.
    free = {tooth.rule for tooth in teeth if not tooth.is_exceeded}
    counted = [finding for finding in compared.new if finding.rule not in free]
    warnings = sum(finding.severity is Severity.WARNING for finding in counted)
    within = policy.max_warnings is None or warnings <= policy.max_warnings
    bad = failing(counted, policy.fail_on)
    ok = not bad and within and len(free) == len(teeth)
    unchanged = sum(one.unchanged for one in members)
    return Ruling(policy, compared, teeth, warnings, unchanged, ok and not any(one.failure for one in members), bad)


def _by_policy(checked: Iterable[Checked]) -> dict[Policy, list[Checked]]:
    groups: dict[Policy, list[Checked]] = {}
    for one in checked:
        groups.setdefault(one.job.policy, []).append(one)
    return groups


def _acceptable(members: Sequence[Checked]) -> list[Finding]:
    """What a baseline may know: not that a file cannot be read."""
    return distinct(finding for one in members if one.failure is None for finding in one.findings)


def _scope(members: Sequence[Checked]) -> Scope:
    return Scope(tuple((one.files, one.chosen) for one in members))


def _asked(members: Sequence[Checked]) -> frozenset[str]:
    """The rules that ran for every document, and over all of it."""
    whole = (frozenset[str]() if one.failure or one.job.since is not None else one.chosen for one in members)
    return frozenset.intersection(*whole)


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
