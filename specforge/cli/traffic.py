"""``specforge test --har FILE``: recorded traffic in place of generated requests."""

from __future__ import annotations

import sys
from pathlib import Path

from specforge.cli.console import Console
from specforge.cli.options import Globals
from specforge.contract.settings import Settings
from specforge.contract.traffic.recording import TrafficResult, judge_traffic
from specforge.counting import counted
from specforge.document.model import Document
from specforge.findings.archive import Archive, open_archive, read_archive
from specforge.findings.exchange import Exchange

_MOST_NAMED = 5


def judge_archives(
    globals: Globals, document: Document, names: tuple[str, ...], settings: Settings, url: str | None
) -> TrafficResult:
    """Reads the archives (``-`` is standard input) and judges what is in them. Raises InputError and UsageError."""
    archives = {name: _read(name) for name in dict.fromkeys(names)}
    exchanges = [found for name, archive in archives.items() for found in _named(name, archive)]
    globals.console.progress(f"judging {counted(len(exchanges), 'exchange')} by {document.root.name}")
    result = judge_traffic(document, exchanges, settings, url)
    _tell(globals.console, result, sum(archive.left_out for archive in archives.values()))
    return result


def _read(name: str) -> Archive:
    return read_archive(sys.stdin.buffer.read(), "<stdin>") if name == "-" else open_archive(Path(name))


def _named(name: str, archive: Archive) -> list[tuple[str, Exchange]]:
    shown = "standard input" if name == "-" else name
    return [(f"{shown}, entry {number}", exchange) for number, exchange in archive.exchanges]


def _tell(console: Console, result: TrafficResult, left_out: int) -> None:
    facts = result.summary
    judged = f"judged {facts['exchanges_judged']} of {facts['exchanges']} exchanges"
    operations = f"{facts['operations_tested']} of {facts['operations']} operations"
    console.progress(f"{judged} of {operations}: {facts['exchanges_violating']} violate the document")
    if facts["requests_rightly_refused"]:
        console.progress(f"invalid requests that were refused, as they should be: {facts['requests_rightly_refused']}")
    if facts["exchanges_not_selected"]:
        console.progress(f"of operations that were not chosen: {facts['exchanges_not_selected']}")
    if result.outside:
        names = [f"{name} ({count})" for name, count in result.outside.most_common(_MOST_NAMED)]
        more = ", …" if len(result.outside) > _MOST_NAMED else ""
        console.progress(f"not in the document: {facts['exchanges_outside']} ({', '.join(names)}{more})")
    if left_out:
        console.progress(f"entries without an answer, which were left out: {left_out}")
