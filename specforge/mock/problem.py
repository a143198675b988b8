"""Problem: every error that the mock itself answers with, as RFC 9457 ``application/problem+json`` in Prism's words.

The ``type`` URIs are Prism's, so that whoever told its errors apart by them still can.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, NamedTuple

import orjson

from specforge.mock.message import Reply, reply

TYPE = "https://stoplight.io/prism/errors#"
MEDIA_TYPE = "application/problem+json"


class Template(NamedTuple):
    """What all problems of a kind share."""

    name: str
    title: str
    status: int


class Kind(Enum):
    """The kinds of problems, with the last part of their ``type``."""

    NO_PATH = Template("NO_PATH_MATCHED_ERROR", "Route not resolved, no path matched", 404)
    NO_METHOD = Template("NO_METHOD_MATCHED_ERROR", "Route resolved, but no method matched", 405)
    INVALID_REQUEST = Template("UNPROCESSABLE_ENTITY", "Invalid request", 422)
    CONTENT_TYPE = Template("INVALID_CONTENT_TYPE", "Invalid content type", 415)
    NOT_ACCEPTABLE = Template(
        "NOT_ACCEPTABLE", "The server cannot produce a representation for your accept header", 406
    )
    NOT_FOUND = Template("NOT_FOUND", "The server cannot find the requested content", 404)
    UNAUTHORIZED = Template("UNAUTHORIZED", "Invalid security scheme used", 401)
    VIOLATIONS = Template("VIOLATIONS", "Request/Response not valid", 500)
    COMPLEX_TEXT = Template("NO_COMPLEX_OBJECT_TEXT", "Cannot serialise complex objects as text", 500)
    UNKNOWN = Template("UNKNOWN", "Unknown error", 500)
    NOT_IMPLEMENTED = Template(
        "UPSTREAM_NOT_IMPLEMENTED",
        "The server does not support the functionality required to fulfill the request",
        501,
    )
    BODY_OF_GET = Template(
        "PROXY_UNSUPPORTED_REQUEST_BODY",
        "The Prism proxy does not support sending a GET/HEAD request with a message body to an upstream server. "
        "See: https://github.com/stoplightio/prism/issues/2259",
        501,
    )
    # Not in Prism, which answers these with something that is no problem document.
    INVALID_JSON = Template("INVALID_JSON", "The request body is not valid JSON", 400)
    MALFORMED = Template("MALFORMED_REQUEST", "The request is not valid HTTP", 400)
    TIMEOUT = Template("REQUEST_TIMEOUT", "The request did not come in time", 408)
    ONE_WORKER = Template("NEEDS_ONE_WORKER", "Several workers know nothing of each other", 409)
    FOREIGN_ORIGIN = Template("FOREIGN_ORIGIN", "This is not for the pages of others", 403)
    TOO_LARGE = Template("BODY_TOO_LARGE", "The request body is too large", 413)
    UPSTREAM_UNREACHABLE = Template("UPSTREAM_UNREACHABLE", "The upstream server cannot be reached", 502)
    UPSTREAM_TIMEOUT = Template("UPSTREAM_TIMEOUT", "The upstream server did not answer in time", 504)
    EXPECTATION = Template("EXPECTATION_FAILED", "The request expects what the server does not know", 417)
    HEAD_TOO_LARGE = Template("HEAD_TOO_LARGE", "The request line and the headers are too large", 431)
    CODING = Template("CODING_NOT_IMPLEMENTED", "The request uses what the server does not know", 501)
    BUSY = Template("TOO_MANY_CONNECTIONS", "The server has too many connections", 503)
    VERSION = Template("VERSION_NOT_SUPPORTED", "The server does not know this version of HTTP", 505)
    TOO_MANY = Template("TOO_MANY_REQUESTS", "Too many requests", 429)
    CONFLICT = Template("CONFLICT", "The state of the mock does not allow this", 409)
    PRECONDITION = Template("PRECONDITION_FAILED", "The object has changed", 412)
    STATE_FULL = Template("STATE_FULL", "The mock has no room for more", 507)
    UNSATISFIABLE = Template("UNSATISFIABLE_SCHEMA", "No value is valid against the schema of the response", 500)

    @property
    def uri(self) -> str:
        return TYPE + self.value.name


class Problem(Exception):
    """Ends the pipeline; ``reply`` is what the client gets. ``members`` are extension members of the document."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        title: str | None = None,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or kind.value.title)
        self.kind = kind
        self.detail = detail
        self.title = title or kind.value.title
        self.members = dict(members or {})
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        return self.kind.value.status

    @property
    def summary(self) -> str:
        """One line for a log, and for a problem that is about another one."""
        return f"{self.kind.uri}: {self.title}"

    def reply(self) -> Reply:
        document = {"type": self.kind.uri, "title": self.title, "status": self.status, "detail": self.detail}
        body = orjson.dumps(document | self.members)
        return reply(self.status, [("content-type", MEDIA_TYPE), *self.headers.items()], body)
