"""The body of an answer on its way: read whole, so that it can be judged, or passed on as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx

from specforge.mock.delivery import Stream
from specforge.mock.message import Reply
from specforge.values.mediatypes import is_json_sequence, parse_media_type


class Rest:
    """What of a body was not read yet, after what was."""

    def __init__(self, response: httpx.Response, begun: list[bytes], chunks: AsyncIterator[bytes]) -> None:
        self._response = response
        self._begun = begun
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            while self._begun:
                yield self._begun.pop(0)
            async for chunk in self._chunks:
                yield chunk
        except httpx.TransportError as error:
            raise ConnectionAbortedError(str(error)) from error

    async def aclose(self) -> None:
        await self._response.aclose()


class Watched:
    """A stream that is told of when it is over, up to a limit. Of one that was
    left in the middle it is what was whole."""

    def __init__(self, stream: Stream, limit: int, tell: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._limit = limit
        self._tell = tell
        self._seen: list[bytes] = []
        self._size = 0
        self._is_over = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for part in self._stream:
            self._size += len(part)
            if self._size <= self._limit:
                self._seen.append(part)
            yield part
        self._is_over = True

    async def aclose(self) -> None:
        await self._stream.aclose()
        body = b"".join(self._seen)
        if not self._is_over or self._size > self._limit:
            # What follows the last empty line, or the last line, is a beginning.
            separator = b"\n\n" if b"\n\n" in body else b"\n"
            body = body[: body.rfind(separator) + len(separator)] if separator in body else b""
        if body:
            self._seen.clear()
            self._tell(body)


def is_stream(reply: Reply) -> bool:
    """True for events and lines that come one by one; a large body is none."""
    return reply.delivery is not None and reply.delivery.stream is not None and _comes_in_parts(reply.header)


async def read_body(response: httpx.Response, limit: int) -> tuple[bytes, Stream | None]:
    """The whole body, or a stream of it: of events, which may never end, and of what is larger than ``limit``."""
    chunks = response.aiter_raw()
    begun: list[bytes] = []
    size = 0
    is_passed_on = False
    try:
        is_passed_on = "content-length" not in response.headers and _comes_in_parts(response.headers.get)
        while not is_passed_on and (chunk := await anext(chunks, None)) is not None:
            begun.append(chunk)
            size += len(chunk)
            is_passed_on = size > limit
    finally:
        if not is_passed_on:
            await response.aclose()
    return (b"", Rest(response, begun, chunks)) if is_passed_on else (b"".join(begun), None)


def _comes_in_parts(header: Callable[[str], str | None]) -> bool:
    name = parse_media_type(header("content-type"))
    return name is not None and (name.essence == "text/event-stream" or is_json_sequence(name))
