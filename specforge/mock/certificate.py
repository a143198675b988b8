"""A certificate for a few hours, signed by an authority that nobody knows yet. Loaded for ``--tls`` only."""

from __future__ import annotations

import socket
from pathlib import Path

import trustme


def make(host: str, folder: Path) -> tuple[Path, Path, Path]:
    """Writes the certificate, its key, and the certificate of the authority as PEM files into ``folder``."""
    authority = trustme.CA(organization_name="specforge mock")
    names = dict.fromkeys(("localhost", "127.0.0.1", "::1", *_own_names(host)))
    issued = authority.issue_cert(*names)
    chain, key, root = (folder / name for name in ("certificate.pem", "key.pem", "authority.pem"))
    for blob in issued.cert_chain_pems:
        blob.write_to_path(chain, append=True)
    issued.private_key_pem.write_to_path(key)
    authority.cert_pem.write_to_path(root)
    return chain, key, root


def _own_names(host: str) -> list[str]:
    """What this machine may be called by those who reach it under ``host``."""
    if host in ("0.0.0.0", "::"):
        name = socket.gethostname()
        return [name] if name.isascii() and name else []
    return [host] if host.isascii() else []
