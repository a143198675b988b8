"""``specforge test``: does a running implementation keep the promises of its document?"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, TypeVar

import click

from specforge.cli.console import Console
from specforge.cli.context import INTERRUPTED
from specforge.cli.options import (
    Globals,
    Verb,
    config_for,
    fail_on_option,
    global_options,
    load_document,
    override,
    report_and_exit,
    spec_argument,
)
from specforge.cli.report_files import ReportFile, parse_report_files, write_report_files
from specforge.cli.traffic import judge_archives
from specforge.config.sections import TestSection
from specforge.contract.run import Progress, Result, run
from specforge.contract.settings import DEFAULT_TIMEOUT, PHASES, Settings, parse_header, parse_phases, random_seed
from specforge.contract.target import AppTarget, Target, load_app, url_target
from specforge.contract.traffic import TrafficResult
from specforge.document.model import Document
from specforge.durations import read_duration
from specforge.errors import InputError, ServerError, SpecforgeError, UsageError
from specforge.findings.model import Report
from specforge.findings.threshold import passes

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--url",
        metavar="URL",
        help="The running server. Without a path in it, the path of the document's first server is added.",
    ),
    click.option("--app", metavar="MODULE:APP", help="An ASGI or WSGI application, called without a server."),
    click.option("--har", multiple=True, metavar="FILE", help="Judge this recorded traffic instead; - is stdin."),
    click.option("-H", "--header", "header", multiple=True, metavar="HEADER", help="Sent with every request."),
    click.option("--seed", type=click.IntRange(min=0), help="Repeat the run that printed this seed."),
    click.option("--budget", metavar="TIME", help="Stop after this time, such as 60s; what matters most comes first."),
    click.option("--phases", metavar="LIST", help=f"Which phases to run, of {','.join(PHASES)}. Default: all."),
    click.option("--workers", type=click.IntRange(1, 64), help="Operations to test at the same time. Default: 1."),
    click.option("--max-examples", type=click.IntRange(min=1), help="Random requests for each operation."),
    click.option("--timeout", metavar="TIME", help="How long to wait for one answer. Default: 10s."),
    click.option("--include", multiple=True, metavar="NAME", help="Only this operation id, path, method or tag."),
    click.option("--exclude", multiple=True, metavar="NAME", help="Not this operation id, path, method or tag."),
    click.option("--report", multiple=True, metavar="FORMAT:PATH", help="Also write this report: junit:out.xml."),
    click.option("--show-secrets", is_flag=True, help="Do not hide credentials in reports."),
)


def _options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("test", cls=Verb, short_help="Test a running implementation against its document.")
@spec_argument
@_options
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
      specforge test openapi.yaml --url http://localhost:8000 --report junit:out.xml
      specforge test openapi.yaml --har traffic.har
    """
    reports = parse_report_files(report)
    section = _section(globals, spec, flags)
    settings = _settings(section, flags)
    document = load_document(globals, spec)
    if har:
        _finish_recorded(globals, section, judge_archives(globals, document, har, settings, _place(flags)), reports)
    target = _target(section, document)
    globals.console.progress(f"testing {target.name} against {document.root.name} (seed {settings.seed})")
    result = run(document, target, settings, _Display(globals.console))
    _finish(globals, section, result, reports)


def _section(globals: Globals, spec: str | None, flags: dict[str, Any]) -> TestSection:
    """The configuration, overlaid with the flags. A target on the command line replaces any configured one."""
    section = config_for(globals, spec).test
    if flags["url"] or flags["app"]:
        section = override(section, url=flags["url"] or "", app=flags["app"] or "")
    headers = {**section.headers, **dict(parse_header(text) for text in flags["header"])}
    budget = _duration("--budget", flags["budget"])
    return override(section, headers=headers, seed=flags["seed"], budget=budget, fail_on=flags["fail_on"])


