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


def asked_number(request: Request, name: str) -> int:
    """A whole number of the query, 0 where there is none. Raises Problem (422) for anything else."""
    return whole_number(request.query_value(name) or "0", name)


def whole_number(text: str, name: str) -> int:
    """The text as a number of at most 15 digits. Raises Problem (422) for anything else."""
    if not (text.isascii() and text.isdecimal() and len(text) < 16):
        raise Problem(Kind.INVALID_REQUEST, f"{name} is a whole number, not {text!r}.")
    return int(text)


def shown(value: Any, content_type: str = "application/json") -> Reply:
    """A value as JSON. It is the state of this moment, so nobody keeps it."""
    headers = [("content-type", content_type), ("cache-control", "no-store")]
    return reply(200, headers, orjson.dumps(value, option=orjson.OPT_INDENT_2))
