"""Engines: what serves a document over HTTP. Ours is ``embedded``; ``prism`` runs the original."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from specforge.document.model import Document
from specforge.findings.model import Finding
from specforge.mock.settings import Settings
from specforge.registry import Registry, like_files

Say = Callable[[str], None]
"""Tells the user one line, such as a request that was answered or a document that was reloaded."""


def say_nothing(line: str) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be served. ``reload`` reads the document again from where it came, None where that is impossible.

    Several documents are ``mounts``; ``document`` is the first of them then.
    """

    document: Document
    reload: Callable[[], Document] | None = None
    mounts: tuple[Mount, ...] = ()


@dataclass(frozen=True, slots=True)
class Mount:
    """A document among others: what it is called, the prefix of its paths (``/billing``), and how it answers where that
    is different."""

    name: str
    prefix: str
    target: Target
    settings: Settings | None = None


class Engine(Protocol):
    """The life of a server: ``start`` returns when it answers, ``wait`` when it has ended, ``stop`` ends it.

    ``start`` raises ServerError when the server cannot be started, ``wait`` when it ended by itself. ``stop`` may be
    called at any time and more than once; starting what runs already changes nothing.
    """

    @property
    def url(self) -> str:
        """Where it listens, known once it has started: ``http://127.0.0.1:4010``."""

    @property
    def findings(self) -> list[Finding]:
        """What was wrong with the traffic of a proxy until now; nothing where it is not looked at."""

    def start(self) -> None: ...

    def wait(self) -> None: ...

    def stop(self) -> None: ...


EngineFactory = Callable[[Target, Settings, Say], Engine]

ENGINES: Registry[EngineFactory] = Registry(
    "mock engine", package="specforge.mock.engines", group="specforge.mock_engines", modules=like_files
)
