"""Judging what somebody else answered: a real server, or a recording."""

from __future__ import annotations

from dataclasses import replace
from weakref import WeakKeyDictionary

from specforge.mock.answer import Answer
from specforge.mock.conform import ReplyCheck
from specforge.mock.diagnostic import UNKNOWN_ROUTE, WARNING, Diagnostic, Violations
from specforge.mock.encoding import read
from specforge.mock.exchange import Exchange
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import Pipeline
from specforge.mock.table import Route


class Judge:
    """Knows the checks of the operations that were asked for."""

    def __init__(self) -> None:
        self._checks: WeakKeyDictionary[Route, ReplyCheck] = WeakKeyDictionary()

    def judged(self, pipeline: Pipeline, exchange: Exchange, reply: Reply) -> Reply:
        """The reply of an operation with what is wrong with it and its request."""
        check = self._check(pipeline, exchange)
        if reply.delivery is not None and reply.delivery.stream is not None:
            found = check.run_head(reply.status, reply.header)
        else:
            body = _readable(exchange.request, reply)
            found = check.run(reply.status, reply.header, body)
            if body is None and _has_body(exchange.request, reply):
                found.append(_unread(exchange, reply))
        labelled = replace(reply, operation=exchange.route.label)
        return pipeline.judged(Answer(labelled, tuple(found)), exchange.found)

    def afterwards(self, pipeline: Pipeline, exchange: Exchange, reply: Reply) -> Reply:
        """The reply, whose stream has ended and is its body now, with what is wrong with that."""
        body = _readable(exchange.request, reply)
        check = self._check(pipeline, exchange)
        found = [] if body is None else check.run_body(reply.status, reply.header("content-type"), body)
        return replace(reply, operation=exchange.route.label, violations=Violations((), tuple(found)))

    def _check(self, pipeline: Pipeline, exchange: Exchange) -> ReplyCheck:
        check = self._checks.get(exchange.route)
        if check is None:
            check = self._checks[exchange.route] = ReplyCheck(exchange.route, pipeline.checker)
        return check

    def unknown(self, pipeline: Pipeline, reply: Reply) -> Reply:
        """The reply to a request that belongs to no operation."""
        return pipeline.judged(Answer(reply), [UNKNOWN_ROUTE])


def _readable(request: Request, reply: Reply) -> bytes | None:
    """The body that is judged, None where there is none, or not all of it."""
    return read(reply.body, reply.header("content-encoding") or "") if _has_body(request, reply) else None


def _has_body(request: Request, reply: Reply) -> bool:
    return request.method != "HEAD" and reply.status not in (204, 206, 304)


def _unread(exchange: Exchange, reply: Reply) -> Diagnostic:
    message = f"The body was not judged: its Content-Encoding ({reply.header('content-encoding')}) cannot be undone"
    return Diagnostic(message, None, ("body",), WARNING, place=exchange.route.operation.place)
