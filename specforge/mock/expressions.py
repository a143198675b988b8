"""What the runtime expressions of a callback are about: the mock's own messages as an exchange."""

from __future__ import annotations

from collections.abc import Mapping

from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.mock.message import Reply, Request
from specforge.values.expressions import Subject


def subject_of(request: Request, path: Mapping[str, str], reply: Reply | None = None) -> Subject:
    """``path`` holds the raw path parameters; without a ``reply`` there is nothing to be had from one."""
    query = f"?{request.query}" if request.query else ""
    url = f"http://{request.headers.get('host', 'localhost')}{request.path}{query}"
    sent = SentRequest(request.method, url, request.headers, request.body)
    answer = Answer(reply.status, reply.all_headers(), reply.body) if reply is not None else None
    return Subject(Exchange(sent, answer), path)
