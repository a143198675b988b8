"""Reads a file of scenarios and holds it against the document; everything that is wrong with it is a finding."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from specforge.document.load import open_file
from specforge.document.place import Place
from specforge.document.source import Source
from specforge.durations import read_duration
from specforge.errors import SyntaxProblem
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.mock.message import raw_header
from specforge.mock.pipeline import Pipeline
from specforge.mock.scenarios.fit import Fit
from specforge.mock.scenarios.model import Rule, Scenarios, Step, WrongScenarios
from specforge.mock.scenarios.schema import SCHEMA
from specforge.mock.select import Selectors
from specforge.suggest import did_you_mean
from specforge.values.conditions import Condition, WrongCondition, compile_condition
from specforge.values.plain import plain
from specforge.values.shape import Shape, Tokens
from specforge.values.styles import MISSING

RULE = "mock-scenario"
_SHAPE = Shape(SCHEMA)


def read_scenarios(path: Path, pipeline: Pipeline) -> tuple[Scenarios, list[Finding]]:
    """The scenarios of a file, and warnings. Raises InputError when it cannot be read, and WrongScenarios."""
    reader = Reader(_open(path), pipeline)
    found = reader.read()
    findings = sort_findings(reader.findings)
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise WrongScenarios(findings, reader.is_malformed)
    return found, findings


def _open(path: Path) -> Source:
    try:
        return open_file(path)
    except SyntaxProblem as problem:
        if path.read_bytes().strip():
            raise
        # This is no OpenAPI document that somebody may begin to write.
        raise SyntaxProblem(
            problem.message, file=problem.file, help="say some of operations, scenarios, start"
        ) from None


class Reader:
    """One reading of one file."""

    def __init__(self, source: Source, pipeline: Pipeline) -> None:
        self.findings: list[Finding] = []
        self.is_malformed = False
        self._source = source
        self._selectors = Selectors(pipeline.document)
        self._routes = {route.label: route for route in pipeline.table.routes}
        self._fit = Fit(pipeline)

    def read(self) -> Scenarios:
        value = plain(self._source.value)
        wrong = _SHAPE.wrong(value)
        if wrong:
            self.is_malformed = True
            for each in wrong:
                self._find(each.message, each.tokens, each.help, key=each.of_key)
            return Scenarios()
        named = value.get("scenarios", {})
        start = value.get("start")
        if start is not None and start not in named:
            self._find(f"there is no scenario {start!r}", ("start",), did_you_mean(start, named))
        return Scenarios(
            self._rules(value.get("operations", {}), ("operations",)),
            {name: self._rules(rules, ("scenarios", name)) for name, rules in named.items()},
            start,
        )

    def _rules(self, operations: Mapping[str, Any], at: Tokens) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for name, rules in operations.items():
            labels = self._selectors.find(name)
            if not labels:
                message = f"no operation {name!r} in {self._fit.document.root.name}"
                self._find(message, (*at, name), self._selectors.hint(name), key=True)
            for rule, tokens in _listed(rules, (*at, name)):
                condition = self._condition(rule.get("when"), (*tokens, "when"), labels)
                for label in sorted(labels):
                    steps = tuple(self._steps(rule["then"], (*tokens, "then"), label))
                    found.setdefault(label, []).append(Rule(steps, condition, rule.get("repeat", False)))
        return found

    def _condition(self, when: Any, at: Tokens, labels: set[str]) -> Condition | None:
        if when is None:
            return None
        try:
            condition = compile_condition(when)
        except WrongCondition as error:
            self.is_malformed = True
            for wrong in error.wrong:
                self._find(wrong.message, (*at, *wrong.tokens), wrong.help, key=wrong.of_key)
            return None
        for label in sorted(labels):
            for misfit in self._fit.condition(when, self._routes[label]):
                self._find(misfit.message, (*at, *misfit.tokens), misfit.help, misfit.severity, key=True, label=label)
        return condition

    def _steps(self, then: Any, at: Tokens, label: str) -> Iterator[Step]:
        for value, tokens in _listed(then, at):
            route = self._routes[label]
            status = value.get("status")
            if status is None and "example" in value:
                status = self._fit.status_of_example(route, value["example"])
            if not value.get("unchecked"):
                for misfit in self._fit.answer(value, status, route):
                    self._find(misfit.message, (*tokens, *misfit.tokens), misfit.help, misfit.severity, label=label)
            yield Step(
                status,
                value.get("example"),
                value.get("body", MISSING),
                tuple(raw_header(name, _text(text)) for name, text in value.get("headers", {}).items()),
                read_duration(str(value.get("delay", 0))),
                value.get("fault"),
            )

    def _find(
        self,
        message: str,
        tokens: Tokens,
        help: str | None = None,
        severity: Severity = Severity.ERROR,
        *,
        key: bool = False,
        label: str | None = None,
    ) -> None:
        finding = Finding(RULE, severity, message, Place(self._source, tokens, key), operation=label, help=help)
        self.findings.append(finding)


def _listed(value: Any, at: Tokens) -> list[tuple[Any, Tokens]]:
    """The items of a list with their places; what is no list is its only item."""
    return [(item, (*at, str(n))) for n, item in enumerate(value)] if isinstance(value, list) else [(value, at)]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
