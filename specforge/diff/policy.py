"""Policy: what a team makes of the changes: other severities, and changes that are approved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase

from specforge.diff.approvals import Approval
from specforge.diff.change import Change, Rung
from specforge.findings.model import Hidden, Severity

OFF = "off"
_LADDER = tuple(Rung)


@dataclass(frozen=True, slots=True)
class Policy:
    """``severity`` maps ids, or globs of them, to a severity or ``off``; the last that fits wins. ``rung`` is the last
    rung of the ladder that counts."""

    severity: Mapping[str, str] = field(default_factory=dict)
    approvals: Sequence[Approval] = ()
    rung: Rung = Rung.DOCS


@dataclass(frozen=True, slots=True)
class Judged:
    """``changes`` count, ``approved`` do not, ``told`` are both. ``expired`` approvals hide nothing any more,
    ``unused`` ones have no change that they would hide."""

    changes: list[Change]
    approved: list[Hidden]
    told: list[Change]
    expired: list[Approval]
    unused: list[Approval]


def judge(changes: Iterable[Change], policy: Policy, today: date) -> Judged:
    """The changes under the policy, in their order."""
    counted_rungs = _LADDER[: _LADDER.index(policy.rung) + 1]
    standing = (change for change in changes if change.rung in counted_rungs)
    leveled = [changed for change in standing if (changed := _leveled(change, policy.severity)) is not None]
    valid = {one.fingerprint: one for one in policy.approvals if one.holds(today)}
    expired = [one for one in policy.approvals if not one.holds(today)]
    counted = [change for change in leveled if change.fingerprint not in valid]
    approved = [_hidden(change, valid[change.fingerprint]) for change in leveled if change.fingerprint in valid]
    found = {change.fingerprint for change in leveled}
    unused = [one for one in valid.values() if one.fingerprint not in found]
    return Judged(
        counted, approved, leveled, [one for one in expired if one.fingerprint in found - valid.keys()], unused
    )


def _leveled(change: Change, severity: Mapping[str, str]) -> Change | None:
    """The change with the severity that the team gives it; None for one that is off."""
    wanted = next((level for id, level in reversed([*severity.items()]) if fnmatchcase(change.id, id)), None)
    if wanted == OFF:
        return None
    return change if wanted is None else replace(change, severity=Severity(wanted))


def _hidden(change: Change, approval: Approval) -> Hidden:
    return Hidden(change.as_finding(), "approval", approval.reason)
