"""The engine: hands every rule the things that it asked for, and makes findings of its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specforge.document.model import Document
from specforge.findings.locate import locate_all
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.lint.foreign import guarded
from specforge.lint.ignoring import Outcome, settle
from specforge.lint.options import checked_options
from specforge.lint.referrers import Referrers
from specforge.lint.rule import Context, Problem, Rule
from specforge.lint.settings import ActiveRule, LintSettings, active_rules, known_rules
from specforge.lint.subjects import Subjects


def lint(document: Document, settings: LintSettings | None = None) -> list[Finding]:
    """What the rules find in the document, in the order of its files, without what its author ignores.

    Raises UsageError for settings that name unknown rules or options. Never fails because of what the document holds.
    """
    return examine(document, settings).findings


def examine(document: Document, settings: LintSettings | None = None) -> Outcome:
    """As ``lint``, together with what the author ignores."""
    family = document.version.family
    settings = settings or LintSettings()
    chosen = active_rules(settings, document)
    rules = [active for active in chosen if family in active.rule.versions]
    running = frozenset(active.rule.id for active in rules)
    context = Context(document, checked_options(settings.options_for(document)), running)
    subjects, referrers = context.once("subjects", Subjects), Referrers(document)

    def ask(rules: list[ActiveRule]) -> list[Finding]:
        # One object may be a subject twice, under two kinds: what is found there is said once.
        found = [(active, dict.fromkeys(_problems(active.rule, subjects, context))) for active in rules]
        findings = [
            _finding(document, active, problem, severity, referrers)
            for active, problems in found
            for problem in problems
            if not (active.lenient and running.intersection(problem.echoes))
            if (severity := active.severity_of(problem)) is not None
        ]
        locate_all(findings)
        return sort_findings(findings)

    outcome = settle(context, ask(rules), rules, ask, known_rules(settings))
    return replace(outcome, chosen=frozenset(active.rule.id for active in chosen))


def _problems(rule: Rule, subjects: Subjects, context: Context) -> Iterator[Problem]:
    check = guarded(rule.check, Problem, f"rule `{rule.id}` of a plug-in")
    for kind in rule.on:
        for subject in subjects.of(kind, rule.when):
            yield from check(subject, context)


def _finding(
    document: Document, active: ActiveRule, problem: Problem, severity: Severity, referrers: Referrers
) -> Finding:
    place = problem.place
    return Finding(
        rule=active.rule.id,
        severity=severity,
        message=problem.message,
        place=place,
        operation=problem.operation or document.index.operation_of(place),
        help=problem.help,
        help_url=active.help_url,
        related=problem.related or referrers.of(place),
        fix=problem.fix,
    )
