"""Documents of all kinds, where they are at hand: equal to themselves, and any two of them can be compared."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from specforge.diff.change import Change
from specforge.diff.engine import compare
from specforge.document.load import load, load_text
from specforge.document.model import Document
from specforge.errors import SpecforgeError

CORPUS = Path(__file__).parents[3] / "shared/corpus"
_MOST_BYTES = 60_000


def documents() -> list[Document]:
    index = CORPUS / "index.json"
    files = [CORPUS / one["path"] for one in json.loads(index.read_text())] if index.is_file() else []
    found = []
    for file in files:
        try:
            found.append(load(file))
        except SpecforgeError:
            continue
    return [document for document in found if len(document.root.data) < _MOST_BYTES]


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_a_document_is_equal_to_itself_in_another_order() -> None:
    for document in documents():
        assert compare(document, document) == []
        if len(document.sources) == 1:
            text = json.dumps(document.root.value, sort_keys=True, default=str)
            other = load_text(text, str(Path(document.root.name).absolute().with_name("other.json")))
            assert [change.message for change in compare(document, other)] == [], document


def gone_and_come(changes: list[Change]) -> tuple[set[str | None], set[str | None]]:
    """The operations that one comparison calls added, and those that it calls removed."""
    added = {change.operation for change in changes if change.id == "endpoint-added"}
    return added, {change.operation for change in changes if change.id.startswith(("api-removed", "api-path-removed"))}


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_any_two_documents_can_be_compared() -> None:
    for one, other in pairwise(documents()):
        added, removed = gone_and_come(compare(one, other))
        assert gone_and_come(compare(other, one)) == (removed, added), (one, other)
