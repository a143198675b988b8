"""TLS: with a certificate of the user's, or with one that is made for as long as the mock runs."""

from __future__ import annotations

import ssl
import tempfile
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from specforge.callables import load_name
from specforge.errors import ServerError, UsageError
from specforge.mock.settings import TlsSettings

_EXTRA = "pip install 'specforge[tls]', or name a certificate of yours with --tls-cert and --tls-key"


class Files(NamedTuple):
    """PEM files. ``authority`` is who signed a certificate that was made: clients may be told to trust it."""

    certificate: Path
    key: Path
    authority: Path | None = None


class Identity(AbstractContextManager["Identity"]):
    """Who the server says that it is. Files that were made are gone after the ``with`` block. Raises UsageError for
    files that are none, ServerError when no certificate can be made."""

    def __init__(self, settings: TlsSettings, host: str) -> None:
        with ExitStack() as stack:
            if settings.certificate is not None:
                self.files = Files(settings.certificate, settings.key or settings.certificate)
            else:
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="specforge-tls-"))
                self.files = _made(host, Path(folder))
            self.context = _context(self.files)
            self._made = stack.pop_all()

    def __exit__(self, *error: object) -> None:
        self._made.close()


def _made(host: str, folder: Path) -> Files:
    try:
        make = load_name("specforge.mock.certificate:make")
    except ImportError as error:
        raise ServerError("--tls needs a library that makes certificates", help=_EXTRA) from error
    return Files(*make(host, folder))


def _context(files: Files) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["http/1.1"])
    for file in (files.certificate, files.key):
        if not file.is_file():
            raise UsageError(f"no such file: {file}", help="name a certificate and its key in PEM form")
    try:
        context.load_cert_chain(files.certificate, files.key, password=lambda: _locked(files.key))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        pair = f"{files.certificate} with {files.key}" if files.key != files.certificate else files.certificate
        raise UsageError(f"{pair} is no certificate in PEM form with its key: {reason}") from error
    return context


def _locked(key: Path) -> str:
    """OpenSSL would ask the terminal, and a server that nobody watches would wait for ever."""
    raise UsageError(f"the key {key} is encrypted", help=f"openssl pkey -in {key} -out plain.pem makes one that is not")
