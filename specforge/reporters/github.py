"""github: workflow commands, which GitHub Actions shows as annotations beside the lines of a pull request."""

from __future__ import annotations

from specforge.findings.model import Report
from specforge.reporters import REPORTERS
from specforge.reporters.entry import Entry, entries_of

_LEVELS = {"error": "error", "warning": "warning", "info": "notice", "hint": "notice"}


@REPORTERS.add("github")
def report_github(report: Report) -> str:
    """A command a line; nothing at all when there are no findings."""
    return "".join(_command(entry) + "\n" for entry in entries_of(report))


def _command(entry: Entry) -> str:
    properties: dict[str, str | int] = {}
    region = entry.spot.region
    if entry.spot.file:
        properties |= {"file": entry.spot.file, "line": region.line, "endLine": region.end_line}
        # GitHub refuses columns when the lines differ. Its end column is inclusive, ours is not.
        if region.line == region.end_line:
            properties |= {"col": region.column, "endColumn": max(region.end_column - 1, region.column)}
    properties["title"] = f"specforge: {entry.rule}"
    joined = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_LEVELS[entry.severity]} {joined}::{_data(_message(entry))}"


def _message(entry: Entry) -> str:
    operation = f" ({entry.scope})" if entry.scope else ""
    help = f"\nhelp: {entry.help}" if entry.help else ""
    return f"{entry.message}{operation}{help}"


def _data(text: str) -> str:
    """As ``escapeData`` of GitHub's own toolkit (actions/toolkit, packages/core/src/command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    """As ``escapeProperty`` of the same file."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
