"""Words that the rule about plurals must not be wrong about."""

from __future__ import annotations

import pytest

from specforge.lint.about.english import is_singular

SINGULAR = "book bookShelf book-shelf status address alias bus analysis axis campus API policy"
OTHERS = "books bookShelves people addresses policies analyses metadata menus emojis wikis information 1 é"


@pytest.mark.parametrize("phrase", SINGULAR.split())
def test_singular(phrase: str) -> None:
    assert is_singular(phrase)


@pytest.mark.parametrize("phrase", ["", *OTHERS.split()])
def test_not_singular(phrase: str) -> None:
    assert not is_singular(phrase)
