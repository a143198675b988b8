"""Runtime expressions of links and callbacks, looked up in one exchange."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.expressions import Subject, Unknown, evaluate, value_of

_REQUEST = SentRequest(
    "POST",
    "http://me:1/things/7?q=first&q=a%20b",
    {"X-There": "yes", "Content-Type": "application/x-www-form-urlencoded"},
    b"url=http%3A%2F%2Fh",
)
_ANSWER = Answer(
    202,
    {"location": ("/l",), "content-type": ("application/json",)},
    b'{"a": [{"b/c": 1.5}], "n": null, "o": {}, "yes": true}',
)
_SUBJECT = Subject(Exchange(_REQUEST, _ANSWER), {"id": "7"})


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("$url", "http://me:1/things/7?q=first&q=a%20b"),
        ("{$method}-{$statusCode}", "POST-202"),
        ("$request.query.q", "a b"),
        ("$request.path.id", "7"),
        ("{$request.header.x-there}!", "yes!"),
        ("$request.body#/url", "http://h"),
        ("$request.body", "url=http%3A%2F%2Fh"),
        ("$response.body", _ANSWER.body.decode()),
        ("$response.header.Location", "/l"),
        ("$response.body#/a/0/b~1c", "1.5"),
        ("$response.body#/o", "{}"),
        ("{$response.body#/yes}", "true"),
        ("http://x/{id}", "http://x/{id}"),
    ],
)
def test_expressions_look_into_an_exchange(template: str, text: str) -> None:
    assert evaluate(template, _SUBJECT) == text


@pytest.mark.parametrize(
    ("expression", "value"),
    [("$response.body#/a/0", {"b/c": 1.5}), ("$response.body#/yes", True), ("$request.body", {"url": "http://h"}),
     ("$statusCode", 202)],
)  # fmt: skip
def test_values_keep_their_types(expression: str, value: Any) -> None:
    assert value_of(expression, _SUBJECT) == value


@pytest.mark.parametrize(
    "template",
    ["$request.query.z", "$request.path.z", "$request.header.z", "$response.body#/n", "$response.body#/a/x/y", "$odd",
     "$request", "$request.what", "$response.body#/a/9", "$response.body#/a/9999999999999999999999",
     "$response.body#/a/²", "$response.bodyguard"],
)  # fmt: skip
def test_what_is_not_there_is_said(template: str) -> None:
    with pytest.raises(Unknown):
        evaluate(template, _SUBJECT)


@pytest.mark.parametrize("expression", ["$response.body", "$response.body#/a", "$response.header.x", "$statusCode"])
def test_nothing_is_known_of_an_answer_that_did_not_come(expression: str) -> None:
    with pytest.raises(Unknown, match="cannot be told"):
        evaluate(expression, Subject(Exchange(_REQUEST, None)))


def test_a_body_that_is_not_whole_is_not_looked_into() -> None:
    cut = Answer(200, {"content-type": ("application/json",)}, b'{"a": 1}', truncated=True)

    with pytest.raises(Unknown, match="there is no"):
        value_of("$response.body#/a", Subject(Exchange(_REQUEST, cut)))


def test_a_body_that_cannot_be_read_is_said() -> None:
    with pytest.raises(Unknown, match="is not application/json"):
        value_of("$response.body#/a", Subject(Exchange(_REQUEST, Answer(200, {}, b"{"))))


def test_the_host_of_a_request_may_be_no_host() -> None:
    subject = Subject(Exchange(SentRequest("GET", "http://[/things?q=1"), None))

    assert evaluate("$request.query.q", subject) == "1"
