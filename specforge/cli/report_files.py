"""``--report FORMAT:PATH``: reports in files, besides the one that is printed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from specforge.atomic import write_atomically
from specforge.cli.context import Globals
from specforge.errors import UsageError
from specforge.findings.model import Report
from specforge.reporters import REPORTERS


class ReportFile(NamedTuple):
    """A file that is to be written, and the name of its format."""

    format: str
    path: Path


def parse_report_files(texts: Iterable[str]) -> list[ReportFile]:
    """The values of ``--report``. Raises UsageError, before anything is run: a wrong name must not cost the run."""
    return [_parse(text) for text in texts]


def _parse(text: str) -> ReportFile:
    name, colon, path = text.partition(":")
    if not colon or not path:
        raise UsageError(f"--report {text!r} names no file", help="write it as junit:report.xml")
    if path == "-":
        raise UsageError(f"--report {text!r} names no file", help=f"--format {name} prints the report")
    REPORTERS[name]
    return ReportFile(name, Path(path))


def write_report_files(globals: Globals, files: Iterable[ReportFile], report: Report) -> None:
    """Raises OutputError."""
    for file in files:
        write_atomically(globals.directory / file.path, REPORTERS[file.format](report))
