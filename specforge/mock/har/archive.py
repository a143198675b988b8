"""An HTTP Archive as requests and replies of the mock."""

from __future__ import annotations

from pathlib import Path

from specforge.findings.archive import open_archive
from specforge.findings.exchange import Answer, SentRequest
from specforge.mock.message import Reply, Request, raw_header

# They are about how the body came over the wire that time; the archive has it without compression.
_OF_TRANSFER = frozenset(
    {"content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "date"}
)
_OURS = frozenset({"sl-violations"})


def read_archive(path: Path) -> list[tuple[Request, Reply]]:
    """The exchanges of an archive in their order; entries that hold no answer, or nonsense, are left out.

    Raises UnreadableError and SyntaxProblem.
    """
    return [
        (_request(exchange.request), _reply(exchange.answer))
        for _, exchange in open_archive(path).exchanges
        if exchange.answer is not None and not exchange.answer.truncated
    ]


def _request(sent: SentRequest) -> Request:
    return Request(sent.method, sent.path or "/", sent.query, sent.headers, sent.body or b"")


def _reply(answer: Answer) -> Reply:
    pairs = [(name, value) for name, values in answer.headers.items() if _is_kept(name) for value in values]
    headers = tuple(raw_header(name, value) for name, value in pairs)
    if answer.status in (204, 304):
        return Reply(answer.status, headers)
    return Reply(answer.status, (*headers, (b"content-length", b"%d" % len(answer.body))), answer.body)


def _is_kept(name: str) -> bool:
    return name not in _OF_TRANSFER and name not in _OURS and not name.startswith("access-control-")
