"""Presence: keywords whose schemas are compared elsewhere; here it matters whether they are there at all."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.schema_pair import SchemaPair


def appeared(pair: SchemaPair, keyword: str, name: str) -> Iterator[Note]:
    """A keyword that one side has and the other has not: ``name-added`` or ``name-removed``."""
    if pair.both is None:
        return
    had, has = (keyword in side.words for side in pair.both)
    if had != has:
        kind = "added" if has else "removed"
        yield pair.note(f"{name}-{kind}", f"`{keyword}` of {pair.subject} was {kind}", keyword)


def named_appeared(pair: SchemaPair, keyword: str, name: str, words: str) -> Iterator[Note]:
    """The same of each name under a keyword; ``words`` say in a message what ``{name}`` is."""
    if pair.both is None:
        return
    olds, news = (side.named(keyword) for side in pair.both)
    for each in {**news, **olds}:
        if (each in olds) != (each in news):
            kind = "added" if each in news else "removed"
            message = f"{words.format(name=each)} in {pair.subject} was {kind}"
            yield pair.note(f"{name}-{kind}", message, keyword, each, detail=each)
