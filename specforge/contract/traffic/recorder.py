"""The traffic of a test's own client, judged while the test runs: hooks for httpx and requests, and a transport."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import httpx

from specforge.contract.collect import Collector
from specforge.contract.traffic.judge import Judge
from specforge.contract.transport.limits import is_stream
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Finding, Severity

C = TypeVar("C")
Show = Callable[[list[Finding]], str]
Detach = Callable[[], None]


class ContractViolation(AssertionError):
    """An exchange breaks the document. ``findings`` says in what."""

    def __init__(self, findings: list[Finding], text: str) -> None:
        super().__init__(text)
        self.findings = findings


class Recorder:
    """Judges what clients ask and are answered, at once::

        contract = Recorder(specforge.load("openapi.yaml"))
        client = contract(httpx.Client(base_url="http://localhost:8000"))
        client.get("/users")  # raises ContractViolation where the answer breaks the document

    ``findings`` and ``exchanges`` are what there was until now. What the document does not describe is left alone.
    """

    def __init__(
        self, document: Document, *, fail_on: Severity | None = Severity.ERROR, show: Show | None = None, **judging: Any
    ) -> None:
        """``fail_on`` is the least severity that raises, None for never; ``judging`` are the options of Judge. Raises
        InputError and UsageError like it."""
        self.document = document
        self.exchanges: list[Exchange] = []
        self._judge = Judge(document, **judging)
        self._collector = Collector(self._judge.redactor)
        self._fail_on = fail_on
        self._show = show or _shown
        self._detach: list[Detach] = []

    @property
    def findings(self) -> list[Finding]:
        """What was wrong until now, one finding for each cause."""
        return self._collector.findings()

    def __call__(self, client: C) -> C:
        """The same client, whose exchanges are judged from now on: one of httpx (Starlette's TestClient is one) or a
        session of requests. Raises TypeError for any other."""
        hook: Callable[..., Any] = self.on_response
        hooks = getattr(client, "event_hooks", None)
        if isinstance(client, httpx.AsyncClient):
            hook = self.on_async_response
        elif not isinstance(client, httpx.Client):
            hooks, hook = getattr(client, "hooks", None), self.on_requests_response
        listed = hooks.get("response") if isinstance(hooks, dict) else None
        if not isinstance(listed, list):
            raise TypeError(f"{type(client).__name__} is no client of httpx or requests: give exchanges to check()")
        if hook not in listed:
            listed.append(hook)
            self._detach.append(lambda: listed.remove(hook))
        return client

    def detach(self) -> None:
        """Lets go of all clients."""
        while self._detach:
            self._detach.pop()()

    def transport(self, inner: httpx.BaseTransport) -> JudgedTransport:
        """A transport that passes requests on to ``inner`` and judges what comes back."""
        return JudgedTransport(inner, self)

    def on_response(self, response: httpx.Response) -> None:
        """A hook for responses of httpx (``event_hooks``)."""
        __tracebackhide__ = True
        if not _is_endless(response):
            response.read()
        self.check(_exchange(response))

    async def on_async_response(self, response: httpx.Response) -> None:
        """The same for an AsyncClient."""
        __tracebackhide__ = True
        if not _is_endless(response):
            await response.aread()
        self.check(_exchange(response))

    def on_requests_response(self, response: Any, **_: Any) -> None:
        """A hook for responses of requests."""
        __tracebackhide__ = True
        self.check(_of_requests(response))

    def check(self, exchange: Exchange) -> None:
        """Judges one exchange. Raises ContractViolation."""
        __tracebackhide__ = True
        self.exchanges.append(exchange)
        judgement = self._judge.judge_one(exchange)
        present = Collector(self._judge.redactor)
        for problem in judgement.problems:
            for collector in (self._collector, present):
                collector.add(problem, judgement.operation.label if judgement.operation else None, exchange)
        limit = self._fail_on
        grave = [one for one in present.findings() if limit is not None and one.severity.rank <= limit.rank]
        if grave:
            raise ContractViolation(grave, self._show(grave))


class JudgedTransport(httpx.BaseTransport):
    """Passes requests on and has the exchanges judged."""

    def __init__(self, inner: httpx.BaseTransport, recorder: Recorder) -> None:
        self._inner = inner
        self._recorder = recorder

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer of the inner transport. Raises ContractViolation."""
        response = self._inner.handle_request(request)
        response.request = request
        self._recorder.on_response(response)
        return response

    def close(self) -> None:
        """Closes the inner transport."""
        self._inner.close()


def _exchange(response: httpx.Response) -> Exchange:
    request = response.request
    try:
        body, is_known = request.content, True
    except httpx.RequestNotRead:
        body, is_known = b"", False
    sent = SentRequest(request.method, str(request.url), dict(request.headers), body, not is_known)
    headers = _grouped(response.headers.multi_items())
    is_whole = response.is_closed or response.is_stream_consumed
    content = response.content if is_whole else b""
    return Exchange(sent, Answer(response.status_code, headers, content, truncated=not is_whole))


def _of_requests(response: Any) -> Exchange:
    request, body = response.request, response.request.body
    text = body.encode() if isinstance(body, str) else body
    is_known = text is None or isinstance(text, bytes)
    sent = SentRequest(request.method, request.url, dict(request.headers), text if is_known else b"", not is_known)
    headers = _grouped(response.headers.items())
    return Exchange(sent, Answer(response.status_code, headers, response.content))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name.lower()] = (*found.get(name.lower(), ()), value)
    return found


def _is_endless(response: httpx.Response) -> bool:
    return is_stream(response.headers.get("content-type"))


def _shown(findings: list[Finding]) -> str:
    placed = ((one, f"{one.place.file}:{one.place.region.line}:{one.place.region.column}") for one in findings)
    return "\n".join(f"{one.rule} {one.severity.value}: {one.message} ({place})" for one, place in placed)
