"""Does what a file of scenarios says fit the operations of the document?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specforge.document.model import Document
from specforge.findings.model import Severity
from specforge.mock.negotiate import Choice, negotiate
from specforge.mock.pipeline import Pipeline
from specforge.mock.prefer import Preferences
from specforge.mock.problem import Problem
from specforge.mock.table import ResponsePlan, Route
from specforge.suggest import did_you_mean
from specforge.values.conditions import parameters_of
from specforge.values.mediatypes import is_json
from specforge.values.shape import Tokens


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit, at ``tokens`` inside of what was looked at."""

    message: str
    tokens: Tokens
    help: str | None = None
    severity: Severity = Severity.ERROR


class Fit:
    """Holds answers and conditions against operations."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.document: Document = pipeline.document
        self._checker = pipeline.checker

    def status_of_example(self, route: Route, name: str) -> int | None:
        """The status whose response has an example of this name; None where the usual one has it, or none does."""
        usual = choose(route, None)
        if usual is None or name in _examples(usual.response):
            return None
        codes = (response.code for response in route.responses if name in _examples(response))
        digits = next(codes, "").upper().replace("XX", "00")
        return int(digits) if digits.isdecimal() and 200 <= int(digits) <= 599 else None

    def answer(self, value: Mapping[str, Any], status: int | None, route: Route) -> Iterator[Misfit]:
        """What is wrong with an answer of the file."""
        if "example" in value and "body" in value:
            yield Misfit("an answer has an example or a body", ("body",))
            return
        choice = choose(route, status)
        if choice is None:
            codes = ", ".join(response.code for response in route.responses)
            help = f"it documents {codes}" if codes else "it documents no response"
            yield Misfit(f"{route.label} does not document {status}", ("status",), f"{help}; or say unchecked: true")
            return
        if "example" in value and value["example"] not in _examples(choice.response):
            known = {name for response in route.responses for name in _examples(response)}
            message = f"{route.label} has no example {value['example']!r} for {choice.status}"
            yield Misfit(message, ("example",), did_you_mean(value["example"], known) or _listing(known))
        if "body" in value:
            yield from self._body(value["body"], choice, route)

    def _body(self, body: Any, choice: Choice, route: Route) -> Iterator[Misfit]:
        contents = choice.response.contents
        if not contents:
            yield Misfit(f"{route.label} documents no body for {choice.status}", ("body",), "or say unchecked: true")
            return
        content = next((content for content in contents if is_json(content.media_type)), contents[0])
        if content.schema is None:
            return
        for violation in self._checker.compile(content.schema, "response").violations(body):
            at = ("body", *map(str, violation.instance_path))
            yield Misfit(f"the body breaks the schema of {choice.status}: {violation.message}", at)

    def condition(self, when: Any, route: Route) -> Iterator[Misfit]:
        """Parameters that the operation does not have: those of a path are wrong, others are likely mistyped."""
        for location, name, tokens in parameters_of(when):
            names = {parameter.name for parameter in route.operation.parameters if parameter.location == location}
            known = {one.lower() for one in names} if location == "header" else names
            if (name.lower() if location == "header" else name) in known:
                continue
            help = did_you_mean(name, names)
            if location == "path":
                yield Misfit(f"{route.label} has no path parameter {name!r}", tokens, help or _listing(names))
            elif help is not None:
                message = f"{route.label} describes no {location} parameter {name!r}"
                yield Misfit(message, tokens, help, Severity.WARNING)


def choose(route: Route, status: int | None) -> Choice | None:
    """The response that the document has for a status (None for the usual one), None when it has none."""
    try:
        return negotiate(route, Preferences(code=status), None, ())
    except Problem:
        return None


def _examples(response: ResponsePlan) -> set[str]:
    return {example.key for content in response.contents for example in content.examples}


def _listing(names: set[str]) -> str | None:
    return f"there are {', '.join(sorted(names))}" if names else None
