"""sarif: SARIF 2.1.0 (OASIS standard), which GitHub code scanning and many editors read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from specforge._version import __version__
from specforge.document.place import Region
from specforge.findings.model import Hidden, Report
from specforge.reporters import REPORTERS
from specforge.reporters.encode import to_json
from specforge.reporters.entry import Entry, Repair, Spot, entries_of

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note", "hint": "note"}


@REPORTERS.add("sarif")
def report_sarif(report: Report) -> str:
    """One log with one run. Columns count characters, as everywhere in specforge (section 3.14.17, columnKind)."""
    shown = entries_of(report)
    hidden = entries_of(replace(report, findings=[one.finding for one in report.hidden], error=None))
    entries = shown + hidden
    rules = {rule: index for index, rule in enumerate(dict.fromkeys(entry.rule for entry in entries))}
    # Results are compared with a baseline where one was asked for; then it is said of each (section 3.27.24).
    state = {"baselineState": "new"} if "known" in report.summary else {}
    results = [_result(entry, rules[entry.rule]) | state for entry in shown]
    results += [
        _result(entry, rules[entry.rule]) | _suppression(one) for entry, one in zip(hidden, report.hidden, strict=True)
    ]
    driver = {
        "name": "specforge",
        "version": __version__,
        "rules": [_rule(rule, report, entries) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": report.error is None}],
        "results": results,
        "properties": {"command": report.command, "summary": dict(report.summary)},
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}) + "\n"


def _suppression(hidden: Hidden) -> dict[str, Any]:
    """Why a result does not count (section 3.35): a comment in the source, or the baseline."""
    if hidden.by == "baseline":
        return {"suppressions": [{"kind": "external"}], "baselineState": "unchanged"}
    justification = {"justification": hidden.reason} if hidden.reason else {}
    return {"suppressions": [{"kind": "inSource", **justification}]}


def _rule(rule: str, report: Report, entries: list[Entry]) -> dict[str, Any]:
    """What is known of a rule: from the report, else from its first finding (section 3.49, reportingDescriptor)."""
    first = next(entry for entry in entries if entry.rule == rule)
    info = report.rules.get(rule)
    url = info.help_url if info and info.help_url else first.help_url
    described: dict[str, Any] = {"id": rule, "defaultConfiguration": {"level": _LEVELS[first.severity]}}
    # GitHub's code scanning shows nothing of a rule without these three.
    summary = info.summary if info and info.summary else rule
    described |= {name: {"text": summary} for name in ("shortDescription", "fullDescription", "help")}
    if info and info.page:
        described["help"]["markdown"] = info.page
    if url:
        described["helpUri"] = url
    return described


def _result(entry: Entry, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": entry.rule,
        "ruleIndex": index,
        "level": _LEVELS[entry.severity],
        "message": {"text": entry.message},
        "partialFingerprints": {"specforge/v1": entry.fingerprint},
        "properties": _properties(entry),
    }
    if entry.spot.file:
        result["locations"] = [_location(entry.spot, entry.operations or (entry.operation or "",))]
    if entry.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": aside.message}, **_location(aside.spot)}
            for number, aside in enumerate(entry.related, start=1)
        ]
    if entry.repair and entry.repair.changes:
        result["fixes"] = [_fix(entry.repair)]
    return result


def _properties(entry: Entry) -> dict[str, Any]:
    """What SARIF has no member for (section 3.8, property bags)."""
    known = {
        "severity": entry.severity,
        "pointer": entry.spot.pointer,
        "operation": entry.operation,
        "help": entry.help,
        "details": dict(entry.details),
    }
    return {name: value for name, value in known.items() if value}


def _location(spot: Spot, operations: tuple[str, ...] = ()) -> dict[str, Any]:
    location: dict[str, Any] = {"physicalLocation": {"artifactLocation": _file(spot), "region": _region(spot.region)}}
    if any(operations):
        location["logicalLocations"] = [{"name": operation, "kind": "function"} for operation in operations]
    return location


def _file(spot: Spot) -> dict[str, str]:
    return {"uri": file_uri(spot.file)}


def file_uri(name: str) -> str:
    """The file as a URI reference: relative names stay relative, as section 3.4.3 wants them for sources."""
    if "://" in name:
        return name
    path = PurePath(name)
    # A name that is not UTF-8 keeps its bytes.
    return path.as_uri() if path.is_absolute() else quote(path.as_posix(), errors="surrogateescape")


def _region(region: Region) -> dict[str, int]:
    return {
        "startLine": region.line,
        "startColumn": region.column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }


def _fix(repair: Repair) -> dict[str, Any]:
    by_file: dict[str, list[dict[str, Any]]] = {}
    for spot, replacement in repair.changes:
        change = {"deletedRegion": _region(spot.region), "insertedContent": {"text": replacement}}
        by_file.setdefault(spot.file, []).append(change)
    changes = [{"artifactLocation": {"uri": file_uri(name)}, "replacements": made} for name, made in by_file.items()]
    return {"description": {"text": repair.message}, "artifactChanges": changes}
