"""Methods that the engine does not know, as it knows them."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.contract.engine.disguise import authors_label, can_be_tested, disguised_path, engine_label, undisguise
from specforge.contract.engine.failures import not_tested
from specforge.document.load import load_text

DOCUMENT = load_text(
    "openapi: 3.2.0\ninfo: {title: t, version: '1'}\npaths:\n"
    "  /a:\n    get: {responses: {}}\n    additionalOperations: {COPY: {responses: {}}, 'N O': {responses: {}}}\n"
    "  b: {get: {responses: {}}}\n  /c#d: {get: {responses: {}}}\n"
)


def test_labels_there_and_back() -> None:
    assert engine_label("COPY /a/{id}") == "POST /a/{id}#COPY"
    assert engine_label("QUERY /a") == authors_label("QUERY /a") == "QUERY /a"
    assert authors_label("POST /a/{id}#COPY") == "COPY /a/{id}"


def test_what_can_be_tested() -> None:
    operations = {operation.label: operation for operation in DOCUMENT.operations}

    assert {label for label in operations if can_be_tested(operations[label])} == {"GET /a", "COPY /a"}
    assert [disguised_path(operation) for operation in operations.values()] == [None, "/a#COPY", None, None, None]


def test_what_cannot_be_tested_says_why() -> None:
    untestable = [operation for operation in DOCUMENT.operations if not can_be_tested(operation)]

    assert [not_tested(operation).message for operation in untestable] == [
        "not tested: N O is no method that a request can have",
        "not tested: its path does not start with a slash",
        "not tested: its path has a #, and what follows that is never sent",
    ]


@pytest.mark.parametrize("name", ["url", "path"])
def test_requests_get_their_method_back(name: str) -> None:
    for text in ("http://a/x#COPY", "http://a/x%23COPY"):
        data: dict[str, Any] = {"method": "POST", name: text}

        undisguise("/x#COPY", data)

        assert data == {"method": "COPY", name: "http://a/x"}

    plain = {"method": "POST", name: "/x"}
    undisguise("/x", plain)
    assert plain == {"method": "POST", name: "/x"}
