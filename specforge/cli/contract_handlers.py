"""Findings with the function that answers the operation: from the routes of an application, and from what
``specforge gen`` wrote down of the classes that it generated for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from specforge.callables import load_name
from specforge.contract.handlers import Handler, handlers_of
from specforge.contract.target import AppTarget, Target
from specforge.document.model import Document
from specforge.document.place import Place, Region, TextPlace
from specforge.document.source import Source
from specforge.errors import OutputError
from specforge.findings.excerpt import Excerpt
from specforge.findings.model import Finding, Related

if TYPE_CHECKING:
    from specforge.gen.manifest import Record

# Imported where there is generated code: all of it would take a tenth of a short run.
_LAST_RECORDS = "specforge.gen.settle:last_records"
_DEPTHS = ("", "*/", "*/*/")
# Of one package: nobody has more, and a folder of foreign files must not take a minute.
_MOST_FILES = 300


def with_handlers(findings: list[Finding], document: Document, target: Target) -> list[Finding]:
    """The findings, each with the handler of its operation where it is known."""
    if not any(finding.operation for finding in findings):
        return findings
    known = handlers_of(target.app, document) if isinstance(target, AppTarget) else {}
    known |= {label: handler for folder, record in _records(document) for label, handler in _written(folder, record)}
    return [_with_handler(finding, known) for finding in findings]


def _with_handler(finding: Finding, known: dict[str, Handler]) -> Finding:
    handler = known.get(finding.operation or "")
    place = _place(handler) if handler is not None else None
    if handler is None or place is None:
        return finding
    related = Related(f"{finding.operation} is answered by {handler.name}", place)
    return replace(finding, related=(*finding.related, related))


def _place(handler: Handler) -> Place | None:
    path = handler.path.resolve()
    name = path.relative_to(Path.cwd()).as_posix() if path.is_relative_to(Path.cwd()) else str(path)
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    text = lines[handler.line - 1] if handler.line <= len(lines) else ""
    start = len(text) - len(text.lstrip()) + 1
    region = Region(handler.line, start, handler.line, max(len(text.rstrip()), start) + 1)
    # Python is no document: only the line itself is kept of it.
    source = Excerpt(Source(path.as_uri(), name, b"{}", path), {}, {handler.line: text}, {(): ()})
    return TextPlace(source, (), region=region)


def _records(document: Document) -> Iterator[tuple[Path, Record]]:
    """What was generated from this document, up to two folders below here."""
    here = Path.cwd()
    for path in sorted(path for depth in _DEPTHS for path in here.glob(f"{depth}*/generated/manifest.json")):
        folder = path.parent.parent.parent
        with suppress(OutputError):
            for record in load_name(_LAST_RECORDS)(folder, document):
                if record.package == path.parents[1].name:
                    yield folder, record


def _written(folder: Path, record: Record) -> Iterator[tuple[str, Handler]]:
    """The methods of the user's own classes, by operation."""
    wanted = {key: known.label for key, known in record.operations.items()}
    package = folder / record.package
    files = [path for path in sorted(package.rglob("*.py")) if path.relative_to(package).parts[0] != "generated"]
    for path in files[:_MOST_FILES]:
        for name, line in _methods(path):
            if name in wanted:
                yield wanted[name], Handler(name, path, line)


def _methods(path: Path) -> Iterator[tuple[str, int]]:
    """``Class.method`` and the line that says its name."""
    try:
        tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return
    for holder in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        for item in holder.body:
            if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{holder.name}.{item.name}", item.lineno
