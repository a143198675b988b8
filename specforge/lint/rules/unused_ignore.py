"""unused-ignore: an inline ignore of something that is not there any more."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.document.edits import Remove, at
from specforge.document.place import Place, TextPlace
from specforge.findings.ignores import FIELD
from specforge.findings.model import Fix, Severity
from specforge.lint.ignoring import UNUSED, WrittenIgnore
from specforge.lint.rule import Context, Problem, rule


@rule("unused-ignore", on=UNUSED, severity=Severity.WARNING)
def check(written: WrittenIgnore, context: Context) -> Iterator[Problem]:
    """An inline ignore has nothing to ignore."""
    ignore = written.ignore
    yield Problem(
        f"nothing to ignore: `{ignore.rule}` finds nothing here",
        ignore.place,
        help="remove the ignore, so that the next finding here is seen",
        fix=None if isinstance(ignore.place, TextPlace) else Fix("remove it", (Remove(_whole(ignore.place)),)),
    )


def _whole(place: Place) -> Place:
    """The field where it holds nothing else. Pruning would go on to the object, which means something when empty."""
    field = place.tokens[: place.tokens.index(FIELD) + 1]
    return Place(place.source, field) if field == place.tokens or len(at(place.source.value, field)) == 1 else place
