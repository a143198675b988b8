"""Workers that ask one another: whoever is asked at the desk tells what all of them saw.

Each has a socket of its own beside the one that they share, and answers a line of JSON with a line of JSON there.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import orjson

from specforge.mock.http import App
from specforge.mock.listen import listen
from specforge.mock.message import Reply, Request

# One that is too busy for this long, or has ended, is left out.
_PATIENCE = 5.0
_LONGEST = 64 * 1024 * 1024
# Tells a worker that it is another one who asks: it speaks for itself then.
ALONE = "x-specforge-alone"


class Peers:
    """The sockets of all workers, bound before these are forked."""

    def __init__(self, number: int) -> None:
        self._sockets = [listen("127.0.0.1", 0) for _ in range(number)]
        self._addresses = [one.getsockname()[:2] for one in self._sockets]
        self.own = 0

    def work_as(self, number: int) -> None:
        """From now on this is the worker of this number."""
        self.own = number
        for other, bound in enumerate(self._sockets):
            if other != number:
                bound.close()

    def close(self) -> None:
        """The process that starts workers has no use for their sockets."""
        for bound in self._sockets:
            bound.close()

    @contextlib.asynccontextmanager
    async def answering(self, app: App) -> AsyncIterator[None]:
        """Answers the others meanwhile."""

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError, ValueError, asyncio.IncompleteReadError):
                writer.write(await _answer(app, await reader.readline()))
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, sock=self._sockets[self.own], limit=_LONGEST)
        try:
            yield
        finally:
            server.close()

    async def ask(self, path: str, query: str = "", method: str = "GET", body: str = "") -> dict[int, Any]:
        """What the others answer, as JSON by the number of the worker. Who does not answer is left out."""
        others = [number for number in range(len(self._addresses)) if number != self.own]
        answers = await asyncio.gather(*(self.ask_one(number, path, query, method, body) for number in others))
        return {number: found for number, found in zip(others, answers, strict=True) if found is not None}

    async def ask_one(self, number: int, path: str, query: str = "", method: str = "GET", body: str = "") -> Any:
        """What one of them answers; None when it does not."""
        if not 0 <= number < len(self._addresses):
            return None
        try:
            async with asyncio.timeout(_PATIENCE):
                asked = {"method": method, "path": path, "query": query, "body": body}
                return await _ask(self._addresses[number], asked)
        except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError):
            return None


@dataclass(frozen=True, slots=True)
class Mates:
    """The peers as the desk of one document sees them; ``prefix`` is what stands before its paths."""

    peers: Peers
    prefix: str

    async def ask(self, path: str, query: str = "") -> dict[int, Any]:
        return await self.peers.ask(self.prefix + path, query)

    async def tell(self, request: Request) -> None:
        """Lets the others do what one of us was asked to do, and has done."""
        body = request.body.decode("utf-8", "replace")
        await self.peers.ask(self.prefix + request.path, request.query, request.method, body)

    async def ask_one(self, number: int, path: str) -> Any:
        return await self.peers.ask_one(number, self.prefix + path)


async def _ask(address: tuple[str, int], asked: dict[str, str]) -> Any:
    reader, writer = await asyncio.open_connection(*address, limit=_LONGEST)
    try:
        writer.write(orjson.dumps(asked) + b"\n")
        await writer.drain()
        answer = orjson.loads(await reader.readuntil(b"\n"))
        return answer["body"] if answer["status"] == 200 else None
    finally:
        writer.close()


async def _answer(app: App, line: bytes) -> bytes:
    asked = orjson.loads(line)
    found = app.answer(Request(asked["method"], asked["path"], asked["query"], {ALONE: "yes"}, asked["body"].encode()))
    reply = found if isinstance(found, Reply) else await found
    body = orjson.Fragment(reply.body) if reply.status == 200 else None
    return orjson.dumps({"status": reply.status, "body": body}) + b"\n"


def is_alone(request: Request) -> bool:
    """Whether the worker that is asked speaks for itself only."""
    return ALONE in request.headers
