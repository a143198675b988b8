"""Rulesets: which rules run and how severe they are, as a file of Spectral or Redocly says it, or a built-in name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.spectral import builtin
from specforge.lint.spectral.definitions import Entry, Layer, PlaceLevel
from specforge.lint.spectral.globs import matches
from specforge.lint.spectral.origin import open_file, open_url
from specforge.lint.spectral.reader import Reading, read_ruleset
from specforge.registry import did_you_mean


@dataclass(frozen=True, slots=True)
class Ruleset:
    """``table`` holds what the ruleset says of each rule, ``layers`` what it changes for documents in some files, and
    ``places`` for findings at some places. ``notes`` is what the user should know and may go on with."""

    table: Mapping[str, Entry] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    places: tuple[PlaceLevel, ...] = ()
    notes: tuple[str, ...] = ()

    def entries(self, document: Document | None = None) -> dict[str, Entry]:
        """The table for one document: with the layers for its file."""
        found = {**builtin.always(), **self.table}
        for layer in self.layers:
            if document is not None and any(matches(glob, layer.folder, document.root) for glob in layer.globs):
                found.update(layer.table)
        return found

    def levels_of(self, rule: str) -> tuple[PlaceLevel, ...]:
        """The places where the rule has a severity of its own, those that reach furthest first."""
        found = [level for level in self.places if rule in level.levels]
        for layer in self.layers:
            # A document may refer into files that a layer is about: findings there have the severity of the layer.
            if rule in layer.table and layer.table[rule].definition is None:
                entry = layer.table[rule]
                levels = {rule: entry.severity if entry.enabled else None}
                found += [PlaceLevel(layer.folder, glob, "", levels) for glob in layer.globs]
        return tuple(sorted(found, key=lambda level: len(level.pointer)))


def severity_at(place: Place, rule: str, severity: Severity | None, levels: tuple[PlaceLevel, ...]) -> Severity | None:
    """The severity of a finding: that of the innermost place that the ruleset speaks of. None: not reported."""
    pointer = place.pointer
    for level in levels:
        inside = not level.pointer or pointer == level.pointer or pointer.startswith(f"{level.pointer}/")
        if inside and matches(level.glob, level.folder, place.source):
            severity = level.levels[rule]
    return severity


def load_ruleset(name: Path | str, allow_hosts: frozenset[str] = frozenset()) -> Ruleset:
    """Reads a ruleset: a file, a URL whose host is allowed, or a built-in name such as ``spectral:oas``.

    Raises UsageError, with file and line, for what it cannot read.
    """
    text = str(name)
    table = builtin.table_of(text)
    if table is not None:
        return Ruleset(table)
    if text.startswith(("http://", "https://")):
        return _ruleset(read_ruleset(open_url(text, allow_hosts), allow_hosts))
    if ":" in text and not Path(text).exists() and not Path(text).suffix:
        raise UsageError(f"there is no ruleset {text!r}", help=did_you_mean(text, builtin.NAMES))
    return _ruleset(read_ruleset(open_file(Path(text)), allow_hosts))


def _ruleset(reading: Reading) -> Ruleset:
    return Ruleset(reading.table, tuple(reading.layers), tuple(reading.places), tuple(dict.fromkeys(reading.notes)))
