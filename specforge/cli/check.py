"""``specforge check``: everything that needs no server, as one report with one exit code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import click

from specforge.cli.check_steps import STEPS, Step, Subject, run_steps, verdict_step
from specforge.cli.collector import patient_collector
from specforge.cli.lint_jobs import jobs_of
from specforge.cli.options import (
    Globals,
    Verb,
    config_for,
    fail_on_option,
    global_options,
    override,
    paths_argument,
    report_and_exit,
)
from specforge.cli.report_files import parse_report_files, write_report_files
from specforge.document.load import load
from specforge.errors import InputError, OutputError
from specforge.findings.model import Report
from specforge.lint.run import Checked, Job
from specforge.lint.unreadable import finding_of


@click.command("check", cls=Verb, short_help="Check all that needs no server: the one line for CI.")
@paths_argument
@click.option("--base", metavar="REVISION", help="Compare with the document at this git revision.")
@click.option(
    "--skip", type=click.Choice(list(STEPS)), multiple=True, help="Leave this check out; several times for more."
)
@click.option("--report", multiple=True, metavar="FORMAT:PATH", help="Also write this report: sarif:out.sarif.")
@fail_on_option
@global_options
def command(
    globals: Globals,
    /,
    paths: tuple[str, ...],
    base: str | None,
    skip: tuple[str, ...],
    report: tuple[str, ...],
    fail_on: str | None,
) -> None:
    """Check all that needs no server, each with what the configuration says of it: the one line for CI.

    \b
      lint   the document follows the specification and the rules
      fmt    its fields are in customary order, if [check] says fmt = true
      gen    the code that was generated from it is up to date, where there is some
      diff   nothing that clients rely on is broken since the base branch, in a git repository

    \b
    Examples:
      specforge check
      specforge check openapi.yaml --base origin/main --format github
      specforge check --skip diff --report sarif:out.sarif --report junit:out.xml
    """
    click.get_current_context().with_resource(patient_collector())
    files = parse_report_files(report)
    done: list[tuple[str, Step]] = []
    jobs = jobs_of(globals, paths, {})
    for job in jobs:
        for step in _steps(globals, job, base, skip, fail_on, is_alone=len(jobs) == 1):
            _tell(globals, job, step)
            done.append((job.name, step))
    code = exit_code_of([step for _, step in done])
    result = _report(done, [job.name for job in jobs], code)
    write_report_files(globals, files, result)
    report_and_exit(globals, result, code)


def _steps(
    globals: Globals, job: Job, base: str | None, skip: tuple[str, ...], fail_on: str | None, *, is_alone: bool
) -> Iterable[Step]:
    """A document that cannot be read fails, and nothing else can be said of it."""
    if fail_on is not None:
        job = replace(job, policy=job.policy._replace(fail_on=fail_on))
    try:
        document = load(job.location, job.load)
    except InputError as problem:
        return [verdict_step([Checked(job, [finding_of(problem)], failure=problem)])]
    section = override(config_for(globals, job.name).check, skip=skip)
    return run_steps(Subject(globals, job, document, fail_on, base, is_alone), section.skip)


def exit_code_of(steps: Sequence[Step]) -> int:
    """What cannot be read goes before stale files, and these before findings, as everywhere."""
    codes = {step.code for step in steps}
    return next((code for code in (InputError.exit_code, OutputError.exit_code, 1) if code in codes), 0)


def _tell(globals: Globals, job: Job, step: Step) -> None:
    why = f" ({step.skipped})" if step.skipped else ""
    globals.console.progress(f"{job.name}: {step.name} {step.state}{why}")
    for line in step.limits:
        globals.console.error(line)


def _report(done: Sequence[tuple[str, Step]], documents: list[str], code: int) -> Report:
    steps = [step for _, step in done]
    findings = [finding for step in steps for finding in step.findings]
    bad = {id(finding) for step in steps for finding in step.failing}
    return Report(
        "check",
        findings,
        ok=code == 0,
        summary={
            "documents": len(documents),
            "checks": [_facts(name, step) for name, step in done],
            "exit_code": code,
        },
        rules={name: info for step in steps for name, info in step.rules.items()},
        subjects=documents,
        hidden=[hidden for step in steps for hidden in step.hidden],
        harmless=frozenset(at for at, finding in enumerate(findings) if id(finding) not in bad),
        limits=[line for step in steps for line in step.limits],
    )


def _facts(document: str, step: Step) -> dict[str, Any]:
    more = {"reason": step.skipped} if step.skipped else step.facts
    return {"document": document, "check": step.name, "result": step.state, **more}
