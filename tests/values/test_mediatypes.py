"""Media types: reading, matching, negotiating."""

from __future__ import annotations

import pytest

from specforge.values.mediatypes import (
    best_match,
    find_content,
    is_form,
    is_json,
    is_json_sequence,
    is_multipart,
    is_text,
    is_xml,
    matches,
    parse_accept,
    parse_media_type,
)


@pytest.mark.parametrize(
    ("text", "shown", "charset"),
    [
        ("application/json", "application/json", "utf-8"),
        ("Text/HTML; Charset=ISO-8859-1", "text/html; charset=ISO-8859-1", "ISO-8859-1"),
        ('multipart/form-data; boundary="a b;c"', 'multipart/form-data; boundary="a b;c"', "utf-8"),
        (r'a/b; x="q\"q"', r'a/b; x="q\"q"', "utf-8"),
        ("text/plain; broken; charset=utf-16", "text/plain; charset=utf-16", "utf-16"),
        ("*/*", "*/*", "utf-8"),
    ],
)
def test_a_media_type_is_read(text: str, shown: str, charset: str) -> None:
    name = parse_media_type(text)

    assert name is not None
    assert str(name) == shown
    assert name.charset == charset


@pytest.mark.parametrize("text", [None, "", "json", "/", "a/", "text/ plain", "ä/b"])
def test_what_is_none_is_none(text: str | None) -> None:
    assert parse_media_type(text) is None
    assert not is_json(text)


@pytest.mark.parametrize(
    ("range_", "name", "expected"),
    [
        ("*/*", "a/b", True),
        ("text/*", "text/plain", True),
        ("text/*", "image/png", False),
        ("text/plain", "text/plain; charset=utf-8", True),
        ("text/plain; version=1", "text/plain", False),
        ("text/plain; version=1", "text/plain; Version=1", True),
        ("application/json", "application/problem+json", False),
    ],
)
def test_a_range_covers_what_it_says(range_: str, name: str, expected: bool) -> None:
    assert matches(range_, name) is expected


@pytest.mark.parametrize(
    ("accept", "offered", "expected"),
    [
        (None, ["a/a", "b/b"], "a/a"),
        ("", ["a/a"], "a/a"),
        ("*/*", ["a/a", "b/b"], "a/a"),
        ("*", ["a/a"], "a/a"),
        ("b/b", ["a/a", "b/b"], "b/b"),
        ("a/a;q=0.5, b/b", ["a/a", "b/b"], "b/b"),
        ("a/a;q=0, */*", ["a/a", "b/b"], "b/b"),
        ("a/*;q=0.2, a/a;q=0.9, b/b;q=0.5", ["b/b", "a/a", "a/c"], "a/a"),
        ("text/html,application/xml;q=0.9,application/json;q=0.8", ["application/json"], "application/json"),
        ("c/c", ["a/a"], None),
        ("a/a;q=0", ["a/a"], None),
        ("image/png", ["image/*"], "image/*"),
        ("application/json; charset=utf-8", ["application/json"], "application/json"),
        ("application/json", ["application/json; charset=utf-8"], "application/json; charset=utf-8"),
        ("nonsense, a/a", ["a/a"], "a/a"),
        ("a/a;q=wrong", ["a/a"], "a/a"),
    ],
)
def test_the_client_gets_what_it_prefers(accept: str | None, offered: list[str], expected: str | None) -> None:
    assert best_match(accept, offered) == expected


def test_commas_inside_quotes_separate_nothing() -> None:
    assert len(parse_accept('a/a; x="1,2", b/b')) == 2


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("text/plain; charset=utf-8", "text/plain"),
        ("text/html", "text/*"),
        ("application/json", "*/*"),
        (None, None),
    ],
)
def test_the_most_specific_key_describes_a_body(content_type: str | None, expected: str | None) -> None:
    assert find_content(["*/*", "text/*", "text/plain"], content_type) == expected


def test_kinds_are_recognised() -> None:
    assert all(map(is_json, ["application/json", "application/problem+json", "text/json"]))
    assert all(map(is_xml, ["text/xml", "application/atom+xml"]))
    assert all(map(is_json_sequence, ["application/jsonl", "application/x-ndjson", "application/json-seq"]))
    assert all(map(is_text, ["text/csv", "application/yaml", "application/xml"]))
    assert is_form("application/x-www-form-urlencoded; charset=utf-8")
    assert is_multipart("multipart/mixed")
    assert not any(map(is_text, ["image/png", "application/octet-stream", None]))
