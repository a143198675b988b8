# ruff: noqa: E501  (texts beside each other are easier to compare than to wrap)
"""Edits: what they make of values, and that the text around them stays as it is."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from specforge.document.edits import Edit, EditProblem, Insert, Remove, Rename, Reorder, Set
from specforge.document.place import Place, split_pointer
from specforge.document.rewrite import rewrite, text_edits
from specforge.document.source import Source


class Case(NamedTuple):
    """A text, edits (made from it), and the text that must come of them."""

    name: str
    before: str
    edits: list[tuple[object, ...]]
    after: str


def source_of(text: str) -> Source:
    return Source("file:///api.yaml", "api.yaml", text.encode())


def edits_of(source: Source, described: list[tuple[object, ...]]) -> list[Edit]:
    """``(Set, "/info/title", "x")`` and the like as edits of the source."""
    return [kind(Place(source, split_pointer(str(at))), *rest) for kind, at, *rest in described]  # type: ignore[operator]


CASES = [
    # Values
    Case("a plain scalar", "a: 1 # one\nb: 2\n", [(Set, "/a", 3)], "a: 3 # one\nb: 2\n"),
    Case("quotes stay", "a: 'x'\nb: \"y\"\n", [(Set, "/a", "it's"), (Set, "/b", "z")], "a: 'it''s'\nb: \"z\"\n"),
    Case("quotes come where they must", "a: x\n", [(Set, "/a", "yes")], 'a: "yes"\n'),
    Case("an empty value", "a: # none\nb:\n", [(Set, "/a", 1), (Set, "/b", "x")], "a: 1 # none\nb: x\n"),
    Case("a block scalar", "a: |\n  one\n  two\n\nb: 2\n", [(Set, "/a", "one")], "a: one\n\nb: 2\n"),
    Case("a scalar to a list", "type: string # t\n", [(Set, "/type", ["string", "null"])], 'type: [string, "null"] # t\n'),
    Case("a scalar to a mapping", "a: 1 # c\nb: 2\n", [(Set, "/a", {"x": 1, "y": [{"z": 2}]})],
         "a: # c\n  x: 1\n  y:\n    - z: 2\nb: 2\n"),
    Case("a mapping to a scalar", "a: # c\n  x: 1\n  # d\nb: 2\n", [(Set, "/a", 1)], "a: 1 # c\nb: 2\n"),
    Case("an element", "- a # x\n-\n  - b\n", [(Set, "/0", {"k": 1, "l": 2}), (Set, "/1", "y")],
         "- # x\n  k: 1\n  l: 2\n- y\n"),
    Case("flow in a block", "a: {x: 1, y: [1, 2]}\n", [(Set, "/a/y", [3]), (Set, "/a/x", {"z": "a, b"})],
         'a: {x: {z: "a, b"}, y: [3]}\n'),
    # Members
    Case("a member at the end", "a:\n  x: 1\n\nb: 2\n", [(Set, "/a/y", 2)], "a:\n  x: 1\n  y: 2\n\nb: 2\n"),
    Case("a member behind others", "a:\n  x: 1 # c\n  z: 3\n", [(Set, "/a/y", "w", ("x", "q"))], "a:\n  x: 1 # c\n  y: w\n  z: 3\n"),
    Case("a member at the front", "a:\n    # about z\n    z: 3\n", [(Set, "/a/y", 1, ())], "a:\n    y: 1\n    # about z\n    z: 3\n"),
    Case("a member of an element", "- x: 1\n- y: 2\n", [(Set, "/0/z", 3), (Set, "/1/a", 0, ())], "- x: 1\n  z: 3\n- a: 0\n  y: 2\n"),
    Case("blank lines between members", "a: 1\n\nb: 2\n", [(Set, "/c", 3)], "a: 1\n\nb: 2\n\nc: 3\n"),
    Case("a member of nothing", "a: {}\nb: []\n", [(Set, "/a/x", 1), (Insert, "/b/-", {"n": 1})], "a:\n  x: 1\nb:\n  - n: 1\n"),
    Case("no line break at the end", "a: 1", [(Set, "/b", 2)], "a: 1\nb: 2"),
    Case("behind a block scalar", "a:\n  b: |\n    text\n\n\nc: 1\n", [(Set, "/a/d", 1)], "a:\n  b: |\n    text\n  d: 1\n\n\nc: 1\n"),
    Case("behind one that keeps its blank lines", "a:\n  b: |+\n    text\n\nc: 1\n", [(Set, "/a/d", 1)], "a:\n  b: |+\n    text\n\n  d: 1\nc: 1\n"),
    Case("in braces", "a: {x: 1}\n", [(Set, "/a/y", "b"), (Set, "/a/w", True, ())], "a: {w: true, x: 1, y: b}\n"),
    Case("a key that needs quotes", "a:\n  '200': 1\n", [(Set, "/a/404", 2)], "a:\n  '200': 1\n  '404': 2\n"),
    Case("line ends of Windows", "a:\r\n  x: 1\r\nb: 2\r\n", [(Set, "/a/y", [{"z": 1}])], "a:\r\n  x: 1\r\n  y:\r\n    - z: 1\r\nb: 2\r\n"),
    # Removing
    Case("with its comments", "a: 1\n# about b\n# more\nb: 2 # b\nc: 3\n", [(Remove, "/b")], "a: 1\nc: 3\n"),
    Case("comments apart stay", "a: 1\n\n# section\n\n# about b\nb: 2\n\nc: 3\n", [(Remove, "/b")], "a: 1\n\n# section\n\nc: 3\n"),
    Case("one blank line goes with it", "a: 1\n\nb:\n  x: 1\n\nc: 3\n", [(Remove, "/b")], "a: 1\n\nc: 3\n"),
    Case("the head of the file stays", "# Copyright\na: 1\nb: 2\n", [(Remove, "/a")], "# Copyright\nb: 2\n"),
    Case("the first of an element", "- a: 1\n  # about b\n  b: 2\n", [(Remove, "/0/a")], "- # about b\n  b: 2\n"),
    Case("the last", "a:\n  - x\n  - y # y\nb: 2\n", [(Remove, "/a/1")], "a:\n  - x\nb: 2\n"),
    Case("all of them", "a: # c\n  - x\n  - y\nb: 2\n", [(Remove, "/a/0"), (Remove, "/a/1")], "a: [] # c\nb: 2\n"),
    Case("all of them, and what is left empty", "a:\n  b:\n    c: 1\nd: 2\n", [(Remove, "/a/b/c", True)], "d: 2\n"),
    Case("in brackets", "a: [x, y, z]\n", [(Remove, "/a/0"), (Remove, "/a/2")], "a: [y]\n"),
    Case("the tail of brackets", "a: [x, y, z]\n", [(Remove, "/a/1"), (Remove, "/a/2")], "a: [x]\n"),
    Case("deeper comments go too", "a:\n  x: 1\n  # about x\n\n# about b\nb: 1\n", [(Remove, "/a")], "# about b\nb: 1\n"),
    Case("indentation of none", "a:\n- x\n# about y\n- y\nb: 1\n", [(Remove, "/a/1"), (Insert, "/a/0", "w")], "a:\n- w\n- x\nb: 1\n"),
    Case("behind a question mark", "? a\n: x: 1\n  y: 2\n? b\n: 1\nc: 2\n", [(Remove, "/a/x"), (Remove, "/b")], "? a\n: y: 2\nc: 2\n"),
    # Renaming
    Case("a long key", "? 'a'\n: 1\n", [(Rename, "/a", "b"), (Set, "/a", 2)], "? 'b'\n: 2\n"),
    Case("a key", "'a': 1\nb : 2\n", [(Rename, "/a", "c"), (Rename, "/b", "d e")], "'c': 1\nd e : 2\n"),
    Case("a key into quotes", "200: a\n", [(Rename, "/200", "200")], '"200": a\n'),
    # Sequences
    Case("an element at the end", "tags:\n  - name: a # x\nb: 1\n", [(Insert, "/tags/-", {"name": "b", "x": 1})], "tags:\n  - name: a # x\n  - name: b\n    x: 1\nb: 1\n"),
    Case("elements between", "- a\n\n- b\n", [(Insert, "/1", "x"), (Insert, "/1", "y")], "- a\n\n- x\n\n- y\n\n- b\n"),
    # Sorting
    Case("long keys", "? b\n: 1\n? a\n: x: 1\n  y: 2\n", [(Reorder, "", ("a", "b"))], "? a\n: x: 1\n  y: 2\n? b\n: 1\n"),
    Case("members with their comments", "b: 1 # b\n# about a\na:\n  x: |\n    t\n", [(Reorder, "", ("a", "b"))], "# about a\na:\n  x: |\n    t\nb: 1 # b\n"),
    Case("blank lines", "c: 1\nb: 2\n\na: 3\n", [(Reorder, "", ("a", "b", "c"))], "a: 3\nb: 2\n\nc: 1\n"),
    Case("a text that keeps blank lines", "b: |+\n  t\n\na: 1\n\n\nc: 2\n\nd: 3\n", [(Reorder, "", ("a", "b", "c", "d"))], "a: 1\n\n\nb: |+\n  t\n\nc: 2\n\nd: 3\n"),
    Case("elements", "- b: 1\n  c: 2\n- a\n", [(Reorder, "", ("1", "0")), (Reorder, "/0", ("c", "b"))], "- a\n- c: 2\n  b: 1\n"),
    Case("in braces too", "{b: 1, a: [1, 2]}\n", [(Reorder, "", ("a", "b"))], "{a: [1, 2], b: 1}\n"),
    Case("comments less deep than their keys", "i:\n# about b\n  b: 1\n # about a\n  a: 2\nz: 1\n", [(Reorder, "/i", ("a", "b"))], "i:\n # about a\n  a: 2\n# about b\n  b: 1\nz: 1\n"),
    Case("comments less deep behind a dash", "- b: 1\n# about a\n  a: 2\n", [(Reorder, "/0", ("a", "b"))], "- # about a\n  a: 2\n  b: 1\n"),
    Case("the second comment of a file", "# Licence\n\n# about b\nb: 1\na: 2\n", [(Reorder, "", ("a", "b"))], "# Licence\n\na: 2\n# about b\nb: 1\n"),
    Case("a text that keeps blank lines, from the end", "i:\n  b: 1\n\n  a: |+\n    t\n\nz: 1\n", [(Reorder, "/i", ("a", "b"))], "i:\n  a: |+\n    t\n\n  b: 1\nz: 1\n"),
    Case("a text that keeps blank lines, to the end", "i:\n  b: |+\n    t\n\n  a: 1\nz: 1\n", [(Reorder, "/i", ("a", "b"))], "i:\n  a: 1\n  b: |+\n    t\n\nz: 1\n"),
    Case("a text at the end without a line break", "b: 1\na: |-\n  t", [(Reorder, "", ("a", "b"))], "a: |-\n  t\nb: 1"),
    # Comments in brackets
    Case("a line with its comment", "a: [\n  x, # x\n  y, # y\n  # on z\n  z  # z\n]\n", [(Remove, "/a/1")], "a: [\n  x, # x\n  # on z\n  z  # z\n]\n"),
    Case("the last line", "a: [\n  x, # x\n  # on y\n  y  # y\n]\n", [(Remove, "/a/1")], "a: [\n  x # x\n]\n"),
    Case("behind a comment", "a: {x: 1, # x\n    y: 2} # a\n", [(Remove, "/a/y")], "a: {x: 1 # x\n    } # a\n"),
    Case("in the line of the bracket", "a: [x, # x\n    y, # y\n    z]\n", [(Remove, "/a/0")], "a: [y, # y\n    z]\n"),
    Case("a new line behind a comment", "a: [ x, # x\n  y # y\n]\n", [(Insert, "/a/-", "z")], "a: [ x, # x\n  y, # y\n  z\n]\n"),
    Case("a new line above a comment", "a: [\n  # on x\n  x\n]\n", [(Insert, "/a/0", "w")], "a: [\n  w,\n  # on x\n  x\n]\n"),
    # Quotes in braces
    Case("quotes stay in braces", "a: {u: 'https://e.com/', v: https://e.com/}\n", [(Set, "/a/u", "https://e.com"), (Set, "/a/v", "https://e.com")],
         "a: {u: 'https://e.com', v: https://e.com}\n"),
    Case("plain where it can be", "a: {u: x, v: y}\n", [(Set, "/a/u", "b: c"), (Set, "/a/v", "p,q")], 'a: {u: "b: c", v: "p,q"}\n'),
    Case("quotes like those around", 'a: {"x": "y"}\nb: [{"n": 1}]\nc: [\'x\']\nd: {"200": {d: e}}\n',
         [(Set, "/a/z", {"k": "v"}), (Insert, "/b/-", {"n": "m"}), (Insert, "/c/-", "y"), (Set, "/d/404", {"d": "f"})],
         'a: {"x": "y", "z": {"k": "v"}}\nb: [{"n": 1}, {"n": "m"}]\nc: [\'x\', \'y\']\nd: {"200": {d: e}, "404": {d: f}}\n'),
    # JSON
    Case("indented", '{\n  "a": [\n    1\n  ],\n  "b": {}\n}\n', [(Insert, "/a/-", {"x": 1}), (Set, "/b/y", [])],
         '{\n  "a": [\n    1,\n    {\n      "x": 1\n    }\n  ],\n  "b": {\n    "y": []\n  }\n}\n'),
    Case("tight", '{"a":[1],"b":{"c":1}}', [(Set, "/b/d", {"e": [1]}), (Remove, "/a/0")], '{"a":[],"b":{"c":1,"d":{"e":[1]}}}'),
    Case("tabs", '{\n\t"a": 1,\n\t"b": 2\n}', [(Remove, "/a"), (Set, "/c", {"d": 1})], '{\n\t"b": 2,\n\t"c": {\n\t\t"d": 1\n\t}\n}'),
    Case("escapes", '{"caf\\u00e9": 1, "b": "\\ud83d\\ude00"}', [(Rename, "/café", "c"), (Set, "/b", "é\u2028")], '{"c": 1, "b": "é\\u2028"}'),
    Case("sorted", '{\n  "b": 1,\n  "a": {"y": 1, "x": 2}\n}', [(Reorder, "", ("a", "b")), (Reorder, "/a", ("x", "y"))],
         '{\n  "a": {"x": 2, "y": 1},\n  "b": 1\n}'),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_edit_changes_what_it_is_about_and_keeps_the_rest(case: Case) -> None:
    source = source_of(case.before)

    new = rewrite(source, edits_of(source, case.edits))

    assert new.text == case.after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_text_edits_make_the_same_text(case: Case) -> None:
    source = source_of(case.before)
    if sum(kind is Reorder for kind, *_ in case.edits) > 1:
        pytest.skip("sorting inside of what is sorted is one change of text for each: an editor applies one fix a time")

    text = case.before
    for edit in reversed(text_edits(source, edits_of(source, case.edits))):
        text = text[: edit.start] + edit.replacement + text[edit.end :]

    assert text == case.after


@pytest.mark.parametrize(
    ("text", "edits", "reason"),
    [
        ("a: 1\n", [(Remove, "/b")], "there is no `b`"),
        ("a: 1\n", [(Set, "", 1)], "root"),
        ("a: 1\n", [(Set, "/a", 2), (Set, "/a", 3)], "changed twice"),
        ("a: {b: 1}\n", [(Remove, "/a"), (Set, "/a/b", 3)], "inside another"),
        ("a: 1\nb: 2\n", [(Rename, "/a", "b")], "same key"),
        ("a: &x {b: 1}\nc: *x\n", [(Set, "/c/b", 2)], "alias"),
        ("a: &x {b: 1}\nc: *x\n", [(Set, "/a/b", 2)], "more than it is about"),
        ("a: &x {b: 1}\nc: *x\n", [(Remove, "/a")], "could not be read"),
        ("a: &x {b: 1}\nc: *x\n", [(Reorder, "", ("c", "a"))], "before its anchor"),
        ("a: &x {b: 1}\nc:\n  <<: *x\n  d: 1\n", [(Set, "/c/b", 2)], "merge"),
        ("a: 1\na: 2\n", [(Remove, "/a")], "written twice"),
        ("a: [x, y, # both\n  z]\n", [(Remove, "/a/1")], "comments inside"),
        ("a: [\n  x, # x,\n     # indeed\n  y]\n", [(Remove, "/a/1")], "comments inside"),
        ("a: [\n  x, # x,\n     # indeed\n  y]\n", [(Insert, "/a/1", "w")], "comments inside"),
        ("a: [ # all\n  x]\n", [(Remove, "/a/0")], "comments inside"),
        ("a: {y: 1,\n  x: 2 # x\n}\n", [(Reorder, "/a", ("x", "y"))], "comments inside"),
        ("b: 1\na: |\n  t", [(Reorder, "", ("a", "b"))], "without a line break"),
        ("i:\n  b: |+\n    t\n  a: 1\n\nz: 1\n", [(Reorder, "/i", ("a", "b"))], "before blank lines"),
        ("a: [b: 1]\n", [(Set, "/a/0/c", 2)], "without braces"),
    ],
)
def test_what_cannot_be_done_is_refused(text: str, edits: list[tuple[object, ...]], reason: str) -> None:
    source = source_of(text)

    with pytest.raises(EditProblem, match=reason):
        rewrite(source, edits_of(source, edits))


def test_a_text_that_comes_to_an_end_without_a_line_break_gets_one() -> None:
    source = source_of("b: |\n  t\na: 1")

    assert rewrite(source, [Reorder(Place(source, ()), ("a", "b"))]).text == "a: 1\nb: |\n  t\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8"])
def test_the_encoding_stays(encoding: str) -> None:
    source = Source("file:///api.yaml", "api.yaml", "a: é\nb: 1\n".encode(encoding))

    new = rewrite(source, [Set(Place(source, ("b",)), "ü")])

    assert new.data == "a: é\nb: ü\n".encode(encoding)