def _settings(section: TestSection, flags: dict[str, Any]) -> Settings:
    return Settings(
        headers=section.headers,
        seed=random_seed() if section.seed is None else section.seed,
        budget=section.budget,
        phases=parse_phases(flags["phases"]) if flags["phases"] is not None else PHASES,
        workers=flags["workers"] or 1,
        max_examples=flags["max_examples"],
        include=flags["include"],
        exclude=flags["exclude"],
        timeout=_duration("--timeout", flags["timeout"]) or DEFAULT_TIMEOUT,
        show_secrets=flags["show_secrets"],
    )


def _duration(option: str, text: str | None) -> float | None:
    if text is None:
        return None
    try:
        seconds = read_duration(text)
    except ValueError as problem:
        raise UsageError(f"{option}: {problem}") from problem
    if not seconds:
        raise UsageError(f"{option} must be more than nothing")
    return seconds


def _target(section: TestSection, document: Document) -> Target:
    if section.url and section.app:
        raise UsageError("both a URL and an application are given", help="choose one of --url and --app")
    if section.url:
        return url_target(section.url, document)
    if section.app:
        return _import_app(section.app)
    raise UsageError("nothing to test is given", help="say --url http://localhost:8000 or --app module:app")


def _import_app(text: str) -> AppTarget:
    try:
        return load_app(text)
    except SpecforgeError:
        raise
    except (Exception, SystemExit) as problem:
        # The user's code may raise anything, or exit, while it is imported, and none of it is a bug of ours.
        raise ServerError(f"{text} cannot be imported: {type(problem).__name__}: {problem}") from problem


def _finish(globals: Globals, section: TestSection, result: Result, reports: Iterable[ReportFile]) -> None:
    code = _exit_code(result, section.fail_on)
    subjects = tuple(result.coverage.tested)
    report = Report("test", result.findings, ok=code == 0, summary=result.summary, subjects=subjects)
    write_report_files(globals, reports, report)
    _tell(globals.console, result)
    report_and_exit(globals, report, code)


def _place(flags: dict[str, Any]) -> str | None:
    """Where recorded traffic went, if the command line says so: the configuration says what is tested now."""
    if flags["app"]:
        raise UsageError("--har judges what was recorded, and --app is for requests", help="choose one of them")
    return flags["url"] or None


def _finish_recorded(
    globals: Globals, section: TestSection, result: TrafficResult, reports: Iterable[ReportFile]
) -> NoReturn:
    is_ok = passes(result.findings, section.fail_on)
    subjects = tuple(result.coverage.tested)
    report = Report("test", result.findings, ok=is_ok, summary=result.summary, subjects=subjects)
    write_report_files(globals, reports, report)
    report_and_exit(globals, report)


def _exit_code(result: Result, fail_on: str) -> int:
    if result.stopped == "interrupted":
        return INTERRUPTED
    nothing_sent = result.stopped == "completed" and not result.summary["requests"] and result.refused
    if result.stopped == "failed" or nothing_sent:
        return InputError.exit_code
    if result.stopped == "down" or result.refused:
        return ServerError.exit_code
    return 0 if passes(result.findings, fail_on) else 1


def _tell(console: Console, result: Result) -> None:
    """What a reader must know besides the findings."""
    facts = result.summary
    tested = f"tested {facts['operations_tested']} of {facts['operations']} operations"
    console.progress(f"{tested} with {facts['requests']} requests in {facts['duration']} s (seed {facts['seed']})")
    if result.stopped != "completed":
        console.error(_STOPPED[result.stopped])
    if facts["phases_not_completed"]:
        console.progress(f"not completed: {', '.join(facts['phases_not_completed'])}")
    if facts["not_reached"]:
        console.progress(f"not reached: {', '.join(facts['not_reached'])}")
    if result.refused:
        console.error(f"error: {result.refused}")


_STOPPED = {
    "budget": "the time was up",
    "down": "error: the server went away",
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
