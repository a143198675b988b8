"""Positions, changes and edits of texts: what an editor and the server must count the same way."""

from __future__ import annotations

import random

import pytest

types = pytest.importorskip("lsprotocol.types", reason="the language server's libraries are not installed")
pytest.importorskip("pygls", reason="the language server's libraries are not installed")

from specforge.document.edits import Set  # noqa: E402
from specforge.document.load import load_text  # noqa: E402
from specforge.document.place import Place  # noqa: E402
from specforge.findings.model import Finding, Fix, Severity  # noqa: E402
from specforge.lsp.actions import quick_fixes  # noqa: E402
from specforge.lsp.compare import text_edits  # noqa: E402
from specforge.lsp.desk import Desk  # noqa: E402
from specforge.lsp.navigate import reference_in  # noqa: E402
from specforge.lsp.positions import Encoding, changed  # noqa: E402

UTF_16 = Encoding()


def partial(start: tuple[int, int], end: tuple[int, int], text: str) -> object:
    return types.TextDocumentContentChangePartial(types.Range(types.Position(*start), types.Position(*end)), text)


def applied(text: str, edits: list[object]) -> str:
    """As an editor does it: from the last to the first."""
    for edit in reversed(edits):
        text = changed(text, types.TextDocumentContentChangePartial(edit.range, edit.new_text), UTF_16)  # type: ignore[attr-defined]
    return text


@pytest.mark.parametrize(
    ("text", "change", "expected"),
    [
        ("a\nb\n", partial((0, 1), (1, 0), ""), "ab\n"),
        ("a\nb", partial((1, 1), (1, 1), "c"), "a\nbc"),
        ("a\n", partial((1, 0), (1, 0), "b"), "a\nb"),
        ("a\nb\n", partial((0, 9), (0, 9), "!"), "a!\nb\n"),
        ("a\nb\n", partial((9, 9), (9, 9), "!"), "a\nb\n!"),
        ("a\r\nb\r\n", partial((1, 0), (1, 1), "c"), "a\r\nc\r\n"),
        ("a\u2028b\x0bc\nd", partial((1, 0), (1, 1), "e"), "a\u2028b\x0bc\ne"),
        ("😀x\n", partial((0, 2), (0, 3), "y"), "😀y\n"),
        ("", partial((0, 0), (0, 0), "new"), "new"),
    ],
)
def test_a_change_of_a_part(text: str, change: object, expected: str) -> None:
    assert changed(text, change, UTF_16) == expected  # type: ignore[arg-type]


def test_edits_turn_one_text_into_the_other() -> None:
    draw = random.Random(7)
    for _ in range(500):
        parts = ["a\n", "b\n", "😀", "\n", "c", "d\n", "e\n", "f\n"]
        before, after = ("".join(draw.choices(parts, k=draw.randint(0, 12))) for _ in "12")

        assert applied(before, text_edits(before, after, UTF_16)) == after


def test_edits_are_as_small_as_the_change() -> None:
    before = "".join(f"line {number}\n" for number in range(20_000))
    after = before.replace("line 7\n", "line seven\n").replace("line 19000\n", "")

    first, second = text_edits(before, after, UTF_16)

    assert (first.range.start.line, first.new_text) == (7, "line seven\n")
    assert (second.range.start.line, second.range.end.line, second.new_text) == (19_000, 19_001, "")


def test_the_fix_of_a_finding_is_a_quick_fix() -> None:
    document = load_text("openapi: 3.1.1\ninfo:\n  title: 😀 T  # keep\n  version: '1'\n", "api.yaml")
    title = Place(document.root, ("info", "title"))
    fix = Fix("call it API", (Set(title, "API"),))
    finding = Finding("made-up", Severity.WARNING, "no", title, fix=fix)
    whole = types.Range(types.Position(0, 0), types.Position(9, 0))

    mend, ignore = quick_fixes([finding], whole, Desk(), UTF_16)

    assert (mend.title, mend.is_preferred, ignore.title) == ("call it API", True, "Ignore made-up here")
    text = applied(document.root.text, mend.edit.changes[document.root.uri])  # type: ignore[union-attr]
    assert text == document.root.text.replace("😀 T", "API")


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [
        ("  $ref: '#/a/b'", 10, "#/a/b"),
        ('  "$ref": "a.yaml#/b",', 15, "a.yaml#/b"),
        ("  x: {$ref: a.yaml}", 14, "a.yaml"),
        ("  $ref: ../a/b.yaml#/c", 3, "../a/b.yaml#/c"),
        ("  dog: '#/components/schemas/Dog'", 12, "#/components/schemas/Dog"),
        ("  a: {$ref: '#/x'}, b: {$ref: '#/y'}", 30, "#/y"),
        ("  description: '#1 of all'", 18, None),
        ("  $ref: '#/a/b'  # see", 20, None),
    ],
)
def test_a_reference_is_found_in_its_line(line: str, column: int, text: str | None) -> None:
    found = reference_in(line, column)

    assert (found and found.text) == text
