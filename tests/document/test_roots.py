"""Which files of a folder are documents."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from specforge.document.roots import find_roots, looks_like_root

LONG = "x" * 200_000


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("openapi: 3.1.1", ".yaml"),
        ("# note\n---\n'openapi' : 3.1.1", ".yaml"),
        ("\ufeffswagger: '2.0'", ".yml"),
        ("{openapi: 3.1.1}", ".yaml"),
        ('{"info": {}, "openapi"\n: "3.1.1"}', ".json"),
        ('{"info": {"a": "}}"}, "openapi": "3.1.1"}', ".json"),
    ],
)
def test_documents(text: str, suffix: str) -> None:
    assert looks_like_root(text.encode(), suffix)


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("type: object\ndescription: an openapi document", ".yaml"),
        ("a:\n  openapi: 3.1.1", ".yaml"),
        ("a: |\n  text\n  openapi: 3.1.1", ".yaml"),
        ('{"dependencies": {"openapi": "3.1.1"}}', ".json"),
        ('{"a": "\\", \\"openapi\\": 1"}', ".json"),
        ('{"a": "openapi"}', ".json"),
        ('["openapi"]', ".json"),
    ],
)
def test_other_files(text: str, suffix: str) -> None:
    assert not looks_like_root(text.encode(), suffix)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.yaml", f"info:\n  description: {LONG}\nopenapi: 3.1.1\n"),
        ("a.json", f'{{"info": {{"description": "{LONG}"}}, "openapi": "3.1.1"}}'),
    ],
)
def test_the_key_may_stand_late(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)

    assert find_roots(tmp_path) == [tmp_path / name]


def test_hostile_text_takes_no_time() -> None:
    start = time.process_time()

    looks_like_root(b'{"x": {"openapi": 1}, "' + b'\\"' * 500_000, ".json")

    assert time.process_time() - start < 2
