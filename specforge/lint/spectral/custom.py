"""Rules that a ruleset defines, made into rules that the engine runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

from specforge.document.model import Document
from specforge.document.place import Place, join_pointer
from specforge.findings.model import Severity
from specforge.lint.foreign import Blame, guarded, is_foreign
from specforge.lint.rule import ANYTHING, Context, Problem, Rule
from specforge.lint.spectral.aliases import AliasProblem, expanded
from specforge.lint.spectral.definitions import Definition, Origin, Then
from specforge.lint.spectral.fields import Field, compile_field, targets
from specforge.lint.spectral.formats import formats_of
from specforge.lint.spectral.function import FUNCTIONS, Function, Judge, OptionProblem, Outcome, Target
from specforge.lint.spectral.graph import UNDEFINED, Graph, Key, Spot
from specforge.lint.spectral.jsonpath import PathProblem, compile_path
from specforge.lint.spectral.messages import dotted, filled
from specforge.lint.spectral.query import KeySpot, select
from specforge.lint.spectral.together import Together

# What a URI fragment may hold as it is (RFC 3986 section 3.5).
_IN_FRAGMENT = "/~!$&'()*+,;=:@-._?"
# How the sentences of functions begin: `"name" property`.
_NAME = re.compile(r'^"[^"]*" ')


def make_rule(definition: Definition, severity: Severity) -> Rule:
    """The rule. Raises UsageError, with the place in the ruleset, for what cannot be carried out."""
    check = CustomCheck(definition)
    return Rule(
        id=definition.name,
        check=check,
        on=("Document",),
        when=(),
        severity=severity,
        ruleset_severity=severity,
        origin=definition.origin.file,
        structural=False,
        recommended=definition.recommended,
        default=False,
        versions=ANYTHING,
    )


class _Call:
    """One ``then``, compiled."""

    def __init__(self, then: Then, rule: str) -> None:
        function: Function = FUNCTIONS[then.function]
        who = f"rule `{rule}`: the function `{then.function}`"
        where = (then.origin.file, then.origin.line, then.origin.column)
        for problem in guarded(function.problems, OptionProblem, who, where)(then.options):
            raise then.origin.problem(f"rule `{rule}`: {problem.message}")
        self.judge: Judge = guarded(function.judge, Outcome, who, where)
        with Blame(function.prepare, who, where) if is_foreign(function.prepare) else nullcontext():
            self.options = function.prepare(then.options)
        self.field: Field | None = None
        if then.field is not None:
            try:
                self.field = compile_field(then.field)
            except PathProblem as problem:
                message = f"rule `{rule}`: the field `{then.field}`, column {problem.column + 1}: {problem}"
                raise then.origin.problem(message) from problem


class CustomCheck:
    """The check of a rule that a ruleset defines."""

    def __init__(self, definition: Definition) -> None:
        self._definition = definition
        self.__doc__ = definition.description or definition.message or definition.name
        self._calls: list[_Call] = []
        with Together() as problems:
            for then in definition.then:
                with problems.each():
                    self._calls.append(_Call(then, definition.name))
            for index, given in enumerate(definition.given):
                with problems.each():
                    at = definition.given_at[index] if index < len(definition.given_at) else definition.origin
                    self._paths(given, None, at)

    def _paths(self, given: str, formats: frozenset[str] | None, at: Origin) -> list[str]:
        """The paths of a ``given``, each of which can be read. Raises UsageError."""
        definition = self._definition
        try:
            paths = list(dict.fromkeys(expanded(given, definition.aliases, formats)))
        except AliasProblem as problem:
            raise at.problem(f"rule `{definition.name}`: {problem}", problem.help) from problem
        for path in paths:
            try:
                compile_path(path)
            except PathProblem as problem:
                message = f"rule `{definition.name}`: the path `{path}`, column {problem.column + 1}: {problem}"
                raise at.problem(message) from problem
        return paths

    def __call__(self, document: Document, context: Context) -> Iterator[Problem]:
        """What the functions say of everything that the paths choose."""
        definition = self._definition
        formats: frozenset[str] = context.once("spectral:formats", _formats)
        if definition.formats is not None and not definition.formats & formats:
            return
        graph: Graph = context.once(f"spectral:graph:{definition.resolved}", self._graph)
        said: set[tuple[Place, str]] = set()
        for given in definition.given:
            for path in self._paths(given, formats, definition.origin):
                for spot in _chosen(path, graph, context):
                    yield from self._judged(spot, graph, context, said)

    def _graph(self, document: Document) -> Graph:
        return Graph(document, resolved=self._definition.resolved)

    def _judged(self, spot: Spot, graph: Graph, context: Context, said: set[tuple[Place, str]]) -> Iterator[Problem]:
        for call in self._calls:
            for found, rest in targets(graph, spot, call.field):
                value = UNDEFINED if rest else found.value
                target = Target(value, found, graph, context, rest)
                for outcome in call.judge(target, call.options):
                    place, value, missing = _place(outcome, target)
                    if outcome.path and not missing:
                        # What many things refer to is wrong once, however they call it.
                        about = (place, _NAME.sub("", outcome.message))
                        if about in said:
                            continue
                        said.add(about)
                    yield self._problem(outcome, place, value, missing)

    def _problem(self, outcome: Outcome, place: Place, value: Any, missing: tuple[Key, ...]) -> Problem:
        last = place.tokens[-1] if place.tokens else ""
        around = (*place.tokens, *missing)[max(len(place.tokens) - 1, 0) :] if missing else ()
        values: dict[str, Any] = {
            "property": dotted(around) if missing and missing != ("",) else last,
            "error": outcome.message,
            "path": "#" + quote(join_pointer(place.tokens), safe=_IN_FRAGMENT),
            "description": self._definition.description,
            "value": value,
        }
        values["error"] = filled(outcome.message, values)
        if self._definition.message is None:
            text = self._definition.description or values["error"]
        else:
            text = filled(self._definition.message, values)
        return Problem(re.sub(r"\s*\n\s*", " ", text.strip()), place)


def _formats(document: Document) -> frozenset[str]:
    return formats_of(document.root.value)


def _chosen(path: str, graph: Graph, context: Context) -> list[Spot]:
    """Rules of a ruleset share their paths: each is carried out once."""
    key = f"spectral:path:{id(graph)}:{path}"
    found: list[Spot] = context.once(key, lambda document: select(graph, compile_path(path)))
    return found


def _place(outcome: Outcome, target: Target) -> tuple[Place, Any, tuple[Key, ...]]:
    """Where to look: the thing, or its nearest surrounding that exists, what stands there, and what is missing."""
    spot = target.spot
    if outcome.place is not None:
        return outcome.place, target.value, ()
    if isinstance(spot, KeySpot):
        assert spot.up is not None
        source, tokens = spot.up.where()
        return Place(source, (*tokens, str(spot.key)), key=True), spot.value, ()
    keys = (*target.rest, *outcome.path)
    while keys and (child := target.graph.child(spot, keys[0])) is not None:
        spot, keys = child, keys[1:]
    source, tokens = spot.where()
    return Place(source, tokens), spot.value, keys
