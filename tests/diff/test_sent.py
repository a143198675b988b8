"""What the server sends by itself, and responses and media types that stand for several."""

from __future__ import annotations

import pytest

from specforge.diff.engine import compare
from specforge.document.load import load_text

BASE = """openapi: 3.1.0
info: {title: A, version: 1.0.0}
paths:
  /orders:
    post:
      requestBody: {content: {text/plain: {schema: {type: string}}, application/json: {schema: {type: object}}}}
      responses:
        '2XX': {description: Done, content: {application/json: {schema: {type: string}}}}
        '404': {description: None, content: {application/json: {schema: {type: string}}}}
        default: {description: Error, content: {application/json: {schema: {type: string}}}}
      callbacks:
        sent:
          '{$request.query.url}':
            post:
              parameters: [{name: page, in: query, schema: {type: string, maxLength: 3}}]
              requestBody: {required: true, content: {application/json: {schema: {type: object}}}}
              responses: {'200': {description: Thanks}, '204': {description: Thanks}}
"""


def ids(old: str, new: str) -> list[str]:
    return [change.id for change in compare(load_text(BASE), load_text(BASE.replace(old, new)))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("        sent:", "        gone:", ["callback-added", "callback-removed"]),
        ("            post:", "            put:", ["callback-added", "callback-removed"]),
        ("{name: page, in: query, schema: {type: string, maxLength: 3}}", "", ["callback-optional-parameter-removed"]),
        ("maxLength: 3", "maxLength: 4", ["response-property-max-length-increased"]),
        ("requestBody: {required: true, ", "requestBody: {", ["callback-body-became-optional"]),
        (", '204': {description: Thanks}", "", ["callback-answer-removed"]),
        ("'2XX'", "'200'", ["response-success-status-added", "response-status-range-narrowed"]),
        ("'404': {description: None", "'405': {description: None", ["response-non-success-status-added"] * 1
         + ["response-non-success-status-removed"]),
        ("text/plain", "text/*", ["request-body-media-type-added"]),
    ],
)  # fmt: skip
def test_what_is_sent_and_what_stands_for_several(old: str, new: str, expected: list[str]) -> None:
    assert sorted(ids(old, new)) == sorted(expected)


def test_a_status_that_becomes_its_range_is_compared_with_it() -> None:
    found = ids("'2XX': {description: Done, content: {application/json: {schema: {type: string", (
        "'200': {description: Done, content: {application/json: {schema: {type: integer"
    ))  # fmt: skip

    assert "response-body-type-changed" in found
