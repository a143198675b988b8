"""Check: an answer that is asked for some fields only has no others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import plain_draft
from specforge.contract.probing.pool import at, body_of
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter, Schema
from specforge.findings.model import Severity
from specforge.values.lists.meaning import meaning_of
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.bodies import success_schema
from specforge.values.resources.names import singular

_NAMES = frozenset({"field", "select", "attribute"})
# How deep in an answer the thing may stand: ``data.attributes``, ``items``.
_DEEPEST = 3

Path = tuple[str, ...]


@sends("fields-not-honoured", stage=Stage.READ, order=22, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An answer that is asked for some fields has others, too."""
    parameter = next((each for each in operation.parameters if _chooses(each)), None)
    schema = success_schema(operation) if operation.method.lower() == "get" and parameter is not None else None
    names = _choices(parameter, tester) if parameter is not None else []
    found = _holder(schema, names, tester, ()) if schema is not None and len(names) > 1 else None
    draft = plain_draft(operation, tester) if found is not None else None
    if parameter is not None and found is not None and draft is not None:
        yield from confirmed(_look, parameter, names, found, draft, tester)


def _chooses(parameter: Parameter) -> bool:
    is_named = singular(parameter.name.partition("[")[0]) in _NAMES
    return parameter.location == "query" and is_named and meaning_of(parameter) is None


def _choices(parameter: Parameter, tester: Tester) -> list[str]:
    """The names that can be asked for: those that the document lists."""
    schema = schema_of(parameter)
    inner = (tester.pool.shapes.element(schema) or schema) if schema is not None else None
    return [name for name in (inner.enum or () if inner is not None else ()) if isinstance(name, str)]


def _holder(schema: Schema, names: list[str], tester: Tester, path: Path) -> tuple[Path, list[str]] | None:
    """Where the thing with these fields stands, and which of them it may be without."""
    shapes = tester.pool.shapes
    schema = shapes.element(schema) or schema
    properties = shapes.properties(schema)
    own = [name for name in names if name in properties]
    if len(own) > 1:
        return path, [name for name in own if name not in shapes.required(schema)]
    inner = (_holder(child, names, tester, (*path, name)) for name, child in properties.items())
    return next((found for found in inner if found is not None), None) if len(path) < _DEEPEST else None


def _look(
    parameter: Parameter, names: list[str], found: tuple[Path, list[str]], draft: Draft, tester: Tester
) -> Iterator[Hit]:
    path, free = found
    schema = schema_of(parameter)
    is_list = schema is not None and tester.pool.shapes.element(schema) is not None
    whole = tester.ask(draft)
    usual = _shown(body_of(whole), path) if whole.is_accepted else set()
    # What is not shown without being asked for is something more, and not a choice.
    wanted = next((name for name in names if name in usual and usual & {*free} - {name}), None)
    if wanted is None:
        return
    exchange = tester.ask(draft.with_parameter(parameter, [wanted] if is_list else wanted))
    more = sorted(_shown(body_of(exchange), path) & {*free} - {wanted}) if exchange.is_accepted else []
    if more:
        message = f"{parameter.name}={wanted} is answered with {', '.join(more)}, too"
        yield Hit(Problem("fields-not-honoured", message, parameter.place, Severity.WARNING), exchange, (whole,))


def _shown(body: Any, path: Path) -> set[str]:
    """The names that the things at a path have."""
    if isinstance(body, list):
        return set().union(*(_shown(each, path) for each in body))
    if path:
        return _shown(at(body, path[:1]), path[1:])
    return set(body) if isinstance(body, dict) else set()
