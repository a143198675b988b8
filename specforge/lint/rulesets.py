"""Rulesets: which rules run and how severe they are, as a file of Spectral or Redocly says it, or a built-in name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from specforge.callables import load_name
from specforge.document.model import Document
from specforge.document.place import Place
from specforge.errors import UsageError
from specforge.findings.model import RuleInfo, Severity
from specforge.lint.spectral.formats import formats_of
from specforge.lint.spectral.globs import matches
from specforge.lint.spectral.tables import ALWAYS, Entry, Layer, PlaceLevel

_SPECTRAL = (".spectral.yaml", ".spectral.yml", ".spectral.json", ".spectral.js", ".spectral.mjs", ".spectral.ts")
REDOCLY = ("redocly.yaml", "redocly.yml", ".redocly.yaml", ".redocly.yml")
# Files of other tools that count where they lie, the first one of them.
FOUND = (*_SPECTRAL, *REDOCLY)
_READABLE = (".yaml", ".yml", ".json")
_SCRIPT_HELP = "only YAML and JSON can be read"
_WITHOUT = "`--ruleset specforge:default` runs specforge's own rules instead"


@dataclass(frozen=True, slots=True)
class Ruleset:
    """``name`` is what the user calls it; None for one that only has notes: the default rules run.

    ``table`` holds what the ruleset says of each rule, ``layers`` what it changes for documents in some files, and
    ``places`` for findings at some places. ``notes`` is what the user should know and may go on with."""

    name: str | None = ""
    table: Mapping[str, Entry] = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    places: tuple[PlaceLevel, ...] = ()
    notes: tuple[str, ...] = ()

    def entries(self, document: Document | None = None) -> dict[str, Entry]:
        """The table for one document: with the layers for its file."""
        found = dict(self.table)
        for layer in self.layers:
            if document is not None and _is_for(layer, document):
                found.update(layer.table)
        return found

    def described(self) -> dict[str, RuleInfo]:
        """What may be said of the rules that the ruleset defines itself."""
        tables = [self.table, *(layer.table for layer in self.layers)]
        entries = [entry for table in tables for entry in table.values() if entry.definition is not None]
        return {entry.name: RuleInfo(str(entry.definition), help_url=entry.help_url) for entry in entries}

    def levels_of(self, rule: str) -> tuple[PlaceLevel, ...]:
        """The places where the rule has a severity of its own, those that reach furthest first."""
        found = [level for level in self.places if rule in level.levels]
        for layer in self.layers:
            # A document may refer into files that a layer is about: findings there have the severity of the layer.
            if layer.formats is None and rule in layer.table and self._judges_alike(layer.table[rule]):
                entry = layer.table[rule]
                levels = {rule: entry.severity if entry.enabled else None}
                found += [PlaceLevel(layer.folder, glob, "", levels) for glob in layer.globs]
        return tuple(sorted(found, key=lambda level: len(level.pointer)))

    def _judges_alike(self, entry: Entry) -> bool:
        """False for a rule that a layer defines anew: what the other definition finds is not its business."""
        known = self.table.get(entry.name)
        return entry.definition is None or (known is not None and known.definition == entry.definition)


def _is_for(layer: Layer, document: Document) -> bool:
    if layer.formats is not None:
        return bool(layer.formats & formats_of(document.root.value))
    return any(matches(glob, layer.folder, document.root) for glob in layer.globs)


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
    # Reading brings along what a run without a ruleset has no use for.
    found: Ruleset = load_name("specforge.lint.spectral.load:load_named")(str(name), allow_hosts)
    return found


def find_ruleset(folders: Iterable[Path], allow_hosts: frozenset[str] = frozenset()) -> Ruleset | None:
    """The ruleset that lies in the first of the folders where there is one, with a note that says so.

    Raises UsageError for one that cannot be read.
    """
    files = [folder / name for folder in folders for name in FOUND]
    for path in dict.fromkeys(files):
        if not path.is_file():
            continue
        if path.suffix not in _READABLE:
            return Ruleset(None, notes=(f"{path} is a JavaScript ruleset and is not read: {_SCRIPT_HELP}",))
        try:
            found = load_ruleset(path, allow_hosts)
        except UsageError as problem:
            # Nobody asked for this file: there must be a way on.
            problem.help = f"{problem.help}; or {_WITHOUT}" if problem.help else _WITHOUT
            raise
        if found.layers or found.table.keys() - set(ALWAYS):
            note = f"the rules are those of {path} (`--ruleset specforge:default` for specforge's own)"
            return replace(found, notes=(note, *found.notes))
    return None
