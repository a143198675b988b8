"""Check: a parameter that is left out means its default."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.compare import Where, lasting, media_type
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import plain_draft
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem, path_text
from specforge.document.model import Operation, Parameter, Schema
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.values.requests import Draft, schema_of

_MOST_NAMED = 2


@sends("default-not-honoured", stage=Stage.READ, order=10, needs=("lists",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A parameter that is left out does not mean its default."""
    found = [each for each in operation.parameters if _has_default(each, tester)]
    draft = plain_draft(operation, tester) if found and operation.method.lower() == "get" else None
    if draft is not None:
        for parameter in found:
            yield from confirmed(_look, parameter, draft, tester)


def _has_default(parameter: Parameter, tester: Tester) -> bool:
    schema = schema_of(parameter)
    if parameter.required or schema is None or parameter.location not in ("query", "header", "cookie"):
        return False
    default = schema.default
    return default not in (None, [], {}) and tester.checker.compile(schema, "request").is_valid(default)


def _look(parameter: Parameter, draft: Draft, tester: Tester) -> Iterator[Hit]:
    schema = schema_of(parameter)
    assert schema is not None
    usual, again = tester.ask(draft), tester.ask(draft)
    stated = tester.ask(draft.with_parameter(parameter, schema.default))
    if not (usual.is_accepted and again.is_accepted and stated.is_accepted):
        return
    said = _difference(usual, again, stated)
    if said:
        message = f"without {parameter.name} the answer is another than with its default {schema.default!r}: {said}"
        yield Hit(Problem("default-not-honoured", message, _place(schema)), usual, (stated,))


def _difference(usual: Exchange, again: Exchange, stated: Exchange) -> str:
    types = media_type(usual), media_type(stated)
    if types[0] != types[1]:
        return f"{types[0] or 'no Content-Type'}, not {types[1] or 'none'}"
    found = lasting(usual, again, stated) or []
    return ", ".join(_told(*each) for each in found[:_MOST_NAMED])


def _told(where: Where, one: Any, other: Any) -> str:
    name = path_text(where) or "the body"
    if isinstance(one, list) and isinstance(other, list):
        return f"{name} has {len(one)} items, not {len(other)}"
    is_short = all(isinstance(each, str | int | float | None) and len(str(each)) < 40 for each in (one, other))
    return f"{name} is {one!r}, not {other!r}" if is_short else f"{name} differs"


def _place(schema: Schema) -> Place:
    keyword = schema.node.get("default")
    return keyword.place if keyword is not None else schema.place
