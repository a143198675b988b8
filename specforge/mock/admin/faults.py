"""``/__specforge/faults``: what is to go wrong. GET shows the plan, PUT replaces it, PATCH merges into it (RFC 7396),
DELETE ends it; ``GET /__specforge/faults/schema`` is its JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import asked_json, method_of, shown
from specforge.mock.faults.plan import WrongPlan
from specforge.mock.faults.schema import SCHEMA
from specforge.mock.message import Reply, Request, reply
from specforge.mock.problem import Kind, Problem


@DESK.add("faults")
def faults(mocked: Mocked, request: Request, rest: str) -> Reply:
    """The plan, after what was asked for is done."""
    if rest == "schema":
        return shown(SCHEMA, "application/schema+json")
    if rest:
        raise Problem(Kind.NOT_FOUND, f"There is nothing at {request.path}.")
    method = method_of(request, "GET", "PUT", "PATCH", "DELETE")
    if method == "DELETE":
        _put(mocked, {})
        return reply(204, [])
    if method == "PUT":
        _put(mocked, asked_json(request))
    elif method == "PATCH":
        _put(mocked, merged(mocked.faults.value, asked_json(request)))
    return shown(mocked.faults.value)


def _put(mocked: Mocked, value: Any) -> None:
    try:
        mocked.faults.put(value, mocked.pipeline)
    except WrongPlan as error:
        validation = [
            {"location": ["request", "body", *wrong.tokens], "severity": "Error", "message": wrong.message}
            | ({"help": wrong.help} if wrong.help else {})
            for wrong in error.wrong
        ]
        detail = "; ".join(map(str, error.wrong))
        raise Problem(Kind.INVALID_REQUEST, detail, members={"validation": validation}) from error
    mocked.reset()


def merged(value: Any, patch: Any) -> Any:
    """The value after a merge patch (RFC 7396)."""
    if not isinstance(patch, Mapping):
        return patch
    found = dict(value) if isinstance(value, Mapping) else {}
    for name, part in patch.items():
        if part is None:
            found.pop(name, None)
        else:
            found[name] = merged(found.get(name), part)
    return found
