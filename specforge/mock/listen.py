"""Sockets to listen on, and plain words for why one cannot be had."""

from __future__ import annotations

import errno
import socket

from specforge.errors import ServerError

_REASONS = {
    errno.EADDRINUSE: ("port {port} is already in use", "stop what uses it, choose another with -p, or -p 0 for any"),
    errno.EACCES: ("port {port} needs more rights than you have", "choose one above 1023 with -p"),
    errno.EADDRNOTAVAIL: ("{host} is no address of this machine", "choose another with --host"),
}


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to an address; port 0 takes a free one. Raises ServerError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "that is no host name"
        raise ServerError(f"{host} is no address to listen on: {reason}", help="choose another with --host") from error
    bound = socket.socket(family, kind, protocol)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        # Only listening makes sure that nobody else does: two sockets may be bound with SO_REUSEADDR.
        bound.listen(2048)
    except OSError as error:
        bound.close()
        raise _refused(host, port, error) from error
    bound.set_inheritable(True)
    return bound


def _refused(host: str, port: int, error: OSError) -> ServerError:
    message, help = _REASONS.get(error.errno or 0, (f"cannot listen on {host}:{port}: {error.strerror}", None))
    return ServerError(message.format(host=host, port=port), help=help)


def url_of(bound: socket.socket, scheme: str = "http") -> str:
    """The address of a bound socket as a URL that a client on this machine can use."""
    host, port = bound.getsockname()[:2]
    return f"{scheme}://{url_host(host)}:{port}"


def url_host(host: str) -> str:
    """The host part of a URL: ``0.0.0.0`` listens everywhere but nobody can be sent there."""
    named = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{named}]" if ":" in named else named
