"""json and jsonl: the envelope of every command (docs/reference/findings.schema.json), and a finding a line."""

from __future__ import annotations

from collections import Counter
from typing import Any

from specforge.findings.model import Report, Severity
from specforge.reporters import REPORTERS
from specforge.reporters.encode import to_json
from specforge.reporters.entry import Entry, Repair, Spot, entries_of

VERSION = 1


@REPORTERS.add("json")
def report_json(report: Report) -> str:
    """The envelope."""
    return to_json(envelope(report)) + "\n"


@REPORTERS.add("jsonl")
def report_jsonl(report: Report) -> str:
    """The findings of the envelope, one a line; nothing at all when there are none."""
    return "".join(to_json(_finding(entry), indent=False) + "\n" for entry in entries_of(report))


def envelope(report: Report) -> dict[str, Any]:
    """The envelope as plain values. Its summary always counts the severities."""
    entries = entries_of(report)
    counts = Counter(entry.severity for entry in entries)
    coverage = {} if report.coverage is None else {"coverage": report.coverage.to_json()}
    return {
        "version": VERSION,
        "command": report.command,
        "ok": report.ok,
        "summary": {severity.value: counts[severity.value] for severity in Severity} | dict(report.summary),
        "findings": [_finding(entry) for entry in entries],
        **coverage,
    }


def _finding(entry: Entry) -> dict[str, Any]:
    return {
        "rule": entry.rule,
        "severity": entry.severity,
        "message": entry.message,
        **_spot(entry.spot),
        "operation": entry.operation,
        **({"operations": list(entry.operations)} if entry.operations else {}),
        "help": entry.help,
        "help_url": entry.help_url,
        "related": [{"message": message, **_spot(spot)} for message, spot in entry.related],
        "fix": _fix(entry.repair) if entry.repair else None,
        "details": dict(entry.details),
        "fingerprint": entry.fingerprint,
    }


def _spot(spot: Spot) -> dict[str, Any]:
    region = spot.region if spot.file else (None,) * 4
    names = ("line", "column", "end_line", "end_column")
    return {"file": spot.file or None, "pointer": spot.pointer, **dict(zip(names, region, strict=True))}


def _fix(repair: Repair) -> dict[str, Any] | None:
    """None for a fix that cannot be written into this text."""
    edits = [{**_spot(spot), "replacement": replacement} for spot, replacement in repair.changes]
    return {"message": repair.message, "safe": repair.safe, "edits": edits} if edits else None
