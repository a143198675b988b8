"""What is tested: a server at a URL, or an ASGI or WSGI application in this process."""

from __future__ import annotations

import importlib
import inspect
import re
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from specforge.contract.transport.certificates import shake_hands
from specforge.document.model import Document
from specforge.errors import ServerError, UsageError
from specforge.findings.redact import FILTERED
from specforge.registry import did_you_mean

CONNECT_TIMEOUT = 5.0
_APP = re.compile(r"(?P<module>[^\W\d]\w*(\.[^\W\d]\w*)*):(?P<name>[^\W\d]\w*(\.[^\W\d]\w*)*)(?P<call>\(\))?\Z")


@dataclass(frozen=True, slots=True)
class UrlTarget:
    """A running server. The paths of the document are appended to ``base_url``."""

    base_url: str

    @property
    def name(self) -> str:
        """For people: without a password."""
        return re.sub(r"//[^/]*@", f"//{FILTERED}@", self.base_url)


HOST = "localhost"
"""The host of an application in this process: frameworks that look at it (``ALLOWED_HOSTS``) know this one."""


@dataclass(frozen=True, slots=True)
class AppTarget:
    """An application that is called in this process, without a socket; ``name`` is what the user calls it."""

    app: Any
    name: str = "the application"


Target = UrlTarget | AppTarget


def url_target(url: str, document: Document) -> UrlTarget:
    """The server at ``url``. A URL without a path (``http://localhost:8000``) says where the server runs, and the path
    of the document's first server is added; a URL with a path, be it ``/`` alone, is the whole base. Raises UsageError.
    """
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    if not is_usable:
        raise UsageError(f"{url!r} is not the URL of a server", help="write it as http://localhost:8000")
    if parts.query or parts.fragment:
        raise UsageError(f"{url!r}: a base URL has no query and no fragment")
    path = parts.path.rstrip("/") if parts.path else document.base_paths[0]
    return UrlTarget(urlunsplit((parts.scheme, parts.netloc, path, "", "")))


def require_server(target: UrlTarget) -> None:
    """Connects once and hangs up. Raises ServerError when nobody listens, so that no run starts in vain."""
    parts = urlsplit(target.base_url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    try:
        with socket.create_connection((host, port), CONNECT_TIMEOUT) as connection:
            if parts.scheme == "https":
                shake_hands(connection, host, target.name)
    except OSError as problem:
        raise ServerError(
            f"no server answers at {target.name}: {problem.strerror or problem}",
            help="start it first, or correct --url",
        ) from problem


def load_app(text: str) -> AppTarget:
    """The application that ``module:app`` or ``module:factory()`` names, the working folder being importable.

    Raises UsageError for a name that does not exist, and ServerError for what is no application. Whatever the
    application's own code raises passes through.
    """
    match = _APP.match(text)
    if match is None:
        raise UsageError(f"{text!r} does not name an application", help="write it as module:app or module:factory()")
    app: Any = _import(match["module"])
    module = app
    for name in match["name"].split("."):
        if not hasattr(app, name):
            known = [known for known in dir(app) if not known.startswith("_")]
            help = did_you_mean(name, known) or _shadowed(match["module"], module)
            raise UsageError(f"{match['module']} ({_origin(module)}) has no {name!r}", help=help)
        app = getattr(app, name)
    if match["call"]:
        app = app()
    _require_application(app, text)
    return AppTarget(_as_coroutine_function(app), text)


def _origin(module: Any) -> str:
    """Where a module was imported from."""
    return str(getattr(module, "__file__", None) or "built into Python")


def _shadowed(name: str, module: Any) -> str | None:
    """What to do where the working folder has a module of that name, which somebody else's stands in front of."""
    start = name.partition(".")[0]
    own = next((path for path in (Path.cwd() / f"{start}.py", Path.cwd() / start) if path.exists()), None)
    if own is None or Path.cwd() in Path(_origin(module)).parents:
        return None
    return f"give {own} another name: Python has a module {start!r} already"


def _require_application(app: Any, text: str) -> None:
    kind = type(app).__name__
    if not callable(app):
        raise ServerError(f"{text} is no application: {kind} objects cannot be called")
    try:
        signature = inspect.signature(app)
    except (TypeError, ValueError):
        return
    if not any(_takes(signature, count) for count in (3, 2)):
        help = f"is it a factory? Write {text}()" if _takes(signature, 0) and not text.endswith(")") else None
        raise ServerError(
            f"{text} is no application: it takes neither (scope, receive, send) nor (environ, start_response)",
            help=help,
        )


def _takes(signature: inspect.Signature, count: int) -> bool:
    try:
        signature.bind(*range(count))
    except TypeError:
        return False
    return True


def _import(module: str) -> Any:
    folder = str(Path.cwd())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as problem:
        # A module that the application itself misses is the application's problem.
        if problem.name is None or not f"{module}.".startswith(f"{problem.name}."):
            raise
        help = f"looked in {folder} and in the environment"
        raise UsageError(f"no module named {problem.name!r}", help=help) from problem


def _as_coroutine_function(app: Any) -> Any:
    """ASGI applications are told from WSGI ones by being coroutine functions; some are objects that only return one."""
    if inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__):
        return app
    names = list(inspect.signature(app).parameters) if not inspect.isclass(app) else []
    if names[:3] != ["scope", "receive", "send"]:
        return app
    inner: Callable[..., Awaitable[None]] = app

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        await inner(scope, receive, send)

    return asgi
