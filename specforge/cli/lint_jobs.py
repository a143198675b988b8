"""From the command line and the configuration to the jobs of ``specforge lint``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from specforge.cli.lint_paths import documents
from specforge.cli.options import Globals, config_for, location_of, override, spec_names
from specforge.config.sections import LintSection
from specforge.lint.rule import RULES
from specforge.lint.rulesets import load_ruleset
from specforge.lint.run import Job
from specforge.lint.settings import LintSettings
from specforge.lint.verdict import Policy

_SECTION = frozenset(field.name for field in fields(LintSection))


def jobs_of(globals: Globals, paths: tuple[str, ...], flags: Mapping[str, Any]) -> list[Job]:
    """A job for each document that is meant. ``flags`` are the options; the others than LintSection's are left alone.

    Raises UsageError.
    """
    given = {name: _split(value) for name, value in flags.items() if name in _SECTION}
    stdin_name = flags.get("stdin_filename")
    if stdin_name and not paths:
        paths = ("-",)
    return [_job(globals, name, given, stdin_name) for name in documents(spec_names(globals, paths))]


def _job(globals: Globals, name: str, given: Mapping[str, Any], stdin_name: str | None) -> Job:
    # Standard input that stands for a file is configured as that file.
    meant = stdin_name if name == "-" and stdin_name else name
    section = override(config_for(globals, meant).lint, **given)
    location, options = location_of(globals, meant)
    if meant is not name:
        location, options = name, replace(options, stdin_name=location)
    return Job(meant, location, settings_of(section), options, policy_of(section), section.since)


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


def _split(value: Any) -> Any:
    """The parts of an option that may be given several times, each time with commas."""
    if not isinstance(value, tuple):
        return value
    return tuple(part.strip() for text in value for part in text.split(",") if part.strip())
