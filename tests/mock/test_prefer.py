"""What a client may prefer, and how it says so."""

from __future__ import annotations

import pytest

from specforge.mock.message import Request
from specforge.mock.prefer import Preferences, default_preferences, parse_prefer, read_preferences
from specforge.mock.problem import Problem
from specforge.mock.settings import Settings

DEFAULTS = Preferences()


@pytest.mark.parametrize(
    ("header", "preferences"),
    [
        ("code=404", {"code": "404"}),
        ("code=200, example=dog", {"code": "200", "example": "dog"}),
        ('example="a, b; c"', {"example": "a, b; c"}),
        ("Dynamic", {"dynamic": "true"}),
        ("code=200;foo=1, code=201", {"code": "200"}),
        ("", {"": "true"}),
    ],
)
def test_prefer_header_is_split_outside_quotes_and_the_first_wins(header: str, preferences: dict[str, str]) -> None:
    assert parse_prefer(header) == preferences


def test_query_twins_say_the_same_as_the_header() -> None:
    by_header = Request("GET", "/", headers={"prefer": "code=404, example=dog, dynamic=true"})
    by_query = Request("GET", "/", "__code=404&__example=dog&__dynamic=true")

    assert (
        read_preferences(by_header, DEFAULTS) == read_preferences(by_query, DEFAULTS) == Preferences(404, "dog", True)
    )


def test_header_switches_the_query_twins_off() -> None:
    request = Request("GET", "/", "__code=500", {"prefer": "example=dog"})

    assert read_preferences(request, DEFAULTS) == Preferences(example="dog")


def test_settings_are_the_default_and_can_be_overruled() -> None:
    defaults = default_preferences(Settings(dynamic=True, seed=7))

    assert read_preferences(Request("GET", "/"), defaults) == Preferences(dynamic=True, seed="7")
    assert read_preferences(Request("GET", "/", "__dynamic=false"), defaults) == Preferences(seed="7")


@pytest.mark.parametrize("query", ["__code=2x", "__code=20000", "__code=true", "__dynamic=maybe", "__code="])
def test_what_cannot_be_read_is_a_problem(query: str) -> None:
    with pytest.raises(Problem) as caught:
        read_preferences(Request("GET", "/", query), DEFAULTS)

    assert caught.value.status == 422


def test_a_long_header_full_of_quotes_is_read_at_once() -> None:
    assert parse_prefer("code=404, x=" + ',"' * 100_000)["code"] == "404"
