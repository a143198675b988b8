"""Cross-origin access (https://fetch.spec.whatwg.org/#http-cors-protocol): everything is allowed, as in Prism."""

from __future__ import annotations

from dataclasses import replace

from specforge.mock.message import RawHeader, Reply, Request, raw_header

_ASKING = ("origin", "access-control-request-headers", "access-control-expose-headers")


def _allow(origin: str, headers: str, expose: str) -> tuple[RawHeader, ...]:
    return (
        raw_header("access-control-allow-origin", origin),
        raw_header("access-control-allow-headers", headers),
        raw_header("access-control-allow-credentials", "true"),
        raw_header("access-control-expose-headers", expose),
    )


_ALLOW_ALL = _allow("*", "*", "*")


def preflight(request: Request) -> Reply | None:
    """The answer to a preflight request, None for anything else."""
    if request.method != "OPTIONS" or not request.headers.get("origin"):
        return None
    method = request.headers.get("access-control-request-method")
    if not method:
        return None
    allow_method = raw_header("access-control-allow-methods", method)
    return Reply(204, (allow_method, (b"vary", b"origin")))


def allow_origin(request: Request, reply: Reply) -> Reply:
    """The reply with the headers that let a browser read it; the document's own ones stay."""
    headers = request.headers
    if any(name in headers for name in _ASKING):
        allow = _allow(*(headers.get(name) or "*" for name in _ASKING))
    else:
        allow = _ALLOW_ALL
    own = {name for name, _ in reply.headers}
    return replace(reply, headers=(*(pair for pair in allow if pair[0] not in own), *reply.headers))
