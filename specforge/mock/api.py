"""Mock: a mock server for tests and scripts, as a context manager."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from specforge.document.load import LoadOptions, load
from specforge.document.model import Document
from specforge.findings.model import Finding
from specforge.mock.engine import ENGINES, Engine, Say, Target, say_nothing
from specforge.mock.mounts import targets_by_prefix
from specforge.mock.postman import from_postman
from specforge.mock.promises import broken_promises
from specforge.mock.settings import Settings

Spec = str | Path | Document


def target_from(read: Callable[[], Document]) -> Target:
    """What ``read`` gives, now and after each change of its files. Raises InputError."""
    return Target(from_postman(read()), lambda: from_postman(read()))


def target_of(spec: Spec | Mapping[str, Spec], options: LoadOptions | None = None) -> Target:
    """What one document, or several by their prefixes, are served as. Raises InputError."""
    if isinstance(spec, Mapping):
        return targets_by_prefix({prefix: target_of(one, options) for prefix, one in spec.items()})
    if isinstance(spec, Document):
        return Target(from_postman(spec))
    return target_from(partial(load, spec, options))


class Mock:
    """Serves a document while the ``with`` block runs::

        with Mock("openapi.yaml") as mock:
            httpx.get(f"{mock.url}/users")

    ``async with`` does the same. ``spec`` is a path (or URL) or a loaded Document, or several of them by the prefix
    that each answers under: ``Mock({"/billing": "billing.yaml", "/shop": "shop.yaml"})``. The port is a free one unless
    ``settings`` name one. With ``engine="prism"`` the original Prism answers. Raises InputError for a document that
    cannot be read, UsageError for an unknown engine, and ServerError when the server cannot be started.
    """

    def __init__(
        self,
        spec: Spec | Mapping[str, Spec],
        *,
        engine: str = "embedded",
        settings: Settings | None = None,
        options: LoadOptions | None = None,
        say: Say = say_nothing,
    ) -> None:
        self.settings = settings or Settings(port=0)
        target = target_of(spec, options)
        self.document = target.document
        self._documents = [mount.target.document for mount in target.mounts] or [target.document]
        self._engine: Engine = ENGINES[engine](target, self.settings, say)

    @property
    def url(self) -> str:
        """Where it listens, without a trailing slash."""
        return self._engine.url

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the traffic of a proxy until now."""
        return self._engine.findings

    def broken_promises(self) -> list[Finding]:
        """What cannot be mocked: responses, headers and payloads for which there is no valid value."""
        return [finding for document in self._documents for finding in broken_promises(document)]

    def start(self) -> Self:
        """Returns when the server answers."""
        self._engine.start()
        return self

    def wait(self) -> None:
        """Returns never, or raises ServerError when the server ended by itself."""
        self._engine.wait()

    def stop(self) -> None:
        """Stops the server; stopping it twice is no error."""
        self._engine.stop()

    async def __aenter__(self) -> Self:
        return await asyncio.to_thread(self.start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.stop)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
