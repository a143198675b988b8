"""How long the mock thinks about a request, without the network around it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load
from specforge.mock.message import Request
from specforge.mock.pipeline import Pipeline, compile_mock

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


@pytest.mark.benchmark(group="mock start")
def test_compile_the_bookshop(benchmark: Any) -> None:
    pipeline = benchmark(lambda: compile_mock(load(SPECS / "bookshop")))

    assert pipeline.handle(Request("GET", "/v1/books", "limit=1")).status == 200
