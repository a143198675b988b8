"""``specforge gen``: models, routes, service interfaces and tests from a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

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
from specforge.config.sections import GenSection
from specforge.errors import OutputError
from specforge.findings.model import Report
from specforge.findings.threshold import passes
from specforge.gen.run import Generated, generate
from specforge.gen.settings import Settings
from specforge.gen.write import Changes, State, compare, diff, write

F = TypeVar("F", bound=Callable[..., Any])
_FOLDER = click.Path(file_okay=False, path_type=Path)

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("-t", "--target", multiple=True, metavar="NAME", help="What to generate. Default: fastapi."),
    click.option("--out", type=_FOLDER, metavar="DIR", help="Folder to generate into."),
    click.option("--package", metavar="NAME", help="Name of the Python package. Default: made from the title."),
    click.option("--templates", type=_FOLDER, metavar="DIR", help="Templates that go before the shipped ones."),
    click.option("--check", is_flag=True, help="Write nothing; exit with 5 when something would change."),
    click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change."),
    click.option("--force", is_flag=True, help="Overwrite generated files even where somebody edited them."),
)


def _options(function: F) -> F:
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


@click.command("gen", cls=Verb, short_help="Generate models, routers, services and tests.")
@spec_argument
@_options
@fail_on_option
@global_options
def command(
    globals: Globals, /, spec: str | None, check: bool, show_diff: bool, force: bool, fail_on: str | None, **flags: Any
) -> None:
    """Generate models, routers, services and tests from SPEC.

    Generated code lies in a package of its own that is never edited; files that are yours are written once.

    \b
    Examples:
      specforge gen openapi.yaml --out server
      specforge gen openapi.yaml --out server --diff
      specforge gen openapi.yaml --out server --check     (in CI)
    """
    section = override(config_for(globals, spec).gen, **flags)
    settings = Settings(tuple(section.target), section.package, section.templates)
    generated = generate(load_document(globals, spec), settings)
    changes = compare(generated, _folder(section))
    if show_diff:
        globals.console.result(diff(changes), globals.output_path)
        click.get_current_context().exit(0)
    if not check:
        write(changes, force=force)
    _finish(globals, generated, changes, check, fail_on or "error")


def _folder(section: GenSection) -> Path:
    return section.out if section.out is not None else Path.cwd()


def _finish(globals: Globals, generated: Generated, changes: Changes, check: bool, fail_on: str) -> None:
    """Report; a check that found something pending says so on stderr and ends with 5."""
    console = globals.console
    verb = "would be" if check else "was"
    for change in changes.pending:
        console.detail(
            f"{change.path} {verb} {'written' if change.new is not None else 'removed'} ({change.state.value})"
        )
    counts = {state.value: changes.count(state) for state in State}
    is_stale = check and bool(changes.pending)
    ok = passes(generated.findings, fail_on) and not is_stale
    summary = {"out": str(changes.folder), "package": generated.plan.package, "files": counts}
    if is_stale:
        console.error(f"{len(changes.pending)} files are not up to date: {_some(changes)}")
    elif not check:
        written = len(changes.pending)
        console.progress(f"{written} of {len(changes.files)} files written to {changes.folder}")
    code = OutputError.exit_code if is_stale else None
    report_and_exit(globals, Report("gen", generated.findings, ok=ok, summary=summary), code)


def _some(changes: Changes) -> str:
    names = [change.path for change in changes.pending[:3]]
    return ", ".join(names) + (", ..." if len(changes.pending) > 3 else "")
