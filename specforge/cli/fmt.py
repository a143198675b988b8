"""``specforge fmt``: fields in customary order, everything else as the author wrote it."""

from __future__ import annotations

from typing import NoReturn

import click

from specforge.cli.fmt_report import Formatted, notes, was_changed, would_change
from specforge.cli.lint_paths import documents
from specforge.cli.options import (
    Globals,
    Verb,
    global_options,
    load_document,
    paths_argument,
    render,
    report_and_exit,
    spec_names,
)
from specforge.cli.rewriting import diff_of, write_all
from specforge.document.load import root_folder
from specforge.document.model import Document
from specforge.document.sort import sort_fields
from specforge.document.source import Source
from specforge.errors import InputError, OutputError, UsageError


@click.command("fmt", cls=Verb, short_help="Put the fields of documents into customary order.")
@paths_argument
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change, and exit with 5 then.")
@click.option("--diff", "show_diff", is_flag=True, help="Write nothing; show what would change, and exit with 1 then.")
@global_options
def command(globals: Globals, /, paths: tuple[str, ...], check: bool, show_diff: bool) -> None:
    """Put the fields of documents into customary order: openapi, info, servers, ..., paths, components.

    Comments and blank lines travel with their field; nothing else changes. Names that are yours (paths, components,
    properties, responses) keep their order. Files that a document refers to are formatted with it. SPEC is a file, a
    folder or a glob, `-` for standard input, or a name from the configuration.

    \b
    Examples:
      specforge fmt openapi.yaml
      specforge fmt api/ --check        (in CI)
      specforge fmt - < openapi.yaml
    """
    if check and show_diff:
        raise UsageError("--check lists files and --diff shows changes: give one of them")
    formatted = Formatted()
    names = list(documents(spec_names(globals, paths)))
    if globals.output_path and globals.format == "text" and not (check or show_diff or "-" in names):
        raise UsageError("fmt writes into the documents: with -o give --check, --diff or a --format for a report")
    for name in names:
        try:
            document = load_document(globals, name)
        except InputError as problem:
            formatted.failures.append(problem)
            continue
        if document.version.family is None:
            globals.console.progress(f"{document.root.name} is no OpenAPI document and stays as it is")
        format_document(formatted, document)
    if formatted.failures and len(names) == 1:
        raise formatted.failures[0]
    for line in notes(formatted):
        globals.console.progress(line)
    if check or show_diff:
        _show(globals, formatted, check=check)
    _write(globals, formatted)


def format_document(formatted: Formatted, document: Document) -> None:
    """Note the files of a document: what they are and what they are to be. Those of earlier documents are known."""
    pairs = formatted.pairs
    known = {uri: new for uri, (_, new) in pairs.items()}
    document = document.renewed(known) if known else document
    result = sort_fields(document)
    for uri, source in document.sources.items():
        if _is_ours(source, document.root):
            old, new = pairs.get(uri, (source, source))
            pairs[uri] = (old, result.changed.get(uri, new))
    for place in result.moved:
        formatted.moved.setdefault(place.source.uri, []).append(place.tokens)
    for place, reason in result.left:
        if place.source.uri in pairs:
            formatted.left[place.source.uri, place.tokens] = reason


def _is_ours(source: Source, root: Source) -> bool:
    """A file in the root folder of the document, or the standard input; nothing from the network or elsewhere."""
    if source.path is None or root.path is None:
        return source is root and "://" not in source.name
    return source.path.resolve().is_relative_to(root_folder(root.path))


def _show(globals: Globals, formatted: Formatted, *, check: bool) -> NoReturn:
    stale = formatted.stale
    code = InputError.exit_code if formatted.failures else 0
    if stale and not code:
        code = OutputError.exit_code if check else 1
    if globals.format != "text":
        report_and_exit(globals, would_change(formatted, ok=not code), code)
    _say_failures(globals, formatted)
    listed = "".join(f"{old.name}\n" for old, _ in stale)
    globals.console.result(listed if check else diff_of(stale), globals.output_path)
    if check:
        kept = len(formatted.pairs) - len(stale)
        rest = "1 file is as it should be" if kept == 1 else f"{kept} files are as they should be"
        globals.console.progress(f"{_files(len(stale))} would be formatted, {rest}")
    click.get_current_context().exit(code)


def _write(globals: Globals, formatted: Formatted) -> NoReturn:
    pairs = formatted.pairs.values()
    code = InputError.exit_code if formatted.failures else 0
    write_all(globals, pairs)
    stdin = next((new for old, new in pairs if old.path is None), None)
    if stdin:
        globals.console.result_bytes(stdin.data, globals.output_path)
    if globals.format != "text":
        report = was_changed(formatted, ok=not code)
        if stdin is None:
            report_and_exit(globals, report, code)
        globals.console.error(render(globals, report).rstrip("\n"))
        click.get_current_context().exit(code)
    _say_failures(globals, formatted)
    count, kept = len(formatted.stale), len(pairs) - len(formatted.stale)
    rest = "1 file left as it is" if kept == 1 else f"{kept} files left as they are"
    globals.console.progress(f"{_files(count)} formatted, {rest}")
    click.get_current_context().exit(code)


def _say_failures(globals: Globals, formatted: Formatted) -> None:
    for failure in formatted.failures:
        globals.console.error(f"{failure.file}:{failure.line}:{failure.column}: {failure.message}")


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
