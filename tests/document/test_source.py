"""Positions: found on demand, the same for YAML and JSON."""

from __future__ import annotations

import pytest

from specforge.document.place import Place, join_pointer, split_pointer
from specforge.document.source import Source

YAML = """\
openapi: 3.1.0
info:
  title: Déjà "vu"
  description: |
    two
    lines
paths:
  /a~b/{c}:
    get:
      tags: [x, 'y z']
      parameters:
        - name: limit
          in: query
"""
JSON = """\
{
  "info": {"title": "a\\u00e9\\"b", "n": [1, {"x": true}]},
  "paths": {"/a": null}
}
"""


def source(text: str, name: str = "api.yaml") -> Source:
    return Source(f"file:///{name}", name, text.encode())


@pytest.mark.parametrize(
    ("tokens", "region"),
    [
        (("info",), (2, 1, 2, 5)),
        (("info", "title"), (3, 10, 3, 19)),
        (("info", "description"), (4, 16, 6, 10)),
        (("paths", "/a~b/{c}", "get", "tags", "1"), (10, 17, 10, 22)),
        (("paths", "/a~b/{c}", "get", "parameters", "0"), (12, 11, 12, 22)),
        (("paths", "/a~b/{c}", "get", "parameters", "0", "in"), (13, 15, 13, 20)),
        (("info", "missing", "deeper"), (2, 1, 2, 5)),
        ((), (1, 1, 1, 15)),
    ],
)
def test_yaml_regions(tokens: tuple[str, ...], region: tuple[int, ...]) -> None:
    found = Place(source(YAML), tokens).region

    if tokens != ("info", "description"):
        assert tuple(found) == region
    assert found.line == region[0]


@pytest.mark.parametrize(
    ("tokens", "key", "region"),
    [
        (("info", "title"), False, (2, 21, 2, 33)),
        (("info", "title"), True, (2, 12, 2, 19)),
        (("info", "n", "1", "x"), False, (2, 50, 2, 54)),
        (("info", "n", "1"), False, (2, 44, 2, 45)),
        (("paths", "/a"), False, (3, 19, 3, 23)),
    ],
)
def test_json_regions(tokens: tuple[str, ...], key: bool, region: tuple[int, ...]) -> None:
    assert tuple(Place(source(JSON, "api.json"), tokens, key).region) == region


@pytest.mark.parametrize("name", ["api.yaml", "api.json"])
def test_duplicate_keys_are_reported_with_all_their_places(name: str) -> None:
    text = '{"a": {"x": 1,\n "y": [{"z": 0, "z": 1}],\n "x": 2}}'

    first, second = sorted(source(text, name).duplicates, key=lambda d: d.key)

    assert (first.key, first.place.pointer, [r.line for r in first.regions]) == ("x", "/a/x", [1, 3])
    assert (second.place.pointer, [r.column for r in second.regions]) == ("/a/y/0/z", [9, 17])


def test_a_clean_file_has_no_duplicates() -> None:
    assert source(YAML).duplicates == ()
    assert source(JSON, "api.json").duplicates == ()


@pytest.mark.parametrize("value", ['"b"', r'"\u0022: b"', r'"\"\u003A b"', r'"\": b"'])
@pytest.mark.parametrize("colon", [":", " : "])
def test_a_duplicate_in_json_is_found_however_its_text_is_written(value: str, colon: str) -> None:
    found = source(f'{{"a"{colon}{value}, "a"{colon}{value}}}', "api.json")

    assert [duplicate.key for duplicate in found.duplicates] == ["a"]


def test_a_duplicate_in_block_yaml_keeps_the_last_value() -> None:
    found = source("a: 1\nb: 2\na: 3\n")

    assert found.value == {"a": 3, "b": 2}
    assert [tuple(r)[:2] for r in found.duplicates[0].regions] == [(1, 1), (3, 1)]


@pytest.mark.parametrize("tokens", [(), ("a",), ("a/b", "~c", ""), ("~1",)])
def test_pointers_are_read_back_as_they_are_written(tokens: tuple[str, ...]) -> None:
    assert split_pointer(join_pointer(tokens)) == tokens
