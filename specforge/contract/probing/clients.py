"""The client for a target, and what requests to it begin with."""

from __future__ import annotations

from specforge.contract.engine import begin, guard, is_asgi, spawn
from specforge.contract.probing.client import Client, UrlClient
from specforge.contract.probing.inside import AsgiClient, WsgiClient
from specforge.contract.settings import Settings
from specforge.contract.target import Target, UrlTarget
from specforge.document.model import Document

_INSIDE = "http://localhost"


def client_of(target: Target, document: Document, settings: Settings) -> tuple[Client, str]:
    """A client for the target, and the base URL of its requests. The lifespan of an ASGI application has begun then;
    what it raises passes through."""
    if isinstance(target, UrlTarget):
        return UrlClient(target.base_url, settings.timeout), target.base_url
    base_url = _INSIDE + document.base_paths[0]
    if not is_asgi(target.app):
        return WsgiClient(target.app, settings.timeout), base_url
    begin(target.app)
    return AsgiClient(guard(target.app), spawn, settings.timeout), base_url
