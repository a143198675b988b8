"""Assertions of a redocly.yaml, made into rules that the engine runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Document
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.lint.redocly.asserts import ASSERTS, Wrong, problem_of
from specforge.lint.redocly.definitions import Assertion, Subject
from specforge.lint.redocly.subjects import TYPES, around, nodes_of
from specforge.lint.rule import ANYTHING, Context, Problem, Rule
from specforge.lint.spectral.graph import UNDEFINED
from specforge.lint.spectral.messages import filled
from specforge.lint.spectral.regex import Regex, RegexProblem
from specforge.lint.spectral.together import Together
from specforge.registry import did_you_mean


def make_rule(assertion: Assertion, severity: Severity) -> Rule:
    """The rule. Raises UsageError, with the place in the file, for what cannot be carried out."""
    return Rule(
        id=assertion.name,
        check=AssertionCheck(assertion),
        on=("Document",),
        when=(),
        severity=severity,
        ruleset_severity=severity,
        origin=assertion.origin.file,
        structural=False,
        recommended=True,
        default=False,
        versions=ANYTHING,
    )


class AssertionCheck:
    """The check of one assertion."""

    def __init__(self, assertion: Assertion) -> None:
        self._assertion = assertion
        self.__doc__ = assertion.message or f"The assertions of {assertion.name} hold."
        with Together() as problems:
            for subject in (assertion.subject, *assertion.where):
                with problems.each():
                    self._validate(subject)

    def _validate(self, subject: Subject) -> None:
        origin, name = self._assertion.origin, self._assertion.name
        if subject.type not in TYPES:
            message = f"`{name}`: there is no type of nodes {subject.type!r}"
            raise subject.type_at.problem(message, did_you_mean(subject.type, TYPES))
        with Together() as problems:
            for key, given in subject.assertions.items():
                at = subject.assertions_at.get(key, origin)
                problem = problem_of(key, given)
                if key != "ref" and key not in ASSERTS:
                    what = "is a function of a plugin, which cannot be run" if "/" in key else "cannot be read"
                    problems.add(at.problem(f"`{name}`: the assertion `{key}` {what}", did_you_mean(key, ASSERTS)))
                elif problem:
                    problems.add(at.problem(f"`{name}`: {problem}"))
        if subject.matching is not None:
            try:
                Regex.of(subject.matching)
            except RegexProblem as problem:
                raise origin.problem(f"`{name}`: {problem}") from problem

    def __call__(self, document: Document, context: Context) -> Iterator[Problem]:
        """What does not hold of the subjects."""
        assertion = self._assertion
        for node in nodes_of(document, assertion.subject.type):
            chain = around(node, assertion.subject.type, document.index)
            key = chain[-1][2]
            if _is_meant(assertion.subject, key) and self._stands_where_it_must(chain):
                found: dict[tuple[str | None, Place], list[str]] = {}
                for property, wrong, place in _wrongs(assertion.subject, node):
                    found.setdefault((property, place), []).append(wrong.message)
                for (property, place), messages in found.items():
                    yield self._problem(property, "; ".join(messages), place, key)

    def _stands_where_it_must(self, chain: list[tuple[str, Node, str | None]]) -> bool:
        remaining = iter(chain)
        for gate in self._assertion.where:
            if not any(
                type == gate.type and _is_meant(gate, key) and not any(_wrongs(gate, node))
                for type, node, key in remaining
            ):
                return False
        return True

    def _problem(self, property: str | None, wrong: str, place: Place, key: str | None) -> Problem:
        assertion = self._assertion
        about = f"`{property}` of " if property else ""
        text = f"{about}{assertion.subject.type}: {wrong}"
        if assertion.message is not None:
            values: dict[str, Any] = {
                "assertionName": assertion.name,
                "property": property or "",
                "nodeType": assertion.subject.type,
                "key": key or "",
                "pointer": place.pointer,
                "file": place.file,
                "problems": wrong,
            }
            text = filled(assertion.message, values)
        return Problem(" ".join(text.split()), place, help="; ".join(assertion.suggest) or None)


def _is_meant(subject: Subject, key: str | None) -> bool:
    if subject.among and key not in subject.among:
        return False
    if subject.except_for and key in subject.except_for:
        return False
    return subject.matching is None or (key is not None and Regex.of(subject.matching).search(key))


def _wrongs(subject: Subject, node: Node) -> Iterator[tuple[str | None, Wrong, Place]]:
    for property in subject.properties or (None,):
        child = node.get(property) if property is not None else node
        value = child.follow().value if child is not None else UNDEFINED
        for name, given in subject.assertions.items():
            found = _reference(child, given) if name == "ref" else ASSERTS[name](value, given)
            for wrong in found:
                place = (child if child is not None else node).place
                is_key = wrong.key is not None or property is None
                yield property, wrong, Place(place.source, (*place.tokens, *([wrong.key] if wrong.key else [])), is_key)


def _reference(child: Node | None, given: Any) -> Iterator[Wrong]:
    if child is None:
        return
    reference = child.reference
    if isinstance(given, bool):
        if (reference is not None) is not given:
            yield Wrong("it should use $ref" if given else "it should not use $ref")
    elif reference is None or not Regex.of(str(given)).search(reference):
        yield Wrong(f"its $ref should match {given}")
