"""Bounds: how a numeric limit moved, in the words of the ids."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.diff.pairs import Note
from specforge.diff.schema_pair import SchemaPair


def upper(pair: SchemaPair, keyword: str, name: str) -> Iterator[Note]:
    """A limit that nothing may exceed. To set one is at least to decrease it, to drop it to increase it."""
    yield from _moved(pair, keyword, name, loose="increased", tight="decreased", absent=None)


def lower(
    pair: SchemaPair, keyword: str, name: str, absent: int | None = None, *, is_count: bool = False
) -> Iterator[Note]:
    """A limit that nothing may fall below. ``absent``: what it means that there is none; ``is_count``: 0 is none."""
    yield from _moved(pair, keyword, name, loose="decreased", tight="increased", absent=absent, is_count=is_count)


def _moved(
    pair: SchemaPair,
    keyword: str,
    name: str,
    *,
    loose: str,
    tight: str,
    absent: int | None,
    is_count: bool = False,
) -> Iterator[Note]:
    if pair.both is None:
        return
    old, new = (side.number(keyword) if side.number(keyword) is not None else absent for side in pair.both)
    if is_count:
        old, new = old or None, new or None
    if old == new:
        return
    if old is None:
        yield pair.note(f"{name}-set", f"{pair.subject} got a `{keyword}` of {new}", keyword, also=f"{name}-{tight}")
    elif new is None:
        yield pair.note(
            f"{name}-unset", f"{pair.subject} lost its `{keyword}` of {old}", keyword, also=f"{name}-{loose}"
        )
    else:
        moved = tight if (new < old) is (tight == "decreased") else loose
        yield pair.note(f"{name}-{moved}", f"`{keyword}` of {pair.subject} {moved} from {old} to {new}", keyword)
