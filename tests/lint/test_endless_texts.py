"""Expressions that take long, and the texts that would make them take for ever."""

from __future__ import annotations

import json
import time

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint

# Exponential for a naive engine, the square of the length for a good one, and one that no standard knows.
PATTERNS = ["^(a+)+$", "^(a|aa)+$", "(a*)*b", "(?=(a+)+$)b", "a{1,99999}{1,99999}", "(.*a){25}"]


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("length", [40, 100_000])
def test_no_expression_keeps_the_linter_busy(pattern: str, length: int) -> None:
    value = "a" * length + "!"
    schema = {"type": "string", "pattern": pattern, "example": value, "default": value, "enum": [value]}
    document = {
        "openapi": "3.0.4",
        "info": {"title": "T", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema, "B": {"type": "object", "example": {value: 1}}}},
    }
    start = time.process_time()

    lint(load_text(json.dumps(document), "openapi.json"))

    assert time.process_time() - start < 10
