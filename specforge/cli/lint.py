"""``specforge lint``: does a document follow the specification and the rules?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import click

from specforge.cli.collector import patient_collector
from specforge.cli.failures import INTERRUPTED
from specforge.cli.lint_crew import check_all, in_order
from specforge.cli.lint_jobs import jobs_of
from specforge.cli.lint_living import facts, say, write_baselines, write_ratchet
from specforge.cli.lint_options import lint_options
from specforge.cli.options import Globals, Verb, global_options, paths_argument, report_and_exit
from specforge.findings.model import Finding, Report, RuleInfo
from specforge.lint.rule import RULES
from specforge.lint.run import Checked, Job
from specforge.lint.verdict import Verdict, judge


@click.command("lint", cls=Verb, short_help="Check documents against the specification and the rules.")
@paths_argument
@lint_options
@global_options
def command(
    globals: Globals,
    /,
    paths: tuple[str, ...],
    statistics: bool,
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
      specforge lint openapi.yaml --baseline lint-baseline.json --baseline-update
      specforge lint openapi.yaml --since origin/main --max-warnings 0
    """
    click.get_current_context().with_resource(patient_collector())
    jobs = jobs_of(globals, paths, flags)
    checked, is_complete = _check(globals, jobs, flags["jobs"])
    failures = [one.failure for one in checked if one.failure]
    if failures and len(jobs) == 1:
        raise failures[0]
    code = INTERRUPTED if not is_complete else max((failure.exit_code for failure in failures), default=None)
    if baseline_update and is_complete:
        write_baselines(globals, checked)
    verdict = judge(checked)
    if ratchet_update and is_complete:
        write_ratchet(globals, verdict, jobs)
    _finish(globals, jobs, verdict, statistics, code)


def _check(globals: Globals, jobs: list[Job], processes: int | None) -> tuple[list[Checked], bool]:
    """What came of the jobs, and whether all of them were done: an interruption ends the run, not the report."""
    checked: list[Checked] = []
    try:
        for one in check_all(globals, jobs, processes):
            globals.console.detail(f"checked {one.job.name}")
            checked.append(one)
    except KeyboardInterrupt:
        if not any(one.findings for one in checked):
            raise
        globals.console.error("interrupted")
        return in_order(checked, jobs), False
    return in_order(checked, jobs), True


def _finish(globals: Globals, jobs: list[Job], verdict: Verdict, statistics: bool, code: int | None) -> None:
    """Print the report, or the counts, and exit."""
    say(globals, verdict)
    counts = Counter(finding.rule for finding in verdict.findings).most_common()
    report = Report(
        "lint",
        verdict.findings,
        ok=verdict.ok and code is None,
        summary={"documents": len(jobs)} | facts(verdict) | ({"rules": dict(counts)} if statistics else {}),
        rules=rule_infos(verdict.findings),
        subjects=[job.name for job in jobs],
        hidden=verdict.hidden,
    )
    if statistics and globals.format == "text":
        table = "".join(f"{count:>7}  {name}\n" for name, count in counts)
        globals.console.result(table or "no findings\n", globals.output_path)
        click.get_current_context().exit(code if code is not None else 0 if report.ok else 1)
    report_and_exit(globals, report, code)


def rule_infos(findings: list[Finding]) -> dict[str, RuleInfo]:
    """What reporters may say of the rules that found something."""
    names = dict.fromkeys(finding.rule for finding in findings)
    return {name: RuleInfo(RULES[name].summary, RULES[name].page) for name in names if name in RULES}
