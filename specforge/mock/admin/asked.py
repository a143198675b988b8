"""What the parts of the desk that change something have in common: the method, a body of JSON, and what is shown."""

from __future__ import annotations

from typing import Any

import orjson

from specforge.mock.message import Reply, Request, reply
from specforge.mock.problem import Kind, Problem


def method_of(request: Request, *allowed: str) -> str:
    """The method, HEAD as GET. Raises Problem (405) for one that is not allowed."""
    method = "GET" if request.method == "HEAD" else request.method
    if method not in allowed:
        raise Problem(
            Kind.NO_METHOD,
            f"{request.path} takes {', '.join(allowed)}.",
            headers={"allow": ", ".join(allowed)},
        )
    return method


def asked_json(request: Request) -> Any:
    """The body. Raises Problem (400) where it is no JSON."""
    try:
        return orjson.loads(request.body)
    except orjson.JSONDecodeError as error:
        raise Problem(Kind.INVALID_JSON, str(error)) from error


def shown(value: Any, content_type: str = "application/json") -> Reply:
    """A value as JSON. It is the state of this moment, so nobody keeps it."""
    headers = [("content-type", content_type), ("cache-control", "no-store")]
    return reply(200, headers, orjson.dumps(value, option=orjson.OPT_INDENT_2))
