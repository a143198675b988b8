"""Interim responses (1xx): the answer comes after them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from specforge.contract.run import run
from specforge.contract.settings import Settings
from specforge.contract.target import UrlTarget
from specforge.document.load import load_text

DOCUMENT = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {/a: {get: {responses: {"STATUS": {description: a}}}}}
"""
ALLOWED = b"HTTP/1.1 405 No\r\nAllow: GET\r\nContent-Length: 0\r\n\r\n"


def _converse(connection: socket.socket, answer: bytes) -> None:
    with connection, connection.makefile("rb") as lines:
        while line := lines.readline():
            method = line.partition(b" ")[0]
            while lines.readline().strip():
                pass
            connection.sendall(answer if method == b"GET" else ALLOWED)


@contextmanager
def serving(answer: bytes) -> Iterator[str]:
    """A server that answers GET with these bytes."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threading.Thread(target=_converse, args=(connection, answer), daemon=True).start()

        threading.Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("phase", ["probes", "coverage"])
@pytest.mark.parametrize(
    ("status", "head", "rules"),
    [
        ("200", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 200 OK", []),
        ("101", "HTTP/1.1 101 Switching Protocols", []),
        ("200", "HTTP/1.1 101 Switching Protocols", ["contract/status-code"]),
    ],
)
def test_interim_responses(status: str, head: str, rules: list[str], phase: str) -> None:
    with serving(f"{head}\r\nContent-Length: 0\r\n\r\n".encode()) as url:
        result = run(load_text(DOCUMENT.replace("STATUS", status)), UrlTarget(url), Settings(phases=(phase,)))

    assert [finding.rule for finding in result.findings] == rules
    assert result.stopped == "completed"
