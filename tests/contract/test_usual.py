"""Requests that were answered well, and things that are made anew with them."""

from __future__ import annotations

import pytest

from specforge.contract.refine.usual import Usual
from specforge.document.load import load_text
from specforge.findings.exchange import Answer, Exchange, SentRequest

DOCUMENT = load_text(
    """\
openapi: 3.0.3
info: {title: Shelves, version: '1'}
paths:
  /shelves/{shelf}:
    put: {responses: {'200': {description: kept}}}
  /shelves/{shelf}/books:
    delete: {responses: {'204': {description: gone}}}
  /shelves/{shelf}/books/{book}:
    put: {responses: {'200': {description: kept}}}
    get: {responses: {'200': {description: fine}}}
"""
)
PUT_SHELF, _, PUT_BOOK, GET_BOOK = DOCUMENT.operations


def _usual() -> Usual:
    usual = Usual(DOCUMENT.operations)
    usual.learn(PUT_SHELF.label, Exchange(SentRequest("PUT", "http://x/v1/shelves/a?b=1"), Answer(200)))
    usual.learn(PUT_BOOK.label, Exchange(SentRequest("PUT", "http://x/v1/shelves/a/books/b"), Answer(201)))
    return usual


@pytest.mark.parametrize(
    ("url", "there", "expected"),
    [
        ("http://x/v1/shelves/n/books/m?c=2", "/v1/shelves/n", ["/v1/shelves/n/books/m"]),
        ("http://x/v1/shelves/n/books/m", "", ["/v1/shelves/n", "/v1/shelves/n/books/m"]),
        ("http://x/v1/shelves/n/books", "", ["/v1/shelves/n"]),
        ("http://x/v1/readers/n", "", []),
    ],
)
def test_no_more_is_made_than_is_missing(url: str, there: str, expected: list[str]) -> None:
    known = {there, ""}

    def ask(request: SentRequest) -> Answer:
        """Books need a shelf."""
        if "/books/" in request.path and request.path.partition("/books")[0] not in known:
            return Answer(404)
        known.add(request.path)
        return Answer(201)

    made = _usual().made(SentRequest("GET", url), ask)

    assert [step.request.path for step in made] == expected
    assert {step.request.method for step in made} <= {"PUT"}


def test_what_was_accepted_is_better_than_what_is_small() -> None:
    usual = _usual()
    for url, status in (("http://x/1", 404), ("http://x/22", 400), ("http://x/333", 200), ("http://x/4444", 200)):
        usual.learn(GET_BOOK.label, Exchange(SentRequest("GET", url), Answer(status)))

    known = usual.of(GET_BOOK, is_accepted=True)

    assert known is not None and known.request.url == "http://x/333"


def test_what_data_is_refused_with_says_nothing_usual() -> None:
    usual = Usual(DOCUMENT.operations)
    for status in (400, 422, 302, 500):
        usual.learn(GET_BOOK.label, Exchange(SentRequest("GET", "http://x/1"), Answer(status)))
    assert usual.of(GET_BOOK) is None

    usual.learn(GET_BOOK.label, Exchange(SentRequest("GET", "http://x/1"), Answer(404)))
    assert usual.of(GET_BOOK) is not None
    assert usual.of(GET_BOOK, is_accepted=True) is None
