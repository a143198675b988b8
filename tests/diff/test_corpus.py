"""Documents of all kinds, where they are at hand: equal to themselves, and any two of them can be compared."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from specforge.diff.change import Change
from specforge.diff.engine import compare
from specforge.document.bundle import bundle
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


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus is not here")
def test_a_document_is_equal_to_itself_in_one_file_in_several_and_as_yaml(tmp_path: Path) -> None:
    for at, document in enumerate(documents()):
        if not document.operations:
            continue
        whole = plain(bundle(document))
        one = load_text(json.dumps(whole), str(tmp_path / "one.json"))
        assert [change.message for change in compare(document, one)] == [], document
        assert [change.message for change in compare(one, load(split(whole, tmp_path / str(at))))] == [], document


def plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=str))


def split(whole: Any, folder: Path) -> Path:
    """The document as YAML, with each of its path items in a file of its own."""
    folder.mkdir()
    moved = {}
    for index, (path, item) in enumerate(whole.get("paths", {}).items()):
        if not isinstance(item, dict) or "$ref" in item:
            moved[path] = item
            continue
        text = json.dumps(item).replace('"$ref": "#/', '"$ref": "openapi.yaml#/')
        (folder / f"path{index}.json").write_text(text)
        moved[path] = {"$ref": f"path{index}.json"}
    file = folder / "openapi.yaml"
    file.write_text(yaml.safe_dump(whole | ({"paths": moved} if moved else {}), sort_keys=True))
    return file


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
