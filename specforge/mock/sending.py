"""Sending webhooks and callbacks, and what is wrong with the answers by the document's own words."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlsplit

import httpx

from specforge.mock.conform import ReplyCheck
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.hooks import Hook
from specforge.mock.outgoing import Outgoing
from specforge.mock.table import Route
from specforge.values.check import SchemaChecker

_PATIENCE = 10.0
_LARGEST = 1024 * 1024


class NotSent(Exception):
    """There is no answer. ``message`` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Returned:
    """An answer: headers with lower-case names, the beginning of the body, how many seconds it took, what is wrong."""

    url: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    seconds: float
    violations: list[Diagnostic]


def is_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def address(url: str, request: Outgoing) -> str:
    """The URL that a request goes to. Raises NotSent for one that is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise NotSent(f"{url!r} is no URL: {error}") from error
    if parts.scheme not in ("http", "https") or not host:
        raise NotSent(f"{url!r} is no URL that starts with http:// or https://")
    query = "&".join(filter(None, (parts.query, request.query)))
    return parts._replace(query=query, fragment="").geturl()


async def send(hook: Hook, url: str, request: Outgoing, checker: SchemaChecker) -> Returned:
    """Sends a request to this URL and nowhere else: redirects are not followed. Raises NotSent."""
    target, began = address(url, request), perf_counter()
    headers = [*request.headers, ("user-agent", "specforge")]
    if request.cookies:
        headers.append(("cookie", "; ".join(f"{name}={value}" for name, value in request.cookies)))
    encoded = [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers]
    try:
        # A proxy of the environment is for what lies outside.
        async with (
            httpx.AsyncClient(timeout=_PATIENCE, trust_env=not is_loopback(target)) as client,
            client.stream(request.method, target, headers=encoded, content=request.body) as answer,
        ):
            body = await _read(answer)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise NotSent(f"{target}: {_why(error)}") from error
    check = ReplyCheck(Route(hook.operation), checker)
    violations = check.run(answer.status_code, answer.headers.get, body if body or answer.status_code != 204 else None)
    told = [(name, value) for name, value in answer.headers.multi_items()]
    return Returned(target, answer.status_code, told, body, perf_counter() - began, violations)


async def deliver(hook: Hook, url: str, request: Outgoing, checker: SchemaChecker) -> str:
    """Sends a callback by itself, and says in words what became of it.

    It goes to where the request said, and to this machine: a host that only the document names is not bothered.
    """
    is_named = (hook.expression or "").startswith(("$", "{$"))
    if not is_named and not is_loopback(url):
        return f"not sent, since only the document names {url}; POST /__specforge/webhooks/{hook.name} sends it"
    try:
        came = await send(hook, url, request, checker)
    except NotSent as error:
        return f"not sent, {error.message}"
    wrong = "".join(f"; {diagnostic.message}" for diagnostic in came.violations)
    return f"{request.method} {came.url} {came.status} {came.seconds * 1000:.0f} ms{wrong}"


async def _read(answer: httpx.Response) -> bytes:
    parts, size = [], 0
    async for part in answer.aiter_bytes():
        parts.append(part)
        size += len(part)
        if size >= _LARGEST:
            break
    return b"".join(parts)[:_LARGEST]


def _why(error: Exception) -> str:
    match error:
        case httpx.ConnectError():
            return "nobody answers there"
        case httpx.TimeoutException():
            return f"no answer within {_PATIENCE:g} seconds"
    return str(error) or type(error).__name__
