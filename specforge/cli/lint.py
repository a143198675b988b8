"""``specforge lint``: does a document follow the specification and the rules?"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NoReturn

import click

from specforge.cli.collector import patient_collector
from specforge.cli.context import INTERRUPTED
from specforge.cli.lint_jobs import jobs_of, names_of, setting_files_of
from specforge.cli.lint_options import lint_options, wants_fixes
from specforge.cli.lint_report import Shown, finish
from specforge.cli.options import Globals, Verb, global_options, paths_argument
from specforge.errors import UsageError
from specforge.lint.run import Checked, Job, check
from specforge.lint.verdict import judge

# Imported for several documents, --watch, --fix and the updates only: all of it would take a tenth of the start.
_CREW = "specforge.cli.lint_crew"
_WATCH = "specforge.cli.lint_watch"
_FIX = "specforge.cli.lint_fix"
_ACCEPT = "specforge.cli.lint_accept"


@click.command("lint", cls=Verb, short_help="Check documents against the specification and the rules.")
@paths_argument
@lint_options
@global_options
def command(
    globals: Globals,
    /,
    paths: tuple[str, ...],
    baseline_update: bool,
    ratchet_update: bool,
    **flags: Any,
) -> None:
    """Check documents against the specification and the rules.

    SPEC is a file, a folder or a glob (all documents in it), a URL, `-` for standard input, or a name from the
    configuration.

    \b
    Examples:
      specforge lint openapi.yaml
      specforge lint api/ --fail-on warning --format sarif -o lint.sarif
      specforge lint openapi.yaml --select 'oas3-*,path-params'
      specforge lint openapi.yaml --fix        (or --diff, which only shows the fixes)
      specforge lint openapi.yaml --baseline lint-baseline.json --baseline-update
      specforge lint openapi.yaml --since origin/main --max-warnings 0
    """
    click.get_current_context().with_resource(patient_collector())
    shown = Shown(flags["statistics"], flags["score"])
    if flags["watch"]:
        _watch(globals, paths, flags, shown, writes=baseline_update or ratchet_update or wants_fixes(flags))
    jobs = jobs_of(globals, paths, flags)
    _spare_documents(globals, jobs)
    fixed = importlib.import_module(_FIX).fix_all(globals, jobs, flags) if wants_fixes(flags) else None
    if fixed:
        checked, is_complete = fixed.checked, True
    else:
        checked, is_complete = _check(globals, jobs, flags["jobs"], with_fixes=shown.statistics)
    failures = [one.failure for one in checked if one.failure]
    if failures and len(jobs) == 1:
        raise failures[0]
    code = INTERRUPTED if not is_complete else max((failure.exit_code for failure in failures), default=None)
    if baseline_update and is_complete:
        importlib.import_module(_ACCEPT).write_baselines(globals, checked)
    verdict = judge(checked)
    if ratchet_update and is_complete:
        importlib.import_module(_ACCEPT).write_ratchet(globals, verdict, jobs)
    finish(globals, checked, verdict, replace(shown, fixed=fixed), code)


def _spare_documents(globals: Globals, jobs: Sequence[Job]) -> None:
    """A report must not take the place of what is checked. Raises UsageError."""
    output = globals.output_path
    if output is None or not output.exists():
        return
    if any(os.path.realpath(job.location) == os.path.realpath(output) for job in jobs):
        name, globals.output = globals.output, None
        raise UsageError(f"-o {name} would write the report over the document", help="name another file")


def _watch(globals: Globals, paths: tuple[str, ...], flags: dict[str, Any], shown: Shown, *, writes: bool) -> NoReturn:
    if writes:
        raise UsageError("--watch only looks: it goes with no option that writes a file of yours")
    if "-" in names_of(globals, paths, flags):
        raise UsageError("standard input cannot be watched")
    watching = importlib.import_module(_WATCH)
    asked = (globals, paths, flags)
    plan = watching.Plan(partial(jobs_of, *asked), partial(setting_files_of, *asked), partial(names_of, *asked))

    def show(checked: Sequence[Checked]) -> None:
        failures = [one.failure for one in checked if one.failure]
        code = max((failure.exit_code for failure in failures), default=None)
        finish(globals, checked, judge(checked), shown, code)

    watching.Watch(globals, plan, show).run()
    raise AssertionError("watching ends with an exit")


def _check(globals: Globals, jobs: list[Job], processes: int | None, *, with_fixes: bool) -> tuple[list[Checked], bool]:
    """What came of the jobs, and whether all of them were done: an interruption ends the run, not the report."""
    if len(jobs) == 1:
        globals.console.detail(f"checking {jobs[0].name}")
        try:
            return [check(jobs[0])], True
        except KeyboardInterrupt:
            return _interrupted(globals, [])
    crew = importlib.import_module(_CREW)
    checked: list[Checked] = []
    try:
        for one in crew.check_all(globals, jobs, processes, with_fixes=with_fixes):
            globals.console.detail(f"checked {one.job.name}")
            checked.append(one)
    except KeyboardInterrupt:
        return _interrupted(globals, crew.in_order(checked, jobs))
    return crew.in_order(checked, jobs), True


def _interrupted(globals: Globals, checked: list[Checked]) -> tuple[list[Checked], bool]:
    """What is known is shown. Machines get a report also of nothing; people only that it was interrupted."""
    if globals.format == "text" and not any(one.findings for one in checked):
        raise KeyboardInterrupt
    globals.console.error("interrupted")
    return checked, False
