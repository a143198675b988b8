"""Inline ignores: where they are found, what they mean, and which of them nothing needed."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.document.place import Place
from specforge.findings.ignores import Ignore, ignores_in, matches
from specforge.findings.model import Finding, Severity
from specforge.findings.suppress import suppress


def ignores(text: str) -> list[Ignore]:
    return ignores_in([load_text(text, "api.json" if text.startswith("{") else "api.yaml").root])


def hidden(text: str, *pointers: str, rule: str = "some-rule") -> list[str]:
    """Which of these places are ignored."""
    source = load_text(text).root
    places = [Place(source, tuple(pointer.split("/"))) for pointer in pointers]
    found = suppress([Finding(rule, Severity.ERROR, "m", place) for place in places], ignores_in([source]))
    return ["/".join(one.finding.place.tokens) for one in found.hidden]


class TestReading:
    @pytest.mark.parametrize(
        ("comment", "rules", "reason"),
        [
            ("specforge: ignore[a]", ["a"], ""),
            ("specforge:ignore[ a , b-* ] because of #12", ["a", "b-*"], "because of #12"),
            ("specforge: ignore[a]: because", ["a"], "because"),
            ("specforge: ignore[a] because # and more", ["a"], "because"),
            ("see # specforge: ignore[a]", ["a"], ""),
            ("specforge: ignore", [None], ""),
            ("specforge: ignore[]", [None], ""),
            ("specforge: ignore[a", [None], ""),
            ("specforge: ignores are not used", [], ""),
        ],
    )
    def test_a_comment(self, comment: str, rules: list[str | None], reason: str) -> None:
        found = ignores(f"a: 1 # {comment}\n")

        assert [ignore.rule for ignore in found] == rules
        assert all(ignore.reason == reason for ignore in found)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            ('["a", "b"]', [("a", ""), ("b", "")]),
            ('"a"', [("a", "")]),
            ('{"a": "why", "b": null}', [("a", "why"), ("b", "")]),
            ("[1, null]", [(None, ""), (None, "")]),
            ("[]", [(None, "")]),
            ("7", [(None, "")]),
        ],
    )
    def test_a_field(self, value: str, expected: list[tuple[str | None, str]]) -> None:
        found = ignores(f'{{"info": {{"x-specforge-ignore": {value}}}}}')

        assert [(ignore.rule, ignore.reason) for ignore in found] == expected
        assert all(ignore.scope == ("info",) for ignore in found)

    def test_every_name_has_its_own_place(self) -> None:
        found = ignores("a: 1 # specforge: ignore[one, two]\n")

        assert [ignore.place.region[:2] for ignore in found] == [(1, 26), (1, 31)]

    @pytest.mark.parametrize(
        ("pattern", "rule", "expected"),
        [("a", "a", True), ("a-*", "a-b", True), ("a", "a-b", False), ("no-$ref-*", "no-$ref-siblings", True)],
    )
    def test_globs(self, pattern: str, rule: str, expected: bool) -> None:
        assert matches(pattern, rule) is expected


class TestMeaning:
    TEXT = """\
a: # specforge: ignore[some-rule]
  b: 1
c:
  d: 2
  # specforge: ignore[some-rule]
  e:
    f: [3]
  g: 4
"""

    def test_behind_something_it_means_the_line(self) -> None:
        assert hidden(self.TEXT, "a", "a/b") == ["a"]

    def test_on_a_line_of_its_own_it_means_the_entry_that_follows(self) -> None:
        assert hidden(self.TEXT, "c", "c/d", "c/e", "c/e/f/0", "c/g") == ["c/e", "c/e/f/0"]

    def test_for_the_file_it_means_everything(self) -> None:
        assert hidden("# specforge: ignore-file[some-rule]\n" + self.TEXT, "c", "c/g") == ["c", "c/g"]

    def test_another_rule_is_heard(self) -> None:
        assert hidden(self.TEXT, "a", rule="other") == []

    def test_what_nothing_needed_is_told(self) -> None:
        source = load_text(self.TEXT).root

        found = suppress([Finding("some-rule", Severity.ERROR, "m", Place(source, ("a",)))], ignores_in([source]))

        assert [ignore.place.region.line for ignore in found.unused] == [5]


@pytest.mark.parametrize(
    ("comment", "meant"),
    [
        ("# SPECFORGE: IGNORE[x]", "ignore[x]"),
        ("# specforge ignore[x, y]", "ignore[x, y]"),
        ("# specforge: ignores[x]", "ignore[x]"),
        ("# specforge: disable[x] why", "ignore[x]"),
        ("#specforge-ignore [x]", "ignore[x]"),
        ("# Specforge: ignore-file[x]", "ignore-file[x]"),
        ("# specforge: ignore-line[x]", "ignore[x]"),
        ("# specforge: ignore[x]", None),
        ("# specforge: ignore-file[x]", None),
        ("# specforge: ignore [x]", None),
        ("# specforge ignores this", None),
        ("# specforge", None),
    ],
)
def test_what_was_to_be_an_ignore(comment: str, meant: str | None) -> None:
    source = load_text(f"openapi: 3.1.1  {comment}\npaths: {{}}\n").root

    assert [one.meant for one in ignores_in([source]) if one.meant] == ([f"# specforge: {meant}"] if meant else [])
