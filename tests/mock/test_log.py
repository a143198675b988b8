"""What the request log says, and that nobody waits for it."""

from __future__ import annotations

import json
import threading

import httpx
import pytest

from specforge.document.load import load_text
from specforge.mock.api import Mock
from specforge.mock.log import FORMATS, Line, RequestLog, as_json, as_text
from specforge.mock.message import Request, reply
from specforge.mock.settings import Settings

_LINE = Line(0.5, "GET", "/pets?limit=x", 422, "GET /pets", 0.00123, 2)


def test_a_line_says_what_was_asked_and_answered() -> None:
    assert as_text(_LINE)[8:] == " GET /pets?limit=x 422 1.23 ms (GET /pets) 2 violations"
    assert as_text(_LINE._replace(operation="", violations=0)).endswith("422 1.23 ms")


def test_a_line_may_be_json() -> None:
    assert json.loads(as_json(_LINE)) == {
        "time": "1970-01-01T00:00:00.500+00:00",
        "method": "GET",
        "target": "/pets?limit=x",
        "status": 422,
        "operation": "GET /pets",
        "ms": 1.23,
        "violations": 2,
    }


@pytest.mark.parametrize("form", FORMATS)
def test_everything_is_written_when_the_mock_stops(pets_text: str, form: str) -> None:
    said: list[str] = []
    with Mock(load_text(pets_text), settings=Settings(port=0, log=form), say=said.append) as mock:
        for path in ("/pets/best", "/pets/x", "/nowhere"):
            httpx.get(f"{mock.url}{path}", trust_env=False)

    lines = "\n".join(said).splitlines()
    assert len(lines) == 3
    assert "/pets/best" in lines[0]
    assert "GET /pets/{id}" in lines[1]


def test_a_log_that_nobody_reads_says_what_it_left_out() -> None:
    free, said = threading.Event(), []

    def say(text: str) -> None:
        free.wait()
        said.append(text)

    log = RequestLog(say)
    for _ in range(100_000):
        log.observe(Request("GET", "/a"), reply(200, []), 0.1)
    free.set()
    log.flush()

    lines = "\n".join(said).splitlines()
    assert lines[-1].endswith("more requests were answered while nobody read the log)")
    assert len(lines) < 50_000
