"""Sorting at random: the same bytes in another order, the same value, and nothing left to do afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from specforge.document.customary import FIELDS, before, in_order
from specforge.document.load import load_text
from specforge.document.rewrite import same
from specforge.document.sort import Sorted, sort_fields

QUICK = settings(
    max_examples=60, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)

# Objects as lists of written fields: what is drawn is their order and what stands between them.
SCHEMA = ["type: object", "description: |\n  two\n  lines", "x-own: {b: 1, a: 2}", "required: [a]", "nullable: true"]
OPERATION = ["tags: [b, a]", "summary: 'S'", "operationId: getIt", "responses: {}", "x-a: 1", "deprecated: false"]


@st.composite
def block(draw: Any, fields: list[str], indent: int) -> str:
    """The fields in some order, with comments and blank lines strewn in between."""
    lines: list[str] = []
    for field in draw(st.permutations(fields)):
        lines += [draw(st.sampled_from(["", "# a comment"])) for _ in range(draw(st.integers(0, 2)))]
        behind = draw(st.sampled_from(["", "  # behind"])) if "\n" not in field else ""
        lines += (field + behind).split("\n")
    depths = st.sampled_from([indent, indent, 0, 3])
    pads = [" " * (draw(depths) if line.startswith("#") else indent) for line in lines]
    return "".join(pad + line + "\n" if line else "\n" for pad, line in zip(pads, lines, strict=True))


@st.composite
def documents(draw: Any) -> str:
    parts = [
        "openapi: 3.0.4",
        "info: {version: '1', title: T}",
        "paths:\n  /a:\n    get:\n" + draw(block(OPERATION, 6)).rstrip("\n"),
        "components:\n  schemas:\n    A:\n" + draw(block(SCHEMA, 6)).rstrip("\n"),
        "tags:\n  - description: d\n    name: a\n  - name: b",
    ]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    gaps = [draw(st.sampled_from(["", "\n", "# about it\n", "# apart\n\n"])) for _ in parts]
    text = "".join(gap + part + "\n" for gap, part in zip(gaps, draw(st.permutations(parts)), strict=True))
    return str(text.replace("\n", newline))


@QUICK
@given(documents())
def test_what_is_moved_is_moved_byte_for_byte(text: str) -> None:
    document = load_text(text)

    changed = sort_fields(document).changed

    after = document.renewed(changed)
    assert Counter(after.root.text) == Counter(text)
    assert same(after.root.value, document.root.value, any_order=True)
    assert sort_fields(after) == Sorted()
    assert list(after.root.value) == in_order("Document", document.root.value)


def test_a_field_that_is_added_has_its_place() -> None:
    assert before("Operation", "operationId") == ("tags", "summary", "description", "externalDocs")


def test_no_field_is_named_twice() -> None:
    assert [kind for kind, fields in FIELDS.items() if len(set(fields)) < len(fields)] == []
