"""Refusals: why a request is not even looked at."""

from __future__ import annotations

from collections.abc import Mapping

from httptools import HttpRequestParser

from specforge.mock.problem import Kind, Problem


class Refusal(Problem):
    """Ends a connection, after the client was told why."""

    def __init__(self, kind: Kind, detail: str) -> None:
        super().__init__(kind, detail, headers={"connection": "close"})


def check_head(parser: HttpRequestParser, headers: Mapping[str, str], max_body: int) -> None:
    """Raises Refusal for a head whose request would make no sense, or would be too large."""
    if "host" not in headers and parser.get_http_version() == "1.1":
        raise Refusal(Kind.MALFORMED, "A request of HTTP/1.1 has a Host header (RFC 9112 section 3.2).")
    if "content-length" in headers:
        if int(headers["content-length"]) > max_body:
            raise too_large(max_body)
    elif "transfer-encoding" in headers and headers["transfer-encoding"].lower() != "chunked":
        raise Refusal(Kind.CODING, "The only transfer coding that is understood is chunked.")
    if "expect" in headers and headers["expect"].lower() != "100-continue":
        raise Refusal(Kind.EXPECTATION, "The only expectation that can be met is 100-continue.")
    if not parser.should_keep_alive() and parser.get_http_version() not in ("1.1", "1.0"):
        raise Refusal(Kind.VERSION, "Only HTTP/1.1 and HTTP/1.0 are understood here.")


def head_too_large(most: int) -> Refusal:
    """The request line and the headers are larger than the mock takes."""
    return Refusal(Kind.HEAD_TOO_LARGE, f"The limit is {most} bytes.")


def too_large(max_body: int) -> Refusal:
    """The body is, or is going to be, larger than the mock takes."""
    return Refusal(Kind.TOO_LARGE, f"The limit is {max_body} bytes.")
