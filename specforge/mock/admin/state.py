"""``/__specforge/state``: what a stateful mock understood of the document, and what it holds."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import asked_json, method_of
from specforge.mock.message import Reply, Request, reply
from specforge.mock.problem import Kind, Problem
from specforge.mock.serialise import dump_json
from specforge.mock.state.contents import Contents
from specforge.mock.state.transfer import Unusable, describe, dump, restore


@DESK.add("state")
def state(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``GET`` shows ``{"resources", "objects"}``, ``PUT`` puts other objects there."""
    if rest:
        raise Problem(Kind.NOT_FOUND, f"There is nothing at {request.path}.")
    held = _held(mocked)
    if method_of(request, "GET", "PUT") == "PUT":
        return _restored(held, request)
    found = {"resources": describe(held), **dump(held)}
    return reply(200, [("content-type", "application/json"), ("cache-control", "no-store")], dump_json(found))


def _held(mocked: Mocked) -> Contents:
    found = mocked.pipeline.state
    if found is None:
        raise Problem(Kind.NOT_FOUND, "This mock keeps no state. Start it with --stateful.")
    return found.contents


def _restored(held: Contents, request: Request) -> Reply:
    try:
        restore(held, asked_json(request))
    except Unusable as error:
        raise Problem(Kind.INVALID_REQUEST, str(error)) from error
    return reply(204, [])
