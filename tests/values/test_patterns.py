"""Expressions of authors, made fit for the validator or left out."""

from __future__ import annotations

import pytest

from specforge.values.patterns import usable


@pytest.mark.parametrize("pattern", ["a{1,99999}{1,99999}", "[a-z]{2}{3,}", "(a|b){2}{2}"])
def test_a_repetition_of_a_repetition_is_left_out(pattern: str) -> None:
    assert usable(pattern) is None


@pytest.mark.parametrize("pattern", [r"\{2}{3}", "a{1,9}", "(a{1,9}){1,9}", "^(a+)+$"])
def test_what_ecma_262_takes_stays(pattern: str) -> None:
    assert usable(pattern) == pattern
