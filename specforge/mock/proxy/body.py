"""The body of an answer on its way: read whole, so that it can be judged, or passed on as it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx

from specforge.mock.delivery import Stream
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


async def read_body(response: httpx.Response, limit: int) -> tuple[bytes, Stream | None]:
    """The whole body, or a stream of it: of events, which may never end, and of what is larger than ``limit``."""
    chunks = response.aiter_raw()
    begun: list[bytes] = []
    size = 0
    is_passed_on = False
    try:
        is_passed_on = _is_stream(response)
        while not is_passed_on and (chunk := await anext(chunks, None)) is not None:
            begun.append(chunk)
            size += len(chunk)
            is_passed_on = size > limit
    finally:
        if not is_passed_on:
            await response.aclose()
    return (b"", Rest(response, begun, chunks)) if is_passed_on else (b"".join(begun), None)


def _is_stream(response: httpx.Response) -> bool:
    name = parse_media_type(response.headers.get("content-type"))
    if name is None or "content-length" in response.headers:
        return False
    return name.essence == "text/event-stream" or is_json_sequence(name)
