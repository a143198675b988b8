"""``specforge lint --baseline-update`` and ``--ratchet-update``: what was found now becomes what is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from specforge.atomic import write_atomically
from specforge.cli.lint_living import findings
from specforge.cli.options import Globals, config_for
from specforge.config.edit import Keys, with_numbers
from specforge.config.find import read_config
from specforge.errors import UsageError
from specforge.lint.run import Checked, Job
from specforge.lint.verdict import Update, Verdict, update_baselines


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


def _holder(globals: Globals, job: Job) -> Keys:
    config = config_for(globals)
    api = config.api_of(job.name)
    own = api is not None and "ratchet" in config.apis[api].sections.get("lint", {})
    return ("apis", api, "lint", "ratchet") if api and own else ("lint", "ratchet")


def _updated(update: Update) -> str:
    return f"{update.path}: {findings(update.known + update.new)} ({update.new} new), {update.fixed} fixed taken out"
