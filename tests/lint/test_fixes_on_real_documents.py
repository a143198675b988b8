"""Real documents after --fix and fmt: they load, say less that is wrong, and nothing else in them has changed."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from specforge.document.load import load
from specforge.document.rewrite import same
from specforge.document.sort import sort_fields
from specforge.errors import InputError
from specforge.findings.repair import MAX_PASSES, repair
from specforge.lint.engine import lint

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
INDEX = CORPUS / "index.json"
LARGEST = 400_000
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not INDEX.exists(), reason=f"no collection of real documents at {CORPUS}"),
]
DOCUMENTS = [
    entry["path"]
    for entry in (json.loads(INDEX.read_text()) if INDEX.exists() else [])
    if entry["bytes"] < LARGEST and entry["path"].startswith(("real/", "suites/"))
]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_fixes_leave_fewer_findings_and_no_new_ones(path: str) -> None:
    try:
        document = load(CORPUS / path)
    except InputError:
        pytest.skip("not well-formed")
    before = lint(document)

    result = repair(document, lint)

    old, new = (Counter((one.rule, one.message) for one in found) for found in (before, result.left))
    assert new <= old
    assert len(result.left) < len(before) or not result.fixed
    assert not [one for one in result.left if one.fix and one.fix.safe] or result.refused
    assert result.fixed < MAX_PASSES * len(before) + 1


@pytest.mark.parametrize("path", DOCUMENTS)
def test_sorting_moves_fields_and_nothing_else(path: str) -> None:
    try:
        document = load(CORPUS / path)
    except InputError:
        pytest.skip("not well-formed")

    changed = sort_fields(document)

    for uri, new in changed.items():
        old = document.sources[uri]
        assert Counter(new.text) == Counter(old.text)
        assert same(new.value, old.value, any_order=True)
    assert sort_fields(document.renewed(changed)) == {}
