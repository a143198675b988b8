"""The rulesets that are built in, by the names that people extend them with."""

from __future__ import annotations

import re
from collections.abc import Callable

from specforge.findings.model import Severity
from specforge.lint.catalog import Outline
from specforge.lint.redocly.ids import COUNTERPARTS, Level
from specforge.lint.rule import RULES, outline_of, outlines
from specforge.lint.spectral.tables import ALWAYS, Entry, Table

_OWASP = re.compile(r"(^|/)@stoplight/spectral-owasp-ruleset(@[^/]*)?(/|$)")
_FOREIGN = ("spectral:asyncapi", "spectral:arazzo", "spectral:aas")
_ORIGINS = ("spectral:oas", "spectral:owasp", "vacuum", "specforge")
_REDOCLY = ("recommended", "recommended-strict", "minimal", "spec", "all")
NAMES = (
    *_ORIGINS,
    *("vacuum:recommended", "vacuum:all", "specforge:recommended", "specforge:all", "specforge:default"),
    *(f"redocly:{name}" for name in _REDOCLY),
)
_LEVELS: dict[Level, Severity] = {"error": Severity.ERROR, "warn": Severity.WARNING}


def always() -> Table:
    """The rules that are part of every ruleset."""
    return {name: entry_of(outline_of(name), enabled=True) for name in ALWAYS}


def entry_of(rule: Outline, *, enabled: bool) -> Entry:
    """A registered rule with the severity that it has in its own ruleset."""
    return Entry(rule.id, rule.ruleset_severity, enabled)


def is_foreign(name: str) -> bool:
    """True for rulesets about documents that are no OpenAPI documents."""
    return name in _FOREIGN


def table_of(name: str) -> Table | None:
    """The table of a built-in ruleset; None for a name that is none of them."""
    if _OWASP.search(name):
        name = "spectral:owasp"
    if name in _ORIGINS:
        return _table(name, lambda rule: rule.recommended)
    family, _, choice = name.partition(":")
    if name == "specforge:default":
        return _of_ours(also_others=False)
    if name == "specforge:all":
        return _of_ours(also_others=True)
    if family in ("vacuum", "specforge") and choice in ("recommended", "all"):
        return _table(family, lambda rule: rule.recommended or choice == "all")
    if family == "redocly" and choice in _REDOCLY:
        return _of_redocly(choice)
    return None


def _of_ours(*, also_others: bool) -> Table:
    """What runs without any ruleset; ``also_others``: and what else specforge thought up."""
    return {
        rule.id: Entry(
            rule.id,
            rule.severity,
            enabled=rule.default or (also_others and (rule.origin == "specforge" or rule.id in ALWAYS)),
            lenient=True,
        )
        for rule in outlines()
    }


def _table(origin: str, enabled: Callable[[Outline], bool]) -> Table:
    rules = [rule for rule in outlines() if rule.origin == origin]
    return {rule.id: entry_of(rule, enabled=enabled(rule)) for rule in rules}


def _of_redocly(choice: str) -> Table:
    table: Table = {}
    for name in COUNTERPARTS:
        level = redocly_level(name, choice)
        for rule in COUNTERPARTS[name].rules:
            if rule in RULES:
                entry = Entry(rule, _LEVELS.get(level, outline_of(rule).ruleset_severity), level != "off")
                table[rule] = graver(table.get(rule), entry)
    return table


def redocly_level(name: str, choice: str) -> Level:
    """What one of Redocly's rulesets says of one of its rules."""
    counterpart = COUNTERPARTS[name]
    if choice == "all":
        return "error"
    level = getattr(counterpart, choice.removesuffix("-strict"))
    if choice == "recommended-strict" and level == "warn":
        return "error"
    return "error" if level == "error" else "warn" if level == "warn" else "off"


def graver(known: Entry | None, other: Entry) -> Entry:
    """Of two entries for one rule the one that is on, or the graver."""
    if known is None or not known.enabled:
        return other
    return other if other.enabled and other.severity.rank < known.severity.rank else known
