"""A number and what it counts."""

from __future__ import annotations

import pytest

from specforge.counting import counted
from specforge.findings.model import Severity


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (counted(1, "finding"), "1 finding"),
        (counted(0, "finding"), "0 findings"),
        (counted(2, "breach", "breaches"), "2 breaches"),
        (Severity.WARNING.counted(1), "1 warning"),
        (Severity.INFO.counted(2), "2 info"),
    ],
)
def test_one_is_no_plural(told: str, expected: str) -> None:
    assert told == expected
