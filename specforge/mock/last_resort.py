"""The last resort: a bug of ours costs one answer, not the server. But for the command line nobody else catches all."""

from __future__ import annotations

import traceback
from collections.abc import Awaitable, Callable
from typing import Protocol

from specforge.mock.cors import allow_origin
from specforge.mock.message import Reply, Request
from specforge.mock.problem import Kind, Problem
from specforge.mock.settings import Settings

Report = Callable[[str], None]


class Answering(Protocol):
    """What gives replies."""

    @property
    def settings(self) -> Settings: ...

    def handle(self, request: Request) -> Reply | Awaitable[Reply]: ...


def answer(handler: Answering, request: Request, report: Report) -> Reply | Awaitable[Reply]:
    """What the handler says, or 500 where it fails."""
    try:
        reply = handler.handle(request)
    except Exception as bug:  # noqa: BLE001
        return _failed(handler, request, bug, report)
    return reply if isinstance(reply, Reply) else _finished(handler, reply, request, report)


async def _finished(handler: Answering, reply: Awaitable[Reply], request: Request, report: Report) -> Reply:
    try:
        return await reply
    except Exception as bug:  # noqa: BLE001
        return _failed(handler, request, bug, report)


def _failed(handler: Answering, request: Request, bug: Exception, report: Report) -> Reply:
    report(f"{request.method} {request.path}: {describe(bug)}")
    reply = Problem(Kind.UNKNOWN, "The mock failed to answer; its log says why.").reply()
    return allow_origin(request, reply) if handler.settings.cors else reply


def describe(bug: BaseException) -> str:
    """One line from which a bug can be found: what happened, and where."""
    frames = traceback.extract_tb(bug.__traceback__)
    where = f" ({frames[-1].filename}:{frames[-1].lineno})" if frames else ""
    return f"a bug in specforge, please report it: {type(bug).__name__}: {bug}{where}"
