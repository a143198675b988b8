"""From the command line and the configuration to the jobs of ``specforge lint``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from specforge.callables import load_name
from specforge.cli.lint_paths import documents
from specforge.cli.options import Globals, config_for, location_of, override, spec_names
from specforge.config.lint import policy_of, settings_of
from specforge.config.sections import LintSection
from specforge.errors import UsageError
from specforge.lint.rulesets import FOUND, REDOCLY
from specforge.lint.run import Job
from specforge.lint.settings import LintSettings

_ROOTS = "specforge.lint.redocly.apis:roots_of"
_SECTION = frozenset(field.name for field in fields(LintSection))


def jobs_of(globals: Globals, paths: tuple[str, ...], flags: Mapping[str, Any]) -> list[Job]:
    """A job for each document that is meant. ``flags`` are the options; the others than LintSection's are left alone.

    Raises UsageError.
    """
    given = _given(flags)
    stdin_name = flags.get("stdin_filename")
    known: dict[str, LintSettings] = {}
    return [_job(globals, name, given, stdin_name, known) for name in names_of(globals, paths, flags)]


def names_of(globals: Globals, paths: tuple[str, ...], flags: Mapping[str, Any]) -> list[str]:
    """The documents that are meant."""
    stdin_name = flags.get("stdin_filename")
    if stdin_name == "" or (stdin_name and paths and "-" not in paths):
        raise UsageError("--stdin-filename names what `-` stands for", help="give `-` and the name of a file")
    if stdin_name and not paths:
        paths = ("-",)
    return documents(_of_redocly(globals, paths) or spec_names(globals, paths))


def _of_redocly(globals: Globals, paths: tuple[str, ...]) -> list[str] | None:
    """What is meant where a redocly.yaml has ``apis``: all of them, or those of these names. None: it has no say."""
    file = next((Path(name) for name in REDOCLY if Path(name).is_file()), None)
    if file is None or (paths and all(os.path.lexists(path) for path in paths)):
        return None
    config = config_for(globals)
    if not paths and (config.spec or config.apis):
        return None
    roots: dict[str, str] = load_name(_ROOTS)(file)
    if not paths:
        return list(roots.values())
    is_known = {path for path in paths if path in config.apis or os.path.lexists(path)}
    return [path if path in is_known else roots.get(path, path) for path in paths]


def setting_files_of(globals: Globals, paths: tuple[str, ...], flags: Mapping[str, Any]) -> list[Path]:
    """The files that the settings of these documents come from, or would, were they there."""
    given = _given(flags)
    configs = [config_for(globals), *(config_for(globals, name) for name in names_of(globals, paths, flags))]
    sections = [override(config.lint, **given) for config in configs]
    rulesets = {Path(section.ruleset) for section in sections if section.ruleset}
    files = list(dict.fromkeys(config.file for config in configs if config.file))
    folders = dict.fromkeys((Path(), *(file.parent for file in files)))
    return [*files, *sorted(rulesets), *(folder / name for folder in folders for name in FOUND)]


def _given(flags: Mapping[str, Any]) -> dict[str, Any]:
    since = flags.get("since")
    if since == "":
        raise UsageError("--since names no revision", help="--no-since takes back the one of the configuration")
    if since and flags.get("no_since"):
        raise UsageError("--since and --no-since: give one of them")
    given = {name: _split(value) for name, value in flags.items() if name in _SECTION}
    return given | {"since": ""} if flags.get("no_since") else given


def _job(
    globals: Globals, name: str, given: Mapping[str, Any], stdin_name: str | None, known: dict[str, LintSettings]
) -> Job:
    # Standard input that stands for a file is configured as that file.
    meant = stdin_name if name == "-" and stdin_name else name
    config = config_for(globals, meant)
    section = override(config.lint, **given)
    location, options = location_of(globals, meant)
    if meant is not name:
        location, options = name, replace(options, stdin_name=location)
    # A ruleset is read once, not once for each of a thousand documents.
    key = repr((config.file, section, config.load))
    settings = known[key] = known.get(key) or settings_of(section, config)
    _tell(globals, settings)
    return Job(meant, location, settings, options, policy_of(section, settings, config), section.since or None)


def _tell(globals: Globals, settings: LintSettings) -> None:
    """What the user should know of the ruleset, once."""
    told: set[str] = globals.loaded.setdefault("told", set())
    for note in settings.ruleset.notes if settings.ruleset else ():
        if note not in told:
            told.add(note)
            globals.console.progress(f"note: {note}")


def _split(value: Any) -> Any:
    """The parts of an option that may be given several times, each time with commas."""
    if not isinstance(value, tuple):
        return value
    return tuple(part.strip() for text in value for part in text.split(",") if part.strip())
