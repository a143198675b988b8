"""Ruleset files in Spectral's format. What is read: ``extends`` of ``spectral:oas`` and severities of known rules.

Everything else in such a file (custom rules, functions, overrides, other rulesets) is refused by name, with its line:
a ruleset that is read in part would pass documents that its authors meant to fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from specforge.document.place import Place
from specforge.document.source import Source
from specforge.errors import InputError, UsageError
from specforge.findings.model import Severity
from specforge.lint.rule import RULES
from specforge.registry import did_you_mean

Mode = Literal["off", "recommended", "all"]
_SEVERITIES: dict[object, Severity] = {
    "error": Severity.ERROR,
    "warn": Severity.WARNING,
    "info": Severity.INFO,
    "hint": Severity.HINT,
    0: Severity.ERROR,
    1: Severity.WARNING,
    2: Severity.INFO,
    3: Severity.HINT,
}
_SCRIPTS = frozenset((".js", ".mjs", ".cjs", ".ts"))
# Fields that say nothing about what is found.
_PROSE = frozenset(("description", "documentationUrl"))


@dataclass(frozen=True, slots=True)
class Ruleset:
    """``extends``: names of built-in rulesets, the later ones win. ``rules``: True for the severity of its own ruleset,
    False for off."""

    extends: tuple[tuple[str, Mode], ...] = ()
    rules: Mapping[str, Severity | bool] = field(default_factory=dict)


def load_ruleset(path: Path) -> Ruleset:
    """Reads a ruleset file. Raises UsageError, with file and line, for what it cannot read."""
    if path.suffix in _SCRIPTS:
        raise UsageError(f"{path} is a JavaScript ruleset: only YAML and JSON can be read", file=str(path))
    try:
        source = Source(path.absolute().as_uri(), str(path), path.read_bytes(), path)
    except OSError as problem:
        raise UsageError(f"cannot read the ruleset {path}: {problem.strerror}") from problem
    except InputError as problem:
        message = f"the ruleset is not readable: {problem.message}"
        raise UsageError(
            message, help=problem.help, file=str(path), line=problem.line, column=problem.column
        ) from problem
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: Source) -> None:
        self._source = source

    def read(self) -> Ruleset:
        value = self._source.value
        if not isinstance(value, dict):
            raise self._problem("a ruleset is an object with `extends` and `rules`")
        for key in value.keys() - _PROSE - {"extends", "rules"}:
            raise self._problem(f"`{key}` in a ruleset cannot be read yet", key)
        extends = tuple(self._extends(value.get("extends", [])))
        return Ruleset(extends, dict(self._rules(value.get("rules", {}))))

    def _extends(self, value: Any) -> Iterator[tuple[str, Mode]]:
        """``spectral:oas``, ``[spectral:oas]`` or ``[[spectral:oas, off]]``."""
        entries = [value] if isinstance(value, str) else value if isinstance(value, list) else [None]
        known = sorted({rule.origin for rule in RULES.values()})
        for index, entry in enumerate(entries):
            name, wanted = self._pair(entry)
            if name not in known:
                help = did_you_mean(str(name), known)
                raise self._problem(
                    f"cannot extend {name!r}: known are {', '.join(known)}", "extends", str(index), help=help
                )
            yield name, wanted

    def _pair(self, entry: Any) -> tuple[Any, Mode]:
        match entry:
            case str(name):
                return name, "recommended"
            case [str(name), "off" | "recommended" | "all" as mode]:
                return name, mode
        raise self._problem(
            "`extends` is the name of a ruleset, or a pair of a name and off, recommended or all", "extends"
        )

    def _rules(self, value: Any) -> Iterator[tuple[str, Severity | bool]]:
        if not isinstance(value, dict):
            raise self._problem("`rules` is an object of rules and severities", "rules")
        for name, wanted in value.items():
            if isinstance(wanted, dict):
                raise self._problem(
                    f"rule `{name}` is a definition of its own, which cannot be read yet", "rules", name
                )
            if name not in RULES:
                raise self._problem(f"unknown rule {name!r}", "rules", name, help=did_you_mean(name, RULES))
            yield name, self._severity(name, wanted)

    def _severity(self, name: str, wanted: Any) -> Severity | bool:
        if isinstance(wanted, bool):
            return wanted
        if wanted in ("off", -1):
            return False
        if isinstance(wanted, str | int) and wanted in _SEVERITIES:
            return _SEVERITIES[wanted]
        raise self._problem(
            f"{wanted!r} is no severity: write error, warn, info, hint, off, true or false", "rules", name
        )

    def _problem(self, message: str, *keys: str, help: str | None = None) -> UsageError:
        region = Place(self._source, keys, key=True).region
        return UsageError(message, help=help, file=self._source.name, line=region.line, column=region.column)
