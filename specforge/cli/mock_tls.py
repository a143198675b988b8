"""The options of ``specforge mock`` for what goes over the wire."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from specforge.config.sections import MockSection
from specforge.errors import UsageError
from specforge.mock.settings import TlsSettings

_FILE = click.Path(dir_okay=False, path_type=Path)

TLS_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    click.option("--tls", is_flag=True, default=None, help="Speak HTTPS, with a certificate made for this run."),
    click.option("--tls-cert", type=_FILE, metavar="FILE", help="Speak HTTPS with this certificate (PEM)."),
    click.option("--tls-key", type=_FILE, metavar="FILE", help="Its key (PEM), where it is another file."),
    click.option("--http2", is_flag=True, default=None, help="Speak HTTP/2, too: needs specforge[http2]."),
)


def tls_settings(section: MockSection) -> TlsSettings | None:
    """What is to be spoken. Raises UsageError for a key without a certificate."""
    if section.tls_key is not None and section.tls_cert is None:
        raise UsageError("--tls-key without --tls-cert", help="name the certificate that the key belongs to")
    if not section.tls and section.tls_cert is None:
        return None
    return TlsSettings(section.tls_cert, section.tls_key)
