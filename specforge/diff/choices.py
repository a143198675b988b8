"""Choices: branches of ``allOf``, ``anyOf`` and ``oneOf`` that came or went."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.branches import match_branches, name_of
from specforge.diff.pairs import Note
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.shape import ANNOTATIONS, Shape


def branches_moved(pair: SchemaPair, keyword: str, name: str) -> Iterator[Note]:
    """``name-added`` and ``name-removed``, one for each branch that has no counterpart."""
    matched = match_branches(*pair.branches(keyword))
    for kind, branches in (("added", matched.added), ("removed", matched.removed)):
        for branch in branches:
            suffix = f"{name}-{kind}"
            if keyword == "allOf" and _only_says(branch):
                suffix += "-annotation-only"
            message = f"{name_of(branch)} was {kind} in `{keyword}` of {pair.subject}"
            yield pair.note(suffix, message, keyword, detail=name_of(branch))


def _only_says(branch: Shape) -> bool:
    """True for a schema that constrains nothing."""
    return all(word in ANNOTATIONS or word.startswith("x-") for word in branch.words)
