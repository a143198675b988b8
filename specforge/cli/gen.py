"""``specforge gen``: models, routes, service interfaces and tests from a document."""

from __future__ import annotations

from typing import Any

import click

from specforge.cli.gen_memory import Memory
from specforge.cli.gen_options import Mode, gen_options
from specforge.cli.gen_run import run, settings_of
from specforge.cli.gen_watch import Watch
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
from specforge.gen.plan_json import plan_json
from specforge.gen.planner import make_plan
from specforge.gen.target import parts_of


@click.command("gen", cls=Verb, short_help="Generate models, routers, services and tests.")
@spec_argument
@gen_options
@fail_on_option
@global_options
def command(
    globals: Globals,
    /,
    spec: str | None,
    check: bool,
    diff: bool,
    watch: bool,
    stubs: bool,
    force: bool,
    dump_plan: bool,
    fail_on: str | None,
    **flags: Any,
) -> None:
    """Generate models, routers, services and tests from SPEC.

    Generated code lies in a package of its own that is never edited; files that are yours are written once.

    \b
    Examples:
      specforge gen openapi.yaml --out server
      specforge gen openapi.yaml --out server --diff      see first
      specforge gen openapi.yaml --out server --stubs     add what is new to your services
      specforge gen openapi.yaml --out server --check     in CI: is everything up to date, yours too?
      specforge gen openapi.yaml --out server --watch     while you edit the document
      specforge gen openapi.yaml -t flask -t client       other targets
    """
    mode = Mode(check=check, diff=diff, watch=watch, dump_plan=dump_plan, stubs=stubs, force=force)
    threshold = fail_on or "error"
    if watch:
        Watch(globals, spec, flags, mode, threshold).run()
    section = override(config_for(globals, spec).gen, **flags)
    memory = Memory(globals, spec, section, mode, threshold)
    known = memory.recall()
    if known is not None:
        click.get_current_context().exit(known)
    document = load_document(globals, spec)
    if dump_plan:
        settings = settings_of(globals, section, document, section.folder)
        globals.console.result(
            plan_json(make_plan(document, settings, parts_of(settings.targets)).plan), globals.output_path
        )
        return
    outcome = run(globals, document, section, mode, threshold)
    if diff and globals.format == "text":
        globals.console.result(outcome.shown, globals.output_path)
        return
    memory.keep(document, outcome)
    report_and_exit(globals, outcome.report, outcome.code)
