"""HTTP archives, whichever tool wrote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specforge.errors import SyntaxProblem, UnreadableError
from specforge.findings.archive import Archive, open_archive, read_archive
from specforge.findings.exchange import Answer, SentRequest

OK = {"status": 200, "headers": [], "content": {"size": 0, "mimeType": ""}}


def archive(*entries: Any) -> Archive:
    return read_archive(json.dumps({"log": {"entries": entries}}).encode(), "t.har")


def only(request: Any, response: Any = None) -> tuple[SentRequest, Answer]:
    asked = {"method": "GET", "url": "http://x/", "headers": [], **request}
    ((number, exchange),) = archive({"request": asked, "response": {**OK, **(response or {})}}).exchanges
    assert number == 1
    assert exchange.answer is not None
    return exchange.request, exchange.answer


def test_an_exchange() -> None:
    sent, answer = only(
        {"method": "post", "url": "http://x/a?b=c", "postData": {"mimeType": "application/json", "text": "{}"}},
        {"status": 201, "content": {"size": 2, "mimeType": "text/plain", "text": "aGk=", "encoding": "base64"}},
    )

    assert sent == SentRequest("POST", "http://x/a?b=c", {"content-type": "application/json"}, b"{}")
    assert answer == Answer(201, {"content-type": ("text/plain",)}, b"hi")


def test_headers_of_http2_and_repeated_ones() -> None:
    named = [(":authority", "x"), ("Accept", "a/b"), ("accept", "c/d"), ("cookie", "a=1"), ("cookie", "b=2")]
    listed = [{"name": name, "value": value} for name, value in named]

    sent, answer = only({"headers": listed}, {"headers": listed})

    assert sent.headers == {"accept": "a/b, c/d", "cookie": "a=1; b=2"}
    assert answer.headers == {"accept": ("a/b", "c/d"), "cookie": ("a=1", "b=2")}


def test_a_form_of_which_only_the_fields_are_there() -> None:
    fields = [{"name": "a b", "value": "&"}]

    sent, _ = only({"postData": {"mimeType": "application/x-www-form-urlencoded", "params": fields}})

    assert sent.body == b"a+b=%26"


@pytest.mark.parametrize("request_", [{"bodySize": 9}, {"postData": {"mimeType": "multipart/form-data", "params": []}}])
def test_a_body_that_was_not_recorded(request_: dict[str, Any]) -> None:
    sent, answer = only(request_, {"content": {"size": 7, "mimeType": "image/png"}})

    assert (sent.truncated, answer.truncated) == (True, True)


@pytest.mark.parametrize(
    "entry",
    [None, 1, [], {}, {"request": {"method": "GET", "url": "http://x/"}}, {"request": {"url": 1}, "response": OK}]
    + [{"request": {"method": "GET", "url": "http://x/"}, "response": {"status": status}} for status in (0, 101, "200")]
    + [{"request": {"method": "GET", "url": "http://[x/"}, "response": OK}],
)
def test_entries_without_an_answer_are_left_out(entry: Any) -> None:
    assert archive(entry) == Archive((), 1)


def test_a_byte_order_mark() -> None:
    assert read_archive(b'\xef\xbb\xbf{"log": {"entries": []}}', "t.har") == Archive((), 0)


@pytest.mark.parametrize(
    ("content", "line"), [(b'{"log":\n [', 2), (b"\xff", 1), (b"", 1), (b"[]", 1), (b'{"log": 1}', 1)]
)
def test_what_is_no_archive(content: bytes, line: int) -> None:
    with pytest.raises(SyntaxProblem) as caught:
        read_archive(content, "t.har")

    assert (caught.value.file, caught.value.line) == ("t.har", line)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        open_archive(tmp_path / "none.har")
