"""``specforge lint --baseline-update`` and ``--ratchet-update``: what was found now becomes what is accepted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from specforge.atomic import write_atomically
from specforge.cli.options import Globals, config_for
from specforge.config.edit import Keys, with_numbers
from specforge.config.find import read_config
from specforge.counting import counted
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
    if not any(ruling.teeth for ruling in verdict.rulings):
        raise UsageError("--ratchet-update needs limits", help="write them under [lint.ratchet] in specforge.toml")
    for path in dict.fromkeys(ruling.policy.holder for ruling in verdict.rulings if ruling.teeth):
        if path is not None:
            _lower(globals, path, [ruling for ruling in verdict.rulings if ruling.policy.holder == path], jobs)


def _lower(globals: Globals, path: Path, rulings: Sequence[Ruling], jobs: Sequence[Job]) -> None:
    """Lower the limits in one configuration file."""
    jobs = [job for job in jobs if job.policy.holder == path]
    lower: dict[Keys, int] = {}
    for ruling in rulings:
        # The policy of an API may hold the limits of its own section or those of all.
        holder = _holder(globals, next(job for job in jobs if job.policy == ruling.policy))
        for tooth in ruling.teeth:
            # A rule that did not run everywhere may have more findings than were found.
            found = tooth.found if tooth.is_certain else tooth.allowed
            lower[*holder, tooth.rule] = max(found, lower.get((*holder, tooth.rule), 0))
    allowed = {(*_holder(globals, job), rule): number for job in jobs for rule, number in job.policy.ratchet}
    lower = {keys: number for keys, number in lower.items() if number < allowed[keys]}
    if lower:
        write_atomically(path, with_numbers(read_config(path), lower))
    for keys, number in lower.items():
        globals.console.progress(f"ratchet: {keys[-1]} may have {counted(number, 'finding')} now, not {allowed[keys]}")


def _holder(globals: Globals, job: Job) -> Keys:
    config = config_for(globals, job.name)
    api = config.api_of(job.name)
    own = api is not None and "ratchet" in config.apis[api].sections.get("lint", {})
    return ("apis", api, "lint", "ratchet") if api and own else ("lint", "ratchet")


def _updated(update: Update) -> str:
    known = counted(update.known + update.new, "finding")
    return f"{update.path}: {known} ({update.new} new), {update.fixed} fixed taken out"
