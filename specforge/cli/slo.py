"""``specforge test --slo``: how long do answers take, and is that what was promised?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NoReturn

from specforge.cli.application import leave_afterwards
from specforge.cli.console import Console
from specforge.cli.context import INTERRUPTED
from specforge.cli.contract_target import target_of
from specforge.cli.options import Globals, report_and_exit
from specforge.cli.report_files import ReportFile, write_report_files
from specforge.config.sections import TestSection
from specforge.contract.settings import Settings
from specforge.contract.slo.bounds import parse_bounds
from specforge.contract.slo.measure import DEFAULT_TIME, Measured, measure
from specforge.contract.slo.tell import Row, facts, findings, rows, table
from specforge.document.model import Document
from specforge.errors import ServerError
from specforge.findings.model import Report
from specforge.findings.threshold import passes

_MOST_NAMED = 8


def measure_times(
    globals: Globals, document: Document, section: TestSection, settings: Settings, reports: Iterable[ReportFile]
) -> NoReturn:
    """Measures, reports and exits. Raises ServerError where nothing could be measured."""
    given = parse_bounds(section.slo)
    seconds = section.slo_time or settings.budget or DEFAULT_TIME
    with target_of(section, document, globals.console) as target:
        globals.console.progress(f"measuring {target.name} for {seconds:g} s")
        display = _Display(globals.console)
        measured = measure(document, target, settings, seconds, display, writes=section.slo_writes)
    found = rows(measured, given)
    _require_meaning(measured, found)
    report = _report(section, measured, found)
    for line in _notes(measured, found):
        globals.console.progress(line)
    write_report_files(globals, reports, report)
    code = _code(measured, report)
    if measured.is_left_behind:
        leave_afterwards(code)
    report_and_exit(globals, report, code)


def _report(section: TestSection, measured: Measured, found: list[Row]) -> Report:
    problems = findings(found)
    is_ok = passes(problems, section.fail_on) and measured.stopped == "completed"
    subjects = [row.times.operation.label for row in found if row.quantiles]
    return Report("test", problems, is_ok, facts(found, measured), subjects=subjects, tables=[table(found)])


def _code(measured: Measured, report: Report) -> int:
    if measured.stopped == "interrupted":
        return INTERRUPTED
    if measured.stopped != "completed":
        return ServerError.exit_code
    return 0 if report.ok else 1


def _require_meaning(measured: Measured, found: list[Row]) -> None:
    if measured.stopped == "interrupted" or any(row.quantiles for row in found):
        return
    reasons = {row.times.reason for row in found}
    raise ServerError(
        f"nothing could be measured: {'; '.join(sorted(reasons))}",
        help="operations that write are measured with --slo-writes; examples of ids that exist help",
    )


def _notes(measured: Measured, found: list[Row]) -> Iterator[str]:
    """What a reader must know besides the table."""
    if measured.stopped in ("down", "hung"):
        yield "error: the server went away" if measured.stopped == "down" else "error: the server keeps us waiting"
    missed: dict[str, list[str]] = {}
    for row in found:
        if row.times.reason:
            missed.setdefault(row.times.reason, []).append(row.times.operation.label)
    for reason, labels in missed.items():
        more = f" and {len(labels) - _MOST_NAMED} more" if len(labels) > _MOST_NAMED else ""
        yield f"not measured, since {reason}: {', '.join(labels[:_MOST_NAMED])}{more}"
    for row in found:
        if row.times.others and not row.times.reason:
            shown = ", ".join(f"{number} times {status}" for status, number in sorted(row.times.others.items()))
            yield f"{row.times.operation.label} was not always accepted: {shown}"


class _Display:
    """A line that is rewritten, on a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def __call__(self, answers: int, share: float) -> None:
        self._console.status(f"measuring {share:.0%} ({answers} answers)")
