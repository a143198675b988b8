"""Names: identifiers from anything."""

from __future__ import annotations

import keyword

import pytest

from specforge.gen.naming import MAX_LENGTH, Names, class_name, snake_name, words

HOSTILE = [
    "",
    " ",
    "😀",
    "2fast",
    "class",
    "None",
    "__import__('os').system('x')",
    "a\nb",
    "x" * 300,
    "日本語",
    "ﬁ",
    "²",
    "٣abc",
    "\ud800",
    "a\u202eb",
    "self",
    "_private",
    "def y(): pass",
]


class TestAnyText:
    """Whatever an author writes becomes an identifier that is no keyword and not too long for a file name."""

    @pytest.mark.parametrize("text", HOSTILE)
    @pytest.mark.parametrize("make", [snake_name, class_name])
    def test_becomes_an_identifier(self, text: str, make: object) -> None:
        name = make(text)  # type: ignore[operator]

        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert len(name) <= MAX_LENGTH + len("value")

    def test_names_are_folded_as_python_folds_identifiers(self) -> None:
        assert snake_name("ﬁeld") == "field"


class TestSnakeNames:
    """Words are found at capitals, digits and punctuation."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("getHTTPUser", "get_http_user"),
            ("X-Rate-Limit", "x_rate_limit"),
            ("listBooks", "list_books"),
            ("GET /users/{id}", "get_users_id"),
            ("class", "class_"),
            ("id", "id_"),
            ("filter[name]", "filter_name"),
        ],
    )
    def test_of_common_spellings(self, text: str, name: str) -> None:
        assert snake_name(text) == name

    def test_words_of_nothing_are_none(self) -> None:
        assert words("--- ") == []


class TestClassNames:
    """Words are joined; capitals inside them stay."""

    @pytest.mark.parametrize(
        ("text", "name"),
        [("user_profile", "UserProfile"), ("HTTPError", "HTTPError"), ("fooBar", "FooBar"), ("a.b.C", "ABC")],
    )
    def test_of_common_spellings(self, text: str, name: str) -> None:
        assert class_name(text) == name

    def test_long_names_that_start_alike_stay_apart(self) -> None:
        assert class_name("A" * 100 + "x") != class_name("A" * 100 + "y")


class TestScopes:
    """Every asker gets a name of its own."""

    def test_a_taken_name_gets_a_number(self) -> None:
        names = Names(["body"])

        assert [names.take("body"), names.take("limit"), names.take("limit")] == ["body2", "limit", "limit2"]

    def test_a_number_after_a_digit_is_set_apart(self) -> None:
        names = Names(["x1"])

        assert names.take("x1") == "x1_2"
