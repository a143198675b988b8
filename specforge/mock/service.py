"""A document being mocked: the pipeline that answers for it, and the desk where a running mock is steered."""

from __future__ import annotations

from collections.abc import Awaitable

from specforge.document.model import Document
from specforge.mock.admin import DESK, PREFIX
from specforge.mock.cors import allow_origin, preflight
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import Pipeline, compile_mock
from specforge.mock.problem import Kind, Problem
from specforge.mock.settings import Settings
from specforge.suggest import did_you_mean


class Service:
    """Answers every request to a mock of ``document``, those to its desk included."""

    def __init__(self, document: Document, settings: Settings) -> None:
        self.settings = settings
        self.pipeline: Pipeline = compile_mock(document, settings)

    @property
    def document(self) -> Document:
        return self.pipeline.document

    @property
    def methods(self) -> frozenset[str]:
        """The methods that the document knows, in upper case."""
        return frozenset(route.method.upper() for route in self.pipeline.table.routes)

    def use(self, document: Document) -> None:
        """Answers as this document says from now on."""
        self.pipeline = compile_mock(document, self.settings)

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to any request; never raises for what a client sent."""
        if request.path.startswith(PREFIX):
            return self._at_desk(request)
        return self.pipeline.handle(request)

    def _at_desk(self, request: Request) -> Reply | Awaitable[Reply]:
        name, _, rest = request.path[len(PREFIX) :].partition("/")
        try:
            if name not in DESK:
                detail = f"There is nothing at {request.path}. {did_you_mean(name, DESK) or ''}".strip()
                raise Problem(Kind.NOT_FOUND, detail)
            return (preflight(request) if self.settings.cors else None) or DESK[name](self, request, rest)
        except Problem as problem:
            reply = problem.reply()
            return allow_origin(request, reply) if self.settings.cors else reply
