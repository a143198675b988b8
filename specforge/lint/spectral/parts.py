"""The parts of a ruleset file: severities, formats, aliases and definitions of rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from specforge.callables import load_name
from specforge.findings.model import Severity
from specforge.lint.spectral.definitions import Alias, AliasTarget, Definition, Origin, Then
from specforge.lint.spectral.formats import KNOWN, canonical
from specforge.lint.spectral.origin import RulesetFile
from specforge.lint.spectral.tables import Entry
from specforge.lint.spectral.together import Together
from specforge.registry import did_you_mean

At = tuple[str | int, ...]
PYTHON_HELP = (
    "register a Python function of that name: `@function(name)` of specforge.lint.spectral.function, in a file that "
    "`plugins` under [lint] in specforge.toml names"
)
_SEVERITIES: dict[object, Severity] = {
    "error": Severity.ERROR,
    "warn": Severity.WARNING,
    "info": Severity.INFO,
    "hint": Severity.HINT,
    "0": Severity.ERROR,
    "1": Severity.WARNING,
    "2": Severity.INFO,
    "3": Severity.HINT,
}
_FIELDS = frozenset(
    (
        *("given", "then", "description", "message", "severity", "formats", "resolved", "recommended"),
        *("documentationUrl", "tags", "type", "extensions", "enabled", "summary", "mitigation", "howToFix", "category"),
    )
)
_ALIAS_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def severity_of(file: RulesetFile, wanted: Any, at: At) -> Severity | None:
    """None for off. Raises UsageError."""
    if isinstance(wanted, bool) or not isinstance(wanted, str | int):
        raise _no_severity(file, wanted, at)
    if str(wanted) in ("off", "-1"):
        return None
    if str(wanted) not in _SEVERITIES:
        raise _no_severity(file, wanted, at)
    return _SEVERITIES[str(wanted)]


def _no_severity(file: RulesetFile, wanted: Any, at: At) -> Exception:
    shown = f"{wanted!r}" if not isinstance(wanted, dict | list) else "this"
    return file.wrong_value(f"{shown} is no severity: write error, warn, info, hint, off, true or false", *at)


def formats_of(file: RulesetFile, value: Any, at: At) -> frozenset[str]:
    """Raises UsageError for a format that does not exist."""
    if not isinstance(value, list):
        raise file.problem("`formats` is a list of formats", *at)
    found = set()
    for index, name in enumerate(value):
        # `3.1` without quotes is a number, and a name all the same.
        format = canonical(str(name))
        if format is None:
            raise file.wrong_value(f"{name!r} is no format", *at, index, help=did_you_mean(str(name), KNOWN))
        found.add(format)
    return frozenset(found)


def alias_of(file: RulesetFile, name: str, alias: Any, at: At) -> Alias:
    """Raises UsageError."""
    if not _ALIAS_NAME.fullmatch(name):
        raise file.problem(f"{name!r} is no name of an alias: letters, digits, - and _", *at)
    if isinstance(alias, dict):
        targets = alias.get("targets")
        if not isinstance(targets, list) or not targets:
            raise file.problem(f"alias `{name}` has `targets`, a list of formats and paths", *at)
        return tuple(_target(file, target, (*at, "targets", index)) for index, target in enumerate(targets))
    return _paths(file, alias, at)


def _target(file: RulesetFile, target: Any, at: At) -> AliasTarget:
    if not isinstance(target, dict) or not {"formats", "given"} <= target.keys():
        raise file.problem("a target has `formats` and `given`", *at)
    return AliasTarget(
        formats_of(file, target["formats"], (*at, "formats")), _paths(file, target["given"], (*at, "given"))
    )


def _paths(file: RulesetFile, value: Any, at: At) -> tuple[str, ...]:
    paths = [value] if isinstance(value, str) else value
    if not isinstance(paths, list) or not paths or not all(isinstance(path, str) for path in paths):
        raise file.wrong_value("a path, or a list of them, is expected", *at)
    with Together() as problems:
        for index, path in enumerate(paths):
            problem = _path_problem(path)
            if problem:
                where = (*at, index) if isinstance(value, list) else at
                problems.add(file.wrong_value(problem, *where))
    return tuple(path.strip() for path in paths)


def _path_problem(path: str) -> str | None:
    if not path.startswith(("$", "#")):
        return f"`{path}` is no path: paths start with $, and aliases with #"
    if path.startswith("#"):
        return None
    problem: str | None = load_name("specforge.lint.spectral.jsonpath:problem_of_path")(path.strip())
    return problem


def is_definition(wanted: dict[str, Any], known: Entry | None) -> bool:
    """Whether an object defines a rule (or changes one that is defined), rather than a rule that is registered."""
    if known is None or known.definition is not None:
        return True
    return "given" in wanted and "then" in wanted


def defined(
    file: RulesetFile,
    name: str,
    wanted: dict[str, Any],
    at: At,
    known: Entry | None,
    formats: frozenset[str] | None,
    aliases: Mapping[str, Alias],
    help_url: Any,
) -> Entry:
    """The rule that the object defines, over what is ``known`` of it. Raises UsageError."""
    before = known.definition if known and isinstance(known.definition, Definition) else None
    given = before.given if before else ()
    then = before.then if before else ()
    given_at = before.given_at if before else ()
    severity = None
    with Together() as problems:
        with problems.each():
            _check(file, name, wanted, at, before)
        with problems.each():
            if "given" in wanted:
                given, given_at = _paths(file, wanted["given"], (*at, "given")), _origins(file, wanted["given"], at)
        with problems.each():
            then = _thens(file, wanted["then"], (*at, "then")) if "then" in wanted else then
        with problems.each():
            if "formats" in wanted or before:
                formats = before.formats if before else None
            if "formats" in wanted:
                formats = formats_of(file, wanted["formats"], (*at, "formats"))
        with problems.each():
            severity = severity_of(file, wanted["severity"], (*at, "severity")) if "severity" in wanted else None
    url = wanted.get("documentationUrl", known.help_url if known else None)
    if url is None and isinstance(help_url, str):
        url = f"{help_url}#{name}"
    definition = Definition(
        name=name,
        given=given,
        then=then,
        origin=before.origin if before and not wanted.keys() & {"given", "then"} else file.origin(*at),
        description=wanted.get("description", before.description if before else None),
        message=wanted.get("message", before.message if before else None),
        help_url=url,
        resolved=wanted.get("resolved", before.resolved if before else True),
        recommended=wanted.get("recommended", before.recommended if before else True),
        formats=formats,
        aliases=dict(aliases) if before is None or "given" in wanted else before.aliases,
        given_at=given_at,
    )
    is_off = "severity" in wanted and severity is None
    base = severity or (known.severity if known else Severity.WARNING)
    load_name(Definition.maker)(definition, base)
    is_on = definition.recommended if before is None else True
    return Entry(
        name, base, is_on and not is_off and wanted.get("enabled", True) is not False, definition, definition.help_url
    )


def _origins(file: RulesetFile, given: Any, at: At) -> tuple[Origin, ...]:
    """Where each path of a ``given`` stands."""
    if isinstance(given, list):
        return tuple(file.origin_of_value(*at, "given", index) for index in range(len(given)))
    return (file.origin_of_value(*at, "given"),)


def _check(file: RulesetFile, name: str, wanted: dict[str, Any], at: At, before: Definition | None) -> None:
    with Together() as problems:
        for key in wanted:
            if key not in _FIELDS and not key.startswith("x-"):
                help = did_you_mean(key, _FIELDS)
                problems.add(file.problem(f"`{key}` is no field of a rule", *at, key, help=help))
    if before is None and not {"given", "then"} <= wanted.keys():
        missing = (
            "`given` and `then`"
            if "given" not in wanted and "then" not in wanted
            else "`given`"
            if "then" in wanted
            else "`then`"
        )
        raise file.problem(f"rule `{name}` has no {missing}", *at)
    for key, type_ in {
        "description": str,
        "message": str,
        "documentationUrl": str,
        "resolved": bool,
        "recommended": bool,
    }.items():
        if key in wanted and not isinstance(wanted[key], type_):
            kind = "text" if type_ is str else "true or false"
            raise file.problem(f"`{key}` must be {kind}", *at, key)


def _thens(file: RulesetFile, value: Any, at: At) -> tuple[Then, ...]:
    entries = value if isinstance(value, list) else [value]
    return tuple(
        _then(file, entry, (*at, index) if isinstance(value, list) else at) for index, entry in enumerate(entries)
    )


def _then(file: RulesetFile, entry: Any, at: At) -> Then:
    if not isinstance(entry, dict) or not isinstance(entry.get("function"), str):
        raise file.problem("`then` is an object with a `function`, or a list of them", *at)
    for key in entry:
        if key not in ("function", "field", "functionOptions"):
            raise file.problem(
                f"`{key}` is no field of `then`",
                *at,
                key,
                help=did_you_mean(key, ("function", "field", "functionOptions")),
            )
    name, field = entry["function"], entry.get("field")
    functions = load_name("specforge.lint.spectral.function:FUNCTIONS")
    if name not in functions:
        help = did_you_mean(name, functions) or PYTHON_HELP
        raise file.wrong_value(f"there is no function `{name}`", *at, "function", help=help)
    # A number is an index, written without quotes.
    if field is not None and (isinstance(field, bool) or not isinstance(field, str | int)):
        raise file.problem("`field` must be text", *at, "field")
    return Then(
        name, None if field is None else str(field), entry.get("functionOptions"), _options_origin(file, entry, at)
    )


def _options_origin(file: RulesetFile, entry: dict[str, Any], at: At) -> Any:
    return file.origin(*at, "functionOptions") if "functionOptions" in entry else file.origin(*at, "function")
