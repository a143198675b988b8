"""What ``specforge lint`` says about accepted findings: the baseline, the ratchet, the limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.cli.options import Globals
from specforge.counting import counted
from specforge.lint.verdict import Ruling, Verdict


def say(globals: Globals, verdict: Verdict) -> None:
    """The limits that are exceeded, and those that could be lower, on stderr."""
    for ruling in verdict.rulings:
        for line in exceeded(ruling):
            globals.console.error(line)
        for tooth in ruling.teeth:
            if tooth.can_fall and not ruling.policy.is_partial:
                found = f"{tooth.found} of {tooth.allowed} allowed findings"
                globals.console.progress(f"ratchet: {tooth.rule} has {found}; --ratchet-update lowers the limit")
    if fixed := sum(entry.times for entry in verdict.fixed):
        globals.console.progress(f"baseline: {counted(fixed, 'finding')} fixed; --baseline-update takes them out")


def facts(verdict: Verdict) -> dict[str, Any]:
    """What the summary says of accepted findings; nothing of what was not asked for."""
    hidden = [hidden.by for hidden in verdict.hidden]
    known: dict[str, Any] = {"ignored": hidden.count("ignore")} if "ignore" in hidden else {}
    if any(ruling.policy.baseline for ruling in verdict.rulings):
        fixed = sum(entry.times for entry in verdict.fixed)
        known |= {"known": hidden.count("baseline"), "new": len(verdict.findings), "fixed": fixed}
    if unchanged := sum(ruling.unchanged for ruling in verdict.rulings):
        known["unchanged"] = unchanged
    teeth = [tooth for ruling in verdict.rulings for tooth in ruling.teeth]
    if teeth:
        known["ratchet"] = {tooth.rule: {"allowed": tooth.allowed, "found": tooth.found} for tooth in teeth}
    return known


def exceeded(ruling: Ruling) -> Iterator[str]:
    """The limits that the documents of a policy do not keep."""
    for tooth in ruling.teeth:
        if tooth.is_exceeded:
            yield f"ratchet: {tooth.rule} has {counted(tooth.found, 'finding')}, {tooth.allowed} allowed"
    if ruling.has_too_many_warnings:
        yield f"--max-warnings: {ruling.warnings} found, {ruling.policy.max_warnings} allowed"
