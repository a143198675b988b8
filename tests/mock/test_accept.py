"""Negotiation of media types."""

from __future__ import annotations

import pytest

from specforge.mock.accept import best_offer

JSON, XML, TEXT, VENDOR = "application/json", "application/xml", "text/plain", "application/vnd.api+json"


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        ("*/*", [TEXT, JSON], TEXT),
        ("application/xml, application/json", [JSON, XML], XML),
        ("application/json;q=0.8, application/xml;q=0.9", [JSON, XML], XML),
        ("application/*", [TEXT, JSON], JSON),
        ("application/json;q=0, */*", [JSON, TEXT], TEXT),
        ("text/*;q=0.5, text/plain", [TEXT], TEXT),
        ("application/vnd.api+json; version=1", [VENDOR], VENDOR),
        ("application/json; charset=utf-8", [JSON], JSON),
        ("APPLICATION/JSON", [JSON], JSON),
        ("image/png", ["image/*"], "image/*"),
        ("application/json", ["*/*"], "*/*"),
        ("application/json", [XML, TEXT], None),
        ("text/html, *; q=.2", [JSON], JSON),
        ("nonsense", [JSON], None),
        ("application/json;q=huge", [JSON], None),
        ('text/plain;a="x,y", application/json;q=0.1', [JSON], JSON),
    ],
)
def test_best_offer(accept: str, offered: list[str], chosen: str | None) -> None:
    best = best_offer(accept, offered)

    assert (None if best is None else offered[best]) == chosen


@pytest.mark.parametrize("junk", [',"', ';"', 'a/b;",'])
def test_a_long_header_full_of_quotes_is_read_at_once(junk: str) -> None:
    assert best_offer(junk * 100_000, [JSON]) is None
