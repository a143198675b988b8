"""Comments: which ``#`` starts one, and what it stands beside."""

from __future__ import annotations

import re

import pytest

from specforge.document.comments import find_comments
from specforge.document.compose import compose

MARK = re.compile(r"# mark(?: (\w+))?")


def beside(text: str) -> list[tuple[str, tuple[str, ...] | None, int | None]]:
    """Name, path and line of every mark."""
    compose(text, "a.yaml", max_depth=100)
    found = find_comments(text, MARK)
    return [(c.match[1], c.beside and c.beside.tokens, c.beside and c.beside.line) for c in found]


@pytest.mark.parametrize(
    "text",
    [
        "a: '# mark'",
        'a: "b # mark c"',
        "a: |\n  # mark\n  b",
        "a: >-\n  text\n\n  # mark\n",
        "a: b# mark",
        "- 'one\n  # mark\n  two'",
        "'# mark': b",
        "a: {b: '# mark'}",
    ],
)
def test_a_hash_inside_a_scalar_is_no_comment(text: str) -> None:
    assert beside(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # mark x\nb: 2", ("x", ("a",), 1)),
        ("a:\n  b: 1 # mark x", ("x", ("a", "b"), 2)),
        ("a:\n  # mark x\n  b: {c: 1}", ("x", ("a", "b"), 3)),
        ("a:\n  - 1\n  # mark x\n  - b: 2\n    c: 3", ("x", ("a", "1"), 4)),
        ("a:\n  # mark x\n  # another\n\n  - b: 2", ("x", ("a", "0"), 5)),
        ("a: | # mark x\n  text\nb: 2", ("x", ("a",), 1)),
        ("a: {b: 1, # mark x\n  c: 2}", ("x", ("a", "b"), 1)),
        ("# mark x\na: 1\nb: 2", ("x", ("a",), 2)),
        ("a:\n  b: |\n    # none\n  # mark x\n  c: 1", ("x", ("a", "c"), 5)),
        ("a: 1\n# mark x", ("x", None, None)),
        ("é: [1,\n 'ü', # mark x\n 2]", ("x", ("é", "1"), 2)),
        ("a: &x {b: 1}\r\nc: # mark x\r\n  <<: *x\r\n", ("x", ("c",), 2)),
    ],
)
def test_a_comment_stands_beside_an_entry(text: str, expected: tuple[str, tuple[str, ...] | None, int | None]) -> None:
    """On its own line beside the outermost entry that follows, behind something beside the innermost of its line."""
    assert beside(text) == [expected]


def test_regions_are_those_of_the_match() -> None:
    (comment,) = find_comments("a: 1\nbb: ü # mark x  \n", MARK)

    assert comment.region == (2, 7, 2, 15)
