"""gitlab: the Code Quality report of GitLab, shown in merge requests."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from specforge.findings.model import Report
from specforge.reporters import REPORTERS
from specforge.reporters.encode import to_json
from specforge.reporters.entry import Entry, entries_of

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info", "hint": "info"}


@REPORTERS.add("gitlab")
def report_gitlab(report: Report) -> str:
    """A list of issues; GitLab wants every fingerprint once and every path relative to the repository."""
    return to_json([_issue(entry) for entry in entries_of(report)]) + "\n"


def _issue(entry: Entry) -> dict[str, Any]:
    region = entry.spot.region
    return {
        "type": "issue",
        "check_name": entry.rule,
        "description": entry.message + (f" ({entry.scope})" if entry.scope else ""),
        "content": {"body": entry.help or entry.message},
        "categories": ["Bug Risk"],
        "severity": "blocker" if entry.is_failure else _SEVERITIES[entry.severity],
        "fingerprint": entry.fingerprint,
        "location": {
            "path": PurePath(entry.spot.file or ".").as_posix(),
            "lines": {"begin": region.line, "end": region.end_line},
        },
    }
