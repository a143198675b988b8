"""The client for a target, and what requests to it begin with."""

from __future__ import annotations

from typing import Any

from specforge.contract.engine.adapter import begin, guard, place_of
from specforge.contract.engine.sound import is_asgi
from specforge.contract.probing.client import Client, UrlClient
from specforge.contract.probing.inside import AsgiClient, WsgiClient
from specforge.contract.settings import Settings
from specforge.contract.target import HOST, Target, UrlTarget
from specforge.document.model import Document

INSIDE = f"http://{HOST}"


def client_of(target: Target, document: Document, settings: Settings) -> tuple[Client, str]:
    """A client for the target, and the base URL of its requests. The lifespan of an ASGI application has begun then;
    what it raises passes through."""
    if isinstance(target, UrlTarget):
        return UrlClient(target.base_url, settings.timeout), target.base_url
    return client_inside(target.app, settings.timeout), INSIDE + document.base_paths[0]


def client_inside(app: Any, timeout: float) -> Client:
    """A client for an ASGI or WSGI application in this process. Raises what the beginning of a lifespan raises."""
    if not is_asgi(app):
        return WsgiClient(app, timeout)
    begin(app)
    return AsgiClient(place_of(guard(app)), timeout)
