"""Which headers pass a proxy, and which belong to one connection only (RFC 9110 section 7.6.1)."""

from __future__ import annotations

from collections.abc import Iterable

from specforge.mock.encoding import is_decodable
from specforge.mock.message import RawHeader, Request

_HOP_BY_HOP = frozenset(
    {"connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer"}
    | {"trailers", "transfer-encoding", "upgrade"}
)


def to_upstream(request: Request, scheme: str) -> list[RawHeader]:
    """The headers of a request as the upstream server gets them; its Host and lengths are the client library's.
    ``scheme`` is the one that the client came with."""
    headers = request.headers
    dropped = _HOP_BY_HOP | _named(headers.get("connection", "")) | {"host", "content-length"}
    found = {name: value for name, value in headers.items() if name not in dropped}
    if "accept-encoding" in found:
        found["accept-encoding"] = _readable(found["accept-encoding"])
    found |= _forwarded(request, scheme, found)
    return [(name.encode("latin-1"), value.strip().encode("latin-1", "replace")) for name, value in found.items()]


def to_client(raw: Iterable[RawHeader], *, keep_length: bool) -> tuple[RawHeader, ...]:
    """The headers of an answer as the client gets them, without its length, which is counted anew unless there is
    no body to count."""
    pairs = [(name.lower(), value) for name, value in raw]
    connection = b",".join(value for name, value in pairs if name == b"connection").decode("latin-1")
    dropped = {name.encode("latin-1") for name in _HOP_BY_HOP | _named(connection)}
    if not keep_length:
        dropped.add(b"content-length")
    return tuple(pair for pair in pairs if pair[0] not in dropped)


def _named(connection: str) -> frozenset[str]:
    """The headers that a Connection header takes off at the next hop."""
    return frozenset(name.strip().lower() for name in connection.split(","))


def _readable(accept: str) -> str:
    """Only what can be undone is asked for: of a body that cannot be read nothing can be said."""
    wanted = [part.strip() for part in accept.split(",")]
    return ", ".join(part for part in wanted if is_decodable(part.partition(";")[0].strip())) or "identity"


def _forwarded(request: Request, scheme: str, headers: dict[str, str]) -> dict[str, str]:
    """Where the client is, and where it believes itself to be, unless another proxy has said so already."""
    host = request.headers.get("host", "")
    told = {"x-forwarded-host": host, "x-forwarded-proto": scheme}
    found = {name: value for name, value in told.items() if value and name not in headers}
    if request.client:
        # Every proxy on the way adds whom it had the request from.
        before = headers.get("x-forwarded-for")
        found["x-forwarded-for"] = f"{before}, {request.client}" if before else request.client
    return found
