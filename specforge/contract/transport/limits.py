"""How much of an answer is read: an implementation can send more than anybody has memory or time for."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from specforge.findings.exchange import Answer
from specforge.values.mediatypes import parse_media_type

LONGEST = 8 * 1024 * 1024
"""What is read of one answer, in bytes. The body of a longer one is not judged, and the run says so."""

STREAM_PATIENCE = 1.0
"""How long, in seconds, streams are listened to: they end when the server likes."""

_MOST_KEPT = 64 * 1024 * 1024
_SHOWN = 64 * 1024
_STREAMS = frozenset({"event-stream", "jsonl", "x-ndjson", "json-seq", "x-json-stream", "mixed"})


def is_stream(content_type: str | None) -> bool:
    """True for an answer that may go on for ever, and is one all the same."""
    media_type = parse_media_type(content_type)
    return media_type is not None and media_type.subtype in _STREAMS


def is_too_long(answer: Answer) -> bool:
    """True for an answer of which a part is missing that belongs to it."""
    return answer.truncated and not is_stream(answer.content_type)


def marked(response: Any) -> Any:
    """An answer of Schemathesis, with a sign that a part is missing where it was cut off: whole events are whole."""
    media_type = parse_media_type(next(iter(response.headers.get("content-type", ())), None))
    has_events = media_type is not None and media_type.subtype == "event-stream"
    if response.stream_cut_short and not has_events:
        response.content_size = len(response.content) + 1
    return response


class BoundedBody:
    """The raw answer of urllib3, of which no more can be read than the limit; ``on_cut`` is told of what has more."""

    def __init__(self, raw: Any, on_cut: Callable[[], None]) -> None:
        self._raw = raw
        self._on_cut = on_cut

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def stream(self, amount: int = 2**16, decode_content: bool | None = None) -> Iterator[bytes]:
        """The body in pieces."""
        left = LONGEST
        for chunk in self._raw.stream(amount, decode_content=decode_content):
            yield chunk[:left]
            left -= len(chunk)
            if left < 0:
                self._on_cut()
                self._raw.close()
                return


class BoundedApp:
    """A WSGI application of whose answers no more is taken than the limit. ``is_cut`` says whether the last one had
    more; one of these is for one request."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self.is_cut = False

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        types: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            types[:] = [value for name, value in headers if name.lower() == "content-type"]
            return start_response(status, headers, *more)

        body = self._app(environ, start)
        if isinstance(body, list | tuple) and sum(map(len, body)) <= LONGEST:
            return body
        return self._pieces(body, types)

    def _pieces(self, body: Any, types: list[str]) -> Iterator[bytes]:
        left, deadline = LONGEST, 0.0
        try:
            for chunk in body:
                yield chunk[:left]
                left -= len(chunk)
                deadline = deadline or time.monotonic() + STREAM_PATIENCE
                self.is_cut = left < 0 or (time.monotonic() > deadline and is_stream(types[0] if types else None))
                if self.is_cut:
                    return
        finally:
            if hasattr(body, "close"):
                body.close()


class Store:
    """How much of many answers is kept until they have been judged: from some point on only the beginning of each."""

    def __init__(self) -> None:
        self._kept = 0

    def size_for(self, size: int) -> int:
        """How many bytes of a body of this size are kept."""
        if self._kept + size > _MOST_KEPT and size > _SHOWN:
            return _SHOWN
        self._kept += size
        return size

    def forget(self, size: int) -> None:
        """An answer that was kept is not needed any more."""
        self._kept = max(0, self._kept - size)
