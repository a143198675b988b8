"""``specforge test``: does a running implementation keep the promises of its document?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

from specforge.callables import load_name
from specforge.cli.collector import settled_collector
from specforge.cli.contract_baseline import Acceptance, Left, accept, acceptance_of
from specforge.cli.contract_handlers import with_handlers
from specforge.cli.contract_options import contract_options, section_of, settings_of
from specforge.cli.contract_progress import Display
from specforge.cli.contract_proofs import write_proofs
from specforge.cli.contract_regressions import keep_regressions
from specforge.cli.contract_report import Ending
from specforge.cli.contract_target import target_of
from specforge.cli.contract_use import require_one_way, require_use
from specforge.cli.options import (
    Globals,
    Verb,
    fail_on_option,
    global_options,
    load_document,
    require_format,
    spec_argument,
)
from specforge.cli.report_files import parse_report_files
from specforge.cli.traffic import judge_archives
from specforge.contract.run import Result, run
from specforge.contract.selection.select import NothingChanged, select
from specforge.contract.selection.shard import Shard, parse_shard
from specforge.contract.settings import Settings
from specforge.contract.slips import understood
from specforge.document.model import Document

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
    require_one_way({**flags, "har": har})
    shard = parse_shard(flags["shard"]) if flags["shard"] is not None else None
    section = section_of(globals, spec, flags)
    for note in require_use({**flags, "har": har, "report": report}, section):
        globals.console.progress(f"note: {note}")
    document = load_document(globals, spec)
    acceptance = acceptance_of(section.baseline, writes=flags["baseline_update"], until=flags["baseline_until"])
    ending = Ending(globals, section, reports, _of_shard(document, shard), is_detailed=flags["coverage"])
    with ending.told_of_failure():
        settings = settings_of(section, document, shard, show_secrets=flags["show_secrets"])
        if har:
            _judge_recorded(ending, document, settings, acceptance, har, flags["url"])
        try:
            select(document, settings)
            _go_another_way(ending, document, settings, flags)
        except NothingChanged as nothing:
            ending.without_a_run(nothing)
        found = _test(ending, document, settings, acceptance, prunes=flags["regressions_prune"])
    ending.of_run(*found)


def _of_shard(document: Document, shard: Shard | None) -> dict[str, Any]:
    return {"document": document.root.name, "shard": str(shard)} if shard else {}


def _judge_recorded(
    ending: Ending,
    document: Document,
    settings: Settings,
    acceptance: Acceptance | None,
    archives: tuple[str, ...],
    url: str | None,
) -> None:
    """Recorded traffic in place of requests. Where it went, the command line says: the configuration is about now."""
    result = judge_archives(ending.globals, document, archives, settings, url or None)
    ending.of_recorded(result, accept(ending.globals, acceptance, document, result.findings, is_whole=False))


def _go_another_way(ending: Ending, document: Document, settings: Settings, flags: dict[str, Any]) -> None:
    """Does what was asked for in place of testing, and exits; returns where that is nothing."""
    globals, section, reports = ending.globals, ending.section, ending.reports
    if flags["self_check"]:
        load_name(_SELF_CHECK)(globals, document, section, settings, reports, Display(globals.console))
    if flags["export"]:
        load_name(_EXPORT)(globals, understood(document).document, settings)
    if flags["slo"]:
        load_name(_SLO)(globals, understood(document).document, section, settings, reports)


def _test(
    ending: Ending, document: Document, settings: Settings, acceptance: Acceptance | None, *, prunes: bool
) -> tuple[Result, Left, dict[str, Any]]:
    """What a run found, what is left of that when the accepted is taken out, and what the summary says besides."""
    globals, section = ending.globals, ending.section
    with target_of(section, document, globals.console) as target, settled_collector():
        globals.console.progress(f"testing {target.name} against {document.root.name} (seed {settings.seed})")
        result = run(document, target, settings, Display(globals.console))
    left = accept(globals, acceptance, document, result.findings, is_whole=settings.is_whole and result.is_through)
    left = replace(left, findings=with_handlers(left.findings, document, target))
    if section.write_tests is not None:
        write_proofs(globals, section.write_tests, result, left.findings, document, target, settings)
    return result, left, keep_regressions(globals, result, document, target, settings, prunes=prunes)
