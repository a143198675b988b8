"""What went over the wire: one request and the answer to it, whoever recorded them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class SentRequest:
    """A request as it was sent. Header names keep their spelling; ``header`` finds them in any. ``truncated`` says that
    it had a body which is not known, or not wholly."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    truncated: bool = False

    @property
    def path(self) -> str:
        """The path of the URL, percent-encoded as it was sent."""
        return urlsplit(self.url).path

    @property
    def query(self) -> str:
        return urlsplit(self.url).query

    def header(self, name: str) -> str | None:
        """The value of a header, or None. Names are compared without case (RFC 9110 section 5.1)."""
        return next((value for key, value in self.headers.items() if key.lower() == name.lower()), None)

    @property
    def size(self) -> int:
        """How much a reader has to look at: the smallest of several failing requests is the one to show."""
        return len(self.url) + len(self.body or b"")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came. ``headers`` has lower-case names, and every value that was sent."""

    status: int
    headers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    body: bytes = b""
    elapsed: float = 0.0
    truncated: bool = False

    def header(self, name: str) -> str | None:
        """All values of a header joined by commas (RFC 9110 section 5.3), or None when it is absent."""
        values = self.headers.get(name.lower())
        return ", ".join(values) if values else None

    @property
    def content_type(self) -> str | None:
        return self.header("content-type")


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer; ``answer`` is None when none came."""

    request: SentRequest
    answer: Answer | None

    @property
    def status(self) -> int:
        """That of the answer; 0 when none came."""
        return self.answer.status if self.answer is not None else 0

    @property
    def is_accepted(self) -> bool:
        """True for an answer that says that the request was carried out (RFC 9110 section 15.3)."""
        return 200 <= self.status < 300
