"""From what a user names to a ruleset: a built-in name, a file of Spectral or Redocly, or a URL."""

from __future__ import annotations

from pathlib import Path

from specforge.errors import UsageError
from specforge.lint.redocly.reader import is_redocly, read_redocly
from specforge.lint.rulesets import Ruleset
from specforge.lint.spectral import builtin
from specforge.lint.spectral.origin import RulesetFile, open_file, open_url
from specforge.lint.spectral.reader import read_ruleset
from specforge.registry import did_you_mean


def load_named(name: str, allow_hosts: frozenset[str]) -> Ruleset:
    """Raises UsageError, with file and line, for what cannot be read."""
    table = builtin.table_of(name)
    if table is not None:
        return Ruleset(name, {**builtin.always(), **table})
    if name.startswith(("http://", "https://")):
        return _read(open_url(name, allow_hosts), allow_hosts)
    if ":" in name and not Path(name).exists() and not Path(name).suffix:
        raise UsageError(f"there is no ruleset {name!r}", help=did_you_mean(name, builtin.NAMES))
    return _read(open_file(Path(name)), allow_hosts)


def _read(file: RulesetFile, allow_hosts: frozenset[str]) -> Ruleset:
    reading = read_redocly(file, allow_hosts) if is_redocly(file) else read_ruleset(file, allow_hosts)
    table = {**builtin.always(), **reading.table}
    notes = tuple(dict.fromkeys(reading.notes))
    return Ruleset(file.source.name, table, tuple(reading.layers), tuple(reading.places), notes)
