"""What ``specforge lint`` says and writes about accepted findings: the baseline, the ratchet, the limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from specforge.atomic import write_atomically
from specforge.cli.options import Globals, config_for
from specforge.config.edit import Keys, with_numbers
from specforge.config.find import read_config
from specforge.errors import UsageError
from specforge.lint.run import Checked, Job
from specforge.lint.verdict import Ruling, Update, Verdict, update_baselines


def write_baselines(globals: Globals, checked: Sequence[Checked]) -> None:
    """Do what --baseline-update asks for, and say what came of it. Raises UsageError."""
    if not any(one.job.policy.baseline for one in checked):
        raise UsageError("--baseline-update needs a baseline", help="name the file: --baseline lint-baseline.json")
    if any(one.job.policy.is_partial for one in checked):
        raise UsageError("--baseline-update needs all findings, and --since leaves some out")
    for update in update_baselines(checked):
        globals.console.progress(_updated(update))


def write_ratchet(globals: Globals, verdict: Verdict, jobs: Sequence[Job]) -> None:
    """Lower the limits that are higher than what was found, in the configuration. Raises UsageError."""
    config = config_for(globals)
    if config.file is None or not any(ruling.teeth for ruling in verdict.rulings):
        raise UsageError("--ratchet-update needs limits", help="write them under [lint.ratchet] in specforge.toml")
    lower: dict[Keys, int] = {}
    for ruling in verdict.rulings:
        # The policy of an API may hold the limits of its own section or those of all.
        holder = _holder(globals, next(job for job in jobs if job.policy == ruling.policy))
        for tooth in ruling.teeth:
            lower[*holder, tooth.rule] = max(tooth.found, lower.get((*holder, tooth.rule), 0))
    file = read_config(config.file)
    allowed = {(*_holder(globals, job), rule): number for job in jobs for rule, number in job.policy.ratchet}
    lower = {keys: number for keys, number in lower.items() if number < allowed[keys]}
    if lower:
        write_atomically(config.file, with_numbers(file, lower))
    for keys, number in lower.items():
        globals.console.progress(f"ratchet: {keys[-1]} may have {number} findings now, not {allowed[keys]}")


def say(globals: Globals, verdict: Verdict) -> None:
    """The limits that are exceeded, and those that could be lower, on stderr."""
    for ruling in verdict.rulings:
        for line in _exceeded(ruling):
            globals.console.error(line)
        for tooth in ruling.teeth:
            if tooth.can_fall and not ruling.policy.is_partial:
                found = f"{tooth.found} of {tooth.allowed} allowed findings"
                globals.console.progress(f"ratchet: {tooth.rule} has {found}; --ratchet-update lowers the limit")
    if fixed := sum(entry.times for entry in verdict.fixed):
        globals.console.progress(f"baseline: {_findings(fixed)} fixed; --baseline-update takes them out")


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


def _holder(globals: Globals, job: Job) -> Keys:
    config = config_for(globals)
    api = config.api_of(job.name)
    own = api is not None and "ratchet" in config.apis[api].sections.get("lint", {})
    return ("apis", api, "lint", "ratchet") if api and own else ("lint", "ratchet")


def _exceeded(ruling: Ruling) -> Iterator[str]:
    for tooth in ruling.teeth:
        if tooth.is_exceeded:
            yield f"ratchet: {tooth.rule} has {_findings(tooth.found)}, {tooth.allowed} allowed"
    if ruling.has_too_many_warnings:
        yield f"--max-warnings: {ruling.warnings} found, {ruling.policy.max_warnings} allowed"


def _updated(update: Update) -> str:
    return f"{update.path}: {_findings(update.known + update.new)} ({update.new} new), {update.fixed} fixed taken out"


def _findings(count: int) -> str:
    return f"{count} finding{'' if count == 1 else 's'}"
