"""Which rules run, and how severe each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from specforge.callables import load_name
from specforge.document.model import Document
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.plugins import load_plugins
from specforge.lint.redocly.ids import COUNTERPARTS
from specforge.lint.rule import RULES, Problem, Rule, outline_of, outlines
from specforge.lint.rulesets import Ruleset, severity_at
from specforge.lint.spectral.tables import Entry, PlaceLevel
from specforge.registry import did_you_mean

OFF = "off"


@dataclass(frozen=True, slots=True)
class LintSettings:
    """What the user chose. Names of rules may be globs (``oas3-*``) or a ruleset's name (``spectral:owasp``).

    ``select``: only these rules. ``ignore``: without these. ``severity``: rule to severity, or ``off``; it also turns
    on a rule that is not on by default. ``ruleset`` replaces the default choice of rules and their severities.
    ``options``: rule to the options chosen for it (see ``options`` of ``rule``). ``plugins``: Python files that declare
    more rules.
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    ruleset: Ruleset | None = None
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    plugins: tuple[Path, ...] = ()

    def options_for(self, document: Document) -> Mapping[str, Mapping[str, Any]]:
        """The options that the ruleset chooses for rules, with the user's own over them."""
        entries = self.ruleset.entries(document).values() if self.ruleset else ()
        chosen: dict[str, Mapping[str, Any]] = {entry.name: entry.options for entry in entries if entry.options}
        return chosen | {name: {**chosen.get(name, {}), **own} for name, own in self.options.items()}


class ActiveRule(NamedTuple):
    """A rule that runs. ``severity`` is what the user gets; ``lenient`` makes mild problems warnings.

    ``levels``: where it has another severity; not ``everywhere``: it is on at those places only.
    """

    rule: Rule
    severity: Severity
    lenient: bool = True
    everywhere: bool = True
    levels: tuple[PlaceLevel, ...] = ()
    help_url: str | None = None

    def severity_of(self, problem: Problem) -> Severity | None:
        """The severity of one problem, or None where the rule is off."""
        severity: Severity | None = self.severity
        if problem.tolerated and self.lenient:
            return None
        if problem.mild and self.lenient and severity is Severity.ERROR:
            severity = Severity.WARNING
        if not self.everywhere or self.levels:
            severity = severity_at(problem.place, self.rule.id, severity if self.everywhere else None, self.levels)
        # Nobody knows whether what was not read is broken, whatever the rule is worth to the user.
        return Severity.WARNING if problem.unread and severity is Severity.ERROR else severity


def active_rules(settings: LintSettings, document: Document | None = None) -> list[ActiveRule]:
    """The rules to run on the document, by id. Raises UsageError with a did-you-mean for a name that means no rule."""
    load_plugins(settings.plugins)
    ruleset = settings.ruleset
    chosen = _of_ruleset(ruleset, document) if ruleset and ruleset.name is not None else _defaults()
    known = known_rules(settings)
    if settings.select:
        names = _matching(settings.select, known)
        chosen = {name: chosen.get(name) or _own(RULES[name]) for name in names if name in chosen or name in RULES}
    for pattern, severity in settings.severity.items():
        for name in _matching([pattern], known):
            if severity == OFF:
                chosen.pop(name, None)
            elif name in chosen:
                # A severity that the user asks for is meant for every finding of the rule.
                chosen[name] = ActiveRule(chosen[name].rule, Severity(severity), False, help_url=chosen[name].help_url)
            elif name in RULES and not settings.select:
                chosen[name] = ActiveRule(RULES[name], Severity(severity), lenient=False)
    ignored = _matching(settings.ignore, known)
    return [active for name, active in sorted(chosen.items()) if name not in ignored]


def known_rules(settings: LintSettings) -> list[str]:
    """The names that the user may use: of every rule there is, and of those that the ruleset defines."""
    table = settings.ruleset.table if settings.ruleset else ()
    return [*RULES, *(name for name in table if name not in RULES)]


def unknown_rule(name: str, known: Iterable[str]) -> UsageError:
    """The error for a name or a glob that means no rule."""
    if name in COUNTERPARTS:
        here = " and ".join(f"`{rule}`" for rule in COUNTERPARTS[name].rules)
        return UsageError(f"unknown rule {name!r}", help=f"this rule of Redocly's is {here} here")
    known = list(known)
    start = name.rstrip("*:-").lower()
    group = next((rule for rule in known if rule.lower().startswith(start)), None) if start else None
    close = did_you_mean(name, known) or (f"did you mean '{group[: len(start)]}*'?" if group else None)
    return UsageError(f"unknown rule {name!r}", help=close or "see `specforge rules`")


def check_names(patterns: Iterable[str], known: Iterable[str]) -> None:
    """Raises UsageError with a did-you-mean for a name that means no rule."""
    _matching(patterns, list(known))


def _own(rule: Rule) -> ActiveRule:
    return ActiveRule(rule, rule.severity)


def _defaults() -> dict[str, ActiveRule]:
    return {rule.id: _own(RULES[rule.id]) for rule in outlines() if rule.default}


def _of_ruleset(ruleset: Ruleset, document: Document | None) -> dict[str, ActiveRule]:
    chosen: dict[str, ActiveRule] = {}
    for name, entry in ruleset.entries(document).items():
        levels = ruleset.levels_of(name)
        is_on_somewhere = any(level.levels[name] is not None for level in levels)
        if entry.enabled or is_on_somewhere:
            rule = RULES[name] if entry.definition is None else _custom(entry)
            chosen[name] = ActiveRule(rule, entry.severity, entry.lenient, entry.enabled, levels, entry.help_url)
    return chosen


def _custom(entry: Entry) -> Rule:
    """Rules of a ruleset's own bring a library along: it is imported for those who have some."""
    assert entry.definition is not None
    rule: Rule = load_name(entry.definition.maker)(entry.definition, entry.severity)
    return rule


def _matching(patterns: Iterable[str], known: list[str]) -> list[str]:
    """The rules that these names mean: of a rule, a glob, or a ruleset with all of its rules."""
    found: dict[str, None] = {}
    for pattern in patterns:
        names = [name for name in known if name == pattern or fnmatchcase(name, pattern) or _origin(name) == pattern]
        if not names:
            raise unknown_rule(pattern, known)
        found.update(dict.fromkeys(names))
    return list(found)


def _origin(name: str) -> str | None:
    return outline_of(name).origin if name in RULES else None
