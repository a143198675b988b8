"""Applications of every framework in this process, built from the text of a document and called alike."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import httpx
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from tests.gen.conftest import Built

if not settings.configured:
    settings.configure(ALLOWED_HOSTS=["*"], APPEND_SLASH=False, USE_TZ=True)

NAMES = ("starlette", "flask", "django")


@dataclass(frozen=True)
class Framework:
    """One target. Services are written with plain functions, which become coroutines where the framework wants them."""

    name: str
    built: Built

    def service(self, group: str, **methods: Callable[..., Any]) -> Any:
        """Services in which one group has these methods and nothing else is implemented."""
        return self.built.service(group, **self._fitted(methods))

    def authenticator(self, **methods: Callable[..., Any]) -> Any:
        """An authenticator with these methods."""
        base = self.built.module("generated.security").Authenticator
        return type("Own", (base,), self._fitted(methods))()

    def send(self, method: str, url: str, *services: Any, **options: Any) -> httpx.Response:
        """The answer of an application with these services, and an authenticator, to one request."""
        with self.running(*services) as app:
            if self.name in ("starlette", "fastapi"):
                return asyncio.run(_send(app, method, url, options))
            return _call(app, method, url, options)

    @contextmanager
    def running(self, *services: Any) -> Iterator[Any]:
        """The application, ASGI or WSGI, with these services and an authenticator."""
        if self.name != "django":
            yield self.built.module("generated.app").create_app(*services)
            return
        errors = self.built.module("generated.errors")
        urls = self.built.module("generated.urls").api_urls(*services)
        urlconf = SimpleNamespace(urlpatterns=urls, handler404=errors.not_found, handler500=errors.server_error)
        middleware = [f"{self.built.package}.generated.middleware.ContractMiddleware"]
        with override_settings(ROOT_URLCONF=_Hashable(urlconf), MIDDLEWARE=middleware):
            yield WSGIHandler()

    def _fitted(self, methods: dict[str, Callable[..., Any]]) -> dict[str, Any]:
        if self.name not in ("starlette", "fastapi"):
            return methods
        return {name: _as_coroutine(method) for name, method in methods.items()}


class _Hashable:
    """Django looks the module of its URLs up in a cache."""

    def __init__(self, module: SimpleNamespace) -> None:
        self.__dict__.update(vars(module))


def _as_coroutine(method: Callable[..., Any]) -> Callable[..., Any]:
    async def call(*arguments: Any, **named: Any) -> Any:
        result = method(*arguments, **named)
        return await result if inspect.isawaitable(result) else result

    return call


def _call(app: Any, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
    def with_raw_uri(environ: Any, start_response: Any) -> Any:
        # What servers tell beside WSGI, and httpx does not.
        return app(environ | {"REQUEST_URI": url}, start_response)

    transport = httpx.WSGITransport(app=with_raw_uri, raise_app_exceptions=False)
    with httpx.Client(transport=transport, base_url="http://localhost") as client:
        return client.request(method, url, **options)


async def _send(app: Any, method: str, url: str, options: dict[str, Any]) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.request(method, url, **options)
