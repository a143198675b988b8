"""What checks are called with."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.subjects import Subjects

TEXT = """\
openapi: 3.1.1
info: {title: T, version: "1"}
components:
  schemas:
    A: {type: string, enum: [a]}
    B: {type: string}
    C: {pattern: c}
    D: true
    E: {enum: [e], pattern: e}
"""


@pytest.mark.parametrize(
    ("when", "names"),
    [
        ((), "ABCDE"),
        (("enum",), "AE"),
        (("enum", "pattern"), "ACE"),
        (("nothing",), ""),
    ],
)
def test_only_objects_with_one_of_the_fields(when: tuple[str, ...], names: str) -> None:
    subjects = Subjects(load_text(TEXT))

    found = list(subjects.of("Schema", when))

    assert [schema.node.tokens[-1] for schema in found] == list(names)


def test_the_document_has_fields_too() -> None:
    subjects = Subjects(load_text(TEXT))

    assert len(list(subjects.of("Document", ("components",)))) == 1
    assert list(subjects.of("Document", ("tags",))) == []
