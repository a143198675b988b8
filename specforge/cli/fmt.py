"""``specforge fmt``: fields in customary order, everything else as the author wrote it."""

from __future__ import annotations

from typing import NoReturn

import click

from specforge.cli.lint_paths import documents
from specforge.cli.options import Globals, Verb, global_options, load_document, paths_argument, spec_names
from specforge.cli.rewriting import Pair, diff_of, write_all
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
    pairs: dict[str, Pair] = {}
    failures: list[InputError] = []
    names = list(documents(spec_names(globals, paths)))
    for name in names:
        try:
            document = load_document(globals, name)
        except InputError as problem:
            failures.append(problem)
            continue
        if document.version.family is None:
            globals.console.progress(f"{document.root.name} is no OpenAPI document and stays as it is")
        _format(pairs, document)
    if failures and len(names) == 1:
        raise failures[0]
    for failure in failures:
        globals.console.error(f"{failure.file}:{failure.line}:{failure.column}: {failure.message}")
    code = InputError.exit_code if failures else 0
    if check or show_diff:
        _show(globals, pairs, code, check=check)
    _write(globals, pairs, code)


def _format(pairs: dict[str, Pair], document: Document) -> None:
    """Note the files of a document: what they are and what they are to be. Those of earlier documents are known."""
    known = {uri: new for uri, (_, new) in pairs.items()}
    document = document.renewed(known) if known else document
    changed = sort_fields(document)
    for uri, source in document.sources.items():
        if _is_ours(source, document.root):
            old, new = pairs.get(uri, (source, source))
            pairs[uri] = (old, changed.get(uri, new))


def _is_ours(source: Source, root: Source) -> bool:
    """A file in the root folder of the document, or the standard input; nothing from the network or elsewhere."""
    if source.path is None or root.path is None:
        return source is root and "://" not in source.name
    return source.path.resolve().is_relative_to(root_folder(root.path))


def _show(globals: Globals, pairs: dict[str, Pair], code: int, *, check: bool) -> NoReturn:
    stale = [pair for pair in pairs.values() if pair[0].data != pair[1].data]
    if check:
        globals.console.result("".join(f"{old.name}\n" for old, _ in stale), globals.output_path)
        globals.console.progress(
            f"{_files(len(stale))} would be formatted, {_files(len(pairs) - len(stale))} are as they should be"
        )
    else:
        globals.console.result(diff_of(stale), globals.output_path)
    if stale and not code:
        code = OutputError.exit_code if check else 1
    click.get_current_context().exit(code)


def _write(globals: Globals, pairs: dict[str, Pair], code: int) -> NoReturn:
    write_all(globals, pairs.values())
    for old, new in pairs.values():
        if old.path is None:
            globals.console.result_bytes(new.data, globals.output_path)
    count = sum(old.data != new.data for old, new in pairs.values())
    globals.console.progress(f"{_files(count)} formatted, {_files(len(pairs) - count)} left as they are")
    click.get_current_context().exit(code)


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count} files"
