"""What is done with a request to the proxy: check it, pass it on, check the answer. Where the upstream server has
nothing to say (``remock``), the mock does."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from specforge.mock.cors import allow_origin, preflight
from specforge.mock.delivery import Delivery, End
from specforge.mock.exchange import Exchange
from specforge.mock.judge import Judge
from specforge.mock.message import Reply, Request
from specforge.mock.negotiate import refusal
from specforge.mock.pipeline import Pipeline, finished, refused
from specforge.mock.problem import Kind, Problem
from specforge.mock.proxy.body import Watched, is_stream
from specforge.mock.proxy.compact import compact
from specforge.mock.proxy.upstream import Upstream
from specforge.mock.settings import ProxySettings
from specforge.mock.witness import Witness


class Proxied(Protocol):
    """What a proxy sees of the mock that it stands before. Its pipeline changes with its document."""

    @property
    def pipeline(self) -> Pipeline: ...

    @property
    def witness(self) -> Witness | None: ...


class Proxy:
    """Passes requests on and judges both directions by the document of the mock."""

    def __init__(self, settings: ProxySettings, upstream: Upstream, mocked: Proxied) -> None:
        self._settings = settings
        self._upstream = upstream
        self._mocked = mocked
        self._judge = Judge()

    async def handle(self, request: Request) -> Reply:
        """The reply to any request; never raises for what a client or the upstream server sent."""
        pipeline = self._mocked.pipeline
        if not pipeline.settings.cors:
            return await self._reply(request, pipeline)
        return allow_origin(request, preflight(request) or await self._reply(request, pipeline))

    async def _reply(self, request: Request, pipeline: Pipeline) -> Reply:
        try:
            return await self._answer(request, pipeline)
        except Problem as problem:
            return problem.reply()

    async def _answer(self, request: Request, pipeline: Pipeline) -> Reply:
        errors = pipeline.settings.errors
        try:
            exchange = pipeline.inspect(request)
        except Problem as problem:
            if errors or problem.kind not in (Kind.NO_PATH, Kind.NO_METHOD):
                raise
            return await self._undocumented(request, pipeline)
        if not self._settings.validate_request:
            exchange.found = tuple(diagnostic for diagnostic in exchange.found if diagnostic.code == 401)
        try:
            if errors and not exchange.is_valid:
                raise refusal(exchange.found)
            # What is to go wrong on purpose goes wrong before the upstream server hears of it.
            reply = pipeline.interfere(exchange)
            return finished(exchange, reply) if reply is not None else await self._passed(exchange, pipeline)
        except Problem as problem:
            return refused(problem, exchange.route, exchange.found)

    async def _passed(self, exchange: Exchange, pipeline: Pipeline) -> Reply:
        reply = await self._forward(exchange.request)
        if reply.status in self._settings.remock:
            return await _streamed(finished(exchange, pipeline.answered(exchange)), reply)
        if is_stream(reply):
            reply = self._watched(exchange, reply, pipeline)
        return await _streamed(finished(exchange, self._judged(exchange, reply, pipeline)), reply)

    def _watched(self, exchange: Exchange, reply: Reply, pipeline: Pipeline) -> Reply:
        """The reply, whose stream is judged when it is over: too late for the client, but not for the findings."""

        def tell(body: bytes) -> None:
            judged = self._judge.afterwards(pipeline, exchange, replace(reply, body=body, delivery=None))
            if self._mocked.witness is not None:
                self._mocked.witness.observe(exchange.request, judged, 0.0)

        assert reply.delivery is not None and reply.delivery.stream is not None
        watched = Watched(reply.delivery.stream, pipeline.settings.max_body, tell)
        return replace(reply, delivery=replace(reply.delivery, stream=watched))

    async def _forward(self, request: Request) -> Reply:
        if request.body and request.method in ("GET", "HEAD"):
            raise Problem(Kind.BODY_OF_GET)
        return await self._upstream.send(request)

    async def _undocumented(self, request: Request, pipeline: Pipeline) -> Reply:
        reply = await self._forward(request)
        if reply.status == Kind.NOT_IMPLEMENTED.value.status:
            raise Problem(Kind.NOT_IMPLEMENTED)
        return self._judge.unknown(pipeline, compact(reply))

    def _judged(self, exchange: Exchange, reply: Reply, pipeline: Pipeline) -> Reply:
        reply = compact(reply)
        if exchange.route.deprecated and reply.header("deprecation") is None:
            reply = reply.with_headers((b"deprecation", b"true"))
        return self._judge.judged(pipeline, exchange, reply)


def open_proxy(settings: ProxySettings, mocked: Proxied) -> Proxy:
    """A proxy in front of a mock. Raises UsageError for what is no URL of a server."""
    own = mocked.pipeline.settings
    scheme = "http" if own.tls is None else "https"
    return Proxy(settings, Upstream(settings, largest=own.max_body, scheme=scheme), mocked)


async def _streamed(answer: Reply, reply: Reply) -> Reply:
    """The answer with the stream of the upstream server's reply, unless something else took its place."""
    stream = reply.delivery.stream if reply.delivery is not None else None
    if stream is None or answer.delivery is reply.delivery:
        return answer
    delivery = answer.delivery or Delivery()
    if answer.status == reply.status and not answer.body and delivery.has_head and delivery.end is End.WHOLE:
        return replace(answer, delivery=replace(delivery, stream=stream))
    await stream.aclose()
    return answer
