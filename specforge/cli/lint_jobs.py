"""From the command line and the configuration to the jobs of ``specforge lint``."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from specforge.cli.options import Globals, config_for, location_of, override, spec_names
from specforge.config.sections import LintSection
from specforge.document.load import find_roots
from specforge.errors import UnreadableError
from specforge.lint.rulesets import load_ruleset
from specforge.lint.run import Job
from specforge.lint.settings import LintSettings
from specforge.lint.verdict import Policy

_SECTION = frozenset(field.name for field in fields(LintSection))


def jobs_of(globals: Globals, paths: tuple[str, ...], flags: Mapping[str, Any]) -> list[Job]:
    """A job for each document that is meant. ``flags`` are the options; the others than LintSection's are left alone.

    Raises UsageError, and UnreadableError for a folder without documents.
    """
    given = {name: _split(value) for name, value in flags.items() if name in _SECTION}
    return [_job(globals, name, given) for name in _documents(spec_names(globals, paths))]


def _job(globals: Globals, name: str, given: Mapping[str, Any]) -> Job:
    section = override(config_for(globals, name).lint, **given)
    location, options = location_of(globals, name)
    return Job(name, location, settings_of(section), options, Policy(fail_on=section.fail_on))


def settings_of(section: LintSection) -> LintSettings:
    """What the section says of the rules. Raises UsageError for a ruleset that cannot be read."""
    return LintSettings(
        select=section.select,
        ignore=section.ignore,
        severity=section.severity,
        ruleset=load_ruleset(section.ruleset) if section.ruleset else None,
    )


def _documents(names: list[str]) -> Iterator[str]:
    """Each name once; a folder stands for the documents in it. Raises UnreadableError for a folder without any."""
    for name in dict.fromkeys(names):
        folder = Path(name)
        if name == "-" or not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises for a name that is too long
            yield name
            continue
        roots = find_roots(folder)
        if not roots:
            raise UnreadableError("no OpenAPI document in this folder", file=name)
        yield from map(str, roots)


def _split(value: Any) -> Any:
    """The parts of an option that may be given several times, each time with commas."""
    if not isinstance(value, tuple):
        return value
    return tuple(part.strip() for text in value for part in text.split(",") if part.strip())
