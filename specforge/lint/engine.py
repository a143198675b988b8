"""The engine: hands every rule the things that it asked for, and makes findings of its answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from specforge.document import model
from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.view import View
from specforge.findings.locate import locate_all
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.lint.options import checked_options
from specforge.lint.rule import Context, Problem
from specforge.lint.scan import strays
from specforge.lint.settings import ActiveRule, LintSettings, active_rules

_VIEWS: dict[str, type[View]] = {
    "Example": model.Example,
    "Header": model.Header,
    "Link": model.Link,
    "MediaType": model.MediaType,
    "Parameter": model.Parameter,
    "RequestBody": model.RequestBody,
    "Response": model.Response,
    "Schema": model.Schema,
    "SecurityScheme": model.SecurityScheme,
    "Server": model.Server,
    "Tag": model.Tag,
}
_SUBJECTS: dict[str, Callable[[Document], Iterable[Any]]] = {
    "Document": lambda document: [document],
    "Operation": lambda document: document.operations,
    "AnyOperation": lambda document: document.all_operations,
    "Stray": lambda document: map(View, strays(document)),
}


def lint(document: Document, settings: LintSettings | None = None) -> list[Finding]:
    """What the rules find in the document, in the order of its files.

    Raises UsageError for settings that name unknown rules or options. Never fails because of what the document holds.
    """
    family = document.version.family
    settings = settings or LintSettings()
    rules = [active for active in active_rules(settings) if family in active.rule.versions]
    context = Context(document, checked_options(settings.options))
    found = dict.fromkeys(_found(document, rules, context))
    findings = [_finding(document, active, problem) for active, problem in found]
    locate_all(findings)
    return sort_findings(findings)


def _found(document: Document, rules: list[ActiveRule], context: Context) -> Iterator[tuple[ActiveRule, Problem]]:
    for kind in dict.fromkeys(kind for active in rules for kind in active.rule.on):
        checks = [(active, active.rule.check) for active in rules if kind in active.rule.on]
        for subject in _subjects(document, kind):
            for active, check in checks:
                for problem in check(subject, context):
                    yield active, problem


def _subjects(document: Document, kind: str) -> Iterable[Any]:
    if kind in _SUBJECTS:
        return _SUBJECTS[kind](document)
    view = _VIEWS.get(kind, View)
    return (view(node) for node in document.index.of(kind))


def _finding(document: Document, active: ActiveRule, problem: Problem) -> Finding:
    place = problem.place
    is_softened = problem.mild and active.lenient and active.severity is Severity.ERROR
    return Finding(
        rule=active.rule.id,
        severity=Severity.WARNING if is_softened else active.severity,
        message=problem.message,
        place=place,
        operation=document.index.operation_of(Node(document.resolver, place.source, place.tokens, None)),
        help=problem.help,
        related=problem.related,
        fix=problem.fix,
    )
