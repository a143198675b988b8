"""The rule `parser`: keys that YAML does not read as text."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings


def keys(text: str) -> list[str]:
    document = load_text(f"openapi: 3.1.1\n{text}\n")
    return [f.message.split("`")[1] for f in lint(document, LintSettings(select=("parser",)))]


@pytest.mark.parametrize("key", ["200", "1.5", "-1", "0x1F", "~", "null", "True", "FALSE"])
@pytest.mark.parametrize("text", ["x-a:\n  KEY: 1", "x-a: {b: 1, KEY: 2}", "x-a:\n  - KEY:\n      c: 1", "KEY: {a: 1}"])
def test_a_key_that_is_no_text_is_found(text: str, key: str) -> None:
    expected = [] if key == "0x1F" else [key]  # ends like a word: nobody names a status so

    assert keys(text.replace("KEY", key)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "x-a: {\"200\": 1, '404': 2, 4XX: 3, v1: 4, a-1: 5, yes: 6, 2020-01-01: 7}",
        "x-a: |\n  200: a text\n  null: too",
        'x-a: "\n  200: a text"',
        "x-a: [200, null]",
    ],
)
def test_text_is_none(text: str) -> None:
    assert keys(text) == []


def test_one_long_line_takes_no_long_time() -> None:
    assert keys("x-a: {" + ", ".join(f"a{n}: b" for n in range(20000)) + "}") == []
