"""All the ways in which a mock of a document can break it, as far as each would change an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from specforge.document.model import Operation, Parameter, Schema
from specforge.findings.breach import Breach
from specforge.mock.breaches.accepting import Fault, OneWordChecker, promises
from specforge.mock.breaches.spoiling import Promise, Spoiler, Told, told
from specforge.mock.message import Request
from specforge.mock.negotiate import negotiate
from specforge.mock.pipeline import Pipeline
from specforge.mock.prefer import default_preferences
from specforge.mock.problem import Problem
from specforge.mock.standin import TooComplex
from specforge.mock.table import ResponsePlan, Route
from specforge.values.resources.model import Role
from specforge.values.styles import encode

KEEPING = {
    Role.CREATE: "what is created",
    Role.REPLACE: "what is replaced",
    Role.UPDATE: "what is changed",
    Role.DELETE: "that something was deleted",
}
"""What an operation on a resource has to remember."""

# So that the status of `default` is nobody else's.
_ANY_STATUS = 500


@dataclass(slots=True)
class Catalogue:
    """The breaches in the order of the document, and how to find one by what it breaks."""

    breaches: list[Breach] = field(default_factory=list)
    faults: dict[tuple[str, Fault], int] = field(default_factory=dict)
    spoils: dict[tuple[str, Promise], int] = field(default_factory=dict)
    methods: dict[str, int] = field(default_factory=dict)
    ignored: dict[tuple[str, str], int] = field(default_factory=dict)
    # By operation: the breach, the name of a parameter, and what another value than its default looks like in a query.
    defaults: dict[str, list[tuple[int, str, list[tuple[str, str]]]]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)
    strangers: dict[str, int] = field(default_factory=dict)

    def add(self, breach: Breach) -> int:
        """Gives the breach its number."""
        number = len(self.breaches) + 1
        self.breaches.append(replace(breach, number=number))
        return number


def catalogue_of(pipeline: Pipeline, operations: Iterable[Operation], *, has_credentials: bool) -> Catalogue:
    """The breaches of these operations. ``has_credentials``: the mock knows whose are good."""
    catalogue, checker = Catalogue(), OneWordChecker(pipeline.document)
    routes = {route.label: route for route in pipeline.table.routes}
    for operation in operations:
        _of_requests(catalogue, operation, checker, has_credentials=has_credentials)
        _of_answers(catalogue, pipeline, routes[operation.label], checker)
        _of_behaviour(catalogue, pipeline, operation)
    return catalogue


def _of_requests(catalogue: Catalogue, operation: Operation, checker: OneWordChecker, *, has_credentials: bool) -> None:
    label = operation.label
    for promise in promises(operation, checker):
        if (label, promise.fault) in catalogue.faults:
            continue
        kind = "credentials" if promise.keyword == "security" else "request"
        # Of what an ill-formed id names there is nothing, and 404 is a good answer, too.
        is_certain = not promise.fault.part.startswith("path ")
        message = f"{label} accepts {promise.what}"
        breach = Breach(0, kind, promise.keyword, label, promise.place, message, is_certain=is_certain)
        catalogue.faults[label, promise.fault] = catalogue.add(breach)
        if kind == "credentials" and has_credentials:
            message = f"{label} accepts a request with the credentials of nobody"
            catalogue.strangers[label] = catalogue.add(replace(breach, keyword="strangers", message=message))


def _of_answers(catalogue: Catalogue, pipeline: Pipeline, route: Route, checker: OneWordChecker) -> None:
    spoiler = Spoiler(route.operation, checker)
    for answer in _answers(pipeline, route):
        for promise, what, _ in spoiler.spoilt(answer):
            key = (route.label, promise)
            if key not in catalogue.spoils:
                kind, keyword, place, status = promise
                is_certain = _is_given(pipeline, route, status)
                breach = Breach(0, kind, keyword, route.label, place, f"{route.label} {what}", status, is_certain)
                catalogue.spoils[key] = catalogue.add(breach)


def _answers(pipeline: Pipeline, route: Route) -> Iterator[Told]:
    """What the mock answers, in each way that the document has for it."""
    request = Request(route.sent_method, route.operation.path)
    for plan in route.responses:
        preferences = replace(default_preferences(pipeline.settings), code=_status(plan))
        for content in plan.contents or (None,):
            accept = content.media_type if content is not None and "*" not in content.media_type else None
            try:
                choice = negotiate(route, preferences, accept, [])
                made = pipeline.answers.maker(route, choice, preferences.seed)(request, {}).reply
            except (Problem, TooComplex):
                continue
            yield told(made.status, made.headers, made.body)


def _status(plan: ResponsePlan) -> int:
    digits = plan.code.upper().replace("XX", "00")
    return int(digits) if re.fullmatch("[2-5][0-9]{2}", digits) else _ANY_STATUS


def _is_given(pipeline: Pipeline, route: Route, status: str) -> bool:
    """True for a status that the mock has a reason to answer with by itself; nobody is forbidden anything, say."""
    responses = route.operation.responses
    match status:
        case "400" | "415" | "422":
            return route.operation.request_body is not None or status != "415"
        case "401":
            return bool(route.operation.security)
        case "404":
            return "{" in route.operation.path and pipeline.state is not None and pipeline.state.concerns(route)
    successes = sorted(code for code in responses if code.startswith("2"))
    return not status or status in successes[:1]


def _of_behaviour(catalogue: Catalogue, pipeline: Pipeline, operation: Operation) -> None:
    label, path = operation.label, operation.path
    if path not in catalogue.methods:
        place = (operation.path_item.reference or operation.path_item.node).key_place
        breach = Breach(0, "method", "paths", None, place, f"{path} answers methods that it does not have")
        catalogue.methods[path] = catalogue.add(breach)
    if operation.method == "get":
        for parameter in operation.parameters:
            if parameter.location == "query" and not parameter.required:
                message = f"{label} ignores the query parameter `{parameter.name}`"
                breach = Breach(0, "ignored", "parameters", label, parameter.place, message, is_certain=False)
                catalogue.ignored[label, parameter.name] = catalogue.add(breach)
                _of_default(catalogue, operation, parameter, pipeline)
    action = pipeline.state.recognised.actions.get(label) if pipeline.state is not None else None
    if action is not None and action.role in KEEPING:
        message = f"{label} does not remember {KEEPING[action.role]}"
        breach = Breach(0, "memory", action.role.value, label, operation.node.key_place, message, is_certain=False)
        catalogue.memory[label] = catalogue.add(breach)


def _of_default(catalogue: Catalogue, operation: Operation, parameter: Parameter, pipeline: Pipeline) -> None:
    schema = parameter.schema
    keyword = schema.node.get("default") if schema is not None else None
    if schema is None or keyword is None:
        return
    compiled = pipeline.checker.compile(schema, "request")
    others = (value for value in _instead_of(schema) if value != schema.default and compiled.is_valid(value))
    pairs = encode(parameter, next(others, None))
    if isinstance(pairs, list) and pairs:
        label = operation.label
        message = f"{label} takes another value than its default for `{parameter.name}` that is left out"
        breach = Breach(0, "default", "default", label, keyword.place, message, is_certain=False)
        catalogue.defaults.setdefault(label, []).append((catalogue.add(breach), parameter.name, pairs))


def _instead_of(schema: Schema) -> Iterator[Any]:
    """Values that may be other ones, small numbers first."""
    yield from schema.enum or ()
    if isinstance(schema.default, bool):
        yield not schema.default
    elif isinstance(schema.default, int):
        yield from (1, 2, schema.default + 1, schema.default - 1)
