"""Cross-origin access (https://fetch.spec.whatwg.org/#http-cors-protocol): everything is allowed, as in Prism."""

from __future__ import annotations

from specforge.mock.message import MARK, RawHeader, Reply, Request, raw_header

_NOTHING = (None, None, None)


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
    return Reply(204, (MARK, allow_method, (b"vary", b"origin")))


def allow_origin(request: Request, reply: Reply) -> Reply:
    """The reply with the headers that let a browser read it; the document's own ones stay."""
    get = request.headers.get
    asked = (get("origin"), get("access-control-request-headers"), get("access-control-expose-headers"))
    if reply.allowed is not None and reply.allowed[0] == asked:
        return reply.allowed[1]
    if reply.form is not None:
        return reply.form.allowing(asked, lambda: _allowing(asked)).filled(reply.body)
    allowed = reply.with_first(*_allowing(asked))
    reply.allowed = (asked, allowed)
    return allowed


def _allowing(asked: tuple[str | None, str | None, str | None]) -> tuple[RawHeader, ...]:
    return _ALLOW_ALL if asked == _NOTHING else _allow(*(value or "*" for value in asked))
