"""junit: JUnit XML, for CI servers that show tests. A suite a file or operation, a case a finding.

A finding that does not make the command fail is a case that passed and says something.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape, quoteattr

from specforge.findings.model import Report
from specforge.reporters import REPORTERS
from specforge.reporters.entry import Entry, entries_of
from specforge.reporters.frame import plain_frame

# What XML 1.0 section 2.2 does not allow, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@REPORTERS.add("junit")
def report_junit(report: Report) -> str:
    """The suites. What was looked at without a finding is a suite with one passed case, so that CI sees it ran.

    Keeps to what Jenkins' schema (xunit-plugin, junit-10.xsd) allows: no ``error`` element, no line on a case.
    """
    suites = _suites(report)
    tests = sum(max(len(entries), 1) for entries in suites.values()) + len(report.limits)
    failures = sum(map(_failures, suites.values())) + len(report.limits)
    head = _attributes({"name": f"specforge {report.command}".rstrip(), **_counts(tests, failures)})
    body = "".join(_suite(name, entries, report.command) for name, entries in suites.items())
    body += _limits(report) if report.limits else ""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites {head}>\n{body}</testsuites>\n'


def _suites(report: Report) -> dict[str, list[Entry]]:
    suites: dict[str, list[Entry]] = {subject: [] for subject in report.subjects}
    for entry in entries_of(report):
        for subject in _subjects(entry, report):
            suites.setdefault(subject, []).append(entry)
    return suites or {report.command: []}


def _subjects(entry: Entry, report: Report) -> tuple[str, ...]:
    """The operations, unless the command looked at files: then the file. None of them may be shown as passed."""
    if entry.spot.file not in report.subjects and entry.operation:
        return entry.operations or (entry.operation,)
    return (entry.spot.file or report.command,)


def _suite(name: str, entries: list[Entry], command: str) -> str:
    files = {entry.spot.file for entry in entries if entry.spot.file}
    file = {"file": files.pop()} if len(files) == 1 else {}
    head = _attributes({"name": name, **_counts(max(len(entries), 1), _failures(entries)), **file})
    cases = "".join(_case(entry, name) for entry in entries) or _passed(command, name)
    return f"  <testsuite {head}>\n{cases}  </testsuite>\n"


def _failures(entries: list[Entry]) -> int:
    return sum(not entry.is_harmless for entry in entries)


def _limits(report: Report) -> str:
    """Limits on how many findings there may be: no single one of them fails."""
    count = len(report.limits)
    head = _attributes({"name": "limits", **_counts(count, count)})
    cases = "".join(
        f"    <testcase {_attributes({'name': line.partition(' ')[0].rstrip(':'), 'classname': 'limits'})}>\n"
        f"      <failure {_attributes({'message': line, 'type': 'limit'})}/>\n    </testcase>\n"
        for line in report.limits
    )
    return f"  <testsuite {head}>\n{cases}  </testsuite>\n"


def _counts(tests: int, failures: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": "0"}


def _passed(command: str, suite: str) -> str:
    return f"    <testcase {_attributes({'name': command, 'classname': suite})}/>\n"


def _case(entry: Entry, suite: str) -> str:
    head = _attributes({"name": f"{entry.rule} {entry.spot.pointer}".rstrip(), "classname": suite})
    why = _attributes({"message": entry.message, "type": entry.severity})
    text = escape(_valid("\n".join(_lines(entry))))
    what = f"<system-out>{text}</system-out>" if entry.is_harmless else f"<failure {why}>{text}</failure>"
    return f"    <testcase {head}>\n      {what}\n    </testcase>\n"


def _lines(entry: Entry) -> Iterable[str]:
    yield f"{entry.rule} {entry.severity}: {entry.message}"
    if entry.spot.file:
        yield f"--> {entry.spot.file}:{entry.spot.region.line}:{entry.spot.region.column}"
        yield plain_frame(entry.spot)
    for aside in entry.related:
        yield f"note: {aside.message} ({aside.spot.file}:{aside.spot.region.line}:{aside.spot.region.column})"
    for name, text in entry.details.items():
        yield f"{name}:\n{text}"
    if entry.help:
        yield f"help: {entry.help}"


def _attributes(values: Mapping[str, str]) -> str:
    return " ".join(f"{name}={quoteattr(_valid(value))}" for name, value in values.items())


def _valid(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
