"""How ``specforge test`` ends: its reports, what a reader must know besides the findings, and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

from specforge.cli.application import leave_afterwards
from specforge.cli.console import Console
from specforge.cli.context import INTERRUPTED
from specforge.cli.contract_baseline import Left
from specforge.cli.contract_overview import overview
from specforge.cli.options import Globals, report_and_exit, tell_limits
from specforge.cli.report_files import ReportFile, write_report_files
from specforge.config.sections import TestSection
from specforge.contract.coverage.gate import shortfalls
from specforge.contract.meaningless import NO_REQUEST
from specforge.contract.problem import PREFIX
from specforge.contract.rule import rules
from specforge.contract.run import Result
from specforge.contract.selection.select import NothingChanged
from specforge.contract.traffic.recording import TrafficResult
from specforge.contract.transport.limits import LONGEST
from specforge.errors import InputError, ServerError, SpecforgeError
from specforge.findings.model import Finding, Report, RuleInfo
from specforge.findings.threshold import passes


@dataclass(frozen=True, slots=True)
class Ending:
    """Where the reports go. ``of_shard`` tells those of one machine from those of the others, when they are merged."""

    globals: Globals
    section: TestSection
    reports: Sequence[ReportFile]
    of_shard: dict[str, Any] = field(default_factory=dict)
    is_detailed: bool = False

    @contextmanager
    def told_of_failure(self) -> Iterator[None]:
        """What keeps a run from beginning is in its reports, too: others may be waiting for them."""
        try:
            yield
        except SpecforgeError as problem:
            summary = {**self.of_shard, "exit_code": problem.exit_code}
            report = Report("test", (), ok=False, summary=summary, error=problem)
            write_report_files(self.globals, self.reports, report)
            raise

    def without_a_run(self, nothing: NothingChanged) -> NoReturn:
        """That nothing has changed is good news, and no failure of a job that asks for no more."""
        facts = {"operations": 0, "operations_tested": 0, "requests": 0, **self.of_shard}
        report = Report("test", (), ok=True, summary=facts)
        write_report_files(self.globals, self.reports, report)
        self.globals.console.progress(nothing.message)
        report_and_exit(self.globals, report, 0)

    def of_run(self, result: Result, left: Left, facts: dict[str, Any]) -> None:
        """Reports what a run found, as far as it is ``left``, and exits."""
        coverage = result.coverage.report
        # A part of the operations says nothing of the whole: what merges the reports judges it.
        missing = [] if self.of_shard else shortfalls(coverage, self.section.min_coverage)
        code = _exit_code(result, left, self.section.fail_on) or int(bool(missing))
        subjects = tuple(result.coverage.tested)
        tested = {"tested": list(subjects)} if self.of_shard else {}
        facts = {**result.summary, **facts, **self.of_shard, **tested, **left.facts, "exit_code": code}
        report = Report("test", left.findings, code == 0, facts, subjects=subjects, limits=missing, coverage=coverage)
        report = replace(report, hidden=left.hidden, rules=_infos(left.findings), tables=overview(left.findings))
        write_report_files(self.globals, self.reports, report)
        _tell(self.globals.console, result)
        tell_limits(self.globals, missing)
        if result.is_left_behind:
            leave_afterwards(code)
        report_and_exit(self.globals, replace(report, is_detailed=self.is_detailed), code)

    def of_recorded(self, result: TrafficResult, left: Left) -> NoReturn:
        """Reports what is wrong with recorded traffic, as far as it is ``left``, and exits."""
        coverage = result.coverage.report
        missing = shortfalls(coverage, self.section.min_coverage)
        is_ok = passes(left.findings, self.section.fail_on) and not missing
        subjects = tuple(result.coverage.tested)
        facts = {**result.summary, **left.facts}
        report = Report("test", left.findings, is_ok, facts, subjects=subjects, limits=missing, coverage=coverage)
        report = replace(report, rules=_infos(left.findings))
        write_report_files(self.globals, self.reports, report)
        tell_limits(self.globals, missing)
        report_and_exit(self.globals, replace(report, is_detailed=self.is_detailed))


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
