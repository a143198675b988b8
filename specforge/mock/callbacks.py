"""Callbacks of the document, sent after an answer that announces them: as in Prism, to where the request says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from specforge.callables import load_name
from specforge.document.model import Document
from specforge.mock.engine import Say, say_nothing
from specforge.mock.expressions import subject_of
from specforge.mock.hooks import Hook, body_of, callbacks_of, request_of, samples
from specforge.mock.message import Reply, Request
from specforge.mock.outgoing import Outgoing
from specforge.mock.pipeline import Pipeline
from specforge.mock.problem import Problem
from specforge.mock.standin import ABSENT
from specforge.values.expressions import Unknown, evaluate

# A receiver that does not answer, and a client that keeps asking, must not fill the memory.
_MOST = 100


class Callbacks:
    """An observer of exchanges. ``say`` is told what became of each callback."""

    def __init__(self, say: Say = say_nothing) -> None:
        self.say = say
        self._hooks: dict[str, list[Hook]] = {}
        self._made: dict[Hook, Outgoing] = {}
        self._running: set[asyncio.Task[None]] = set()

    def use(self, pipeline: Pipeline) -> None:
        """Answers are those of this pipeline from now on."""
        self._pipeline = pipeline
        self._hooks = _hooked(pipeline.document)
        self._made = {}

    @property
    def has_any(self) -> bool:
        """Whether the document describes one."""
        return bool(self._hooks)

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Sends what belongs to an answer, once that is on its way."""
        hooks = self._hooks.get(reply.operation)
        if hooks and reply.status < 400:
            for hook in hooks:
                self._start(hook, request, reply)

    def _start(self, hook: Hook, request: Request, reply: Reply) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # the mock is called as a function: there is nobody who could send anything later
            return
        if len(self._running) >= _MOST:
            self.say(f"callback {hook.name}: not sent, {_MOST} others are still on their way")
            return
        task = loop.create_task(self._send(hook, request, reply))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _send(self, hook: Hook, request: Request, reply: Reply) -> None:
        await asyncio.sleep(0)  # the answer first
        # An HTTP client takes a while to import: only where there is something to be sent.
        sending: Any = load_name("specforge.mock.sending:deliver")
        deliver: Callable[..., Awaitable[str]] = sending
        try:
            url = self._url(hook, request, reply)
        except Unknown as error:
            self.say(f"callback {hook.name}: not sent, {error.message}")
            return
        self.say(f"callback {hook.name}: {await deliver(hook, url, self._request(hook), self._pipeline.checker)}")

    def _url(self, hook: Hook, request: Request, reply: Reply) -> str:
        assert hook.expression is not None
        try:
            path = self._pipeline.table.find(request)[1]
        except Problem:
            path = {}
        return evaluate(hook.expression, subject_of(request, path, reply))

    def _request(self, hook: Hook) -> Outgoing:
        made = self._made.get(hook)
        if made is None:
            body = body_of(hook, samples(hook, self._pipeline.checker).get("", ABSENT))
            made = self._made[hook] = request_of(hook, self._pipeline.checker, body)
        return made


def _hooked(document: Document) -> dict[str, list[Hook]]:
    """The callbacks by the label of the operation that announces them."""
    announcing = (operation for operation in document.operations if operation.get("callbacks"))
    return {operation.label: list(callbacks_of(operation)) for operation in announcing}
