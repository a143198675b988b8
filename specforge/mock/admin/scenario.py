"""``/__specforge/scenario``: which scenario is active. GET tells it, PUT ``{"active": NAME}`` switches (null to none),
DELETE goes back to the one that the file starts with. All sequences begin anew."""

from __future__ import annotations

from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import asked_json, method_of, shown
from specforge.mock.message import Reply, Request
from specforge.mock.problem import Kind, Problem
from specforge.suggest import did_you_mean


@DESK.add("scenario")
def scenario(mocked: Mocked, request: Request, rest: str) -> Reply:
    """``{"active", "scenarios"}``, after what was asked for is done."""
    if rest:
        raise Problem(Kind.NOT_FOUND, f"There is nothing at {request.path}.")
    method = method_of(request, "GET", "PUT", "DELETE")
    if method == "PUT":
        mocked.scenarios.active = _name(mocked, request)
        mocked.reset()
    elif method == "DELETE":
        mocked.scenarios.restart()
        mocked.reset()
    return shown({"active": mocked.scenarios.active, "scenarios": mocked.scenarios.names})


def _name(mocked: Mocked, request: Request) -> str | None:
    asked, names = asked_json(request), mocked.scenarios.names
    if not isinstance(asked, dict) or set(asked) != {"active"}:
        raise Problem(Kind.INVALID_REQUEST, 'The body is {"active": NAME}, or {"active": null} for none.')
    name = asked["active"]
    if name is None or (isinstance(name, str) and name in names):
        return name
    hint = did_you_mean(str(name), names) or (f"there are {', '.join(names)}" if names else "there are none at all")
    raise Problem(Kind.INVALID_REQUEST, f"There is no scenario {name!r}; {hint}")
