"""The witness of real traffic: what is wrong with it becomes findings, each once, at its line of the document."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from specforge.document.model import Document, Operation
from specforge.document.place import Place
from specforge.findings.detach import detach
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.findings.redact import Redactor
from specforge.findings.show import details
from specforge.mock.conform import UNDOCUMENTED
from specforge.mock.diagnostic import UNKNOWN_ROUTE, Diagnostic
from specforge.mock.message import Reply, Request

PREFIX = "mock/"
# A document that is far from its service must not fill the memory, nor a client that invents its requests.
_MOST = 1000
_LARGEST_BODY = 32 * 1024

Key = tuple[str, str, tuple[str, ...], str]
Tell = Callable[[Finding], None]
"""Is told of each finding when it is first seen."""


def tell_nobody(finding: Finding) -> None:
    """Nobody wants to know."""


@dataclass(slots=True)
class _Seen:
    finding: Finding
    count: int = 1


class Witness:
    """An observer of exchanges. ``base`` is the URL of the server that answers, for those who want to ask it again;
    without one it is where the request came to."""

    def __init__(self, document: Document, base: str, tell: Tell) -> None:
        self._base = base
        self._tell = tell
        self._seen: dict[Key, _Seen] = {}
        self._lock = threading.Lock()
        self.use(document)

    def use(self, document: Document) -> None:
        """Looks things up in this document from now on."""
        self._document = document
        self._redactor = Redactor.of(document)
        self._operations = {operation.label: operation for operation in document.operations}

    def observe(self, request: Request, reply: Reply, seconds: float) -> None:
        """Looks at one exchange."""
        if reply.violations is None:
            return
        for side, diagnostics in (("request", reply.violations.request), ("response", reply.violations.response)):
            for diagnostic in diagnostics:
                self._add(side, diagnostic, request, reply)

    def findings(self) -> list[Finding]:
        """What was found until now, in the order of the document."""
        with self._lock:
            seen = list(self._seen.values())
        return sort_findings(_counted(one) for one in seen)

    def add(self, finding: Finding) -> None:
        """Takes a finding to the others; it may have been made in another process."""
        key = _key(finding.rule, finding.place, finding.operation or "")
        with self._lock:
            is_new = key not in self._seen and len(self._seen) < _MOST
            if is_new:
                self._seen[key] = _Seen(finding)
        if is_new:
            self._tell(finding)

    def work_for(self, send: Callable[[Finding], None]) -> None:
        """From now on this is a worker's: what it finds is told to ``send`` and to nobody else."""
        self._tell = lambda finding: send(detach(finding))

    def _add(self, side: str, diagnostic: Diagnostic, request: Request, reply: Reply) -> None:
        operation = self._operations.get(reply.operation)
        rule = PREFIX + _rule(side, diagnostic)
        place = diagnostic.place or _place(self._document, operation, diagnostic)
        known = self._seen.get(_key(rule, place, reply.operation))
        if known is None:
            self.add(self._finding(rule, place, diagnostic, request, reply))
        else:
            known.count += 1

    def _finding(self, rule: str, place: Place, diagnostic: Diagnostic, request: Request, reply: Reply) -> Finding:
        return Finding(
            rule=rule,
            severity=Severity.ERROR if diagnostic.is_error else Severity.WARNING,
            message=diagnostic.message,
            place=place,
            operation=reply.operation or None,
            details=details(_exchange(self._base, request, reply), self._redactor),
        )


def _key(rule: str, place: Place, operation: str) -> Key:
    """The same for a finding that has come from another process, whose files are others."""
    return rule, place.file, place.tokens, operation


def _counted(seen: _Seen) -> Finding:
    if seen.count == 1:
        return seen.finding
    return replace(seen.finding, details={**seen.finding.details, "seen": f"{seen.count} times"})


def _rule(side: str, diagnostic: Diagnostic) -> str:
    part = diagnostic.location[0] if diagnostic.location else ""
    if side == "request":
        if diagnostic.message == UNKNOWN_ROUTE.message:
            return "undocumented-operation"
        if diagnostic.code == 401:
            return "request-security"
        return "request-body" if part in ("", "body") else "request-parameter"
    if part:
        return f"response-{part}"
    return "response-status" if diagnostic.message.startswith(UNDOCUMENTED) else "response-content-type"


def _place(document: Document, operation: Operation | None, diagnostic: Diagnostic) -> Place:
    """Where the author looks for something that no single keyword says."""
    if operation is None:
        return document.place.child("paths", key=True)
    if diagnostic.code == 401:
        own = operation.node.get("security")
        return own.place if own is not None else document.place.child("security", key=True)
    return operation.node.key_place


def _exchange(base: str, request: Request, reply: Reply) -> Exchange:
    query = f"?{request.query}" if request.query else ""
    headers = {name: value for name, value in request.headers.items() if not name.startswith("x-forwarded-")}
    base = base or f"http://{request.headers.get('host', 'localhost')}"
    # What is too large for a command line is left out: there may be a thousand of these.
    body = request.body if 0 < len(request.body) <= _LARGEST_BODY else None
    sent = SentRequest(request.method, f"{base}{request.path}{query}", headers, body)
    return Exchange(sent, Answer(reply.status, reply.all_headers(), reply.body[:_LARGEST_BODY]))
