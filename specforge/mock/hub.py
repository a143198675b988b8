"""Hub: several mocked documents in one server, each under a prefix and with a desk of its own."""

from __future__ import annotations

import html
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace

import orjson

from specforge.errors import UsageError
from specforge.findings.model import Finding, sort_findings
from specforge.mock.admin import PREFIX
from specforge.mock.admin.apis import describe
from specforge.mock.cors import allow_origin
from specforge.mock.engine import Target
from specforge.mock.http import Observer
from specforge.mock.message import Reply, Request, reply
from specforge.mock.problem import Kind, Problem
from specforge.mock.service import Service
from specforge.mock.settings import Settings
from specforge.mock.traffic import OWN
from specforge.mock.witness import Tell, tell_nobody
from specforge.suggest import or_rather


@dataclass(frozen=True, slots=True)
class Mounted:
    """A document under its prefix (``/billing``), and what it is called at the desk. ``reload`` is that of its Target.

    The prefix is empty where there is only one document.
    """

    name: str
    prefix: str
    service: Service
    target: Target

    def inner(self, path: str) -> str | None:
        """The path without the prefix, None when it lies elsewhere."""
        if not path.startswith(self.prefix):
            return None
        rest = path[len(self.prefix) :]
        return (rest or "/") if not rest or rest.startswith("/") else None


class Hub:
    """Answers requests to several documents. The longest prefix that fits wins.

    Everything at the desk of one document is at ``/billing/__specforge/...``, and at ``/__specforge/...?api=billing``.
    """

    def __init__(self, mounted: Sequence[Mounted], settings: Settings) -> None:
        self.settings = settings
        self.mounted = sorted(mounted, key=lambda one: -len(one.prefix))

    @property
    def observers(self) -> list[Observer]:
        """Who is to be told of each exchange."""
        return [self._observe]

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with real traffic until now."""
        return sort_findings(finding for one in self.mounted for finding in one.service.findings)

    def _observe(self, request: Request, answer: Reply, seconds: float) -> None:
        """The document that was asked keeps it."""
        for one in self.mounted:
            inner = one.inner(request.path)
            if inner is not None:
                if answer.operation or not inner.startswith(OWN):
                    one.service.traffic.observe(request, answer, seconds)
                    for observer in one.service.observers[1:]:
                        observer(replace(request, path=inner), answer, seconds)
                return

    def handle(self, request: Request) -> Reply | Awaitable[Reply]:
        """The reply to any request; never raises for what a client sent."""
        for one in self.mounted:
            inner = one.inner(request.path)
            if inner is not None:
                return one.service.handle(replace(request, path=inner, prefix=one.prefix))
        try:
            return self._elsewhere(request)
        except Problem as problem:
            return self._opened(request, problem.reply())

    def _elsewhere(self, request: Request) -> Reply | Awaitable[Reply]:
        if not request.path.startswith(PREFIX):
            raise Problem(Kind.NO_PATH, f"The mocked documents are under {self._listed('prefix')}.")
        name = request.query_value("api")
        if name is not None:
            return self._named(name).service.handle(request)
        if request.path == f"{PREFIX}health":  # of the process, not of one document
            return self.mounted[0].service.handle(request)
        if request.path == PREFIX:
            return reply(200, [("content-type", "text/html; charset=utf-8")], _index(self.mounted).encode())
        if request.path == f"{PREFIX}apis":
            body = [describe(one.name, one.prefix, one.service.document) for one in self.mounted]
            return self._opened(request, reply(200, [("content-type", "application/json")], orjson.dumps(body)))
        raise Problem(Kind.NOT_FOUND, f"Several documents are mocked: say which one with ?api={self._listed('name')}.")

    def _named(self, name: str) -> Mounted:
        by_name = {one.name: one for one in self.mounted}
        if name not in by_name:
            raise Problem(Kind.NOT_FOUND, f"No document is called {name}.{or_rather(name, by_name)}")
        return by_name[name]

    def _listed(self, attribute: str) -> str:
        return ", ".join(sorted(getattr(one, attribute) for one in self.mounted))

    def _opened(self, request: Request, answer: Reply) -> Reply:
        return allow_origin(request, answer) if self.settings.cors else answer


def _index(mounted: Sequence[Mounted]) -> str:
    """A page that leads to the desk of each document."""
    items = "".join(
        f'<li><a href="{html.escape(one.prefix)}{PREFIX}">{html.escape(one.service.document.title)}</a>'
        f" under <code>{html.escape(one.prefix)}</code></li>"
        for one in sorted(mounted, key=lambda one: one.prefix)
    )
    return f'<!doctype html><html lang="en"><title>Mocked documents</title><h1>Mocked documents</h1><ul>{items}</ul>'


def mount(target: Target, settings: Settings, tell: Tell = tell_nobody) -> tuple[Service | Hub, list[Mounted]]:
    """What answers for a target, and the documents in it."""
    if not target.mounts:
        service = Service(target.document, settings, tell)
        return service, [Mounted("", "", service, target)]
    if any((one.settings or settings).state_file is not None for one in target.mounts):
        raise UsageError("a state file is for one document", help="mock the documents one by one to keep their states")
    mounted = [
        Mounted(one.name, one.prefix, Service(one.target.document, one.settings or settings, tell), one.target)
        for one in target.mounts
    ]
    return Hub(mounted, settings), mounted
