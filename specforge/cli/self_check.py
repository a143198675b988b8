"""``specforge test --self-check``: what would this configuration not notice? Tried on a mock that breaks promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NoReturn

from specforge.cli.context import INTERRUPTED
from specforge.cli.options import Globals, report_and_exit
from specforge.cli.report_files import ReportFile, write_report_files
from specforge.config.sections import TestSection
from specforge.contract.given import parameters_of
from specforge.contract.run import OnProgress
from specforge.contract.selection.select import select
from specforge.contract.self_check.rounds import Rounds, SelfCheck
from specforge.contract.self_check.tell import facts, findings, table
from specforge.contract.self_check.verdict import Outcome
from specforge.contract.settings import Settings
from specforge.counting import counted
from specforge.document.model import Document, Operation
from specforge.errors import InputError, ServerError
from specforge.findings.breach import Breach
from specforge.findings.exchange import Answer, Exchange
from specforge.findings.model import Report
from specforge.findings.redact import Redactor
from specforge.findings.threshold import passes
from specforge.mock.breaches.application import BreakingMock
from specforge.mock.breaches.spoiling import Spoiler, Told
from specforge.values.check import SchemaChecker


class _Mock:
    """The mock as the subject of a self-check."""

    def __init__(self, document: Document, operations: Sequence[Operation], mock: BreakingMock) -> None:
        self._mock = mock
        self._catalogue = mock.catalogue(operations)
        self._checker = SchemaChecker(document)
        self._spoilers: dict[str, Spoiler] = {}
        self.breaches = self._catalogue.breaches
        self.app = mock.wsgi

    def start_over(self, active: Iterable[Breach]) -> None:
        self._spoilers.clear()
        self._mock.start_over(active)

    def spoilt(self, operation: Operation, exchange: Exchange, wanted: set[int]) -> Iterator[tuple[int, Exchange]]:
        answer = exchange.answer
        if answer is None:
            return
        spoiler = self._spoiler(operation)
        spoiler.wanted = {one for one, number in self._numbers(operation.label) if number in wanted}
        for spoilt in spoiler.spoilt(Told(answer.status, answer.headers, answer.body)):
            status, headers, body = spoilt.answer
            number = self._catalogue.spoils[operation.label, spoilt.promise]
            yield number, Exchange(exchange.request, Answer(status, headers, body, answer.elapsed))

    def _numbers(self, label: str) -> Iterator[tuple[Any, int]]:
        return ((key[1], number) for key, number in self._catalogue.spoils.items() if key[0] == label)

    def _spoiler(self, operation: Operation) -> Spoiler:
        if operation.label not in self._spoilers:
            self._spoilers[operation.label] = Spoiler(operation, self._checker)
        return self._spoilers[operation.label]


def check_self(
    globals: Globals,
    document: Document,
    section: TestSection,
    settings: Settings,
    reports: Iterable[ReportFile],
    on_progress: OnProgress,
) -> NoReturn:
    """Runs the self-check, reports and exits."""
    console = globals.console
    check = Rounds(document, subject_of(document, settings), settings, console.progress, on_progress).check()
    _require_meaning(document, check)
    report = _report(document, section, settings, check)
    for line in (*_notes(document, check, settings), *report.limits):
        console.progress(line)
    write_report_files(globals, reports, report)
    code = INTERRUPTED if check.is_interrupted else 0 if report.ok else 1
    report_and_exit(globals, report, code)


def _require_meaning(document: Document, check: SelfCheck) -> None:
    """Raises ServerError or InputError where the run against the sound mock says nothing."""
    baseline = check.baseline
    if baseline.stopped == "failed":
        raise InputError(
            "the engine could not go on with this document, so there is nothing to check", file=document.root.name
        )
    if baseline.refused is not None:
        raise ServerError(f"the run against the sound mock says nothing: {baseline.refused}")


def _report(document: Document, section: TestSection, settings: Settings, check: SelfCheck) -> Report:
    missed = findings(document, check, has_credentials=bool(settings.keys or _credentials(document, settings)))
    about = {
        "seed": settings.seed,
        "phases": list(settings.phases),
        "duration": round(check.duration, 2),
        "findings_on_the_sound_mock": len(check.baseline.findings),
    }
    summary = facts(check, about)
    limits = list(_limits(summary["mutation_score"], section.min_mutation_score))
    is_ok = passes(missed, section.fail_on) and not limits
    return Report("test", missed, ok=is_ok, summary=summary, tables=[table(check)], limits=limits)


def _limits(score: float | None, least: float | None) -> Iterator[str]:
    if least is not None and (score is None or score < least):
        shown = "there is no score" if score is None else f"it is {score:g} %"
        yield f"mutation score: at least {least:g} % is asked for, and {shown}"


def _notes(document: Document, check: SelfCheck, settings: Settings) -> Iterator[str]:
    """What a reader must know besides the scores."""
    secured = [one for one in select(document, settings) if not one.is_public]
    if secured and not _credentials(document, settings):
        wanting = f"{counted(len(secured), 'operation')} never got past 401"
        yield f"{wanting}: give credentials with -H (the mock takes them for good ones, whatever they are)"
    untried = [verdict for verdict in check.verdicts if verdict.outcome is Outcome.UNTRIED]
    noise = sorted({finding.rule for finding in check.baseline.findings})
    if noise:
        count = counted(len(check.baseline.findings), "finding")
        yield f"the sound mock has {count} already, which do not count as noticing: {', '.join(noise)}"
    if untried:
        yield f"not tried: {len(untried)} (a sample by seed {settings.seed}, or no time: --budget)"
    yield f"{check.runs} runs in {check.duration:.1f} s (seed {settings.seed})"


def _credentials(document: Document, settings: Settings) -> dict[str, str]:
    redactor = Redactor.of(document)
    return {name: value for name, value in settings.headers.items() if redactor.is_credential(name)}


def subject_of(document: Document, settings: Settings) -> _Mock:
    """The mock that is broken. It knows the credentials that are configured, and refuses others."""
    credentials = _credentials(document, settings)
    keys = parameters_of(document, settings.keys)
    return _Mock(document, select(document, settings), BreakingMock(document, credentials, keys, seed=settings.seed))
