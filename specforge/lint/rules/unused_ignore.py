"""unused-ignore: an inline ignore of something that is not there any more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from specforge.document.edits import Erase, Remove, at
from specforge.document.place import Place, Region, TextPlace
from specforge.findings.ignores import FIELD, comment_around
from specforge.findings.model import Fix, Severity
from specforge.lint.ignoring import UNUSED, WrittenIgnore
from specforge.lint.rule import Context, Problem, rule


@rule("unused-ignore", on=UNUSED, severity=Severity.WARNING, fixable=True)
def check(written: WrittenIgnore, context: Context) -> Iterator[Problem]:
    """An inline ignore has nothing to ignore."""
    ignore = written.ignore
    yield Problem(
        f"nothing to ignore: `{ignore.rule}` finds nothing here",
        ignore.place,
        help="remove the ignore, so that the next finding here is seen",
        fix=_fix(ignore.place),
    )


def _fix(place: Place) -> Fix | None:
    if not isinstance(place, TextPlace):
        return Fix("remove it", (Remove(_whole(place)),))
    comment = comment_around(place)
    if comment is None:
        return None
    start, end = _span(comment, place.region.column - 1)
    region = Region(place.region.line, start + 1, place.region.line, end + 1)
    return Fix("remove it", (Erase(replace(place, region=region)),))


def _span(comment: re.Match[str], at: int) -> tuple[int, int]:
    """The comment, or of several names in it the one at this column, with its comma."""
    names = list(re.finditer(r"[^\s,]+", comment["names"] or ""))
    if len(names) < 2:
        return comment.start(), comment.start() + len(comment[0].rstrip())
    spans = [(comment.start("names") + name.start(), comment.start("names") + name.end()) for name in names]
    index = next((number for number, (start, end) in enumerate(spans) if start <= at < end), 0)
    return (spans[index - 1][1], spans[index][1]) if index else (spans[0][0], spans[1][0])


def _whole(place: Place) -> Place:
    """The field where it holds nothing else. Pruning would go on to the object, which means something when empty."""
    field = place.tokens[: place.tokens.index(FIELD) + 1]
    return Place(place.source, field) if field == place.tokens or len(at(place.source.value, field)) == 1 else place
