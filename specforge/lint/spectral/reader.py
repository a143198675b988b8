"""Reading ruleset files in Spectral's format into a table of rules.

What cannot be read is refused by name, with its line: a ruleset that is read in part would pass documents that its
authors meant to fail.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from specforge.callables import load_name
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.rule import RULES, outline_of
from specforge.lint.spectral import builtin
from specforge.lint.spectral.aliases import AliasCycle, expand_alias
from specforge.lint.spectral.definitions import Alias
from specforge.lint.spectral.origin import RulesetFile, named_from, open_file, open_url
from specforge.lint.spectral.parts import PYTHON_HELP, alias_of, defined, formats_of, is_definition, severity_of
from specforge.lint.spectral.tables import ALWAYS, Entry, Layer, PlaceLevel, Table
from specforge.lint.spectral.together import Together
from specforge.registry import did_you_mean

_KNOWN = frozenset(
    (
        *("extends", "rules", "aliases", "formats", "overrides", "parserOptions", "except"),
        *("functions", "functionsDir", "description", "documentationUrl"),
    )
)
_PARSER_RULES = {"duplicateKeys": "duplicate-key", "incompatibleValues": "parser"}
_ANYTHING: Alias = ("$",)
_PATCHES = frozenset(
    ("description", "message", "severity", "documentationUrl", "recommended", "formats", "tags", "type", "extensions")
)


@dataclass
class Reading:
    """What was read of a ruleset and of those that it extends."""

    table: Table = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    layers: list[Layer] = field(default_factory=list)
    places: list[PlaceLevel] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_ruleset(file: RulesetFile, allow_hosts: frozenset[str] = frozenset()) -> Reading:
    """Raises UsageError, with file and line, for what cannot be read."""
    return _Reader(file, allow_hosts, ()).read()


class _Reader:
    def __init__(self, file: RulesetFile, allow_hosts: frozenset[str], around: tuple[str, ...]) -> None:
        self._file = file
        self._allow_hosts = allow_hosts
        self._around = (*around, file.source.name)
        self._into = Reading()
        # Rules that cannot be read, and whether a ruleset below cannot: what else names them is not to blame.
        self._broken: set[str] = set()
        self._is_partial = False

    def read(self) -> Reading:
        value = self._file.value
        if not isinstance(value, dict):
            raise self._file.problem("a ruleset is an object with `extends` and `rules`")
        with Together() as problems:
            for problem in self._file.repeated_keys():
                problems.add(problem)
            for key in value:
                if key not in _KNOWN and not key.startswith("x-"):
                    help = did_you_mean(key, _KNOWN)
                    problems.add(self._file.problem(f"`{key}` is no field of a ruleset", key, help=help))
            if not len(problems) and not value.keys() & {"extends", "rules", "overrides"}:
                raise self._file.problem("a ruleset needs `extends`, `rules` or `overrides`")
            with problems.each():
                self._functions(value)
            with problems.each():
                self._read_part(value, ())
            with problems.each():
                self._parser_options(value.get("parserOptions"))
            with problems.each():
                self._overrides(value.get("overrides"))
            with problems.each():
                self._except(value.get("except"))
        return self._into

    def _read_part(self, value: dict[str, Any], at: tuple[str | int, ...]) -> None:
        """``extends``, ``aliases`` and ``rules``, of the ruleset or of one override."""
        with Together() as problems:
            self._extends(value.get("extends", []), (*at, "extends"), problems)
            with problems.each():
                self._aliases(value.get("aliases"), (*at, "aliases"))
            formats = None
            with problems.each():
                formats = formats_of(self._file, value["formats"], (*at, "formats")) if "formats" in value else None
            rules = value.get("rules", {})
            if not isinstance(rules, dict):
                raise self._file.problem("`rules` is an object of rules and severities", *at, "rules")
            for name, wanted in rules.items():
                known = len(problems)
                with problems.each():
                    self._rule(name, wanted, (*at, "rules", name), formats, value.get("documentationUrl"))
                if len(problems) > known:
                    self._broken.add(name)

    def _extends(self, value: Any, at: tuple[str | int, ...], problems: Together) -> None:
        entries = value if isinstance(value, list) else [value]
        for index, entry in enumerate(entries):
            keys = (*at, index) if isinstance(value, list) else at
            known = len(problems)
            with problems.each():
                match entry:
                    case str(name):
                        self._extend(name, None, keys)
                    case [str(name), "off" | "recommended" | "all" as mode]:
                        self._extend(name, mode, keys)
                    case _:
                        message = "`extends` is the name of a ruleset, or a pair of a name and off, recommended or all"
                        raise self._file.wrong_value(message, *keys)
            self._is_partial |= len(problems) > known

    def _aliases(self, value: Any, at: tuple[str | int, ...]) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            raise self._file.problem("`aliases` is an object of names and paths", *at)
        with Together() as problems:
            for name, alias in value.items():
                # Stands for it where it cannot be read.
                self._into.aliases[name] = _ANYTHING
                with problems.each():
                    self._into.aliases[name] = alias_of(self._file, name, alias, (*at, name))
            for name in value:
                try:
                    expand_alias(name, self._into.aliases)
                except AliasCycle as cycle:
                    problems.add(self._file.wrong_value(str(cycle), *at, name))
                    self._into.aliases[name] = _ANYTHING

    def _extend(self, name: str, mode: str | None, keys: tuple[str | int, ...]) -> None:
        if builtin.is_foreign(name):
            self._into.notes.append(f"{name} has no rules for OpenAPI documents")
            return
        table = builtin.table_of(name)
        if table is None:
            found = self._read_other(name, keys)
            table = found.table
            self._into.aliases |= found.aliases
            # Its overrides stay behind, as in Spectral: they would beat the rules of those who extend it.
            self._into.notes += found.notes
        for entry in table.values():
            if mode is None:
                # What a ruleset leaves out does not switch off what the one before it has.
                known = self._into.table.get(entry.name)
                self._into.table[entry.name] = entry if entry.enabled or known is None else known
            else:
                is_on = mode == "all" or (mode == "recommended" and _is_recommended(entry)) or entry.name in ALWAYS
                self._into.table[entry.name] = replace(entry, enabled=is_on)

    def _read_other(self, name: str, keys: tuple[str | int, ...]) -> Reading:
        try:
            place = named_from(self._file, name)
            file = open_url(place, self._allow_hosts) if isinstance(place, str) else open_file(place)
        except UsageError as problem:
            if (
                problem.file is not None
                and problem.file != self._file.source.name
                and "JavaScript" not in problem.message
            ):
                raise
            help = problem.help or did_you_mean(name, builtin.NAMES)
            raise self._file.wrong_value(problem.message, *keys, help=help) from problem
        if file.source.name in self._around:
            chain = " -> ".join((*self._around, file.source.name))
            raise self._file.problem(f"the ruleset extends itself: {chain}", *keys)
        return _Reader(file, self._allow_hosts, self._around).read()

    def _rule(self, name: str, wanted: Any, at: tuple[str | int, ...], formats: Any, help_url: Any) -> None:
        known = self._into.table.get(name)
        if isinstance(wanted, dict) and is_definition(wanted, known):
            self._into.table[name] = defined(self._file, name, wanted, at, known, formats, self._into.aliases, help_url)
            return
        if known is None:
            if name not in RULES:
                if name.startswith(("asyncapi-", "arazzo-")):
                    self._into.notes.append(f"{name} is no rule for OpenAPI documents")
                    return
                if self._is_partial or name in self._broken:
                    return
                raise self._file.problem(
                    f"unknown rule {name!r}", *at, help=did_you_mean(name, [*RULES, *self._into.table])
                )
            known = builtin.entry_of(outline_of(name), enabled=False)
        self._into.table[name] = self._changed(known, wanted, at)

    def _changed(self, known: Entry, wanted: Any, at: tuple[str | int, ...]) -> Entry:
        if isinstance(wanted, bool):
            return replace(known, enabled=wanted)
        if isinstance(wanted, dict):
            return self._patched(known, wanted, at)
        severity = severity_of(self._file, wanted, at)
        return (
            replace(known, enabled=False)
            if severity is None
            else replace(known, severity=severity, enabled=True, lenient=False)
        )

    def _patched(self, known: Entry, wanted: dict[str, Any], at: tuple[str | int, ...]) -> Entry:
        """Fields laid over a registered rule: only its severity and its documentation can be changed."""
        for key in wanted:
            if key not in _PATCHES:
                raise self._file.problem(
                    f"`{key}` of rule `{known.name}` cannot be changed alone: write `given` and `then`", *at, key
                )
            if key in ("message", "formats"):
                self._into.notes.append(f"`{key}` of rule {known.name} is left as it is")
        url = wanted.get("documentationUrl", known.help_url)
        entry = replace(known, enabled=True, help_url=url if isinstance(url, str) else None)
        return self._changed(entry, wanted["severity"], (*at, "severity")) if "severity" in wanted else entry

    def _functions(self, value: dict[str, Any]) -> None:
        """Functions of the ruleset's own are JavaScript, unless Python ones of the same names are registered."""
        functions = value.get("functions")
        if functions is None:
            return
        if not isinstance(functions, list):
            raise self._file.problem("`functions` is a list of names", "functions")
        folder = value.get("functionsDir", "functions")
        with Together() as problems:
            for index, entry in enumerate(functions):
                name = entry[0] if isinstance(entry, list) and entry else entry
                if not is_function(str(name)):
                    message = f"function `{name}` ({folder}/{name}.js) is JavaScript, which cannot be run"
                    problems.add(self._file.wrong_value(message, "functions", index, help=PYTHON_HELP))

    def _parser_options(self, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, dict):
            raise self._file.problem("`parserOptions` is an object", "parserOptions")
        for key, wanted in value.items():
            if key not in _PARSER_RULES:
                raise self._file.problem(f"`{key}` is no parser option", "parserOptions", key)
            severity = severity_of(self._file, wanted, ("parserOptions", key))
            known = builtin.entry_of(outline_of(_PARSER_RULES[key]), enabled=severity is not None)
            self._into.table[known.name] = replace(known, severity=severity or known.severity)

    def _overrides(self, value: Any) -> None:
        if value is None:
            return
        if not isinstance(value, list):
            raise self._file.problem("`overrides` is a list", "overrides")
        with Together() as problems:
            for index, override in enumerate(value):
                with problems.each():
                    self._override(override, ("overrides", index))

    def _override(self, override: Any, at: tuple[str | int, ...]) -> None:
        files = override.get("files") if isinstance(override, dict) else None
        if not isinstance(files, list) or not files or not all(isinstance(name, str) and name for name in files):
            raise self._file.problem('an override has `files`, a list of globs such as "v2/**/*.yaml"', *at)
        whole = tuple(name for name in files if "#" not in name)
        within = [name for name in files if "#" in name]
        if within:
            levels = self._levels(override, at)
            for name in within:
                glob, _, pointer = name.partition("#")
                if not glob:
                    raise self._file.problem(f"`{name}` names no file", *at, "files")
                self._into.places.append(PlaceLevel(self._file.folder, glob, pointer, levels))
        if whole:
            self._layer(override, at, whole)

    def _levels(self, override: dict[str, Any], at: tuple[str | int, ...]) -> dict[str, Severity | None]:
        rules = override.get("rules")
        if not isinstance(rules, dict) or override.keys() - {"files", "rules"}:
            raise self._file.problem(
                "an override with a pointer in `files` has `rules`, with severities, and nothing else", *at
            )
        levels: dict[str, Severity | None] = {}
        with Together() as problems:
            for name, wanted in rules.items():
                is_known = name in self._into.table or name in RULES or name in self._broken or self._is_partial
                if not is_known:
                    help = did_you_mean(name, self._into.table)
                    problems.add(self._file.problem(f"unknown rule {name!r}", *at, "rules", name, help=help))
                with problems.each():
                    levels[name] = severity_of(self._file, wanted, (*at, "rules", name))
        return levels

    def _layer(self, override: dict[str, Any], at: tuple[str | int, ...], globs: tuple[str, ...]) -> None:
        """The table of the ruleset with the override on it; what it changes is kept."""
        outer, inner = self._into, Reading(dict(self._into.table), dict(self._into.aliases))
        self._into = inner
        self._read_part({key: value for key, value in override.items() if key != "files"}, at)
        self._into = outer
        changed = {name: entry for name, entry in inner.table.items() if outer.table.get(name) != entry}
        outer.layers.append(Layer(self._file.folder, globs, changed))
        outer.notes += inner.notes

    def _except(self, value: Any) -> None:
        """Exceptions as Spectral 5 wrote them: ``{"file.yaml#/info": [info-contact]}``."""
        if value is None:
            return
        if not isinstance(value, dict):
            raise self._file.problem("`except` is an object of files with pointers and lists of rules", "except")
        for name, rules in value.items():
            if not isinstance(rules, list):
                raise self._file.problem("an exception is a list of rules", "except", name)
            glob, _, pointer = name.partition("#")
            levels: dict[str, Severity | None] = {str(rule): None for rule in rules}
            self._into.places.append(PlaceLevel(self._file.folder, glob, pointer, levels))


def _is_recommended(entry: Entry) -> bool:
    return entry.definition.recommended if entry.definition is not None else outline_of(entry.name).recommended


def is_function(name: str) -> bool:
    """Whether a function of this name is registered. That imports all of them, with what they need: only when asked."""
    return name in load_name("specforge.lint.spectral.function:FUNCTIONS")
