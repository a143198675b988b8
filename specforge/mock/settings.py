"""Settings: how the mock behaves and where it listens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Prism's limit.
MAX_BODY = 10 * 1024 * 1024
# The statuses of an upstream server in whose place Prism answers: what is not implemented yet.
REMOCK = (501,)
UPSTREAM_TIMEOUT = 30.0


@dataclass(frozen=True, slots=True)
class ProxySettings:
    """How a proxy works. ``url`` is the upstream server; the mock answers where that one answers with a status of
    ``remock``. ``via`` is the URL of an HTTP proxy on the way to it, ``timeout`` is in seconds, and ``insecure``
    accepts any certificate."""

    url: str
    remock: tuple[int, ...] = REMOCK
    validate_request: bool = True
    via: str | None = None
    timeout: float = UPSTREAM_TIMEOUT
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """PEM files of a certificate and its key (which may be one file); without them a certificate is made."""

    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen; the defaults are Prism's.

    ``seed`` makes invented values repeatable: the same seed gives the same body for the same request, whatever was
    asked before. Without one, values that stand in for missing examples are still always the same; ``dynamic`` ones
    vary. ``log`` is how requests are shown: ``text``, ``json`` or ``none``.
    ``http2`` serves HTTP/2 beside HTTP/1.1.
    ``faults`` is a plan of what is to go wrong, in the shape of ``specforge.mock.faults.schema``;
    ``scenarios`` is a file in the shape of ``specforge.mock.scenarios.schema``.
    With ``proxy`` another server answers, and both what it is sent and what it answers is checked. ``record`` is an
    HTTP archive to be written, with secrets where ``record_secrets`` says so, and ``replay`` one to be answered from.
    ``stateful`` keeps what clients create, change and delete; ``state_file`` is where that is read from at the
    start and written to at the end.
    """

    host: str = "127.0.0.1"
    port: int = 4010
    workers: int = 1
    dynamic: bool = False
    seed: int | None = None
    errors: bool = False
    cors: bool = True
    fill_properties: bool = True
    ignore_examples: bool = False
    watch: bool = False
    log: str = "none"
    tls: TlsSettings | None = None
    http2: bool = False
    max_body: int = MAX_BODY
    start_timeout: float = 30.0
    faults: Mapping[str, Any] = field(default_factory=dict)
    scenarios: Path | None = None
    proxy: ProxySettings | None = None
    record: Path | None = None
    record_secrets: bool = False
    replay: Path | None = None
    stateful: bool = False
    state_file: Path | None = None
