"""Whether a server that speaks TLS can be trusted, asked before anything is sent to it."""

from __future__ import annotations

import os
import socket
import ssl
from pathlib import Path

import certifi

from specforge.errors import ServerError


def own() -> str | None:
    """The file or folder with the certificates that the user trusts, by the variables that requests and curl know."""
    return os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")


def shake_hands(connection: socket.socket, host: str, name: str) -> None:
    """Begins TLS and hangs up. Raises ServerError for a certificate that is not trusted, and where nobody speaks TLS;
    ``name`` is what people call the server."""
    trusted = own() or certifi.where()
    try:
        is_folder = Path(trusted).is_dir()
        context = ssl.create_default_context(
            cafile=None if is_folder else trusted, capath=trusted if is_folder else None
        )
        context.wrap_socket(connection, server_hostname=host).close()
    except ssl.SSLCertVerificationError as problem:
        help = "set REQUESTS_CA_BUNDLE to the file with the certificates that you trust"
        raise ServerError(f"the certificate of {name} is not trusted: {problem.verify_message}", help=help) from problem
    except ssl.SSLError as problem:
        message = f"{name} does not speak TLS: {problem.reason or problem}"
        raise ServerError(message, help="is it to be reached by http://?") from problem
