"""From the configuration to the settings of lint, for every way in."""

from __future__ import annotations

from specforge.config.sections import LintSection
from specforge.lint.rule import RULES
from specforge.lint.rulesets import load_ruleset
from specforge.lint.settings import LintSettings
from specforge.lint.verdict import Policy


def policy_of(section: LintSection) -> Policy:
    """What the section says of failing. Raises UsageError for a limit of a rule that does not exist."""
    for rule in section.ratchet:
        RULES[rule]
    return Policy(
        fail_on=section.fail_on,
        max_warnings=section.max_warnings,
        baseline=section.baseline,
        ratchet=tuple(section.ratchet.items()),
        is_partial=section.since is not None,
    )


def settings_of(section: LintSection) -> LintSettings:
    """What the section says of the rules. Raises UsageError for a ruleset that cannot be read."""
    asked = {"ignore-without-reason": "warning"} if section.require_ignore_reason else {}
    return LintSettings(
        select=section.select,
        ignore=section.ignore,
        severity={**asked, **section.severity},
        ruleset=load_ruleset(section.ruleset) if section.ruleset else None,
    )
