"""Words that the rule about plurals must not be wrong about."""

from __future__ import annotations

import pytest

from specforge.lint.english import is_singular


@pytest.mark.parametrize(
    "phrase", ["book", "bookShelf", "book-shelf", "status", "address", "alias", "bus", "analysis", "API", "policy"]
)
def test_singular(phrase: str) -> None:
    assert is_singular(phrase)


@pytest.mark.parametrize(
    "phrase",
    ["books", "bookShelves", "people", "addresses", "policies", "analyses", "metadata", "information", "", "1", "é"],
)
def test_not_singular(phrase: str) -> None:
    assert not is_singular(phrase)
