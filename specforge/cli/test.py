"""``specforge test``: does a running implementation keep the promises of its document?"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import click

from specforge.callables import load_name
from specforge.cli.application import leave_afterwards
from specforge.cli.collector import settled_collector
from specforge.cli.console import Console
from specforge.cli.context import INTERRUPTED
from specforge.cli.contract_baseline import Left, accept, acceptance_of
from specforge.cli.contract_handlers import with_handlers
from specforge.cli.contract_options import contract_options, section_of, settings_of
from specforge.cli.contract_overview import overview
from specforge.cli.contract_proofs import write_proofs
from specforge.cli.contract_regressions import keep_regressions
from specforge.cli.contract_target import target_of
from specforge.cli.contract_use import require_use
from specforge.cli.options import (
    Globals,
    Verb,
    fail_on_option,
    global_options,
    load_document,
    report_and_exit,
    require_format,
    spec_argument,
    tell_limits,
)
from specforge.cli.report_files import ReportFile, parse_report_files, write_report_files
from specforge.cli.traffic import judge_archives
from specforge.config.sections import TestSection
from specforge.contract.coverage.gate import shortfalls
from specforge.contract.limits import LONGEST
from specforge.contract.meaningless import NO_REQUEST
from specforge.contract.problem import PREFIX
from specforge.contract.rule import rules
from specforge.contract.run import Progress, Result, run
from specforge.contract.select import NothingChanged, select
from specforge.contract.shard import Shard, parse_shard
from specforge.contract.slips import understood
from specforge.contract.traffic import TrafficResult
from specforge.document.model import Document
from specforge.errors import InputError, ServerError, SpecforgeError, UsageError
from specforge.findings.model import Finding, Report, RuleInfo
from specforge.findings.threshold import passes

# What only some runs need is loaded where it is asked for: a mock with all that breaks it, say.
_SELF_CHECK = "specforge.cli.self_check:check_self"
_EXPORT = "specforge.cli.export:write_locustfile"
_SLO = "specforge.cli.slo:measure_times"


@click.command("test", cls=Verb, short_help="Test a running implementation against its document.")
@spec_argument
@contract_options
@fail_on_option
@global_options
def command(globals: Globals, /, spec: str | None, har: tuple[str, ...], report: tuple[str, ...], **flags: Any) -> None:
    """Test a running implementation against its document.

    Requests are generated from SPEC and sent to the server or application; every answer is checked, and what is
    wrong is shown at the line of the document that it violates.

    \b
    Examples:
      specforge test openapi.yaml --url http://localhost:8000 --budget 60s
      specforge test openapi.yaml --app shop.main:app -H 'Authorization: Bearer t'
      specforge test openapi.yaml --start 'uvicorn shop.main:app --port {port}' --wait-for /health
      specforge test openapi.yaml --url http://localhost:8000 --report junit:out.xml
      specforge test openapi.yaml --har traffic.har
      specforge test openapi.yaml --url http://localhost:8000 --slo p95=300ms
      specforge test openapi.yaml --self-check
    """
    require_format(globals)
    reports = parse_report_files(report)
    _require_one_way({**flags, "har": har})
    shard = parse_shard(flags["shard"]) if flags["shard"] is not None else None
    section = section_of(globals, spec, flags)
    require_use({**flags, "har": har, "report": report}, section)
    document = load_document(globals, spec)
    if flags["regressions_prune"] and section.regressions is None:
        raise UsageError("--regressions-prune needs a folder", help="name it: --regressions DIR")
    acceptance = acceptance_of(section.baseline, writes=flags["baseline_update"], until=flags["baseline_until"])
    with _told_of_failure(globals, reports, _of_shard(document, shard)):
        settings = settings_of(section, document, shard, show_secrets=flags["show_secrets"])
        if har:
            judged = judge_archives(globals, document, har, settings, _place(flags))
            left = accept(globals, acceptance, document, judged.findings, is_whole=False)
            judged = replace(judged, findings=left.findings, summary={**judged.summary, **left.facts})
            _finish_recorded(globals, section, judged, reports, is_detailed=flags["coverage"])
        try:
            select(document, settings)
            if flags["self_check"]:
                _require_no_target(flags)
                load_name(_SELF_CHECK)(globals, document, section, settings, reports, _Display(globals.console))
            if flags["export"]:
                load_name(_EXPORT)(globals, understood(document).document, settings)
            if flags["slo"]:
                load_name(_SLO)(globals, understood(document).document, section, settings, reports)
        except NothingChanged as nothing:
            _finish_early(globals, nothing, _of_shard(document, shard), reports)
        with target_of(section, document, globals.console) as target, settled_collector():
            globals.console.progress(f"testing {target.name} against {document.root.name} (seed {settings.seed})")
            result = run(document, target, settings, _Display(globals.console))
        left = accept(globals, acceptance, document, result.findings, is_whole=settings.is_whole and result.is_through)
        left = replace(left, findings=with_handlers(left.findings, document, target))
        if section.write_tests is not None:
            write_proofs(globals, section.write_tests, result, left.findings, document, target, settings)
        prunes = flags["regressions_prune"]
        facts = keep_regressions(globals, result, document, target, settings, prunes=prunes) | _of_shard(
            document, shard
        )
    _finish(globals, section, result, left, facts, reports, is_detailed=flags["coverage"])


# What a run can do in place of testing.
_WAYS = ("har", "self_check", "slo", "export")


def _require_one_way(flags: dict[str, Any]) -> None:
    chosen = [f"--{name.replace('_', '-')}" for name in _WAYS if flags[name]]
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} are different things", help="choose one of them")


def _require_no_target(flags: dict[str, Any]) -> None:
    for name in ("url", "app", "start"):
        if flags[name]:
            message = f"--self-check tests a mock of the document, and --{name} names something else"
            raise UsageError(message, help=f"leave --{name} out")


@contextmanager
def _told_of_failure(globals: Globals, reports: Iterable[ReportFile], facts: dict[str, Any]) -> Iterator[None]:
    """What keeps a run from beginning is in its reports, too: others may be waiting for them."""
    try:
        yield
    except SpecforgeError as problem:
        summary = {**facts, "exit_code": problem.exit_code}
        write_report_files(globals, reports, Report("test", (), ok=False, summary=summary, error=problem))
        raise


def _of_shard(document: Document, shard: Shard | None) -> dict[str, Any]:
    """What tells the report of one machine from those of the others, when they are merged."""
    return {"document": document.root.name, "shard": str(shard)} if shard else {}


def _finish_early(
    globals: Globals, nothing: NothingChanged, facts: dict[str, Any], reports: Iterable[ReportFile]
) -> NoReturn:
    """That nothing has changed is good news, and no failure of a job that asks for no more."""
    report = Report("test", (), ok=True, summary={"operations": 0, "operations_tested": 0, "requests": 0, **facts})
    write_report_files(globals, reports, report)
    globals.console.progress(nothing.message)
    report_and_exit(globals, report, 0)


def _finish(
    globals: Globals,
    section: TestSection,
    result: Result,
    left: Left,
    facts: dict[str, Any],
    reports: Iterable[ReportFile],
    *,
    is_detailed: bool,
) -> None:
    # A part of the operations says nothing of the whole: what merges the reports judges it.
    missing = [] if "shard" in facts else shortfalls(result.coverage.report, section.min_coverage)
    code = _exit_code(result, left, section.fail_on) or int(bool(missing))
    subjects = tuple(result.coverage.tested)
    tested = {"tested": list(subjects)} if "shard" in facts else {}
    facts = {**result.summary, **facts, **tested, **left.facts, "exit_code": code}
    coverage = result.coverage.report
    report = Report("test", left.findings, code == 0, facts, subjects=subjects, limits=missing, coverage=coverage)
    report = replace(report, hidden=left.hidden, rules=_infos(left.findings), tables=overview(left.findings))
    write_report_files(globals, reports, report)
    _tell(globals.console, result)
    tell_limits(globals, missing)
    if result.is_left_behind:
        leave_afterwards(code)
    report_and_exit(globals, replace(report, is_detailed=is_detailed), code)


def _place(flags: dict[str, Any]) -> str | None:
    """Where recorded traffic went, if the command line says so: the configuration says what is tested now."""
    if flags["app"] or flags["start"]:
        option = "--app" if flags["app"] else "--start"
        raise UsageError(f"--har judges what was recorded, and {option} is for requests", help="choose one of them")
    return flags["url"] or None


def _finish_recorded(
    globals: Globals, section: TestSection, result: TrafficResult, reports: Iterable[ReportFile], *, is_detailed: bool
) -> NoReturn:
    coverage = result.coverage.report
    missing = shortfalls(coverage, section.min_coverage)
    is_ok = passes(result.findings, section.fail_on) and not missing
    subjects = tuple(result.coverage.tested)
    facts = result.summary
    report = Report("test", result.findings, is_ok, facts, subjects=subjects, limits=missing, coverage=coverage)
    report = replace(report, rules=_infos(result.findings))
    write_report_files(globals, reports, report)
    tell_limits(globals, missing)
    report_and_exit(globals, replace(report, is_detailed=is_detailed))


def _infos(findings: Iterable[Finding]) -> dict[str, RuleInfo]:
    """What reports may say of the rules that were broken."""
    known = rules()
    names = {finding.rule for finding in findings if finding.rule.removeprefix(PREFIX) in known}
    found = {name: known[name.removeprefix(PREFIX)] for name in sorted(names)}
    return {name: RuleInfo(rule.summary, rule.page) for name, rule in found.items()}


def _exit_code(result: Result, left: Left, fail_on: str) -> int:
    if result.stopped == "interrupted":
        return INTERRUPTED
    if result.stopped == "failed" or result.refused == NO_REQUEST:
        return InputError.exit_code
    if result.stopped in ("down", "hung") or result.refused:
        return ServerError.exit_code
    return 0 if passes(left.findings, fail_on) else 1


def _tell(console: Console, result: Result) -> None:
    """What a reader must know besides the findings."""
    facts = result.summary
    tested = f"tested {facts['operations_tested']} of {facts['operations']} operations"
    console.progress(f"{tested} with {facts['requests']} requests in {facts['duration']} s (seed {facts['seed']})")
    if result.stopped != "completed":
        console.error(_STOPPED[result.stopped])
    if facts["refused"] and not result.refused:
        console.progress(f"answered with nothing but 401 or 403: {', '.join(facts['refused'])}")
    if facts["phases_not_completed"]:
        console.progress(f"not completed: {', '.join(facts['phases_not_completed'])}")
    if facts["too_long"]:
        limit, labels = f"{LONGEST // 2**20} MiB", ", ".join(facts["too_long"])
        console.progress(f"longer than {limit} or without an end, so that the bodies were not judged: {labels}")
    if facts["not_reached"]:
        console.progress(f"not reached: {', '.join(facts['not_reached'])}")
    if result.refused:
        console.error(f"error: {result.refused}")


_STOPPED = {
    "budget": "the time was up",
    "down": "error: the server went away",
    "hung": "error: the server keeps us waiting for an answer; what was found until then is told",
    "failed": "error: the engine could not go on",
    "interrupted": "interrupted",
}


class _Display:
    """Live progress: a line that is rewritten on a terminal, a line for each phase elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase = ""

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase:
            self._phase = progress.phase
            self._console.progress(f"{progress.phase} …")
        counter = f"{min(progress.done, progress.total)}/{progress.total}"
        counted = f"{progress.requests} requests, {progress.findings} findings"
        line = f"{progress.phase} {counter} ({counted}) {progress.label}"
        # A line that wraps could not be replaced by the next one.
        self._console.status(line[: shutil.get_terminal_size().columns - 1])
