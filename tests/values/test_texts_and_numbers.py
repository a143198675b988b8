"""The makers of single values: texts from expressions, numbers between bounds."""

from __future__ import annotations

from random import Random

import pytest

from specforge.values.patterns import usable
from specforge.values.sampling.numbers import Bounds, generate_number
from specforge.values.sampling.regexgen import generate_matching, matches_pattern


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "abc",
        "^abc$",
        "^a|b$",
        "^[a-f0-9]{24}$",
        r"^\d{3}-\d{2,4}$",
        r"^[\w.+-]+@[\w-]+\.[\w.]{2,}$",
        r"^(?:\+|00)[1-9][0-9]{0,14}$",
        r"^(?<a>x|y)-\1$",
        r"^[^\s/]+/[^\s/]+$",
        r"^\p{Lu}\p{Ll}+$",
        r"^#(?:[0-9a-fA-F]{3}){1,2}$",
        r"^(?=.*[A-Z])(?=.*\d).{8,}$",
        r"^(?!admin)[a-z]+$",
        r"^\u0041\x42\/\$$",
        r"^(\([0-9]{3}\))?[0-9]{3}-[0-9]{4}$",
        r"^[一-龥]{2}$",
        r"^.{5}\n?$",
        r"^(a(b(c)?)?)+$",
        r"^[A-Z]{2}[0-9]{2}(?:[ ]?[0-9]{4}){4}$",
        r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$",
        r"\.(jpg|png)$",
        r"^[\]\\^-]+$",
    ],
)
def test_a_generated_text_matches_its_expression(pattern: str) -> None:
    for seed in range(10):
        text = generate_matching(pattern, Random(seed))

        assert text is not None
        assert matches_pattern(pattern, text)


@pytest.mark.parametrize(("pattern", "low", "high"), [("^a*$", 30, 30), ("^[a-z]+$", 3, 5), ("^x.*$", 500, None)])
def test_lengths_are_kept(pattern: str, low: int, high: int | None) -> None:
    text = generate_matching(pattern, Random(1), low, high)

    assert text is not None
    assert low <= len(text) <= (high or len(text))


@pytest.mark.parametrize("pattern", ["(", "[", "a{2", "(?<a", "[b-", "\\", "(" * 200])
def test_what_is_no_expression_gives_nothing_or_something_valid(pattern: str) -> None:
    text = generate_matching(pattern, Random(1))

    assert text is None or matches_pattern(pattern, text)


def test_an_expression_that_cannot_be_translated_is_given_up() -> None:
    assert usable("[a-") is None
    assert usable(r"^\w+$") == r"^\w+$"


@pytest.mark.parametrize(
    ("bounds", "is_integer"),
    [
        (Bounds(), True),
        (Bounds(low=5, high=5), True),
        (Bounds(above=5, below=7), True),
        (Bounds(low=0.5, high=0.6), False),
        (Bounds(above=0, below=1e-9), False),
        (Bounds(low=10**20), True),
        (Bounds(low=1e300), False),
        (Bounds(high=-3, steps=[7]), True),
        (Bounds(low=1, steps=[0.01, 0.25]), False),
        (Bounds(steps=[1.5]), True),
    ],
)
def test_a_number_lies_within_its_bounds(bounds: Bounds, is_integer: bool) -> None:
    for seed in range(10):
        number = generate_number(bounds, is_integer, Random(seed))

        assert number is not None
        assert bounds.low is None or number >= bounds.low
        assert bounds.high is None or number <= bounds.high
        assert bounds.above is None or number > bounds.above
        assert bounds.below is None or number < bounds.below
        assert not is_integer or number == int(number)


def test_impossible_bounds_give_nothing() -> None:
    assert generate_number(Bounds(above=1, below=2), True, Random(1)) is None
    assert generate_number(Bounds(low=2, high=1), False, Random(1)) is None
