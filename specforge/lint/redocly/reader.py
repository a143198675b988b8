"""Reading the rules of a ``redocly.yaml`` into a table of rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from specforge.callables import load_name
from specforge.errors import UsageError
from specforge.findings.model import Severity
from specforge.lint.options import option_problem
from specforge.lint.redocly.definitions import Assertion, Subject
from specforge.lint.redocly.ids import COUNTERPARTS, IDLE_WITHOUT, NEEDED_OPTIONS
from specforge.lint.rule import RULES, outline_of
from specforge.lint.spectral import builtin
from specforge.lint.spectral.origin import RulesetFile, named_from, open_file, open_url
from specforge.lint.spectral.reader import Reading
from specforge.lint.spectral.tables import Entry, Layer, Table
from specforge.lint.spectral.together import Together
from specforge.registry import did_you_mean

At = tuple[str | int, ...]
_VERSIONS = {"oas2Rules": "oas2", "oas3_0Rules": "oas3.0", "oas3_1Rules": "oas3.1", "oas3_2Rules": "oas3.2"}
_CODE = ("plugins", "decorators", "preprocessors")
_SEVERITIES: dict[str, Severity | None] = {"error": Severity.ERROR, "warn": Severity.WARNING, "off": None}
_RULESETS = ("recommended", "recommended-strict", "minimal", "spec", "all")
# What a rule is told besides its options.
_COMMON = frozenset(("severity", "message"))


def is_redocly(file: RulesetFile) -> bool:
    """True for a file that Redocly reads: by its name, or by fields that a ruleset of Spectral does not have."""
    name = file.source.path.name if file.source.path else ""
    if name.lstrip(".").startswith("redocly."):
        return True
    return isinstance(file.value, dict) and bool(file.value.keys() & {"apis", *_CODE, *_VERSIONS})


def read_redocly(file: RulesetFile, allow_hosts: frozenset[str] = frozenset()) -> Reading:
    """Raises UsageError, with file and line, for what cannot be read."""
    return _Reader(file, allow_hosts, ()).read()


class _Reader:
    def __init__(self, file: RulesetFile, allow_hosts: frozenset[str], passed: tuple[str, ...]) -> None:
        self._file = file
        self._allow_hosts = allow_hosts
        self._passed = (*passed, file.source.name)
        self._into = Reading()

    def read(self) -> Reading:
        value = self._file.value
        if value is None:
            value = {}
        if not isinstance(value, dict):
            raise self._file.problem("the configuration of Redocly is an object")
        # The configuration of Redocly's version 1 had its rules in a section.
        at: At = ("lint",) if isinstance(value.get("lint"), dict) else ()
        section = value["lint"] if at else value
        with Together() as problems:
            for problem in self._file.repeated_keys():
                problems.add(problem)
            with problems.each():
                self._into.table = self._section(section, at, {})
            apis = value.get("apis")
            for name, api in apis.items() if isinstance(apis, dict) else ():
                with problems.each():
                    self._api(name, api)
        for key in _CODE:
            if section.get(key):
                self._note(
                    f"`{key}` are not read: they are JavaScript, or change documents when they are bundled", *at, key
                )
        return self._into

    def _note(self, message: str, *at: str | int) -> None:
        origin = self._file.origin(*at)
        self._into.notes.append(f"{origin.file}:{origin.line}: {message}")

    def _section(self, section: dict[str, Any], at: At, table: Table) -> Table:
        """``extends`` and ``rules`` over what is known."""
        table = dict(table)
        extends = section.get("extends", [])
        with Together() as problems:
            for index, name in enumerate(extends if isinstance(extends, list) else [extends]):
                where = (*at, "extends", index) if isinstance(extends, list) else (*at, "extends")
                with problems.each():
                    table |= self._extended(name, where)
            with problems.each():
                table |= self._rules(section.get("rules"), (*at, "rules"), table)
            for key, format in _VERSIONS.items():
                if key in section:
                    with problems.each():
                        changed = self._rules(section[key], (*at, key), table)
                        self._into.layers.append(Layer(self._file.folder, ("**",), changed, frozenset((format,))))
        return table

    def _extended(self, name: Any, at: At) -> Table:
        if not isinstance(name, str):
            raise self._file.problem("`extends` is a list of names of rulesets and files", *at)
        if name in _RULESETS:
            return builtin.table_of(f"redocly:{name}") or {}
        if "/" in name and not name.startswith((".", "/", "http")) and not name.endswith((".yaml", ".yml", ".json")):
            self._note(f"{name} is a configuration of a plugin, which cannot be read", *at)
            return {}
        if not name.startswith((".", "/", "http")) and not name.endswith((".yaml", ".yml", ".json")):
            raise self._file.wrong_value(f"there is no ruleset {name!r}", *at, help=did_you_mean(name, _RULESETS))
        try:
            place = named_from(self._file, name)
            file = open_url(place, self._allow_hosts) if isinstance(place, str) else open_file(place)
        except UsageError as problem:
            if problem.file is not None:
                raise
            raise self._file.wrong_value(problem.message, *at, help=problem.help) from problem
        if file.source.name in self._passed:
            raise self._file.problem(f"the configuration extends itself: {file.source.name}", *at)
        found = _Reader(file, self._allow_hosts, self._passed).read()
        self._into.notes += found.notes
        self._into.layers += found.layers
        return found.table

    def _api(self, name: str, api: Any) -> None:
        """The rules of one of the documents: a layer for its file."""
        if not isinstance(api, dict) or not isinstance(api.get("root"), str):
            return
        if "rules" in api or "extends" in api:
            changed = self._section(api, ("apis", name), {} if "extends" in api else self._into.table)
            root = api["root"].removeprefix("./")
            self._into.layers.append(Layer(self._file.folder, (f"./{root}",), changed))

    def _rules(self, rules: Any, at: At, known: Mapping[str, Entry]) -> Table:
        if rules is None:
            return {}
        if not isinstance(rules, dict):
            raise self._file.problem("`rules` is an object of rules and severities", *at)
        table: Table = {}
        with Together() as problems:
            for name, wanted in rules.items():
                with problems.each():
                    self._rule(name, wanted, (*at, name), known, table)
        return table

    def _rule(self, name: str, wanted: Any, at: At, known: Mapping[str, Entry], table: Table) -> None:
        if name.startswith(("rule/", "assert/")):
            entry = self._assertion(name, wanted, at)
            table |= {entry.name: entry}
        elif "/" in name:
            self._note(f"rule {name} is one of a plugin, which cannot be run", *at)
        else:
            self._named(name, wanted, at, known, table)

    def _named(self, name: str, wanted: Any, at: At, known: Mapping[str, Entry], table: Table) -> None:
        """A rule of Redocly's, which may be several of ours, some of them also another of Redocly's."""
        if name not in COUNTERPARTS:
            if name.startswith(
                ("async", "arazzo", "overlay", "entity", "respect", "x-", "graphql", "sourceDescription")
            ):
                self._note(f"rule {name} is not about OpenAPI documents", *at)
                return
            raise self._file.problem(f"unknown rule {name!r}", *at, help=did_you_mean(name, COUNTERPARTS))
        severity = self._severity(wanted, at)
        for rule in COUNTERPARTS[name].rules:
            if rule not in RULES:
                continue
            base = known.get(rule) or builtin.entry_of(outline_of(rule), enabled=False)
            entry = replace(base, severity=severity or base.severity, enabled=severity is not None)
            if isinstance(wanted, dict):
                entry = replace(entry, options=dict(self._options(name, rule, wanted, at)))
            self._must_have_options(name, entry, at)
            table[rule] = builtin.graver(table.get(rule), entry)

    def _must_have_options(self, name: str, entry: Entry, at: At) -> None:
        """A rule that is on without what it is to look for would find nothing, and nobody would know."""
        option = NEEDED_OPTIONS.get(name)
        if option is None or not entry.enabled or option in entry.options:
            return
        message = f"rule {name} has no `{option}`"
        if name in IDLE_WITHOUT:
            self._note(f"{message}: it finds nothing", *at)
            return
        raise self._file.problem(message, *at, help=f"write `{name}: {{severity: error, {option}: [...]}}`")

    def _severity(self, wanted: Any, at: At) -> Severity | None:
        level = wanted.get("severity", "error") if isinstance(wanted, dict) else wanted
        if level is False:
            return None  # `off` without quotes, as YAML 1.1 reads it
        if not isinstance(level, str) or level not in _SEVERITIES:
            where = (*at, "severity") if isinstance(wanted, dict) else at
            raise self._file.wrong_value(f"{level!r} is no severity: write error, warn or off", *where)
        return _SEVERITIES[level]

    def _options(self, name: str, rule: str, wanted: dict[str, Any], at: At) -> Iterator[tuple[str, Any]]:
        for option, value in wanted.items():
            if option in _COMMON:
                continue
            problem = option_problem(RULES[rule], option, value)
            if problem is None:
                yield option, value
            elif option in RULES[rule].options:
                raise self._file.problem(problem, *at, option)
            else:
                self._note(f"option `{option}` of rule {name} is not known", *at, option)

    def _assertion(self, name: str, wanted: Any, at: At) -> Entry:
        if not isinstance(wanted, dict) or not isinstance(wanted.get("subject"), dict):
            raise self._file.problem(f"`{name}` needs a `subject`, an object with a `type`, and `assertions`", *at)
        severity = self._severity(wanted, at)
        suggest = wanted.get("suggest", [])
        where = wanted.get("where", [])
        assertion = Assertion(
            name=name,
            subject=self._subject(name, wanted, at),
            where=tuple(
                self._subject(name, gate, (*at, "where", i))
                for i, gate in enumerate(where if isinstance(where, list) else [])
            ),
            origin=self._file.origin(*at),
            message=str(wanted["message"]) if "message" in wanted else None,
            suggest=tuple(map(str, suggest)) if isinstance(suggest, list) else (),
        )
        load_name(Assertion.maker)(assertion, severity or Severity.ERROR)
        return Entry(name, severity or Severity.ERROR, severity is not None, assertion)

    def _subject(self, name: str, wanted: Any, at: At) -> Subject:
        subject = wanted.get("subject") if isinstance(wanted, dict) else None
        assertions = wanted.get("assertions") if isinstance(wanted, dict) else None
        if not isinstance(subject, dict) or not isinstance(subject.get("type"), str):
            raise self._file.problem(f"`{name}`: a subject has a `type`", *at)
        if not isinstance(assertions, dict) or not assertions:
            raise self._file.problem(f"`{name}` has no `assertions`", *at)
        property = subject.get("property")
        return Subject(
            type=subject["type"],
            properties=_names(property),
            among=_names(subject.get("filterInParentKeys")),
            except_for=_names(subject.get("filterOutParentKeys")),
            matching=str(subject["matchParentKeys"]) if "matchParentKeys" in subject else None,
            assertions=assertions,
            type_at=self._file.origin_of_value(*at, "subject", "type"),
            assertions_at={key: self._file.origin(*at, "assertions", key) for key in assertions},
        )


def _names(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
