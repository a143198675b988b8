"""Findings as the editor shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    DiagnosticTag,
    Location,
    Range,
)

from specforge.document.place import Place, Region
from specforge.errors import InputError, UsageError
from specforge.findings.model import Finding, Severity
from specforge.lint.rule import RULES
from specforge.lsp.desk import Desk
from specforge.lsp.positions import Encoding
from specforge.lsp.project import Known

SOURCE = "specforge"
_SEVERITIES = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
    Severity.HINT: DiagnosticSeverity.Hint,
}


def diagnostics_of(known: Iterable[Known], uri: str, desk: Desk, encoding: Encoding) -> list[Diagnostic]:
    """What is to be shown in one file; what several documents find there is shown once."""
    found: dict[object, Diagnostic] = {}
    for one in known:
        if uri in one.failures:
            failure = one.failures[uri]
            found.setdefault(("", failure.message), _of_failure(failure, desk.texts.get(uri), encoding))
        for finding in one.findings:
            if finding.place.source.uri == uri:
                key = (finding.rule, finding.place.tokens, finding.message)
                found.setdefault(key, of_finding(finding, desk, encoding))
    return list(found.values())


def of_finding(finding: Finding, desk: Desk, encoding: Encoding) -> Diagnostic:
    """One finding: the rule and a link to its page, and the other places that belong to it."""
    message = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    link = finding.help_url or _page(finding.rule)
    return Diagnostic(
        range=range_of(finding.place, encoding),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=CodeDescription(link) if link else None,
        source=SOURCE,
        message=message,
        tags=list(_tags(finding.rule)) or None,
        related_information=[
            DiagnosticRelatedInformation(location_of(related.place, desk, encoding), related.message)
            for related in finding.related
        ]
        or None,
    )


def of_problem(problem: UsageError) -> Diagnostic:
    """What is wrong with a configuration file."""
    region = Region(problem.line, problem.column, problem.line, problem.column + 1)
    message = problem.message if problem.help is None else f"{problem.message}\n{problem.help}"
    range = Encoding("utf-32").to_range([" " * problem.column] * problem.line, region)
    return Diagnostic(range, message, severity=DiagnosticSeverity.Error, code=problem.rule, source=SOURCE)


def range_of(place: Place, encoding: Encoding) -> Range:
    """The range of a place in the text that was checked."""
    return encoding.to_range(place.source.lines, place.region)


def location_of(place: Place, desk: Desk, encoding: Encoding) -> Location:
    """The file and the range of a place."""
    return Location(desk.spelling(place.source.uri), range_of(place, encoding))


def _of_failure(failure: InputError, text: str | None, encoding: Encoding) -> Diagnostic:
    """Why a file cannot be read, at the line where reading it ended."""
    lines = text.split("\n") if text is not None else [""] * (failure.line - 1) + [failure.source_line or ""]
    region = Region(failure.line, failure.column, failure.line, failure.column + 1)
    message = failure.message if failure.help is None else f"{failure.message}\n{failure.help}"
    return Diagnostic(
        encoding.to_range(lines, region),
        message,
        severity=DiagnosticSeverity.Error,
        code=failure.rule,
        source=SOURCE,
    )


def _page(name: str) -> str | None:
    path = RULES[name].page_path if name in RULES else None
    return path.as_uri() if path is not None and path.is_file() else None


def _tags(rule: str) -> Iterator[DiagnosticTag]:
    """Editors fade what is unnecessary and strike out what is deprecated."""
    if "unused" in rule or "unreferenced" in rule:
        yield DiagnosticTag.Unnecessary
    if "deprecated" in rule:
        yield DiagnosticTag.Deprecated
