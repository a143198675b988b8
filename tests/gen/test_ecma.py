"""Expressions of ECMA-262 in the words of the two engines that models use."""

from __future__ import annotations

import re

import pytest

from specforge.gen.ecma import is_native, native_pattern, python_pattern


class TestPython:
    """What ``re.search`` must read so that it finds the same."""

    @pytest.mark.parametrize(
        ("pattern", "matching", "other"),
        [
            (r"^\d$", ["1"], ["\u0967", "1\n"]),
            (r"^[^]$", ["\n"], ["", "ab"]),
            (r"^[]$", [], ["", "a"]),
            (r"^\cA$", ["\x01"], ["cA"]),
            (r"^\u{1F600}\uD83D\uDE00$", ["\U0001f600\U0001f600"], ["u"]),
            (r"^(?<x>a|b)\k<x>$", ["aa", "bb"], ["ab"]),
            (r"^(?<=^)a(?!b)$", ["a"], ["ab"]),
            (r"^[\w-]+$", ["a-1"], ["ä"]),
            (r"^[\s\S]$", ["\n", "ä"], [""]),
            (r"^\p{Lu}$", ["Ä"], ["ä"]),
            (r"^[^\P{L}]$", ["ä"], ["1"]),
            (r"^x{,2}$", ["x{,2}"], ["x", "xx"]),
            (r"^[[a&&b]$", ["[", "&"], ["c"]),
            (r"\bfoo\b", ["a foo"], ["foobar"]),
            (r"^a.$", ["ab"], ["a\u2028", "a\n"]),
            (r"a\/b", ["a/b"], ["ab"]),
        ],
    )
    def test_finds_what_the_contract_means(self, pattern: str, matching: list[str], other: list[str]) -> None:
        translated = python_pattern(pattern)

        assert translated is not None
        assert [text for text in matching if not re.search(translated, text)] == []
        assert [text for text in other if re.search(translated, text)] == []

    @pytest.mark.parametrize("pattern", ["(", "[a", "\\", r"\p{Unheard}", "a**", r"\u{FFFFFF}"])
    def test_what_is_no_expression_has_no_equal(self, pattern: str) -> None:
        assert python_pattern(pattern) is None


class TestNative:
    """What pydantic's engine reads as ECMA-262 does."""

    @pytest.mark.parametrize("pattern", ["^[a-z]+$", r"^\p{L}*$", "a.b", r"\.json$", "^(a|b){1,3}$"])
    def test_most_expressions_stay_as_they_are(self, pattern: str) -> None:
        assert is_native(pattern)
        assert native_pattern(pattern) == pattern

    @pytest.mark.parametrize("pattern", [r"^\d+$", "(?=a)", "(?<!a)b", r"(a)\1", "[a-z&&b]", "[^]"])
    def test_others_do_not(self, pattern: str) -> None:
        assert not is_native(pattern)

    def test_classes_are_spelled_out(self) -> None:
        assert native_pattern(r"^[\p{L}\d]\b") == r"^[\p{L}[0-9]](?-u:\b)"
        assert native_pattern("(?=a)") is None
