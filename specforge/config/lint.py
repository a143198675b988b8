"""From the configuration to the settings of lint, for every way in."""

from __future__ import annotations

from pathlib import Path

from specforge.config.locate import located
from specforge.config.model import Config
from specforge.config.sections import LintSection
from specforge.errors import UsageError
from specforge.lint.plugins import load_plugins
from specforge.lint.rulesets import Ruleset, find_ruleset, load_ruleset
from specforge.lint.settings import LintSettings, check_names, known_rules, unknown_rule
from specforge.lint.verdict import Policy


def policy_of(section: LintSection, settings: LintSettings, config: Config | None = None) -> Policy:
    """What the section says of failing. Raises UsageError for a limit of a rule that does not exist.

    Limits of two configurations are two limits, also where the numbers are the same.
    """
    known = known_rules(settings) if section.ratchet else []
    for rule in section.ratchet:
        if rule not in known:
            raise located(unknown_rule(rule, known), config or Config(), "ratchet", rule)
    return Policy(
        fail_on=section.fail_on,
        max_warnings=section.max_warnings,
        baseline=section.baseline,
        ratchet=tuple(section.ratchet.items()),
        is_partial=bool(section.since),
        holder=config.file if config and (section.ratchet or _limits_warnings(section, config)) else None,
    )


def _limits_warnings(section: LintSection, config: Config) -> bool:
    """False for a limit of the command line, which all documents share."""
    return section.max_warnings is not None and section.max_warnings == config.lint.max_warnings


def settings_of(section: LintSection, config: Config | None = None) -> LintSettings:
    """What the section says of the rules. Raises UsageError for a ruleset that cannot be read.

    Without a ruleset, one of Spectral or Redocly that lies beside the configuration or in the working folder counts.
    """
    config = config or Config()
    load_plugins(section.plugins)
    asked = {"ignore-without-reason": "warning"} if section.require_ignore_reason else {}
    settings = LintSettings(
        select=_names(section.select),
        ignore=_names(section.ignore),
        severity={**asked, **section.severity},
        ruleset=_ruleset(section, config),
        options=section.options,
        plugins=section.plugins,
    )
    _check_names(config, settings)
    return settings


def _check_names(config: Config, settings: LintSettings) -> None:
    """Names in the file are looked at here, where the file is known; those of the command line when the rules run."""
    section = config.lint
    names = [(key, name, False) for key in ("select", "ignore") for name in _names(getattr(section, key))]
    names += [(key, name, True) for key in ("severity", "options") for name in getattr(section, key)]
    known = known_rules(settings) if names else []
    for key, name, is_key in names:
        try:
            check_names([name], known)
        except UsageError as problem:
            raise located(problem, config, key, *([name] if is_key else [])) from None


def _ruleset(section: LintSection, config: Config) -> Ruleset | None:
    allow_hosts = frozenset(config.load.allow_hosts)
    if section.ruleset is not None:
        return load_ruleset(section.ruleset, allow_hosts)
    folders = [Path(), config.file.parent] if config.file else [Path()]
    # The nearer to the document goes first: a configuration may lie above the working folder, or below.
    if config.file and not Path.cwd().is_relative_to(config.file.parent.resolve()):
        folders.reverse()
    return find_ruleset(folders, allow_hosts)


def _names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Names of rules hold no commas: a list in one text is a list."""
    return tuple(name.strip() for text in texts for name in text.split(",") if name.strip())
