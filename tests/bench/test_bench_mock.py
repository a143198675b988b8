"""How long the mock thinks about a request, without the network around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load
from specforge.mock.http import App
from specforge.mock.message import Request
from specforge.mock.pipeline import Pipeline, compile_mock
from specforge.mock.wire.connection import Connection
from specforge.mock.wire.server import Server

SPECS = Path(__file__).parents[2] / "specs"
REQUESTS = {
    "example": Request("GET", "/users", "limit=5"),
    "invalid": Request("GET", "/users", "limit=many"),
    "body": Request(
        "POST",
        "/users",
        headers={"content-type": "application/json"},
        body=b'{"name": "Ada", "email": "ada@mail.example", "nickname": null}',
    ),
}
STATUS = {"example": 200, "invalid": 400, "body": 201}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return compile_mock(load(SPECS / "users"))


@pytest.mark.benchmark(group="mock request")
@pytest.mark.parametrize("name", REQUESTS)
def test_answer(benchmark: Any, pipeline: Pipeline, name: str) -> None:
    reply = benchmark(lambda: pipeline.handle(REQUESTS[name]))

    assert reply.status == STATUS[name]


class _Transport:
    """Where a connection writes to, without a socket."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def get_extra_info(self, name: str) -> Any:
        return None

    def write(self, data: bytes) -> None:
        self.written.append(data)


@pytest.mark.benchmark(group="mock request")
def test_bytes_in_bytes_out(benchmark: Any, pipeline: Pipeline) -> None:
    server = Server(App(pipeline))
    connection, transport = Connection(server), _Transport()
    connection.connection_made(transport)  # type: ignore[arg-type]

    benchmark(lambda: connection.data_received(b"GET /users?limit=5 HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n"))

    assert transport.written[0].startswith(b"HTTP/1.1 200 OK")


@pytest.mark.benchmark(group="mock start")
def test_compile_the_bookshop(benchmark: Any) -> None:
    pipeline = benchmark(lambda: compile_mock(load(SPECS / "bookshop")))

    assert pipeline.handle(Request("GET", "/v1/books", "limit=1")).status == 200
