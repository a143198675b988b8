"""What the tests of gen share: generating from a text, importing what came out, and calling it."""

from __future__ import annotations

import asyncio
import importlib
import itertools
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import uvicorn

from specforge.document.load import load_text
from specforge.gen.run import Generated, generate
from specforge.gen.settings import Settings

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Built:
    """Generated code on disk, importable."""

    folder: Path
    generated: Generated

    @property
    def package(self) -> str:
        return self.generated.plan.package

    def module(self, name: str) -> ModuleType:
        return importlib.import_module(f"{self.package}.{name}")

    def text(self, path: str) -> str:
        return (self.folder / path.replace("PACKAGE", self.package)).read_text("utf-8")

    def app(self, *services: Any, **options: Any) -> Any:
        """``create_app`` with services; without any, the application as it is first started."""
        if not services and not options:
            return self.module("main").app
        return self.module("generated.app").create_app(*services, **options)

    def service(self, group: str, **methods: Any) -> Any:
        """Services in which one group has these methods and nothing else is implemented."""
        services = self.module("generated.services")
        protocol = next(one.protocol for one in self.generated.plan.groups if one.name == group)
        base = getattr(self.module(f"generated.services.{group}"), protocol)
        return services.Services(**{group: type("Own", (base,), methods)()})


Build = Callable[..., Built]


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Build]:
    """Generates from the text of a document, once for each text and settings, and makes the code importable."""
    known: dict[tuple[str, str], Built] = {}
    folders: list[str] = []

    def make(text: str, target: str = "fastapi", **options: Any) -> Built:
        key = (text, repr((target, options)))
        if key not in known:
            package = f"made{next(_numbers)}"
            generated = generate(load_text(text), Settings((target,), package=package, **options))
            folder = tmp_path_factory.mktemp(package)
            for file in generated.files:
                target = folder / file.path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(file.text, "utf-8")
            sys.path.insert(0, str(folder))
            folders.append(str(folder))
            known[key] = Built(folder, generated)
        return known[key]

    yield make
    for folder in folders:
        sys.path.remove(folder)


@pytest.fixture
def call() -> Callable[..., httpx.Response]:
    """Sends one request to an ASGI application in this process."""

    def send(app: Any, method: str, url: str, **options: Any) -> httpx.Response:
        async def run() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, url, **options)

        return asyncio.run(run())

    return send


@contextmanager
def serve(app: Any) -> Iterator[str]:
    """An ASGI application on a free port of this machine, in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
