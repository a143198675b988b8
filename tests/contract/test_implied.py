"""A format that a pattern implies is known from one that says more than the pattern."""

from __future__ import annotations

import pytest

from specforge.contract.engine.implied import is_implied


@pytest.mark.parametrize(
    ("format", "pattern"),
    [("email", r"^[a-z0-9]{1,30}@[a-z0-9]{1,30}\.(com|org)$"), ("uuid", "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")],
)
def test_implied(format: str, pattern: str) -> None:
    assert is_implied(format, pattern)


@pytest.mark.parametrize(
    ("format", "pattern"),
    [("date", r"^\d{4}-\d{2}-\d{2}$"), ("email", "^[a-z]+$"), ("email", "^(?<!x)y(?<!z)$"), ("ipv4", "^[0-9.]{7,15}$")],
)
def test_more_than_the_pattern(format: str, pattern: str) -> None:
    assert not is_implied(format, pattern)
