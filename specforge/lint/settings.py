"""Which rules run, and how severe each is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.rule import RULES, Rule
from specforge.lint.rulesets import Ruleset
from specforge.registry import did_you_mean

OFF = "off"
# What Spectral reports whatever the ruleset says: the document cannot be read as it was meant.
ALWAYS = ("duplicate-key", "invalid-ref", "unrecognized-format")


@dataclass(frozen=True, slots=True)
class LintSettings:
    """What the user chose. Names of rules may be globs (``oas3-*``).

    ``select``: only these rules. ``ignore``: without these. ``severity``: rule to severity, or ``off``; it also turns
    on a rule that is not on by default. ``ruleset`` replaces the default choice of rules and their severities.
    ``options``: rule to the options chosen for it (see ``options`` of ``rule``).
    """

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Mapping[str, str] = field(default_factory=dict)
    ruleset: Ruleset | None = None
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ActiveRule:
    """A rule that runs. ``severity`` is what the user gets; ``lenient`` makes mild problems warnings."""

    rule: Rule
    severity: Severity
    lenient: bool = True


def active_rules(settings: LintSettings) -> list[ActiveRule]:
    """The rules to run, by id. Raises UsageError with a did-you-mean for a name that means no rule."""
    chosen = _of_ruleset(settings.ruleset) if settings.ruleset else _defaults()
    if settings.select:
        names = _matching(settings.select)
        chosen = {name: chosen.get(name) or _own(RULES[name]) for name in names}
    for pattern, severity in settings.severity.items():
        for name in _matching([pattern]):
            if severity == OFF:
                chosen.pop(name, None)
            elif name in chosen or not settings.select:
                # A severity that the user asks for is meant for every finding of the rule.
                chosen[name] = ActiveRule(RULES[name], Severity(severity), lenient=False)
    ignored = _matching(settings.ignore)
    return [active for name, active in sorted(chosen.items()) if name not in ignored]


def _own(rule: Rule) -> ActiveRule:
    return ActiveRule(rule, rule.severity)


def _defaults() -> dict[str, ActiveRule]:
    return {rule.id: _own(rule) for rule in RULES.values() if rule.default}


def _of_ruleset(ruleset: Ruleset) -> dict[str, ActiveRule]:
    chosen = {name: _as_in_ruleset(name) for name in ALWAYS}
    for origin, mode in ruleset.extends:
        for rule in RULES.values():
            if rule.origin == origin and (mode == "all" or (mode == "recommended" and rule.recommended)):
                chosen[rule.id] = _as_in_ruleset(rule.id)
    for name, wanted in ruleset.rules.items():
        if wanted is False:
            chosen.pop(name, None)
        else:
            chosen[name] = _as_in_ruleset(name) if wanted is True else ActiveRule(RULES[name], wanted, lenient=False)
    return chosen


def _as_in_ruleset(name: str) -> ActiveRule:
    return ActiveRule(RULES[name], RULES[name].ruleset_severity, lenient=False)


def _matching(patterns: Iterable[str]) -> list[str]:
    found: dict[str, None] = {}
    for pattern in patterns:
        names = [name for name in RULES if name == pattern or fnmatchcase(name, pattern)]
        if not names:
            raise UsageError(f"unknown rule {pattern!r}", help=did_you_mean(pattern, RULES) or "see `specforge rules`")
        found.update(dict.fromkeys(names))
    return list(found)
