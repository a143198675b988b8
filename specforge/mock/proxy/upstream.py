"""The upstream server: requests go there as they came, and its answers come back as they are."""

from __future__ import annotations

import asyncio
import base64
import contextlib
from dataclasses import replace
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx

from specforge.errors import UsageError
from specforge.mock.delivery import Delivery
from specforge.mock.message import RawHeader, Reply, Request
from specforge.mock.problem import Kind, Problem
from specforge.mock.proxy.body import read_body
from specforge.mock.proxy.headers import to_client, to_upstream
from specforge.mock.settings import MAX_BODY, ProxySettings

_CONNECT = 5.0
# Many servers close an idle connection after five seconds: a request that is sent just then is lost.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=100, keepalive_expiry=3.0)


class Upstream:
    """A server that is asked. Connections are kept; each event loop has its own, and closes them when it ends."""

    def __init__(
        self,
        settings: ProxySettings,
        transport: httpx.AsyncBaseTransport | None = None,
        largest: int = MAX_BODY,
        scheme: str = "http",
    ) -> None:
        """``transport`` takes the place of the network. Answers up to ``largest`` bytes are read whole; ``scheme`` is
        the one that clients come with. Raises UsageError for what is no URL of a server."""
        self._settings = settings
        self._transport = transport
        self._largest = largest
        self._scheme = scheme
        self.url = _checked("--proxy", settings.url, ("http", "https"))
        if settings.via is not None:
            _checked("--upstream-proxy", settings.via, ("http", "https", "socks5", "socks5h"))
        self._base = self.url.raw_path.partition(b"?")[0].rstrip(b"/")
        self._login = _login(self.url)
        timeout = httpx.Timeout(settings.timeout, connect=min(_CONNECT, settings.timeout), pool=None)
        self._timeout = timeout.as_dict()
        self._kept: WeakKeyDictionary[asyncio.AbstractEventLoop, _Kept] = WeakKeyDictionary()

    def target(self, request: Request) -> str:
        """Path and query of a request on the upstream server."""
        query = f"?{request.query}" if request.query else ""
        return f"{self._base.decode('latin-1')}{request.path}{query}"

    async def send(self, request: Request) -> Reply:
        """The answer to a request. Raises Problem: 502 when nobody answers, 504 when it takes too long."""
        try:
            return await self._exchange(self._connections(), request)
        except httpx.TimeoutException as error:
            raise Problem(Kind.UPSTREAM_TIMEOUT, self._failure(error, "did not answer in time")) from error
        except (httpx.LocalProtocolError, httpx.InvalidURL) as error:
            raise Problem(Kind.MALFORMED, f"It cannot be passed on: {error}") from error
        except httpx.TransportError as error:
            raise Problem(Kind.UPSTREAM_UNREACHABLE, self._failure(error, "cannot be reached")) from error

    async def _exchange(self, connections: httpx.AsyncBaseTransport, request: Request) -> Reply:
        # The request line is sent as it came: a URL of httpx would be put in order first. A client would do more than
        # is wanted here, such as keep cookies, and take as long again for it.
        asked = httpx.Request(
            request.method,
            self.url,
            headers=[*to_upstream(request, self._scheme), *self._login],
            content=request.body or None,
            extensions={"target": self.target(request).encode("latin-1"), "timeout": self._timeout},
        )
        response = await connections.handle_async_request(asked)
        body, stream = await read_body(response, self._largest)
        reply = self._located(_reply(request, response, body, is_whole=stream is None))
        return reply if stream is None else replace(reply, delivery=Delivery(stream=stream))

    def _located(self, reply: Reply) -> Reply:
        """A redirect to the upstream server itself leads back here: a client that follows it stays with the proxy."""
        where = reply.header("location")
        base = f"{self.url.scheme}://{self.url.netloc.decode()}{self._base.decode('latin-1')}/"
        if where is None or not where.startswith(base):
            return reply
        return reply.with_headers((b"location", b"/" + where[len(base) :].encode("latin-1")))

    def _connections(self) -> httpx.AsyncBaseTransport:
        loop = asyncio.get_running_loop()
        kept = self._kept.get(loop)
        if kept is None:
            settings = self._settings
            transport = self._transport or httpx.AsyncHTTPTransport(
                trust_env=False, verify=not settings.insecure, limits=_LIMITS, proxy=settings.via
            )
            kept = self._kept[loop] = _Kept(transport)
        return kept.transport

    def _failure(self, error: Exception, what: str) -> str:
        reason = str(error) or type(error).__name__
        return f"{self.url.scheme}://{self.url.netloc.decode()} {what}: {reason}"


class _Kept:
    """Connections that are closed when their event loop ends: then the loop cancels every task, this one too."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self.transport = transport
        self._task = asyncio.get_running_loop().create_task(self._until_the_end())

    async def _until_the_end(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
        await self.transport.aclose()


def _login(url: httpx.URL) -> list[RawHeader]:
    """The credentials of a URL such as ``http://user:password@localhost``."""
    if not url.userinfo:
        return []
    pair = f"{url.username}:{url.password}".encode()
    return [(b"authorization", b"Basic " + base64.b64encode(pair))]


def _reply(request: Request, response: httpx.Response, body: bytes, *, is_whole: bool) -> Reply:
    has_no_body = request.method == "HEAD" or response.status_code in (204, 304)
    keep_length = not is_whole or (has_no_body and response.status_code != 204)
    headers = to_client(response.headers.raw, keep_length=keep_length)
    if has_no_body or not is_whole:
        return Reply(response.status_code, headers)
    return Reply(response.status_code, (*headers, (b"content-length", b"%d" % len(body))), body)


def _checked(option: str, text: str, schemes: tuple[str, ...]) -> httpx.URL:
    try:
        parts, url = urlsplit(text), httpx.URL(text)
        parts.port  # noqa: B018  raises an error for one that is out of range
    except (ValueError, httpx.InvalidURL) as error:
        raise UsageError(f"{option} {text!r} is no URL: {error}") from error
    if parts.scheme not in schemes or not url.host:
        raise UsageError(f"{option} {text!r} is no URL of a server", help="write it as http://localhost:8000")
    return url
